import { DomainError } from '../../domain/failure/domain-error.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { INCIDENT_LIST } from '../../projections/incident-list.ts';
import { followCommit } from './follow-commit.ts';

/** What the follower of a target has not managed in this time, it leaves, so that other commits do not wait for it. */
export const LEAVE_AFTER_MS = 60_000;

/** Followed again in one run at most: each may take a second. */
const MOST_AT_ONCE = 50;

/**
 * Leaves a commit that cannot be followed for the reconciler, which tries it again with every run until it succeeds. Its
 * incident and the others go on.
 *
 * @throws StoreError when that could not be made durable: then it has not been left, and must not be given up
 */
export const leaveForReconciler = async (
  ports: Ports,
  { incidentId, seq }: Pick<Commit, 'incidentId' | 'seq'>,
): Promise<void> => {
  const now = toIso(ports.clock.now());
  await ports.stores.unfollowed.put({ incidentId, seq, since: now, triedAt: now });
  await ports.stores.durable();
};

export interface FollowedLeft {
  /** Commits that had been left and were followed now. */
  readonly followed: number;
  /** Commits that failed again; they are tried with the next run. */
  readonly unfollowed: number;
}

/** Follows the commits that were left. */
export const followLeft = async (ports: Ports): Promise<FollowedLeft> => {
  const { commits, unfollowed } = ports.stores;
  const found = { followed: 0, unfollowed: 0 };
  for (const left of await unfollowed.list(MOST_AT_ONCE)) {
    const { incidentId, seq } = left;
    try {
      const [commit] = await commits.read(incidentId, seq - 1, 1);
      if (commit?.seq !== seq)
        throw new DomainError('incident-not-found', `Commit ${seq} of ${incidentId} is missing.`);
      await followCommit(ports, commit);
      await unfollowed.remove(left);
      found.followed += 1;
    } catch (error) {
      found.unfollowed += 1;
      ports.observer.failed(`following commit ${seq} of ${incidentId}, which was left`, error, { since: left.since });
      await unfollowed.put({ ...left, triedAt: toIso(ports.clock.now()) });
    }
  }
  await ports.stores.durable();
  return found;
};

/** Where the sweep goes on; kept beside the checkpoints of projections. */
const SWEEP = 'sweep-of-commits';

/** Incidents that one run looks at, and how far back from the newest the sweep goes before it begins anew. */
const SWEPT_AT_ONCE = 100;
const SWEPT_BACK = 2_000;

/** Commits of one incident that one run leaves: what lies behind them is found once they have been followed. */
const MOST_UNSEEN = 200;

/** Younger than this, the stream is still on its way. */
const ON_ITS_WAY_MS = 10 * 60_000;

/**
 * Finds commits that no follower has seen, because it did not run at all for as long as a stream waits: what lists show of
 * an incident is then behind its chain. They are left for `followLeft`.
 *
 * @returns how many were found
 */
export const findUnseen = async (ports: Ports): Promise<number> => {
  const { commits, projections, unfollowed } = ports.stores;
  const at = await projections.checkpoint(SWEEP);
  const now = ports.clock.now();
  const request = { limit: SWEPT_AT_ONCE, newestFirst: true, ...(at?.cursor !== undefined && { next: at.cursor }) };
  const { items, next } = await commits.incidents(request);
  let found = 0;
  for (const incidentId of items) {
    const row = await projections.get(INCIDENT_LIST, incidentId);
    for (const { seq, at: committedAt } of await commits.read(incidentId, row?.seq ?? 0, MOST_UNSEEN)) {
      if (toMs(committedAt) > now - ON_ITS_WAY_MS) continue;
      await unfollowed.put({ incidentId, seq, since: toIso(now), triedAt: committedAt });
      found += 1;
    }
  }
  const rows = (at?.cursor === undefined ? 0 : at.rows) + items.length;
  const goesOn = next !== undefined && rows < SWEPT_BACK;
  // A sweep that ends where it began, as that of few incidents does, has nothing to go on from.
  if (!goesOn && at?.cursor === undefined) return found;
  const checkpoint = { name: SWEEP, version: 1, startedAt: toIso(now), rows };
  await projections.saveCheckpoint({ ...checkpoint, ...(goesOn && { cursor: next }) });
  return found;
};
