import type { DatabaseSync } from 'node:sqlite';
import type { GroupCommit } from './group-commit.ts';

/** What the database knows of itself, by name: which configuration is in force, which master key it belongs to, where its checkpoints stand. */
export interface Pointers {
  get(name: string): string | undefined;
  /** Kept with the next COMMIT. */
  set(name: string, value: string): void;
}

export const sqlitePointers = (db: DatabaseSync, group: GroupCommit): Pointers => {
  const load = db.prepare('SELECT value FROM pointers WHERE name = ?');
  const save = db.prepare(
    'INSERT INTO pointers (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  return {
    get(name) {
      const row = group.read('read what the database knows of itself', () => load.get(name));
      return row === undefined ? undefined : String(row.value);
    },
    set(name, value) {
      group.write('keep what the database knows of itself', () => save.run(name, value));
    },
  };
};
