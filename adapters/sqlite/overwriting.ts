import type { DatabaseSync } from 'node:sqlite';
import type { GroupCommit } from './group-commit.ts';
import type { LogHold } from './log-checkpoints.ts';

/** While others write, the log is never at rest: so many COMMITs are waited for. */
const MOST_ROUNDS = 20;

/**
 * Runs a write that leaves nothing of what it replaces, on pages that become free either
 * (<https://www.sqlite.org/pragma.html#pragma_secure_delete>).
 */
export const overwritten = <T>(db: DatabaseSync, write: () => T): T => {
  db.exec('PRAGMA secure_delete = ON');
  try {
    return write();
  } finally {
    db.exec('PRAGMA secure_delete = FAST');
  }
};

/**
 * `Stores.overwrite`: the log goes into the database, and what stood in it is gone. While a backup is made it stays; what is in it goes
 * with the next checkpoints.
 */
export const overwriteLog = (db: DatabaseSync, group: GroupCommit, log: LogHold) => async (): Promise<void> => {
  const truncate = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await group.apart(() => group.durable());
    if (log.isHeld()) return;
    if (db.isTransaction) continue;
    const { busy } = truncate.get() as { busy: number };
    if (busy === 0) return;
  }
};
