import { defineConfig } from 'vitest/config';

/** The tests that `main.ts` names, and nothing else. */
export default defineConfig({
  test: {
    include: JSON.parse(process.env.MUTATION_TESTS ?? '[]') as string[],
    setupFiles: ['test/property-seed.ts'],
    testTimeout: 60_000,
    // One mutant is judged in one process, which loads the code once and not once for each file of tests.
    isolate: false,
  },
});
