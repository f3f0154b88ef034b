import type { DatabaseSync } from 'node:sqlite';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { ConfigurationStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';
import { type PointerName, pointersIn } from './pointers.ts';

const IN_FORCE: PointerName = 'configuration';

/** Every version applied is kept: decisions name the one they were made under. */
export const sqliteConfigurations = (db: DatabaseSync, group: GroupCommit, now: () => number): ConfigurationStore => {
  const current = db.prepare('SELECT body FROM pointers JOIN configurations ON version = value WHERE name = ?');
  const one = db.prepare('SELECT body FROM configurations WHERE version = ?');
  const save = db.prepare(
    'INSERT INTO configurations (version, applied_at, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const pointers = pointersIn(db);
  return {
    async current() {
      const row = group.read('read the configuration', () => current.get(IN_FORCE));
      return row === undefined ? undefined : (JSON.parse(String(row.body)) as Configuration);
    },
    async version(version) {
      const row = group.read('read a configuration', () => one.get(version));
      return row === undefined ? undefined : (JSON.parse(String(row.body)) as Configuration);
    },
    async apply(configuration) {
      group.write('apply a configuration', () => {
        save.run(configuration.version, now(), JSON.stringify(configuration));
        pointers.set(IN_FORCE, configuration.version);
      });
    },
  };
};
