import { setTimeout as sleep } from 'node:timers/promises';

const INTERVAL_MS = 150;
const WITHIN_MS = 30_000;

/** It did not happen in time: what was waited for, and what was last seen instead. */
export class NeverHappenedError extends Error {
  override readonly name = 'NeverHappenedError';
}

/**
 * Looks again and again until there is something to see, for a bounded time.
 *
 * @param what what is waited for, as the message of a failure
 * @param look answers undefined while it is not there yet; `seen` keeps what to show if it never is
 */
export const eventually = async <T>(
  what: string,
  look: (seen: (instead: unknown) => void) => Promise<T | undefined> | T | undefined,
  withinMs = WITHIN_MS,
): Promise<T> => {
  const deadline = Date.now() + withinMs;
  let instead: unknown = 'nothing';
  for (;;) {
    const found = await look((seen) => {
      instead = seen;
    });
    if (found !== undefined) return found;
    if (Date.now() > deadline) {
      throw new NeverHappenedError(
        `Waited ${withinMs / 1000} s for: ${what}. Seen instead: ${JSON.stringify(instead, undefined, 1)?.slice(0, 2000)}`,
      );
    }
    await sleep(INTERVAL_MS);
  }
};
