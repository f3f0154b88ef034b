import type { DatabaseSync } from 'node:sqlite';
import type { GroupCommit } from './group-commit.ts';

/** From this many pages of 4 KiB in the log on, a quiet moment is used; `CHECKPOINT_PAGES` is the upper bound. */
const WORTH_IT_PAGES = 1000;

/** From this many pages on a COMMIT does it, whoever waits for it. */
export const CHECKPOINT_PAGES = 4000;

/** Whoever was told of the last COMMIT has gone on by then. */
const AFTER_MS = 1;

/** So many COMMITs in a row are not asked how long the log has become. */
const ASK_EVERY = 16;

/** Whether the log may be brought into the database. */
export interface LogHold {
  /** Keeps it from being brought there by anybody, and returns what lets it be again. */
  hold(): () => void;
  isHeld(): boolean;
}

/**
 * Brings the log into the database in quiet moments, after a COMMIT that nobody waited for: otherwise the COMMIT that fills
 * the log does it, and that may be the one before a page.
 */
export const checkpointWhenQuiet = (db: DatabaseSync, group: GroupCommit): LogHold => {
  const length = db.prepare('PRAGMA wal_checkpoint(NOOP)');
  const checkpoint = db.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  let asked = 0;
  let waiting = false;
  let holding = 0;

  const run = (): void => {
    waiting = false;
    // A transaction of somebody is open again: the next quiet moment will do.
    if (!db.isOpen || db.isTransaction || holding > 0) return;
    try {
      const { log, checkpointed } = length.get() as { log: number; checkpointed: number };
      if (log - checkpointed >= WORTH_IT_PAGES) checkpoint.run();
    } catch {
      // The log stays as it is, whole; a disk that fails tells it to the next write.
    }
  };

  group.onQuiet(() => {
    if (waiting || group.commits - asked < ASK_EVERY) return;
    asked = group.commits;
    waiting = true;
    setTimeout(run, AFTER_MS).unref();
  });

  return {
    isHeld: () => holding > 0,
    hold: () => {
      if (holding === 0) db.exec('PRAGMA wal_autocheckpoint = 0');
      holding += 1;
      return () => {
        holding -= 1;
        if (holding === 0 && db.isOpen) db.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
      };
    },
  };
};
