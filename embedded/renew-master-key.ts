import { randomBytes } from 'node:crypto';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pointersIn } from '../adapters/sqlite/pointers.ts';
import { databaseIn } from './data-directory.ts';
import { checkpointsFileOf, endingOf, ownDatabase, RestoreRefused } from './restore-backup.ts';

/**
 * Gives a data directory whose master key is lost a new one. Nobody can sign on from where the old one has: its checkpoints are
 * set aside, to be checked with its public key, and a new chain of them begins.
 *
 * @throws RestoreRefused
 */
export const renewMasterKey = (data: string, checkpoints: string | undefined): { data: string; kept: string } => {
  const database = databaseIn(data);
  if (!existsSync(database))
    throw new RestoreRefused(`There is no database in ${data}.`, 'Name the directory with MUSTER_DATA.');
  const kept = endingOf(new Date());
  const db = ownDatabase(database);
  try {
    pointersIn(db).remove('master-key', 'checkpoint');
    for (const file of [join(data, 'master-key'), checkpointsFileOf(data, checkpoints)])
      if (existsSync(file)) renameSync(file, `${file}.${kept}`);
    writeFileSync(join(data, 'master-key'), `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
  } finally {
    db.close();
  }
  return { data, kept };
};
