import type { DatabaseSync } from 'node:sqlite';
import type { EpochMs } from '../../domain/instant/instant.ts';
import { KEPT_MS } from '../../domain/retention/retention.ts';
import type { WaitStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

/** Workflows that wait for an incident to change. */
export const sqliteWaits = (db: DatabaseSync, group: GroupCommit, now: () => EpochMs): WaitStore => {
  const put = db.prepare(`
    INSERT INTO waits (incident_id, waiter, token, seen_seq, standing, until, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET token = excluded.token, seen_seq = excluded.seen_seq, standing = excluded.standing,
      until = excluded.until, expires_at = excluded.expires_at`);
  const ofIncident = db.prepare(
    'SELECT waiter, token, seen_seq, standing, until FROM waits WHERE incident_id = ? ORDER BY waiter',
  );
  const remove = db.prepare('DELETE FROM waits WHERE incident_id = ? AND waiter = ? AND token = ?');
  return {
    async put({ incidentId, waiter, token, seenSeq, waitsFor }) {
      const { standing = null, until = null } = waitsFor ?? {};
      group.write('store a wait', () =>
        put.run(incidentId, waiter, token, seenSeq, standing, until, now() + KEPT_MS.waits),
      );
    },
    async ofIncident(incidentId) {
      return group
        .read('read waits', () => ofIncident.all(incidentId))
        .map((row) => ({
          incidentId,
          waiter: String(row.waiter),
          token: String(row.token),
          seenSeq: Number(row.seen_seq),
          ...(row.standing !== null && { waitsFor: { standing: String(row.standing), until: Number(row.until) } }),
        }));
    },
    async remove({ incidentId, waiter, token }) {
      group.write('remove a wait', () => remove.run(incidentId, waiter, token));
    },
  };
};
