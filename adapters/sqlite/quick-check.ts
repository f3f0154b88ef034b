import { spawnSync } from 'node:child_process';
import { ownProcess } from './own-process.ts';

export type QuickCheck =
  | { readonly found: 'whole' }
  | { readonly found: 'damaged'; readonly problems: readonly string[] }
  /** It took too long, or somebody else has the database open. */
  | { readonly found: 'unknown'; readonly reason: string };

/** Of SQLite, where a page cannot be read at all: https://sqlite.org/rescode.html. */
const DAMAGED = /malformed|not a database|disk I\/O error/;

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
