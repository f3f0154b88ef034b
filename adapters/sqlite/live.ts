import type { DatabaseSync } from 'node:sqlite';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import type { LiveStore } from '../../ports/stores.ts';
import { fromCursor, toPage } from './cursor.ts';
import type { GroupCommit } from './group-commit.ts';

const VERSION = 'live-version';

const read = (row: Record<string, unknown>): LiveRecord => JSON.parse(String(row.body)) as LiveRecord;

/** Live records as they are now. */
export const sqliteLive = (db: DatabaseSync, group: GroupCommit): LiveStore => {
  const put = db.prepare(`
    INSERT INTO live_records (kind, id, seq, ended, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq, ended = excluded.ended, body = excluded.body
    WHERE excluded.seq >= live_records.seq`);
  const count = db.prepare(`
    INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT DO UPDATE SET value = value + 1 RETURNING value`);
  const counted = db.prepare('SELECT value FROM counters WHERE name = ?');
  const get = db.prepare('SELECT body FROM live_records WHERE kind = ? AND id = ?');
  const ofKind = db.prepare('SELECT id, body FROM live_records WHERE kind = ? AND id > ? ORDER BY id LIMIT ?');
  const open = db.prepare('SELECT body FROM live_records WHERE ended = 0 ORDER BY kind, id');

  // This connection is the only writer, and every request asks for it.
  let version: number | undefined;
  group.onLost(() => {
    version = undefined;
  });

  return {
    async put(record) {
      const { kind, id, seq, ended } = record;
      group.write('keep a live record', () => {
        put.run(kind, id, seq, ended ? 1 : 0, JSON.stringify(record));
        version = Number(count.get(VERSION)?.value);
      });
    },
    async get(kind, id) {
      const row = group.read('read a live record', () => get.get(kind, id));
      return row === undefined ? undefined : read(row);
    },
    async ofKind(kind, { limit, next }) {
      const [after] = next === undefined ? [''] : fromCursor(next);
      const rows = group.read('list live records', () => ofKind.all(kind, after, limit + 1));
      return toPage(rows, limit, read, (row) => [String(row.id), kind]);
    },
    async open() {
      return group.read('read live records', () => open.all()).map(read);
    },
    async version() {
      version ??= Number(group.read('read the version of live records', () => counted.get(VERSION))?.value ?? 0);
      return version;
    },
  };
};
