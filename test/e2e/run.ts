import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { TARGET_NAMES } from './target.ts';

/** Runs the end-to-end suite on one target and closes with `N passed, N failed`. */
const { values } = parseArgs({ options: { target: { type: 'string', default: 'embedded' } } });
if (!TARGET_NAMES.some((name) => name === values.target)) {
  process.stderr.write(`--target is one of ${TARGET_NAMES.join(', ')}, not "${values.target}".\n`);
  process.exit(2);
}
const root = resolve(import.meta.dirname, '..', '..');
const results = join(root, '.muster', `e2e-${values.target}.json`);
mkdirSync(dirname(results), { recursive: true });
rmSync(results, { force: true });
const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const reporting = ['--reporter=verbose', '--reporter=json', `--outputFile=${results}`];
const { status } = spawnSync(
  process.execPath,
  // One file after the other: each deploys, which takes all of a small machine.
  [vitest, 'run', '--project', 'e2e', '--no-file-parallelism', '--maxConcurrency=20', ...reporting],
  {
    cwd: root,
    env: { ...process.env, MUSTER_TARGET: values.target },
    stdio: 'inherit',
  },
);

interface Results {
  readonly numPassedTests: number;
  readonly numTotalTests: number;
  /** What this target does not have, such as mail where nothing receives any. */
  readonly numPendingTests: number;
}

const counted = (): Results => {
  try {
    return JSON.parse(readFileSync(results, 'utf8')) as Results;
  } catch {
    return { numPassedTests: 0, numTotalTests: 1, numPendingTests: 0 };
  }
};
const { numPassedTests, numPendingTests, numTotalTests } = counted();
const missing = numTotalTests - numPendingTests - numPassedTests;
// A suite that could not even start has run no test, and has failed all the same.
const failures = status === 0 ? missing : Math.max(1, missing);
if (numPendingTests > 0) process.stdout.write(`\n${numPendingTests} skipped: not to be had on this target\n`);
process.stdout.write(`\n${numPassedTests} passed, ${failures} failed\n`);
process.exitCode = failures === 0 ? 0 : 1;
