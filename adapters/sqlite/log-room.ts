import { close, closeSync, fdatasync, fstatSync, openSync, writeSync } from 'node:fs';

/** As long as the log becomes before a COMMIT makes the checkpoint: see `wal_autocheckpoint`. */
export const ROOM_BYTES = 4000 * (4096 + 24) + 32;

const ZEROS = Buffer.alloc(1024 * 1024);

/** Between two slices, so that a start or a request is not held up. */
const PAUSE_MS = 5;

/**
 * Writes zeros behind the log of a database until it is as long as it will become: while a file grows, each sync also writes
 * what the file system knows of it, which takes twice as long. Zeros are no frames of a log (their salt is wrong), so
 * SQLite and its recovery see the end of the log where it was: https://sqlite.org/fileformat2.html#the_write_ahead_log.
 *
 * Call it on the thread that writes the database, and only once the database is locked against others. Whatever fails leaves
 * the log as it was, only shorter.
 *
 * @returns stops it.
 */
export const makeRoomForLog = (database: string): (() => void) => {
  let fd: number;
  try {
    fd = openSync(`${database}-wal`, 'r+');
  } catch {
    return () => {};
  }
  const step = (): void => {
    try {
      // The length is asked each time, because the log itself has grown meanwhile.
      const { size } = fstatSync(fd);
      if (size < ROOM_BYTES) {
        writeSync(fd, ZEROS, 0, Math.min(ZEROS.length, ROOM_BYTES - size), size);
        timer = setTimeout(step, PAUSE_MS).unref();
        return;
      }
      stop = () => {};
      fdatasync(fd, () => close(fd, () => {}));
    } catch {
      stop();
    }
  };
  let timer = setTimeout(step, PAUSE_MS).unref();
  let stop = (): void => {
    clearTimeout(timer);
    closeSync(fd);
    stop = () => {};
  };
  return () => stop();
};
