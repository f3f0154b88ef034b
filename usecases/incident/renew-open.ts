import { incidentStatus, isEnded } from '../../domain/incident/state.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { DAY_MS } from '../../domain/retention/retention.ts';
import type { Ports } from '../../ports/ports.ts';
import { INCIDENT_LIST } from '../../projections/incident-list.ts';
import { loadIncident } from './load-incident.ts';
import { slotsOfIncident } from './slots-of-incident.ts';

/** Where the round goes on; kept beside the checkpoints of projections. */
const ROUND = 'renewal-of-rows';

/** Incidents that one run looks at. */
const AT_ONCE = 100;

const EVERY_MS = DAY_MS;

/** Nothing of a younger incident goes so soon (`LEAST_RETENTION`). */
const YOUNG_MS = 7 * DAY_MS;

const OPEN = incidentStatus.options.filter((status) => !isEnded({ status }));

const keepSlots = async (stores: Ports['stores'], incidentId: string): Promise<number> => {
  const state = await loadIncident({ stores }, incidentId);
  let kept = 0;
  if (state) for (const slot of await slotsOfIncident({ stores }, state)) kept += Number(await stores.keepSlot(slot));
  return kept;
};

/** Whose alerts have something beside them: mails that belong to them, and what clients of Opsgenie read. */
const HAVE_ROWS_BESIDE: readonly string[] = ['email', 'opsgenie'];

const keepBeside = async (stores: Ports['stores'], incidentId: string): Promise<number> => {
  let kept = 0;
  let next: string | undefined;
  do {
    const page = await stores.alerts.ofIncident(incidentId, { limit: AT_ONCE, ...(next !== undefined && { next }) });
    for (const alert of page.items) if (HAVE_ROWS_BESIDE.includes(alert.source)) kept += await stores.keepBeside(alert);
    next = page.next;
  } while (next !== undefined);
  return kept;
};

/**
 * What was resolved, sent or claimed long ago in an incident that is still open stays for as long as that: without its alerts their next
 * firing would count as known, without its ledger people would be paged again, without its slots more of the same would open an
 * incident beside it, and without its mails an answer would belong to nothing. Once a day for each, a slice a run. Rows that belong to one incident are the store's to find, where it does not ask
 * what is open when it removes; slots may be held by what was merged into it, so every store is told which they are.
 *
 * @returns how many rows were kept for longer
 */
export const renewOpen = async ({ stores, clock }: Pick<Ports, 'stores' | 'clock'>): Promise<number> => {
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
    if (listing && toMs(listing.at) + YOUNG_MS <= now) {
      renewed += (await stores.renew?.(key)) ?? 0;
      renewed += await keepSlots(stores, key);
      renewed += await keepBeside(stores, key);
    }
  await stores.projections.saveCheckpoint({
    name: ROUND,
    version: 1,
    startedAt: goesOn ? before.startedAt : toIso(now),
    rows: (goesOn ? before.rows : 0) + page.items.length,
    ...(page.next !== undefined && { cursor: page.next }),
  });
  return renewed;
};
