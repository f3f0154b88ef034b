import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** The kinds of tests; CONTRIBUTING.md says what each may do. */
const project = (name: string, include: string[], testTimeout = 10_000) => ({
  test: { name, include, testTimeout, hookTimeout: 30_000, setupFiles: ['test/property-seed.ts'] },
});

const onEmulator = process.env.MUSTER_TARGET === 'emulator';

export default defineConfig({
  test: {
    // One core is not kept free, as vitest would: on two that is half of the machine.
    maxWorkers: availableParallelism(),
    reporters: process.env.TEST_RESULTS ? ['default', ['json', { outputFile: process.env.TEST_RESULTS }]] : ['default'],
    projects: [
      project(
        'unit',
        [
          'test/{domain,projections,usecases,intake,sources,channels,api,cli,config,adapters,functions,mutation,documentation}/**/*.test.ts',
        ],
        20_000,
      ),
      project('contract', ['test/contract/**/*.test.ts'], 60_000),
      project('statemachines', ['test/{asl,statemachines}/**/*.test.ts'], 60_000),
      project('embedded', ['test/embedded/*.test.ts'], 60_000),
      project('infrastructure', ['test/lib/**/*.test.ts'], 120_000),
      project('simulation', ['test/simulation/**/*.test.ts'], 120_000),
      // Deploying over an earlier commit, or a user pool, is something that the emulator alone can do.
      project(
        'e2e',
        [
          'test/e2e/suite.test.ts',
          ...(onEmulator ? ['upgrade', 'restore', 'user-pool'].map((name) => `test/e2e/${name}.test.ts`) : []),
        ],
        120_000,
      ),
    ],
  },
});
