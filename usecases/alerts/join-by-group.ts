import { type Alert, type AlertRecord, lastSignalOf, type Recorded } from '../../domain/alert/alert.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import { sharedGroupSlotOf } from '../../domain/correlation/correlation.ts';
import { attachedIn } from '../../domain/incident/alerts-held.ts';
import { countedForGroup, holdsOnlyGroup } from '../../domain/incident/group-of-alerts.ts';
import { groupIn } from '../../domain/incident/groups-held.ts';
import { type IncidentState, isEnded } from '../../domain/incident/state.ts';
import type { SharedGroup, Signal } from '../../domain/signal/signal.ts';
import type { Ports } from '../../ports/ports.ts';
import { executeAlertCommand } from '../incident/execute-command.ts';
import { loadIncident, recalling, recallingGroup, recallingGroups } from '../incident/load-incident.ts';
import {
  attachBySlot,
  attachTo,
  type ForOneSlot,
  metadataOf,
  newIncidentId,
  openTarget,
  openWithAlerts,
  type RecordedSignal,
  takesAlerts,
} from './attach-alerts.ts';
import type { Prepared } from './prepare-signals.ts';

/**
 * A group's word that it is over has no instant of its own. What began so shortly before may not have been known to the
 * sender, and is not taken for over.
 */
const BEGINNING_KNOWN_WITHIN_MS = 10_000;

/** A slot that others keep moving is theirs in the end. */
const MOST_MOVES = 8;

/** Rows read at a time of an incident's alerts. */
const BATCH = 200;

/** The incident that has the group, or had it last. */
export const holderOfGroup = async (ports: Ports, { key }: SharedGroup): Promise<string> =>
  (await ports.stores.slots.claim(sharedGroupSlotOf(key), newIncidentId(ports))).incidentId;

/**
 * Brings alerts of a group into their incident, where one sender speaks of it over several feeds. Whichever feed comes first claims the group's slot before it opens anything, and the other finds it there.
 *
 * The alerts themselves go to the service that they name: an incident that knows the group only as a whole becomes that
 * service's, or joins the one that the service has. What stands for the whole group goes where its alerts are.
 *
 * @returns undefined when another feed has just said that their group is over
 */
export const joinByGroup = async (
  ports: Ports,
  lookup: Lookup,
  together: ForOneSlot,
  group: SharedGroup,
): Promise<string | undefined> => {
  const { key, whole } = group;
  const slot = await ports.stores.slots.claim(sharedGroupSlotOf(key), newIncidentId(ports));
  const held = { incidentId: slot.incidentId, isNew: slot.claimed };
  const incidentId = whole
    ? await joinAsWhole(ports, lookup, together, held)
    : await joinOneByOne(ports, lookup, together, held, key);
  if (incidentId === undefined) return undefined;
  const takeFrom = (from: string): Promise<boolean> => release(ports, lookup, together, key, from, incidentId);
  let holder = held.incidentId;
  for (let hop = 0; holder !== incidentId && hop < MOST_MOVES; hop += 1) {
    const moved = await ports.stores.slots.replace(sharedGroupSlotOf(key), holder, incidentId);
    // Somebody may have opened it, or joined it there, before the slot moved.
    await takeFrom(holder);
    holder = moved ? incidentId : (await ports.stores.slots.claim(sharedGroupSlotOf(key), incidentId)).incidentId;
    // What stands for the whole group never draws the slot away from the group's alerts.
    if (whole) break;
  }
  if (!whole) return incidentId;
  // The alerts may have gone elsewhere while this was being opened.
  ({ incidentId: holder } = await ports.stores.slots.claim(sharedGroupSlotOf(key), incidentId));
  if (holder === incidentId) return incidentId;
  return (await release(ports, lookup, together, key, incidentId, holder)) ? holder : incidentId;
};

interface SlotHolder {
  readonly incidentId: string;
  readonly isNew: boolean;
}

const joinAsWhole = async (
  ports: Ports,
  lookup: Lookup,
  together: ForOneSlot,
  held: SlotHolder,
): Promise<string | undefined> => {
  if (held.isNew) return attachBySlot(ports, lookup, together, held);
  // Claimed and not there yet: whoever claimed it is about to open it, or has crashed.
  const exists = (await loadIncident(ports, held.incidentId)) !== undefined;
  if (!exists && (await openWithAlerts(ports, lookup, held.incidentId, together))) return held.incidentId;
  const target = await openTarget(ports, held.incidentId);
  if (target && takesAlerts(target, lookup, ports.clock.now())) {
    const joined = await attachTo(ports, lookup, target, together, false);
    if (joined === 'taken') return target.incidentId;
    if (joined === 'overtaken') return undefined;
  }
  return attachBySlot(ports, lookup, together, { incidentId: newIncidentId(ports), isNew: true });
};

/** An incident that has only the group as a whole may be taken over; any other is left to whom it belongs. */
const joinOneByOne = async (
  ports: Ports,
  lookup: Lookup,
  together: ForOneSlot,
  held: SlotHolder,
  key: string,
): Promise<string | undefined> => {
  const state = held.isNew ? undefined : await loadIncident(ports, held.incidentId);
  const known = state && (await recallingGroup(ports, state, key));
  const free = known === undefined || (holdsOnlyGroup(known, key) && takesAlerts(known, lookup, ports.clock.now()));
  const proposed = free ? held : { incidentId: newIncidentId(ports), isNew: true };
  return attachBySlot(ports, lookup, together, proposed);
};

/**
 * What stands for the whole group leaves one incident for that of its alerts.
 *
 * @returns true when it did, or had
 */
const release = async (
  ports: Ports,
  lookup: Lookup,
  together: ForOneSlot,
  group: string,
  from: string,
  into: string,
): Promise<boolean> => {
  if (from === into) return false;
  const found = await loadIncident(ports, from);
  if (!found) return false;
  const left = await recallingGroup(ports, found, group);
  if (left.mergedInto?.incidentId === into) return true;
  const alertIds = isEnded(left) ? [] : countedForGroup(left, group);
  const target = alertIds.length === 0 ? undefined : await openTarget(ports, into);
  if (!target) return false;
  const metadata = metadataOf(ports, (together[0] as RecordedSignal).item);
  const released = await executeAlertCommand(ports, lookup, from, {
    type: 'release-group',
    group,
    intoId: target.incidentId,
    intoNumber: target.number,
    metadata,
  });
  // Merged: the stream lets its alerts follow.
  if (released.state.mergedInto) return true;
  const rows = (await Promise.all(alertIds.map((alertId) => ports.stores.alerts.get(alertId)))).filter(
    (row): row is Alert => row !== undefined && row.status !== 'resolved',
  );
  if (rows.length === 0) return true;
  await executeAlertCommand(ports, lookup, target.incidentId, {
    type: 'attach-alerts',
    alerts: rows.map(({ alertId, episode, severity, title, serviceId, occurredAt }) => ({
      alertId,
      episode,
      severity,
      title,
      serviceId,
      occurredAt,
    })),
    group: { key: group, whole: true },
    metadata: metadataOf(ports, (together[0] as RecordedSignal).item),
  });
  await ports.stores.alerts.attach(
    rows.map(({ alertId, episode, severity }) => ({ alertId, episode, told: severity })),
    target.incidentId,
  );
  return true;
};

/**
 * The sender says that a whole group is over. What it has told of the group over another feed is over as well, also where
 * that feed says so later or never.
 *
 * @param told alerts that the message itself says are over
 * @returns the incident's other alerts that are over with it
 */
export const endGroup = async (
  ports: Ports,
  state: IncidentState,
  { record: { signal } }: Prepared,
  group: SharedGroup,
  told: ReadonlySet<string>,
): Promise<Recorded[]> => {
  const known = groupIn(await recallingGroups(ports, state, [group.key]), group.key);
  if (!known || known.over !== undefined) return [];
  // Only these are looked for: what another feed told, and what the sender may have left out of its message.
  const byOneFeed = known.listed && (group.whole || known.hidden !== undefined);
  const others = [
    ...(byOneFeed && state.firing > 0 ? await firingOfGroup(ports, state, group.key) : []),
    ...(group.whole ? [] : await firingAsWhole(ports, state, Object.keys(known.whole))),
  ].filter(({ alertId }) => !told.has(alertId));
  if (others.length === 0) return [];
  const recorded = await ports.stores.alerts.record(others.map((alert) => resolutionOf(alert, signal)));
  return recorded.filter(({ outcome }) => outcome === 'resolved' || outcome === 'ignored');
};

const resolutionOf = (alert: Alert, { receivedAt }: Signal): AlertRecord => ({
  alertId: alert.alertId,
  count: 0,
  serviceId: alert.serviceId,
  environment: alert.environment,
  routedBy: alert.routedBy,
  signal: {
    ...lastSignalOf(alert),
    status: 'resolved',
    occurredAt: alert.sharedGroup?.whole
      ? receivedAt
      : Math.max(alert.occurredAt + 1, receivedAt - BEGINNING_KNOWN_WITHIN_MS),
    receivedAt,
  },
});

/** Also those that are resolved: whoever resolved them may have crashed before telling the incident. */
const firingOfGroup = async (ports: Ports, state: IncidentState, key: string): Promise<Alert[]> => {
  const found: Alert[] = [];
  // What came with a merged incident still names that.
  for (const incidentId of [state.incidentId, ...state.children.map((child) => child.incidentId)]) {
    let next: string | undefined;
    do {
      const page = await ports.stores.alerts.ofIncident(incidentId, { limit: BATCH, next });
      const told = page.items.filter((alert) => alert.sharedGroup?.key === key);
      const known = await recalling(
        ports,
        state,
        told.map(({ alertId }) => alertId),
      );
      found.push(...told.filter(({ alertId }) => attachedIn(known, alertId)?.firing));
      next = page.next;
    } while (next !== undefined);
  }
  return found;
};

/** A responder sees that there is more than is listed. Costs nothing for a message that lists all. */
export const noteHidden = async (ports: Ports, lookup: Lookup, incidentId: string, item: Prepared): Promise<void> => {
  const { sharedGroup, groupKey } = item.record.signal;
  const target = await openTarget(ports, incidentId);
  if (!target || sharedGroup?.hidden === undefined || sharedGroup.over) return;
  await executeAlertCommand(ports, lookup, target.incidentId, {
    type: 'note-hidden',
    group: sharedGroup.key,
    groupKey,
    hidden: sharedGroup.hidden,
    metadata: metadataOf(ports, item),
  });
};

const firingAsWhole = async (ports: Ports, state: IncidentState, alertIds: readonly string[]): Promise<Alert[]> => {
  const known = await recalling(ports, state, alertIds);
  return (await Promise.all(alertIds.map((alertId) => ports.stores.alerts.get(alertId)))).filter(
    (alert): alert is Alert =>
      alert !== undefined && (alert.status !== 'resolved' || attachedIn(known, alert.alertId)?.firing === true),
  );
};
