import { incidentStatus, isEnded } from '../../domain/incident/state.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { DAY_MS } from '../../domain/retention/retention.ts';
import type { Ports } from '../../ports/ports.ts';
import { INCIDENT_LIST } from '../../projections/incident-list.ts';

/** Where the round goes on; kept beside the checkpoints of projections. */
const ROUND = 'renewal-of-rows';

/** Incidents that one run looks at. */
const AT_ONCE = 100;

const EVERY_MS = DAY_MS;

/** Nothing of a younger incident goes so soon (`LEAST_RETENTION`). */
const YOUNG_MS = 7 * DAY_MS;

const OPEN = incidentStatus.options.filter((status) => !isEnded({ status }));

/**
 * What was resolved or sent long ago in an incident that is still open stays for as long as that: without its alerts their next
 * firing would count as known, and without its ledger people would be paged again. Once a day for each, a slice a run; nothing
 * where the store asks what is open when it removes.
 *
 * @returns how many rows were kept for longer
 */
export const renewOpen = async ({ stores, clock }: Pick<Ports, 'stores' | 'clock'>): Promise<number> => {
  if (!stores.renew) return 0;
  const now = clock.now();
  const before = await stores.projections.checkpoint(ROUND);
  const goesOn = before?.cursor !== undefined;
  if (before && !goesOn && toMs(before.startedAt) + EVERY_MS > now) return 0;
  const page = await stores.projections.list(
    INCIDENT_LIST,
    { status: OPEN },
    { limit: AT_ONCE, ...(goesOn && { next: before.cursor }) },
  );
  let renewed = 0;
  for (const { key, listing } of page.items)
    if (listing && toMs(listing.at) + YOUNG_MS <= now) renewed += await stores.renew(key);
  await stores.projections.saveCheckpoint({
    name: ROUND,
    version: 1,
    startedAt: goesOn ? before.startedAt : toIso(now),
    rows: (goesOn ? before.rows : 0) + page.items.length,
    ...(page.next !== undefined && { cursor: page.next }),
  });
  return renewed;
};
