import type { DatabaseSync } from 'node:sqlite';
import type { UnfollowedStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

/** Commits left for the reconciler. There are few, so no index is kept. */
export const sqliteUnfollowed = (db: DatabaseSync, group: GroupCommit): UnfollowedStore => {
  const put = db.prepare(`
    INSERT INTO unfollowed (incident_id, seq, since, tried_at) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET since = excluded.since, tried_at = excluded.tried_at`);
  const list = db.prepare('SELECT * FROM unfollowed ORDER BY tried_at LIMIT ?');
  const remove = db.prepare('DELETE FROM unfollowed WHERE incident_id = ? AND seq = ?');
  return {
    async put({ incidentId, seq, since, triedAt }) {
      group.write('leave a commit for the reconciler', () => put.run(incidentId, seq, since, triedAt));
    },
    async list(limit) {
      return group
        .read('list commits that were not followed', () => list.all(limit))
        .map((row) => ({
          incidentId: String(row.incident_id),
          seq: Number(row.seq),
          since: String(row.since),
          triedAt: String(row.tried_at),
        }));
    },
    async remove({ incidentId, seq }) {
      group.write('a commit was followed after all', () => remove.run(incidentId, seq));
    },
  };
};
