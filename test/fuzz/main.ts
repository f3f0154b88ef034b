import { type ChildProcess, fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { growthReport } from './growth.ts';
import { type Chunk, type ChunkResult, seedOf } from './run-target.ts';
import { TARGETS, type Target } from './targets.ts';

/**
 * `npm run fuzz`: damages what every source, and every endpoint of other products' clients, is sent, 100,000 times each;
 * then measures how the time to read grows with the size. `--seed=` repeats a run, `--only=alertmanager,forms` a part.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    only: { type: 'string', default: '' },
    workers: { type: 'string', default: '2' },
    skip: { type: 'string', multiple: true, default: [] },
  },
});

const CHUNK = 2500;
const HANGS_AFTER_MS = 600_000;

const seed = values.seed === undefined ? randomInt(2 ** 31) : Number(values.seed);
const runs = Number(values.runs);
const only = values.only.split(',').filter((name) => name !== '');
const targets = values.skip.includes('damage')
  ? []
  : TARGETS.filter(({ name }) => only.length === 0 || only.some((part) => name === part));

interface Sum {
  passed: number;
  failed: number;
  understood: number;
  slowestMs: number;
  left: number;
}

const sums = new Map<string, Sum>();
const waiting: Chunk[] = [];
for (const { name } of targets) {
  const chunks = Math.ceil(runs / CHUNK);
  sums.set(name, { passed: 0, failed: 0, understood: 0, slowestMs: 0, left: chunks });
  for (let i = 0; i < chunks; i += 1) {
    waiting.push({ target: name, seed: seedOf(seed, name, i), runs: Math.min(CHUNK, runs - i * CHUNK) });
  }
}

const started = performance.now();
const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;

const report = (target: Target, sum: Sum): void => {
  const share = sum.understood / Math.max(1, sum.passed);
  // Damage behind which nothing is ever read tests only the door.
  if (sum.failed === 0 && share < target.understood) {
    sum.failed += 1;
    console.log(`FAILED ${target.name}: only ${(share * 100).toFixed(1)} % were understood`);
  }
  const left = [...sums.values()].filter(({ left: chunks }) => chunks > 0).length;
  console.log(
    `${target.name.padEnd(48)} ${String(sum.passed).padStart(7)} passed, ${sum.failed} failed, ${(share * 100).toFixed(0).padStart(2)} % understood, slowest ${sum.slowestMs.toFixed(0)} ms   (${seconds()}, ${left} to go)`,
  );
};

const settle = (chunk: Chunk, result: ChunkResult): void => {
  const sum = sums.get(chunk.target);
  const target = TARGETS.find(({ name }) => name === chunk.target);
  if (!sum || !target) return;
  sum.passed += result.passed;
  sum.understood += result.understood;
  sum.slowestMs = Math.max(sum.slowestMs, result.slowestMs);
  sum.left -= 1;
  if (result.failure !== undefined) {
    sum.failed += 1;
    console.log(
      `FAILED ${chunk.target} (npm run fuzz -- --only='${chunk.target}' --seed=${seed})\n${result.failure}\n`,
    );
  }
  if (sum.left === 0) report(target, sum);
};

const startWorker = (): ChildProcess => fork(join(import.meta.dirname, 'worker.ts'));

/** Gives a worker one chunk after the other until none is left; ends it when it hangs, and starts another. */
const work = async (): Promise<void> => {
  let worker = startWorker();
  for (let chunk = waiting.shift(); chunk !== undefined; chunk = waiting.shift()) {
    const current = chunk;
    const result = await new Promise<ChunkResult | undefined>((resolve) => {
      const timer = setTimeout(() => resolve(undefined), HANGS_AFTER_MS);
      worker.removeAllListeners();
      worker.once('message', (message) => {
        clearTimeout(timer);
        resolve(message as ChunkResult);
      });
      worker.once('exit', () => {
        clearTimeout(timer);
        resolve(undefined);
      });
      worker.send(current);
    });
    const lost = { passed: 0, understood: 0, slowestMs: 0, failure: `It did not end (seed ${current.seed}).` };
    settle(current, result ?? lost);
    if (result === undefined) {
      worker.kill('SIGKILL');
      worker = startWorker();
    }
  }
  worker.removeAllListeners();
  worker.disconnect();
};

console.log(`seed ${seed}: ${runs} damaged requests for each of ${targets.length} targets`);
if (targets.length > 0) await Promise.all(Array.from({ length: Number(values.workers) }, work));
let passed = 0;
let failed = 0;
for (const sum of sums.values()) {
  passed += sum.passed;
  failed += sum.failed;
}
if (!values.skip.includes('growth')) {
  const growth = growthReport(only);
  passed += growth.passed;
  failed += growth.failed;
}
console.log(`\n${passed} passed, ${failed} failed (seed ${seed}, ${seconds()})`);
if (failed > 0) process.exitCode = 1;
