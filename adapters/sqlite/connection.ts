import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isBusy, toStoreError } from './failure.ts';
import { CHECKPOINT_PAGES } from './log-checkpoints.ts';
import { migrate } from './migrations.ts';

/** How long a starting process waits for its predecessor to let go of the file, in milliseconds. */
const LOCK_WAIT_MS = 1000;

const PRAGMAS = [
  // The lock against a second process. It belongs to the open file, so the kernel frees it after a kill -9.
  'PRAGMA locking_mode = EXCLUSIVE',
  'PRAGMA journal_mode = WAL',
  // One fsync of the log at each COMMIT: what was committed survives a power cut.
  'PRAGMA synchronous = FULL',
  'PRAGMA cache_size = -65536',
  // An I/O error in a mapped page would be a SIGBUS that kills the process instead of an error somebody can handle.
  'PRAGMA mmap_size = 0',
  'PRAGMA temp_store = MEMORY',
  // In pages of 4 KiB: a checkpoint each 16 MiB of log.
  `PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
  'PRAGMA journal_size_limit = 67108864',
  'PRAGMA trusted_schema = OFF',
  // What is removed or replaced is overwritten where that costs no page more; what is erased, always (`erasingIn`).
  'PRAGMA secure_delete = FAST',
];

/** A database that is nowhere: nothing of it is on the disk, and it ends with its connection. */
export const IN_MEMORY = ':memory:';

const makeFile = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  // SQLite would create it with the umask; its log inherits the mode of the file.
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
};

/**
 * Opens (creating where needed: directory 0700, file 0600) the database of one process and brings its schema up to date.
 *
 * @throws StoreError `in-use` | `read-only` | `full` | `io` | `corrupt` | `newer-schema`.
 */
export const connect = (path: string, now: () => number): DatabaseSync => {
  let db: DatabaseSync | undefined;
  try {
    if (path !== IN_MEMORY) makeFile(path);
    db = new DatabaseSync(path, { timeout: LOCK_WAIT_MS });
    for (const pragma of PRAGMAS) db.exec(pragma);
    migrate(db, now);
    return db;
  } catch (error) {
    db?.close();
    throw toStoreError(isBusy(error) ? `another process has ${path} open` : `cannot open ${path}`, error);
  }
};
