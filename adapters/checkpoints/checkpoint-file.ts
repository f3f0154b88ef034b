import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Checkpoint, checkpoint } from '../../domain/checkpoint/checkpoint.ts';
import { CheckpointDamagedError, type CheckpointPlace } from '../../ports/checkpoint-place.ts';

/** More than a checkpoint of the most heads takes. */
const LONGEST_LINE = 1024 * 1024;

const NEW_LINE = 0x0a;

/** Readers of a file that grows for years begin near where they want to: where each so many-th checkpoint begins. */
const REMEMBER_EVERY = 100;

const readLine = (text: string, file: string): Checkpoint => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const read = checkpoint.safeParse(value);
  if (read.success) return read.data;
  throw new CheckpointDamagedError(`${file} holds a line that is no checkpoint: ${text.slice(0, 40)}…`);
};

/** The last whole line of a file, and how long the file is up to its end; a line that a crash cut off counts as not there. */
const endOf = (fd: number): { readonly line: string; readonly length: number } => {
  const { size } = fstatSync(fd);
  const from = Math.max(0, size - 2 * LONGEST_LINE);
  const tail = Buffer.alloc(size - from);
  readSync(fd, tail, 0, tail.length, from);
  const end = tail.lastIndexOf(NEW_LINE);
  if (end < 0) return { line: '', length: from };
  const begin = end === 0 ? -1 : tail.lastIndexOf(NEW_LINE, end - 1);
  return { line: tail.subarray(begin + 1, end).toString('utf8'), length: from + end + 1 };
};

/**
 * Checkpoints as lines of JSON in a file that only grows, beside the store or, better, on another disk. For one process.
 *
 * @param file made (0600) with the first checkpoint; its directory has to be there
 */
export const checkpointFile = (file: string): CheckpointPlace => {
  /** How long the file is where nobody else has touched it. */
  let length: number | undefined;
  let newest: Checkpoint | undefined;
  /** Where checkpoints begin, by number. */
  const beginnings = new Map<number, number>();

  const readEnd = (): void => {
    let fd: number;
    try {
      fd = openSync(file, 'r');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      length = 0;
      newest = undefined;
      return;
    }
    try {
      const end = endOf(fd);
      newest = end.line === '' ? undefined : readLine(end.line, file);
      length = end.length;
    } finally {
      closeSync(fd);
    }
  };

  return {
    async last() {
      if (length === undefined) readEnd();
      return newest;
    },
    async add(next) {
      if (length === undefined) readEnd();
      if (newest !== undefined && newest.number >= next.number) return false;
      const end = length ?? 0;
      if (end === 0) makeFile(file);
      const fd = openSync(file, 'r+');
      try {
        if (fstatSync(fd).size < end) throw new CheckpointDamagedError(`${file} has become shorter; it only grows`);
        const line = Buffer.from(`${JSON.stringify(next)}\n`);
        // Over what a crash has left of a line.
        writeSync(fd, line, 0, line.length, end);
        ftruncateSync(fd, end + line.length);
        fsyncSync(fd);
        length = end + line.length;
        newest = next;
      } catch (error) {
        length = undefined;
        throw error;
      } finally {
        closeSync(fd);
      }
      return true;
    },
    async after(number, limit) {
      const found: Checkpoint[] = [];
      if (length === undefined) readEnd();
      let handle: Awaited<ReturnType<typeof open>>;
      try {
        handle = await open(file, 'r');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return found;
        throw error;
      }
      try {
        const known = number - (number % REMEMBER_EVERY);
        let at = beginnings.get(known) ?? 0;
        for await (const text of handle.readLines({ start: at, autoClose: false })) {
          // A crash has cut it off: nothing follows it.
          if (at >= (length ?? 0)) break;
          const one = readLine(text, file);
          at += Buffer.byteLength(text) + 1;
          if (one.number % REMEMBER_EVERY === 0) beginnings.set(one.number, at);
          if (one.number > number) found.push(one);
          if (found.length === limit) break;
        }
      } finally {
        await handle.close();
      }
      return found;
    },
  };
};

const makeFile = (file: string): void => {
  closeSync(openSync(file, 'a', 0o600));
  // The name of a new file is on the disk only when its directory is.
  const fd = openSync(dirname(file), 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};
