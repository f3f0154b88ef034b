import type { Alert } from '../../domain/alert/alert.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import { type InForce, type Suppressor, suppressorsAt } from '../../domain/suppression/suppressors.ts';
import type { Ports } from '../../ports/ports.ts';
import { INCIDENT_LIST } from '../../projections/incident-list.ts';
import { acceptSignals } from '../alerts/accept-signals.ts';
import { signalsOf } from '../alerts/finish-alerts.ts';
import { prepare } from '../alerts/prepare-signals.ts';

/** What began longer ago has been looked at: by the look at its beginning, and by one or two since. */
const RECENTLY_MS = 150_000;

const SLICE = 200;

/** In which people are paged. */
const PAGED_IN = ['open', 'investigating', 'identified', 'mitigated'];

/**
 * What has just begun to hold alerts back does so with those too that incidents have already: nobody is paged for them any more.
 * Repeats of an alert find that out by themselves; this is for what its sender does not repeat.
 *
 * @returns how many were held back
 */
export const holdBackAttached = async (ports: Ports): Promise<number> => {
  const lookup = await ports.inForce();
  const now = ports.clock.now();
  const begun = lookup.suppressors.filter((one) => hasJustBegun(one, now));
  if (begun.length === 0) return 0;
  const inForce = suppressorsAt(begun, now);
  let count = 0;
  for (const alertId of inForce.ofAlert.keys()) {
    const alert = await ports.stores.alerts.get(alertId);
    if (alert) count += await holdBack(ports, lookup, inForce, [alert]);
  }
  if (inForce.ofAll.length === 0) return count;
  let next: string | undefined;
  do {
    const page = await ports.stores.projections.list(
      INCIDENT_LIST,
      { status: PAGED_IN },
      { limit: SLICE, ...(next !== undefined && { next }) },
    );
    for (const { key } of page.items) count += await holdBackIn(ports, lookup, inForce, key);
    next = page.next;
  } while (next !== undefined);
  return count;
};

const hasJustBegun = ({ periods, changedAt = 0 }: Suppressor, now: EpochMs): boolean =>
  periods.some(({ from, to }) => from <= now && now < to && now - Math.max(from, changedAt) <= RECENTLY_MS);

const holdBackIn = async (ports: Ports, lookup: Lookup, inForce: InForce, incidentId: string): Promise<number> => {
  let count = 0;
  let next: string | undefined;
  do {
    const page = await ports.stores.alerts.ofIncident(incidentId, {
      limit: SLICE,
      ...(next !== undefined && { next }),
    });
    count += await holdBack(ports, lookup, inForce, page.items);
    await ports.pause();
    next = page.next;
  } while (next !== undefined);
  return count;
};

const holdBack = async (ports: Ports, lookup: Lookup, inForce: InForce, alerts: readonly Alert[]): Promise<number> => {
  const now = ports.clock.now();
  const paging = alerts.filter(
    ({ incidentId, status, suppressedBy }) =>
      incidentId !== undefined && status !== 'resolved' && suppressedBy === undefined,
  );
  const signals = paging.map(await signalsOf(ports, paging));
  const covered = signals.filter(
    (signal) => prepare(signal, lookup, inForce, now, 0).record.suppressedBy !== undefined,
  );
  if (covered.length > 0) await acceptSignals(ports, covered, { recount: false });
  return covered.length;
};
