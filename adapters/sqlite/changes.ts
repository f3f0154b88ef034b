import type { DatabaseSync } from 'node:sqlite';
import type { Change } from '../../domain/change/change.ts';
import { toMs } from '../../domain/instant/instant.ts';
import { keptUntil, type Retention } from '../../domain/retention/retention.ts';
import type { ChangeStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

/** What was changed, by service, until its retention is over. */
export const sqliteChanges = (db: DatabaseSync, group: GroupCommit, retention: () => Retention): ChangeStore => {
  const put = db.prepare(`
    INSERT INTO changes (service_id, at, id, expires_at, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at, body = excluded.body`);
  const ofService = db.prepare(`
    SELECT body FROM changes WHERE service_id = ? AND at >= ? AND at < ? ORDER BY at DESC, id DESC LIMIT ?`);
  return {
    async put(change) {
      const { at, id, serviceId } = change;
      const expiresAt = keptUntil(retention(), 'changes', toMs(at));
      group.write('record a change', () => put.run(serviceId, at, id, expiresAt, JSON.stringify(change)));
    },
    async ofService(serviceId, { from, to }, limit) {
      const rows = group.read('read changes', () => ofService.all(serviceId, from, to, limit));
      return rows.map((row) => JSON.parse(String(row.body)) as Change);
    },
  };
};
