import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalLimits } from '../../../adapters/sqlite/alert-journal.ts';
import { openSqliteStores } from '../../../adapters/sqlite/sqlite-stores.ts';
import { T0 } from './samples.ts';
import { storeContract } from './store-contract.ts';

/** As it runs, where the rows lag behind the journal; and with a journal that is always being brought into the rows. */
const MODES: readonly [name: string, journal: JournalLimits | undefined][] = [
  ['SQLite', undefined],
  ['SQLite with a short journal', { bytes: 1, ms: 0 }],
];

for (const [name, journal] of MODES)
  storeContract(
    name,
    async () => {
      const directory = mkdtempSync(join(tmpdir(), 'muster-stores-'));
      let now = T0;
      const stores = openSqliteStores({ path: join(directory, 'muster.db'), now: () => now, journal });
      return {
        stores,
        expireAt: async (at) => {
          now = at;
          while (stores.removeExpired() > 0);
        },
        close: async () => {
          stores.close();
          rmSync(directory, { recursive: true, force: true });
        },
      };
    },
    { runs: 400 },
  );
