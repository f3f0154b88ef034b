/**
 * Drives an embedded Muster with the real clients of the interfaces it serves, on loopback, and closes with
 * `N passed, N failed`. Run with `npm run e2e:clients`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { ClientMissingError, locateClients } from './programs/locate.ts';

const root = resolve(import.meta.dirname, '..', '..');
const results = join(root, '.muster', 'e2e-clients.json');
mkdirSync(dirname(results), { recursive: true });
rmSync(results, { force: true });
try {
  // Before the suite, whose waits are bounded more tightly than a download.
  await locateClients();
} catch (error) {
  if (!(error instanceof ClientMissingError)) throw error;
  process.stdout.write(`${error.message}\n\n0 passed, 1 failed\n`);
  process.exit(1);
}
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const config = ['--config', join(import.meta.dirname, 'vitest.config.ts'), '--root', root];
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', ...config, '--reporter=verbose', '--reporter=json', `--outputFile=${results}`],
  { cwd: root, stdio: 'inherit' },
);

interface Results {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
}

const counted = (): Results => {
  try {
    return JSON.parse(readFileSync(results, 'utf8')) as Results;
  } catch {
    return { numPassedTests: 0, numTotalTests: 1 };
  }
};
const { numPassedTests, numTotalTests } = counted();
// A test that was skipped has proven nothing.
const missing = numTotalTests - numPassedTests;
// A suite that could not even start has run no test, and has failed all the same.
const failures = status === 0 ? missing : Math.max(1, missing);
process.stdout.write(`\n${numPassedTests} passed, ${failures} failed\n`);
process.exitCode = failures === 0 ? 0 : 1;
