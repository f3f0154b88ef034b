import type { DatabaseSync } from 'node:sqlite';
import type { Stores } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';
import type { LogHold } from './log-checkpoints.ts';

/** While others write, the log is never at rest: so many COMMITs are waited for. */
const MOST_ROUNDS = 20;

/** The log goes into the database, and what stood in it is gone. While a backup is made it stays; what is in it goes with the next checkpoints. */
const emptyLog = async (db: DatabaseSync, group: GroupCommit, log: LogHold): Promise<void> => {
  const truncate = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await group.apart(() => group.durable());
    if (log.isHeld()) return;
    if (db.isTransaction) continue;
    const { busy } = truncate.get() as { busy: number };
    if (busy === 0) return;
  }
};

/**
 * `Stores.erasing`: for as long as somebody erases, whatever is removed or replaced is overwritten, on pages that become free either
 * (<https://www.sqlite.org/pragma.html#pragma_secure_delete>).
 */
export const erasingIn = (db: DatabaseSync, group: GroupCommit, log: LogHold): NonNullable<Stores['erasing']> => {
  let under = 0;
  return async (work) => {
    under += 1;
    db.exec('PRAGMA secure_delete = ON');
    try {
      const done = await work();
      await emptyLog(db, group, log);
      return done;
    } finally {
      under -= 1;
      if (under === 0) db.exec('PRAGMA secure_delete = FAST');
    }
  };
};
