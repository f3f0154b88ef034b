import type { DatabaseSync } from 'node:sqlite';
import type { Flood, HeldMessage } from '../../domain/delivery/flood.ts';
import { toMs } from '../../domain/instant/instant.ts';
import { KEPT_MS } from '../../domain/retention/retention.ts';
import type { FloodStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

const read = <T>(row: Record<string, unknown>): T => JSON.parse(String(row.body)) as T;

/** What people have been sent of late. */
export const sqliteFloods = (db: DatabaseSync, group: GroupCommit): FloodStore => {
  const get = db.prepare('SELECT body FROM floods WHERE recipient = ?');
  const insert = db.prepare(`
    INSERT INTO floods (recipient, version, due, body, expires_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING`);
  const update = db.prepare(`
    UPDATE floods SET version = ?2, due = ?3, body = ?4, expires_at = ?5 WHERE recipient = ?1 AND version = ?2 - 1`);
  const hold = db.prepare(`
    INSERT OR REPLACE INTO flood_pages (recipient, "window", page_id, body, expires_at) VALUES (?, ?, ?, ?, ?)`);
  const held = db.prepare('SELECT body FROM flood_pages WHERE recipient = ? AND "window" = ? ORDER BY page_id');
  const due = db.prepare('SELECT body FROM floods WHERE due < ? ORDER BY due LIMIT ?');
  return {
    async get(recipient) {
      const row = group.read('read what somebody was sent', () => get.get(recipient));
      return row === undefined ? undefined : read<Flood>(row);
    },
    async put(flood) {
      const { recipient, version, until, isPending } = flood;
      const at = toMs(until);
      const statement = version === 1 ? insert : update;
      return group.write(
        'keep what somebody was sent',
        () =>
          statement.run(recipient, version, isPending ? at : null, JSON.stringify(flood), at + KEPT_MS.floods)
            .changes === 1,
      );
    },
    async hold(recipient, window, page) {
      group.write('hold a page', () => {
        hold.run(recipient, window, page.job.pageId, JSON.stringify(page), toMs(page.heldAt) + KEPT_MS.floods);
      });
    },
    async held(recipient, window) {
      return group
        .read('read pages that are held', () => held.all(recipient, window))
        .map((row) => read<HeldMessage>(row));
    },
    async due(before, limit) {
      return group.read('read digests that are due', () => due.all(before, limit)).map((row) => read<Flood>(row));
    },
  };
};
