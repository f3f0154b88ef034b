import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { ownProcess } from './own-process.ts';

export type QuickCheck =
  | { readonly found: 'whole' }
  | { readonly found: 'damaged'; readonly problems: readonly string[] }
  /** It took too long, or somebody else has the database open. */
  | { readonly found: 'unknown'; readonly reason: string };

/** Of SQLite, where a page cannot be read at all: https://sqlite.org/rescode.html. */
const DAMAGED = /malformed|not a database|disk I\/O error/;

const LARGE_BYTES = 64 * 1024 * 1024;

/**
 * How long people wait for the look at a database before a start, in ms. Who was paged by the last process waits for this one: how long a
 * large database takes grows with it, and it is used as it is when it was not done. A small one never takes long, unless the machine is
 * busy.
 */
export const quickCheckWithinMs = (path: string): number =>
  (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGE_BYTES ? 500 : 5_000;

/**
 * Looks through a whole database for damaged pages, in a process of its own that can be ended: how long that takes grows with the
 * database, and people wait for the start. To be called before the database is opened.
 */
export const quickCheck = (path: string, withinMs: number): QuickCheck => {
  const script = ownProcess('quick-check-process');
  const ran = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', script, path], {
    encoding: 'utf8',
    timeout: withinMs,
    killSignal: 'SIGKILL',
  });
  if (ran.error !== undefined)
    return {
      found: 'unknown',
      reason:
        (ran.error as NodeJS.ErrnoException).code === 'ETIMEDOUT'
          ? `not done after ${withinMs / 1000} s`
          : ran.error.message,
    };
  if (ran.status === 0)
    return ran.stdout === 'ok' ? { found: 'whole' } : { found: 'damaged', problems: ran.stdout.split('\n') };
  const reason = /Error: (.+)/.exec(ran.stderr)?.[1] ?? `it ended with ${ran.status ?? ran.signal}`;
  return DAMAGED.test(reason) ? { found: 'damaged', problems: [reason] } : { found: 'unknown', reason };
};
