import type { DatabaseSync } from 'node:sqlite';
import type { GroupCommit } from './group-commit.ts';

/** How much there is of what somebody should look at. */
export interface Standing {
  readonly incidents: readonly { readonly status: string; readonly major: string; readonly count: number }[];
  /** Commits that were left to the reconciler. */
  readonly unfollowed: number;
}

/** Reads only what is open, however much has ended. */
export const sqliteStanding = (db: DatabaseSync, group: GroupCommit): (() => Standing) => {
  const incidents = db.prepare(`
    SELECT status, major, count(*) AS count FROM projection_rows
    WHERE open = 1 AND name = 'incident-list' GROUP BY status, major ORDER BY status, major`);
  const unfollowed = db.prepare('SELECT count(*) AS count FROM unfollowed');
  return () =>
    group.read('count what is open', () => ({
      incidents: incidents.all().map(({ status, major, count }) => ({
        status: String(status),
        major: String(major),
        count: Number(count),
      })),
      unfollowed: Number(unfollowed.get()?.count),
    }));
};
