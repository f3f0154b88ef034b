import { type AlertReference, alertIdOf, type Recorded } from '../domain/alert/alert.ts';
import { type Lookup, lookupIn } from '../domain/configuration/lookup.ts';
import { type IncidentState, isEnded } from '../domain/incident/state.ts';
import { secondsBetween, toIso } from '../domain/instant/instant.ts';
import { type AlertSeverity, isWorse, type Signal } from '../domain/signal/signal.ts';
import { windowsOpenAt } from '../domain/suppression/suppression.ts';
import type { Ports } from '../ports/ports.ts';
import { executeCommand, loadIncident } from './incidents.ts';
import { nextIncidentNumber } from './number-incident.ts';
import { coalesce, type Prepared, prepare } from './prepare-signals.ts';
import { holderOfGroup, holdGroups } from './shared-group.ts';
import { repeatsToShed, shedNothingOf } from './shed-repeats.ts';

/** What became of one signal. */
export interface Acceptance {
  readonly alertId: string;
  /** `shed`: a repeat of an open alert, not written because its integration is over its rate limit. */
  readonly outcome: Recorded['outcome'] | 'queued' | 'shed';
  readonly incidentId?: string;
}

export interface AcceptOptions {
  /** False for signals that were counted before and are only accepted again to finish what was begun. */
  readonly recount?: boolean;
  /** True for signals whose acceptance failed before: what they changed may never have reached their incident. */
  readonly again?: boolean;
  /** True for what a sender sends: repeats over the rate limit of its integration are shed. */
  readonly limited?: boolean;
}

/** Neither recorded nor queued: the sender must send again. */
export class NotAcceptedError extends Error {
  override readonly name = 'NotAcceptedError';
  readonly code = 'not-accepted';
}

/** An incident that nobody can add to any more must not be re-read for ever through a ring of merges. */
const MAXIMUM_HOPS = 16;

/** A commit must stay far below DynamoDB's 400 KB per item. */
const ALERTS_PER_COMMIT = 500;

const KEPT_LABELS = 24;

/**
 * The hot path, from signals to the first page handed over: route → suppress? → record (one conditional write) → correlate
 * (claim a slot) → commit → page. Repeats end after their one write.
 *
 * When something fails half-way the signals go to the queue and are accepted again from there; every step finds what it did
 * before. Returns once everything is durable.
 *
 * @throws NotAcceptedError when they could be neither handled nor queued
 */
export const acceptSignals = async (
  ports: Ports,
  signals: readonly Signal[],
  options: AcceptOptions = {},
): Promise<Acceptance[]> => {
  try {
    const lookup = lookupIn(await ports.configuration.current());
    const accepted = await recordAndAct(ports, lookup, signals, options);
    await ports.stores.durable();
    return accepted;
  } catch (error) {
    ports.observer.failed('accepting signals', error, { signals: signals.length });
    shedNothingOf(
      ports,
      signals.map(({ integrationId }) => integrationId),
    );
    try {
      await ports.queues.retrySignals(signals);
    } catch (cause) {
      throw new NotAcceptedError('The signals could be neither recorded nor queued; send them again.', { cause });
    }
    return signals.map((signal) => ({ alertId: alertIdOf(signal.scope, signal.dedupKey), outcome: 'queued' }));
  }
};

/**
 * Messages that their sender delivered before in another way (AWS Health: in a backup region, in pages). Whoever claims a
 * message first counts it, and counts it again when the queue repeats it, as all signals do.
 */
const copiesAmong = async (ports: Ports, signals: readonly Signal[]): Promise<ReadonlySet<Signal> | undefined> => {
  let copies: Set<Signal> | undefined;
  for (const signal of signals) {
    if (signal.delivered === undefined) continue;
    const { delivery, message } = signal.delivered;
    const counted = await ports.stores.slots.claim(`message ${signal.scope} ${message}`, delivery);
    if (counted.incidentId === delivery) continue;
    copies ??= new Set();
    copies.add(signal);
  }
  return copies;
};

const recordAndAct = async (
  ports: Ports,
  lookup: Lookup,
  signals: readonly Signal[],
  { recount = true, again = false, limited = false }: AcceptOptions,
): Promise<Acceptance[]> => {
  const now = ports.clock.now();
  const openWindows = windowsOpenAt(lookup.configuration.maintenanceWindows, now);
  const copies = recount ? await copiesAmong(ports, signals) : undefined;
  const prepared = signals.map((signal) =>
    prepare(signal, lookup, openWindows, now, recount && !copies?.has(signal) ? 1 : 0),
  );
  const outcomes = new Map<string, Acceptance>();
  const rounds = coalesce(prepared);
  const shed = limited ? await repeatsToShed(ports, lookup, rounds) : undefined;
  for (const alertId of shed ?? []) outcomes.set(alertId, { alertId, outcome: 'shed' });
  for (const round of rounds) {
    const all = [...round.values()];
    const items = shed === undefined || shed.size === 0 ? all : all.filter(({ record }) => !shed.has(record.alertId));
    if (items.length === 0) continue;
    const recorded = await ports.stores.alerts.record(items.map((item) => item.record));
    await act(ports, lookup, items, recorded, outcomes, again);
  }
  return prepared.map(({ record }) => outcomes.get(record.alertId) ?? { alertId: record.alertId, outcome: 'ignored' });
};

const act = async (
  ports: Ports,
  lookup: Lookup,
  items: readonly Prepared[],
  recorded: readonly Recorded[],
  outcomes: Map<string, Acceptance>,
  again: boolean,
): Promise<void> => {
  const toAttach = new Map<string, { item: Prepared; recorded: Recorded }[]>();
  const toRecover = new Map<string, { alertId: string; episode: number }[]>();
  const toRecoverUnnamed: { item: Prepared; recorded: Recorded }[] = [];
  const toAcknowledge = new Map<string, Prepared>();
  const worsened = new Map<string, { item: Prepared; recorded: Recorded }[]>();
  recorded.forEach((result, i) => {
    const item = items[i] as Prepared;
    outcomes.set(result.alertId, { alertId: result.alertId, outcome: result.outcome, incidentId: result.incidentId });
    const add = <T>(map: Map<string, T[]>, key: string, value: T) => {
      const list = map.get(key);
      if (list) list.push(value);
      else map.set(key, [value]);
    };
    const open = result.outcome === 'opened' || result.outcome === 'repeated' || result.outcome === 'acknowledged';
    if (open && result.incidentId === undefined) {
      if (result.suppressedBy === undefined) add(toAttach, togetherKeyOf(item), { item, recorded: result });
    } else if (
      result.outcome === 'repeated' &&
      result.previousSeverity !== undefined &&
      result.incidentId !== undefined
    ) {
      if (again || isWorse(item.record.signal.severity, result.previousSeverity))
        add(worsened, result.incidentId, { item, recorded: result });
    } else if (
      item.record.signal.status === 'resolved' &&
      result.outcome !== 'late' &&
      result.incidentId !== undefined
    ) {
      // Also when the row was resolved before: whoever resolved it may have crashed before telling the incident.
      add(toRecover, result.incidentId, { alertId: result.alertId, episode: result.episode });
    } else if (result.outcome === 'resolved' && result.suppressedBy === undefined) {
      // An incident may have it all the same: whoever attached it may have crashed before the row could name the incident.
      toRecoverUnnamed.push({ item, recorded: result });
    }
    if (result.outcome === 'acknowledged' && result.incidentId !== undefined)
      toAcknowledge.set(result.incidentId, item);
  });
  for (const group of toAttach.values()) {
    for (let from = 0; from < group.length; from += ALERTS_PER_COMMIT) {
      const part = group.slice(from, from + ALERTS_PER_COMMIT);
      const incidentId = (await joinGroup(ports, lookup, part)) ?? (await attach(ports, lookup, part));
      await holdGroups(
        ports,
        part.map(({ item }) => item.record.signal),
        incidentId,
      );
      for (const { recorded: result } of part)
        outcomes.set(result.alertId, { alertId: result.alertId, outcome: result.outcome, incidentId });
    }
  }
  for (const [incidentId, group] of worsened) {
    const target = await openTarget(ports, incidentId);
    if (target) await attachTo(ports, lookup, target.incidentId, group);
  }
  for (const unnamed of toRecoverUnnamed) {
    const { incidentId } = await ports.stores.slots.claim(unnamed.item.slotKey, `inc-${ports.ids.next()}`);
    const target = await openTarget(ports, incidentId);
    if (target?.alerts[unnamed.recorded.alertId] === undefined) continue;
    await nameIncident(ports, target.incidentId, [unnamed]);
    await recover(ports, lookup, target.incidentId, [unnamed.recorded], unnamed.item);
  }
  for (const [incidentId, alerts] of toRecover) await recover(ports, lookup, incidentId, alerts, items[0] as Prepared);
  for (const [incidentId, item] of toAcknowledge) {
    const target = await openTarget(ports, incidentId);
    if (target)
      await executeCommand(ports, lookup, target.incidentId, {
        type: 'acknowledge',
        metadata: metadataOf(ports, item),
      });
  }
};

const metadataOf = (ports: Ports, item: Prepared) => ({
  now: toIso(ports.clock.now()),
  actor: { kind: 'integration' as const, id: item.record.signal.integrationId },
  commandId: ports.ids.next(),
});

/** How bad the alert is by now: whoever finds it without an incident may say less than whoever opened it. */
const severityOf = ({ item, recorded: { outcome, previousSeverity } }: Group[number]): AlertSeverity => {
  const { severity } = item.record.signal;
  const known = outcome === 'opened' ? undefined : previousSeverity;
  return known !== undefined && isWorse(known, severity) ? known : severity;
};

const referenceOf = (alert: Group[number]): AlertReference => {
  const { item, recorded } = alert;
  return {
    alertId: recorded.alertId,
    episode: recorded.episode,
    severity: severityOf(alert),
    title: item.record.signal.title,
    serviceId: item.record.serviceId,
    occurredAt: item.record.signal.occurredAt,
  };
};

type Group = readonly { item: Prepared; recorded: Recorded }[];

/** Takes alerts still: open, watched for recovery, or resolved so recently that firing again is a relapse. */
export const takesAlerts = (state: IncidentState, lookup: Lookup, now: number): boolean => {
  if (isEnded(state)) return false;
  if (state.status !== 'resolved' || !state.resolution) return true;
  return secondsBetween(state.resolution.at, toIso(now)) <= lookup.configuration.recovery.relapseWithinSeconds;
};

/** The incident at the end of the merges, unless it has ended. */
export const openTarget = async (ports: Ports, incidentId: string): Promise<IncidentState | undefined> => {
  let state = await loadIncident(ports, incidentId);
  for (let hop = 0; state?.mergedInto && hop < MAXIMUM_HOPS; hop += 1)
    state = await loadIncident(ports, state.mergedInto.incidentId);
  return state && !isEnded(state) ? state : undefined;
};

/** What goes into one incident: what competes for one slot, but a group as a whole goes where its alerts are. */
const togetherKeyOf = ({ record: { signal }, slotKey }: Prepared): string =>
  signal.sharedGroup?.whole ? `${slotKey} ${signal.sharedGroup.key}` : slotKey;

/**
 * What one feed says of a group as a whole joins the alerts of that group, which another feed of the same sender told one
 * by one: nobody is paged a second time. The alerts themselves go where their service is, whatever came first.
 */
const joinGroup = async (ports: Ports, lookup: Lookup, group: Group): Promise<string | undefined> => {
  const { sharedGroup } = (group[0] as Group[number]).item.record.signal;
  const holder = sharedGroup?.whole ? await holderOfGroup(ports, sharedGroup) : undefined;
  const target = holder === undefined ? undefined : await openTarget(ports, holder);
  if (!target || !takesAlerts(target, lookup, ports.clock.now())) return undefined;
  return (await attachTo(ports, lookup, target.incidentId, group)) ? target.incidentId : undefined;
};

/** Exactly one claimant opens the incident; everybody else, and whoever finds its work half done, attaches or finishes it. */
const attach = async (ports: Ports, lookup: Lookup, group: Group): Promise<string> => {
  const { slotKey } = (group[0] as Group[number]).item;
  const proposed = `inc-${ports.ids.next()}`;
  const slot = await ports.stores.slots.claim(slotKey, proposed);
  let holder = slot.incidentId;
  if (!slot.claimed) {
    for (let hop = 0; hop < MAXIMUM_HOPS; hop += 1) {
      const state = await loadIncident(ports, holder);
      if (!state) break;
      const target = state.mergedInto ? await openTarget(ports, holder) : state;
      if (target && takesAlerts(target, lookup, ports.clock.now())) {
        if (await attachTo(ports, lookup, target.incidentId, group)) return target.incidentId;
        // It ended in between: look again.
        continue;
      }
      const moved = await ports.stores.slots.replace(slotKey, holder, proposed);
      holder = moved ? proposed : (await ports.stores.slots.claim(slotKey, proposed)).incidentId;
    }
  }
  return open(ports, lookup, holder, group);
};

const open = async (ports: Ports, lookup: Lookup, incidentId: string, group: Group): Promise<string> => {
  const first = group[0] as Group[number];
  const { signal } = first.item.record;
  const number = await nextIncidentNumber(ports);
  const { commit } = await executeCommand(
    ports,
    lookup,
    incidentId,
    {
      type: 'open',
      number,
      title: signal.title,
      description: signal.description,
      serviceId: first.item.record.serviceId,
      environment: first.item.record.environment,
      origin: { kind: 'alert', source: signal.source, integrationId: signal.integrationId },
      alerts: group.map(referenceOf),
      labels: Object.fromEntries(Object.entries(signal.labels).slice(0, KEPT_LABELS)),
      metadata: { ...metadataOf(ports, first.item), commandId: `open-${incidentId}` },
    },
    { known: 'new' },
  );
  // Somebody else had opened it meanwhile: our alerts still have to join.
  if (!commit) {
    if (await attachTo(ports, lookup, incidentId, group)) return incidentId;
    throw new Error(`${incidentId} ended while alerts were joining it`);
  }
  await nameIncident(ports, incidentId, group);
  return incidentId;
};

/** False when the incident takes no alerts any more. */
const attachTo = async (ports: Ports, lookup: Lookup, incidentId: string, group: Group): Promise<boolean> => {
  const { item } = group[0] as Group[number];
  const { state } = await executeCommand(ports, lookup, incidentId, {
    type: 'attach-alerts',
    alerts: group.map(referenceOf),
    metadata: metadataOf(ports, item),
  });
  const taken = group.every(({ recorded }) => (state.alerts[recorded.alertId]?.episode ?? -1) >= recorded.episode);
  if (taken) await nameIncident(ports, incidentId, group);
  return taken;
};

const nameIncident = (ports: Ports, incidentId: string, group: Group): Promise<void> =>
  ports.stores.alerts.attach(
    group.map(({ recorded }) => ({ alertId: recorded.alertId, episode: recorded.episode })),
    incidentId,
  );

const recover = async (
  ports: Ports,
  lookup: Lookup,
  incidentId: string,
  alerts: readonly { alertId: string; episode: number }[],
  item: Prepared,
): Promise<void> => {
  const target = await openTarget(ports, incidentId);
  if (!target) return;
  await executeCommand(ports, lookup, target.incidentId, {
    type: 'recover-alerts',
    alerts,
    metadata: metadataOf(ports, item),
  });
};
