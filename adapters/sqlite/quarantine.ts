import type { DatabaseSync } from 'node:sqlite';
import { toMs } from '../../domain/instant/instant.ts';
import { keptUntil, type Retention } from '../../domain/retention/retention.ts';
import type { Quarantined, QuarantineStore } from '../../ports/stores.ts';
import { fromCursor, toPage } from './cursor.ts';
import type { GroupCommit } from './group-commit.ts';

interface QuarantineRow {
  readonly id: string;
  readonly received_at: string;
  readonly replayed_at: string | null;
  readonly body: string;
}

const read = (row: QuarantineRow): Quarantined => {
  const entry = JSON.parse(row.body) as Quarantined;
  return row.replayed_at === null ? entry : { ...entry, replayedAt: row.replayed_at };
};

/** Requests that were not understood, kept until their retention is over. */
export const sqliteQuarantine = (db: DatabaseSync, group: GroupCommit, retention: () => Retention): QuarantineStore => {
  const put = db.prepare(`
    INSERT INTO quarantine (id, received_at, replayed_at, expires_at, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET received_at = excluded.received_at, replayed_at = excluded.replayed_at,
      expires_at = excluded.expires_at, body = excluded.body`);
  const get = db.prepare('SELECT id, received_at, replayed_at, body FROM quarantine WHERE id = ?');
  const list = db.prepare(`
    SELECT id, received_at, replayed_at, body FROM quarantine WHERE (received_at, id) < (?, ?) AND (id GLOB 'trace-*') = ?
    ORDER BY received_at DESC, id DESC LIMIT ?`);
  const mark = db.prepare('UPDATE quarantine SET replayed_at = ?2 WHERE id = ?1');
  return {
    async put(entry) {
      const { replayedAt, ...content } = entry;
      const expiresAt = keptUntil(retention(), 'quarantine', toMs(entry.receivedAt));
      group.write('quarantine a request', () =>
        put.run(entry.id, entry.receivedAt, replayedAt ?? null, expiresAt, JSON.stringify(content)),
      );
    },
    async get(id) {
      const row = group.read('read a quarantined request', () => get.get(id));
      return row === undefined ? undefined : read(row as unknown as QuarantineRow);
    },
    async list({ limit, next }, what = 'requests') {
      const [receivedAt, id] = next === undefined ? ['~', ''] : fromCursor(next);
      const rows = group.read('list quarantined requests', () =>
        list.all(receivedAt, id, what === 'traces' ? 1 : 0, limit + 1),
      );
      return toPage(rows as unknown as QuarantineRow[], limit, read, (row) => [row.received_at, row.id]);
    },
    async markReplayed(id, at) {
      group.write('mark a request as replayed', () => mark.run(id, at));
    },
  };
};
