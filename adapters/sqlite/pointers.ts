import type { DatabaseSync } from 'node:sqlite';
import type { CheckpointMark } from '../../ports/checkpoint-place.ts';
import type { GroupCommit } from './group-commit.ts';

/**
 * What a database knows of itself: which configuration is in force, how far its commits are followed and taken into checkpoints, which
 * master key it belongs to, and what the catch-all was told of its record.
 */
export type PointerName = 'configuration' | 'follower-position' | 'checkpoint' | 'master-key' | 'told-of-record';

export interface Pointers {
  get(name: PointerName): string | undefined;
  /** Kept with the next COMMIT. */
  set(name: PointerName, value: string): void;
}

/** Those of a database, for its only user, or for whoever stands in a read or a write of the group. */
export const pointersIn = (db: DatabaseSync): Pointers & { remove(...names: PointerName[]): void } => {
  const load = db.prepare('SELECT value FROM pointers WHERE name = ?');
  const save = db.prepare(
    'INSERT INTO pointers (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const remove = db.prepare('DELETE FROM pointers WHERE name IN (SELECT value FROM json_each(?))');
  return {
    get(name) {
      const row = load.get(name);
      return row === undefined ? undefined : String(row.value);
    },
    set: (name, value) => void save.run(name, value),
    remove: (...names) => void remove.run(JSON.stringify(names)),
  };
};

export const sqlitePointers = (db: DatabaseSync, group: GroupCommit): Pointers => {
  const pointers = pointersIn(db);
  return {
    get: (name) => group.read('read what the database knows of itself', () => pointers.get(name)),
    set: (name, value) => group.write('keep what the database knows of itself', () => pointers.set(name, value)),
  };
};

/** Up to where a database has been taken into checkpoints. */
export const markIn = (pointers: Pick<Pointers, 'get'>): CheckpointMark | undefined => {
  const text = pointers.get('checkpoint');
  return text === undefined ? undefined : (JSON.parse(text) as CheckpointMark);
};

export const keepMarkIn = (pointers: Pick<Pointers, 'set'>, mark: CheckpointMark): void =>
  pointers.set('checkpoint', JSON.stringify(mark));
