import { defineConfig } from 'vitest/config';

/** Apart from `npm test`: it installs from the registry of npm, and takes a minute or two. */
export default defineConfig({
  test: {
    reporters: process.env.TEST_RESULTS ? ['default', ['json', { outputFile: process.env.TEST_RESULTS }]] : ['default'],
    include: ['test/e2e/packages.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
});
