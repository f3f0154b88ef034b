import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { accessTokenValue } from '../domain/access/keys.ts';
import { linkKey, reporterKey } from '../domain/access/signing-keys.ts';
import type { Secrets } from '../ports/ports.ts';
import { masterKeyFileIn, masterKeyOf, newMasterKey, writeMasterKey } from './master-key-file.ts';

/** The directory cannot be used; the message says what to do. */
export class DataDirectoryError extends Error {
  override readonly name = 'DataDirectoryError';
  readonly code = 'data-directory';
}

/** What one installation keeps on disk: `muster.db`, `outbox/`, the master key, and what the CLI reads to find its way. */
export interface DataDirectory {
  readonly path: string;
  readonly database: string;
  readonly outbox: string;
  readonly masterKey: Uint8Array;
  readonly adminToken: string;
  readonly secrets: Secrets;
  /** What whoever runs this should mend, in words. */
  readonly warnings: readonly string[];
  /** Writes a file that only the owner may read, whole or not at all. */
  writePrivate(name: string, content: string): void;
}

const DATABASE = 'muster.db';

/** The database of a directory that need not be there. */
export const databaseIn = (path: string): string => join(path, DATABASE);

/** The file of a directory's checkpoints: in it, unless it was told to lie elsewhere. */
export const checkpointsFileIn = (path: string, elsewhere: string | undefined): string =>
  elsewhere || join(path, 'checkpoints.jsonl');

/** Not by `recursive`: where nobody can make a directory, as in /proc, Node tries it for ever. */
const makeDirectory = (path: string): void => {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    makeDirectory(dirname(path));
    mkdirSync(path, { mode: 0o700 });
  }
};

const readKey = (file: string): Uint8Array | undefined => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const key = masterKeyOf(text);
  if (key) return key;
  throw new DataDirectoryError(`${file} is damaged: restore it from where you keep it apart.`);
};

/** Every key and token is derived from it: it is on the disk, whole, before anything is derived. */
const keyFrom = (path: string): Uint8Array => {
  const file = masterKeyFileIn(path);
  const kept = readKey(file);
  if (kept) return kept;
  const database = databaseIn(path);
  if (existsSync(database) && statSync(database).size > 0)
    throw new DataDirectoryError(
      `${file} is missing, and ${database} was made with it: a new one would refuse every key, token and link that was given out. Put it back from where you keep it apart. Where it is lost for good: "muster restore --renew-master-key", and give every sender its new key.`,
    );
  const draft = `${file}.${process.pid}`;
  writeMasterKey(draft, newMasterKey());
  try {
    linkSync(draft, file);
  } catch (error) {
    // Another process was first; its key counts.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readKey(file) ?? keyFrom(path);
};

/** What others on this machine may read or write of what only the owner should. */
const openToOthers = (path: string, name: string, wanted: string): string[] => {
  // Windows has no such bits.
  const mode = process.platform === 'win32' ? 0 : statSync(path).mode & 0o077;
  return mode === 0
    ? []
    : [`${name} ${path} is open to others on this machine, who get every key from it: chmod ${wanted} ${path}`];
};

/**
 * Opens the directory, making it (0700) and its master key on the first start.
 *
 * @throws DataDirectoryError when it cannot be read or written
 */
export const openDataDirectory = (path: string): DataDirectory => {
  try {
    makeDirectory(path);
    makeDirectory(join(path, 'outbox'));
    const masterKey = keyFrom(path);
    const signingKey = linkKey(masterKey);
    const reporter = reporterKey(masterKey);
    return {
      warnings: [
        ...openToOthers(path, 'The data directory', '700'),
        ...openToOthers(masterKeyFileIn(path), 'The master key', '600'),
      ],
      path,
      database: databaseIn(path),
      outbox: join(path, 'outbox'),
      masterKey,
      adminToken: accessTokenValue(masterKey, 'local-admin', 1),
      secrets: { linkKey: () => Promise.resolve(signingKey), reporterKey: () => Promise.resolve(reporter) },
      writePrivate: (name, content) => {
        const file = join(path, name);
        writeFileSync(`${file}.new`, content, { mode: 0o600 });
        chmodSync(`${file}.new`, 0o600);
        renameSync(`${file}.new`, file);
      },
    };
  } catch (cause) {
    if (cause instanceof DataDirectoryError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    const why =
      code === 'EACCES' || code === 'EROFS' || code === 'EPERM'
        ? 'it cannot be written'
        : code === 'ENOSPC'
          ? 'the disk is full'
          : String((cause as Error).message);
    throw new DataDirectoryError(
      `The data directory ${path} cannot be used: ${why}. Choose another with MUSTER_DATA.`,
      { cause },
    );
  }
};
