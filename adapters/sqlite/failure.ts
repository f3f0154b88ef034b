import { StoreError, type StoreErrorCode } from '../../ports/store-error.ts';

/** Primary result codes of SQLite (the low byte of `errcode`); https://sqlite.org/rescode.html. */
const RESULT: Record<number, { code: StoreErrorCode; retryable: boolean; advice: string }> = {
  5: {
    code: 'in-use',
    retryable: true,
    advice: 'Stop the other Muster process on this data directory, or use another directory.',
  },
  6: {
    code: 'in-use',
    retryable: true,
    advice: 'Stop the other Muster process on this data directory, or use another directory.',
  },
  8: {
    code: 'read-only',
    retryable: false,
    advice: 'Make the data directory and the files in it writable for this user.',
  },
  10: {
    code: 'io',
    retryable: true,
    advice: 'Check the disk, its quota and its mount; nothing of this write was kept.',
  },
  11: {
    code: 'corrupt',
    retryable: false,
    advice: 'Restore the data directory from a backup; keep the damaged file for analysis.',
  },
  13: {
    code: 'full',
    retryable: true,
    advice: 'Free space on the disk of the data directory; nothing of this write was kept.',
  },
  14: {
    code: 'io',
    retryable: false,
    advice: 'Check that the data directory exists and that this user may create files in it.',
  },
  18: { code: 'too-large', retryable: false, advice: 'Send a smaller record.' },
  23: { code: 'read-only', retryable: false, advice: 'Give this user the permission to write the data directory.' },
  26: {
    code: 'corrupt',
    retryable: false,
    advice: 'This file is not a Muster database; move it away or name another path.',
  },
};

/** SQLITE_CONSTRAINT: the statement alone was undone, the transaction lives on. */
const CONSTRAINT = 19;

const resultOf = (error: unknown): number | undefined => {
  const errcode = (error as { errcode?: unknown } | undefined)?.errcode;
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
};

export const isConstraint = (error: unknown): boolean => resultOf(error) === CONSTRAINT;

export const isBusy = (error: unknown): boolean => resultOf(error) === 5 || resultOf(error) === 6;

/** Whatever SQLite or the file system threw, as a `StoreError`. */
export const toStoreError = (what: string, error: unknown): StoreError => {
  if (error instanceof StoreError) return error;
  const result = resultOf(error);
  const known = result === undefined ? fromFileSystem(error) : RESULT[result];
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreError(known?.code ?? 'refused', `${what}: ${reason}`, {
    advice: known?.advice ?? 'This is a defect of the store; report it with the cause.',
    retryable: known?.retryable ?? false,
    cause: error,
  });
};

const fromFileSystem = (error: unknown): (typeof RESULT)[number] | undefined => {
  switch ((error as { code?: unknown } | undefined)?.code) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return RESULT[8];
    case 'ENOSPC':
    case 'EDQUOT':
      return RESULT[13];
    case 'ENOTDIR':
    case 'ENOENT':
    case 'EISDIR':
    case 'EIO':
      return RESULT[14];
    default:
      return undefined;
  }
};
