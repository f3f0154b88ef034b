import { alertIdOf, type Recorded } from '../../domain/alert/alert.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import { areGroupsShared } from '../../domain/correlation/feeds-of-groups.ts';
import { hasEpisode } from '../../domain/incident/group-of-alerts.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { suppressorsAt } from '../../domain/suppression/suppressors.ts';
import type { Ports } from '../../ports/ports.ts';
import { executeAlertCommand } from '../incident/execute-command.ts';
import { recalling, recallingGroups } from '../incident/load-incident.ts';
import { sealSignals } from '../personal/seal-signals.ts';
import { endSilencesOf, tellLetThrough } from '../suppressions/end-silences.ts';
import { ALERTS_PER_COMMIT } from './alerts-per-commit.ts';
import {
  attachTo,
  joinBySlot,
  keepTold,
  metadataOf,
  nameIncident,
  newIncidentId,
  openTarget,
  type RecordedSignal,
  severityOf,
} from './attach-alerts.ts';
import { gathered } from './gather-joins.ts';
import { endGroup, holderOfGroup, joinByGroup, noteHidden } from './join-by-group.ts';
import { coalesce, type Prepared, type PreparedSignal, prepare } from './prepare-signals.ts';
import { readEnds } from './read-ends.ts';
import { writeDueShed, writeShedOf } from './shed-counts.ts';
import { repeatsToShed, shedNothingOf } from './shed-repeats.ts';
import { tellLifted, tellSuppressed } from './tell-suppressed.ts';

/** What became of one signal. */
export interface Acceptance {
  readonly alertId: string;
  /** `shed`: a repeat of an open alert, counted with the next one because its integration is over its rate limit. */
  readonly outcome: Recorded['outcome'] | 'queued' | 'shed';
  readonly incidentId?: string;
}

export interface AcceptOptions {
  /** False for signals that were counted before and are only accepted again to finish what was begun. */
  readonly recount?: boolean;
  /** True for what a sender sends: repeats over the rate limit of its integration are shed. */
  readonly limited?: boolean;
  /** Where the same unit of work has asked already. */
  readonly inForce?: Lookup;
}

/** Neither recorded nor queued: the sender must send again. */
export class NotAcceptedError extends Error {
  override readonly name = 'NotAcceptedError';
  readonly code = 'not-accepted';
}

/** After so many alerts of one batch others may go first. */
const RECORDED_AT_ONCE = 100;

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
    const lookup = options.inForce ?? (await ports.inForce());
    const accepted = await recordAndAct(ports, lookup, await sealSignals(ports, signals), options);
    await ports.stores.durable();
    return accepted;
  } catch (error) {
    ports.observer.failed('accepting signals', error, { signals: signals.length });
    shedNothingOf(
      ports,
      signals.map(({ integrationId }) => integrationId),
    );
    try {
      await ports.queues.retrySignals(signals.map((signal) => ({ ...signal, again: true })));
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
  { recount = true, limited = false }: AcceptOptions,
): Promise<Acceptance[]> => {
  const now = ports.clock.now();
  const inForce = suppressorsAt(lookup.suppressors, now);
  const read = await readEnds(ports, signals);
  const copies = recount ? await copiesAmong(ports, read) : undefined;
  const prepared: PreparedSignal[] = [];
  for (const signal of read) {
    if (prepared.length % RECORDED_AT_ONCE === RECORDED_AT_ONCE - 1) await ports.pause();
    prepared.push(prepare(signal, lookup, inForce, now, recount && !copies?.has(signal) ? 1 : 0));
  }
  const outcomes = new Map<string, Acceptance>();
  const rounds = coalesce(prepared);
  const shed = limited ? await repeatsToShed(ports, lookup, rounds) : undefined;
  for (const alertId of shed ?? []) outcomes.set(alertId, { alertId, outcome: 'shed' });
  for (const round of rounds) {
    const all = [...round.values()];
    const items = shed === undefined || shed.size === 0 ? all : all.filter(({ record }) => !shed.has(record.alertId));
    if (items.length === 0) continue;
    for (const part of partsOf(items)) {
      await writeShedOf(ports, part);
      const recorded = await recordInTurns(ports, part);
      await actOnIncidents(ports, lookup, part, recorded, outcomes);
      await endSilencesOf(ports, inForce, recorded);
      await tellLetThrough(ports, recorded);
      await ports.pause();
    }
  }
  await writeDueShed(ports);
  return prepared.map(({ record }) => outcomes.get(record.alertId) ?? { alertId: record.alertId, outcome: 'ignored' });
};

const byId = (a: Prepared, b: Prepared): number => (a.record.alertId < b.record.alertId ? -1 : 1);

/**
 * What fires is recorded and paged part by part, so that the first page does not wait for the last alert of a large batch: the
 * first part as the sender has it, the others in the order of the ids, by which stores keep their rows, so that those of one part
 * stand together. What says that something is over stays together: a group ends as a whole.
 */
const partsOf = (items: readonly Prepared[]): (readonly Prepared[])[] => {
  if (items.length <= ALERTS_PER_COMMIT) return [items];
  const asSent = items.filter(({ record }) => record.signal.status === 'firing');
  const firing = [...asSent.slice(0, ALERTS_PER_COMMIT), ...asSent.slice(ALERTS_PER_COMMIT).sort(byId)];
  const others = items.filter(({ record }) => record.signal.status !== 'firing');
  const parts: (readonly Prepared[])[] = [];
  for (let from = 0; from < firing.length; from += ALERTS_PER_COMMIT) {
    parts.push(firing.slice(from, from + ALERTS_PER_COMMIT));
  }
  return others.length === 0 ? parts : [...parts, others];
};

const recordInTurns = async (ports: Ports, items: readonly Prepared[]): Promise<Recorded[]> => {
  const recorded: Recorded[] = [];
  for (let from = 0; from < items.length; from += RECORDED_AT_ONCE) {
    if (from > 0) await ports.pause();
    const part = items.slice(from, from + RECORDED_AT_ONCE);
    recorded.push(...(await ports.stores.alerts.record(part.map((item) => item.record))));
  }
  return recorded;
};

/** Brings alerts into their incident, together with others that are on their way there. */
const join = (
  ports: Ports,
  lookup: Lookup,
  key: string,
  together: readonly RecordedSignal[],
): Promise<string | undefined> => {
  const { sharedGroup, integrationId } = (together[0] as RecordedSignal).item.record.signal;
  return gathered(ports, `${key} ${integrationId}`, together, ALERTS_PER_COMMIT, async (all) => {
    const incidentId =
      sharedGroup && areGroupsShared(lookup.configuration)
        ? await joinByGroup(ports, lookup, all, sharedGroup)
        : await joinBySlot(ports, lookup, all);
    // Last: a row that names its incident is not looked at again.
    if (incidentId !== undefined) {
      await nameIncident(ports, incidentId, all);
    }
    return incidentId;
  });
};

/** A mere repeat, of which its incident knows all. */
const isSettled = ({ incidentId, outcome, untold }: Recorded, { record: { signal } }: Prepared): boolean =>
  outcome === 'repeated' && incidentId !== undefined && !untold && signal.sharedGroup?.hidden === undefined;

const actOnIncidents = async (
  ports: Ports,
  lookup: Lookup,
  items: readonly Prepared[],
  recorded: readonly Recorded[],
  outcomes: Map<string, Acceptance>,
): Promise<void> => {
  if (recorded.every((result, i) => isSettled(result, items[i] as Prepared))) {
    for (const { alertId, outcome, incidentId } of recorded) outcomes.set(alertId, { alertId, outcome, incidentId });
    return;
  }
  const toAttach = new Map<string, RecordedSignal[]>();
  const toRecover = new Map<string, RecordedSignal[]>();
  const toRecoverUnnamed: RecordedSignal[] = [];
  const toAcknowledge = new Map<string, RecordedSignal[]>();
  const incomplete = new Map<string, { incidentId: string; item: Prepared }>();
  const worsened = new Map<string, RecordedSignal[]>();
  const suppressed = new Map<string, RecordedSignal[]>();
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
      if (result.suppressedBy === undefined) add(toAttach, withGroupOf(item, item.slotKey), { item, recorded: result });
    } else if (open && result.incidentId !== undefined) {
      // Whoever recorded it may have crashed before telling the incident: it is told by whoever finds it untold.
      if (result.untold)
        add(result.suppressedBy === undefined ? worsened : suppressed, withGroupOf(item, result.incidentId), {
          item,
          recorded: result,
        });
    } else if (
      item.record.signal.status === 'resolved' &&
      result.outcome !== 'late' &&
      result.incidentId !== undefined
    ) {
      // Also when the row was resolved before: whoever resolved it may have crashed before telling the incident.
      add(toRecover, withGroupOf(item, result.incidentId), { item, recorded: result });
    } else if (result.outcome === 'resolved' && result.suppressedBy === undefined) {
      // An incident may have it all the same: whoever attached it may have crashed before the row could name the incident.
      toRecoverUnnamed.push({ item, recorded: result });
    }
    if (result.outcome === 'acknowledged' && result.incidentId !== undefined)
      add(toAcknowledge, result.incidentId, { item, recorded: result });
  });
  for (const [key, group] of toAttach) {
    for (let from = 0; from < group.length; from += ALERTS_PER_COMMIT) {
      const part = group.slice(from, from + ALERTS_PER_COMMIT);
      const incidentId = await join(ports, lookup, key, part);
      for (const { recorded: result } of part)
        outcomes.set(result.alertId, { alertId: result.alertId, outcome: result.outcome, incidentId });
    }
  }
  for (const held of suppressed.values()) await tellSuppressed(ports, lookup, held);
  for (const worse of worsened.values()) {
    const target = await openTarget(ports, (worse[0] as RecordedSignal).recorded.incidentId as string);
    const lifted = worse.filter(({ recorded: { told } }) => told === 'suppressed');
    if (target && lifted.length > 0) await tellLifted(ports, lookup, target.incidentId, lifted);
    if (target) await attachTo(ports, lookup, target, worse, false);
    const severities = new Map(worse.map((one) => [one.recorded.alertId, severityOf(one)]));
    await keepTold(
      ports,
      worse.map(({ recorded: one }) => one),
      ({ alertId }) => severities.get(alertId) ?? 'info',
    );
  }
  for (const item of items) {
    if (item.record.signal.sharedGroup?.hidden === undefined) continue;
    const incidentId = outcomes.get(item.record.alertId)?.incidentId;
    if (incidentId !== undefined) incomplete.set(withGroupOf(item, incidentId), { incidentId, item });
  }
  for (const { incidentId, item } of incomplete.values()) await noteHidden(ports, lookup, incidentId, item);
  for (const unnamed of toRecoverUnnamed) {
    const incidentId = await incidentOfUnnamed(ports, lookup, unnamed);
    if (incidentId === undefined) continue;
    await nameIncident(ports, incidentId, [unnamed]);
    await recover(ports, lookup, incidentId, [
      { ...unnamed, recorded: { ...unnamed.recorded, incidentId, untold: true } },
    ]);
  }
  for (const recovered of toRecover.values()) {
    await recover(ports, lookup, (recovered[0] as RecordedSignal).recorded.incidentId as string, recovered);
  }
  for (const [incidentId, acknowledged] of toAcknowledge) {
    const target = await openTarget(ports, incidentId);
    if (!target) continue;
    // Each alert by itself: who has one of them does not have the others.
    for (let from = 0; from < acknowledged.length; from += ALERTS_PER_COMMIT) {
      const part = acknowledged.slice(from, from + ALERTS_PER_COMMIT);
      await executeAlertCommand(ports, lookup, target.incidentId, {
        type: 'acknowledge',
        alerts: part.map(({ recorded: { alertId } }) => alertId),
        metadata: metadataOf(ports, (part[0] as RecordedSignal).item),
      });
    }
  }
};

/** What goes into one incident: what competes for one slot, and of one group what another feed tells of as well. */
const withGroupOf = ({ record: { signal } }: Prepared, key: string): string =>
  signal.sharedGroup ? `${key} ${signal.sharedGroup.whole} ${signal.sharedGroup.key}` : key;

/** The incident that has an alert whose row does not say so. */
const incidentOfUnnamed = async (
  ports: Ports,
  lookup: Lookup,
  { item, recorded }: RecordedSignal,
): Promise<string | undefined> => {
  const { sharedGroup } = item.record.signal;
  const holders = [
    (await ports.stores.slots.claim(item.slotKey, newIncidentId(ports))).incidentId,
    ...(sharedGroup && areGroupsShared(lookup.configuration) ? [await holderOfGroup(ports, sharedGroup)] : []),
  ];
  for (const holder of new Set(holders)) {
    const target = await openTarget(ports, holder);
    if (!target) continue;
    const grouped = sharedGroup ? await recallingGroups(ports, target, [sharedGroup.key]) : target;
    const known = await recalling(ports, grouped, [recorded.alertId]);
    if (hasEpisode(known, sharedGroup, recorded.alertId, 0)) return target.incidentId;
  }
  return undefined;
};

/** Of one incident, and of one shared group if of any. */
const recover = async (
  ports: Ports,
  lookup: Lookup,
  incidentId: string,
  recovered: readonly RecordedSignal[],
): Promise<void> => {
  const named = recovered.map(({ recorded }) => recorded);
  const target = await openTarget(ports, incidentId);
  const rest = target ? await recoverIn(ports, lookup, target, recovered) : [];
  await keepTold(ports, [...named, ...rest], () => 'resolved');
};

/** @returns other alerts of the group, which have ended with it */
const recoverIn = async (
  ports: Ports,
  lookup: Lookup,
  target: IncidentState,
  recovered: readonly RecordedSignal[],
): Promise<Recorded[]> => {
  const { item } = recovered.find((r) => r.item.record.signal.sharedGroup?.over) ?? (recovered[0] as RecordedSignal);
  const { sharedGroup } = item.record.signal;
  const alerts = recovered.map(({ recorded: { alertId, episode } }) => ({ alertId, episode }));
  const rest = sharedGroup?.over
    ? await endGroup(ports, target, item, sharedGroup, new Set(alerts.map(({ alertId }) => alertId)))
    : [];
  const all = [...alerts, ...rest];
  for (let from = 0; from < all.length; from += ALERTS_PER_COMMIT) {
    if (from > 0) await ports.pause();
    const isLast = from + ALERTS_PER_COMMIT >= all.length;
    await executeAlertCommand(ports, lookup, target.incidentId, {
      type: 'recover-alerts',
      alerts: all.slice(from, from + ALERTS_PER_COMMIT),
      groupOver: isLast && sharedGroup?.over ? sharedGroup.key : undefined,
      because: item.record.signal.because,
      metadata: metadataOf(ports, item),
    });
  }
  return rest;
};
