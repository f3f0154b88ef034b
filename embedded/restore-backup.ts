import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { checkpointFile } from '../adapters/checkpoints/checkpoint-file.ts';
import { savedCheckpoints } from '../adapters/sqlite/check-backup.ts';
import { keepMarkIn, markIn, pointersIn } from '../adapters/sqlite/pointers.ts';
import { type Checkpoint, nextCheckpoint } from '../domain/checkpoint/checkpoint.ts';
import { signerOf } from '../domain/checkpoint/signature.ts';
import { checkpointsFileIn, databaseIn } from './data-directory.ts';
import { masterKeyFileIn, writeMasterKey } from './master-key-file.ts';

/** It is not done, and nothing was changed. */
export class RestoreRefused extends Error {
  override readonly name = 'RestoreRefused';
  readonly code = 'restore-refused';
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}

export interface Restored {
  readonly data: string;
  /** Under which ending what was there before is kept, where anything was. */
  readonly kept?: string;
}

/** Opens the database as its only owner. @throws RestoreRefused while a process uses it */
export const ownDatabase = (file: string): DatabaseSync => {
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
    return db;
  } catch (error) {
    db.close();
    throw new RestoreRefused(
      `${file} is in use, or is no database: ${(error as Error).message}.`,
      'Stop the Muster that uses it.',
    );
  }
};

/** An ending for what is kept of before: no two moments have the same. */
export const endingOf = (now: Date): string => `before-${now.toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}`;

const setAside = (database: string, ending: string): void => {
  ownDatabase(database).close();
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(`${database}${suffix}`)) renameSync(`${database}${suffix}`, `${database}.${ending}${suffix}`);
};

/** The one of this number; a file that has none was not made for this database. */
const checkpointOf = async (file: string, number: number): Promise<Checkpoint | undefined> =>
  (await checkpointFile(file).after(number - 1, 1))[0];

/**
 * Puts a backup that was found whole into a data directory. Where checkpoints of later than the backup lie outside of the store, the
 * next one says, signed, that a person has set the store back, and why: what they know of counts no longer.
 *
 * @throws RestoreRefused
 */
export const restoreBackup = async (options: {
  readonly file: string;
  readonly data: string;
  readonly masterKey: Uint8Array;
  readonly checkpointsFile: string | undefined;
  readonly replace: boolean;
  readonly reason: string;
}): Promise<Restored> => {
  const { data, file, masterKey } = options;
  const database = databaseIn(data);
  const place = checkpointsFileIn(data, options.checkpointsFile);
  const now = new Date();
  const ending = endingOf(now);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const isThere = existsSync(database);
  if (isThere && !options.replace)
    throw new RestoreRefused(`There is a database in ${data}.`, 'Use --replace: it is kept beside the new one.');
  const draft = `${database}.restoring`;
  copyFileSync(file, draft);
  const db = new DatabaseSync(draft);
  try {
    const saved = savedCheckpoints(db);
    const pointers = pointersIn(db);
    const mark = markIn(pointers);
    const known = mark && existsSync(place) ? await checkpointOf(place, mark.number) : undefined;
    if (existsSync(place) && mark && known?.hash !== mark.hash)
      throw new RestoreRefused(
        `${place} holds checkpoints of another database.`,
        'Move that file elsewhere: the checkpoints in the backup take its place.',
      );
    db.exec('DROP TABLE backup; DROP TABLE backup_checkpoints');
    const last = existsSync(place) ? await checkpointFile(place).last() : undefined;
    if (mark && last && last.number > mark.number) {
      const restored = { since: mark.number, reason: options.reason };
      const said = nextCheckpoint(last, { at: now.toISOString(), heads: [], restored }, signerOf(masterKey));
      await checkpointFile(place).add(said);
      keepMarkIn(pointers, { number: said.number, hash: said.hash, position: mark.position });
    }
    db.close();
    if (isThere) setAside(database, ending);
    renameSync(draft, database);
    if (!existsSync(place) && saved.length > 0)
      writeFileSync(place, saved.map((one) => `${JSON.stringify(one)}\n`).join(''), { mode: 0o600, flush: true });
    if (!existsSync(masterKeyFileIn(data))) writeMasterKey(masterKeyFileIn(data), masterKey);
    return { data, ...(isThere && { kept: ending }) };
  } finally {
    if (db.isOpen) db.close();
    rmSync(draft, { force: true });
  }
};
