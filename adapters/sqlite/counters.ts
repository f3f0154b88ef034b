import type { DatabaseSync } from 'node:sqlite';
import type { CounterStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

/** Numbers given out one by one. A lost epoch takes its numbers back, together with everything that carried them. */
export const sqliteCounters = (db: DatabaseSync, group: GroupCommit): CounterStore => {
  const next = db.prepare(`
    INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value`);
  return {
    async next(name) {
      return group.write('count', () => Number(next.get(name)?.value));
    },
  };
};
