import { hash } from 'node:crypto';
import fc from 'fast-check';
import type { Target } from './targets.ts';

/** A part of a run: this many damaged requests from a seed of its own, which follows from that of the whole run. */
export interface Chunk {
  readonly target: string;
  readonly seed: number;
  readonly runs: number;
}

export interface ChunkResult {
  readonly passed: number;
  readonly understood: number;
  /** Of the slowest single request, in time of the processor. */
  readonly slowestMs: number;
  /** What failed, shrunk, and with which numbers to see it again. */
  readonly failure?: string;
}

/** The seed of one chunk: equal for equal parts, so that a part can be run alone. */
export const seedOf = (seed: number, target: string, chunk: number): number =>
  Number.parseInt(hash('sha256', `${seed}\n${target}\n${chunk}`, 'hex').slice(0, 8), 16) | 0;

export const runChunk = async (target: Target, { seed, runs }: Chunk): Promise<ChunkResult> => {
  let understood = 0;
  let slowestMs = 0;
  const property = fc.asyncProperty(target.damage, async (given) => {
    const started = process.threadCpuUsage();
    if ((await target.run(given)) === 'understood') understood += 1;
    const { system, user } = process.threadCpuUsage(started);
    slowestMs = Math.max(slowestMs, (system + user) / 1000);
  });
  const details = await fc.check(property, { seed, numRuns: runs });
  if (!details.failed) return { passed: runs, understood, slowestMs };
  const error = details.errorInstance instanceof Error ? details.errorInstance.stack : String(details.errorInstance);
  const failure = `${fc.stringify(details.counterexample)}\n${error}`.slice(0, 20_000);
  return { passed: details.numRuns - 1, understood, slowestMs, failure };
};
