import { defineConfig } from 'vitest/config';

/** No project of `npm test`: it downloads other people's programs. */
export default defineConfig({
  test: { name: 'clients', include: ['test/clients/suite.ts'], maxConcurrency: 16 },
});
