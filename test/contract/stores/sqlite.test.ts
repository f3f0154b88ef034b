import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStores } from '../../../adapters/sqlite/sqlite-stores.ts';
import { T0 } from './samples.ts';
import { storeContract } from './store-contract.ts';

storeContract(
  'SQLite',
  async () => {
    const directory = mkdtempSync(join(tmpdir(), 'muster-stores-'));
    const stores = openSqliteStores({ path: join(directory, 'muster.db'), now: () => T0 });
    return {
      stores,
      close: async () => {
        stores.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
  { runs: 400 },
);
