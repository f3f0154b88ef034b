import { existsSync, renameSync } from 'node:fs';
import { pointersIn } from '../adapters/sqlite/pointers.ts';
import { checkpointsFileIn, databaseIn } from './data-directory.ts';
import { masterKeyFileIn, newMasterKey, writeMasterKey } from './master-key-file.ts';
import { endingOf, ownDatabase, RestoreRefused } from './restore-backup.ts';

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
    for (const file of [masterKeyFileIn(data), checkpointsFileIn(data, checkpoints)])
      if (existsSync(file)) renameSync(file, `${file}.${kept}`);
    writeMasterKey(masterKeyFileIn(data), newMasterKey());
  } finally {
    db.close();
  }
  return { data, kept };
};
