import type { WaitState } from './machine.ts';
import { LONGEST_SECONDS } from './read-state.ts';
import { queryEvaluationError } from './state-failure.ts';
import type { StateScope } from './state-scope.ts';
import { timestampMs } from './timestamp.ts';

/** Runs a Wait state: returns when its instant has come, at once when that lies in the past. */
export async function runWait(state: WaitState, scope: StateScope): Promise<void> {
  await pauseUntil(await dueMs(state, scope), scope);
}

/** Suspends the branch until `atMs` (milliseconds since the epoch). */
export async function pauseUntil(atMs: number, scope: StateScope): Promise<void> {
  const { clock } = scope.run.runtime;
  if (atMs <= clock.now()) return;
  await scope.branch.suspend<void>(({ resolve }) => clock.setTimer(atMs, () => resolve()));
}

async function dueMs({ until }: WaitState, scope: StateScope): Promise<number> {
  if (until.unit === 'Seconds') {
    const seconds = await scope.evaluateInteger(until.value, 'Seconds', 0, LONGEST_SECONDS);
    return scope.run.runtime.clock.now() + seconds * 1000;
  }
  const value = await scope.evaluate(until.value);
  const instant = timestampMs(value);
  if (instant === undefined) {
    throw queryEvaluationError(`The field 'Timestamp' must be a timestamp, but was ${JSON.stringify(value)}.`);
  }
  return instant;
}
