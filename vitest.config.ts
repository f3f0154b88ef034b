import { defineConfig } from 'vitest/config';

const project = (name: string, ...include: string[]) => ({ test: { name, include } });

export default defineConfig({
  test: {
    projects: [
      project('unit', 'test/{domain,usecases,sources,channels,api,cli,config}/**/*.test.ts'),
      project('contract', 'test/contract/**/*.test.ts'),
      project('statemachines', 'test/{embedded/asl,statemachines}/**/*.test.ts'),
      project('infrastructure', 'test/lib/**/*.test.ts'),
      project('simulation', 'test/simulation/**/*.test.ts'),
      project('e2e', 'test/e2e/**/*.test.ts'),
    ],
  },
});
