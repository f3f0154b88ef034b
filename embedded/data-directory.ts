import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessTokenValue } from '../domain/access/keys.ts';
import { linkKey } from '../domain/access/signing-keys.ts';
import type { Secrets } from '../ports/ports.ts';

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
  /** Writes a file that only the owner may read, whole or not at all. */
  writePrivate(name: string, content: string): void;
}

const keyFrom = (path: string): Uint8Array => {
  const file = join(path, 'master-key');
  try {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
    if (key.length < 32)
      throw new DataDirectoryError(`${file} is damaged: restore it from a backup, or remove it to get new keys.`);
    return key;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const key = randomBytes(32);
    writeFileSync(file, `${key.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    return key;
  }
};

/**
 * Opens the directory, making it (0700) and its master key on the first start.
 *
 * @throws DataDirectoryError when it cannot be read or written
 */
export const openDataDirectory = (path: string): DataDirectory => {
  try {
    mkdirSync(join(path, 'outbox'), { recursive: true, mode: 0o700 });
    const masterKey = keyFrom(path);
    const signingKey = linkKey(masterKey);
    return {
      path,
      database: join(path, 'muster.db'),
      outbox: join(path, 'outbox'),
      masterKey,
      adminToken: accessTokenValue(masterKey, 'local-admin', 1),
      secrets: { linkKey: () => Promise.resolve(signingKey) },
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
