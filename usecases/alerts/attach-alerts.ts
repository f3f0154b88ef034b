import { type AlertReference, alertIdOf, type Recorded } from '../../domain/alert/alert.ts';
import type { Told } from '../../domain/alert/told.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import { serviceSlotOf } from '../../domain/correlation/correlation.ts';
import type { GroupReference } from '../../domain/incident/alerts-known.ts';
import type { Metadata } from '../../domain/incident/commit.ts';
import { alertsOfCondition } from '../../domain/incident/conditions-held.ts';
import { hasCondition, hasEpisode, isOvertaken } from '../../domain/incident/group-of-alerts.ts';
import { type IncidentState, isEnded } from '../../domain/incident/state.ts';
import { secondsBetween, toIso } from '../../domain/instant/instant.ts';
import { withoutSender } from '../../domain/personal/words.ts';
import { type AlertSeverity, isWorse, type Signal } from '../../domain/signal/signal.ts';
import type { Ports } from '../../ports/ports.ts';
import { endOfMerges } from '../incident/end-of-merges.ts';
import { executeAlertCommand } from '../incident/execute-command.ts';
import { loadIncident, recalling } from '../incident/load-incident.ts';
import { nextIncidentNumber } from '../incident/number-incident.ts';
import type { Prepared } from './prepare-signals.ts';

/** A signal that was prepared, and what recording it has made of its alert. */
export interface RecordedSignal {
  readonly item: Prepared;
  readonly recorded: Recorded;
}

/** What competes for one slot, at least one, and is of one shared group if of any. */
export type ForOneSlot = readonly RecordedSignal[];

/** A slot whose holder takes no alerts moves on; one that never comes to rest is a defect of ours. */
const MOST_MOVES = 16;

const KEPT_LABELS = 24;

/** What an incident keeps of an alert's labels: not by whom the words are that stand beside its chain. */
const labelsFor = ({ labels, words }: Signal): Record<string, string> => {
  const kept = Object.entries(words === undefined ? labels : withoutSender(labels));
  return Object.fromEntries(kept.slice(0, KEPT_LABELS));
};

export const metadataOf = (ports: Ports, item: Prepared): Metadata => ({
  now: toIso(ports.clock.now()),
  actor: { kind: 'integration', id: item.record.signal.integrationId },
  commandId: ports.ids.next(),
});

export const newIncidentId = (ports: Pick<Ports, 'ids'>): string => `inc-${ports.ids.next()}`;

/** How bad the alert is by now: whoever finds it without an incident may say less than whoever opened it. */
export const severityOf = ({ item, recorded: { outcome, previousSeverity } }: RecordedSignal): AlertSeverity => {
  const { severity } = item.record.signal;
  const known = outcome === 'opened' ? undefined : previousSeverity;
  return known !== undefined && isWorse(known, severity) ? known : severity;
};

/** By a name of its own where the key of its alerts does not tell. */
const conditionOf = ({ condition, scope }: Signal): { readonly condition?: string } =>
  condition === undefined ? {} : { condition: alertIdOf(scope, condition) };

/** @param environment of the incident that it goes to */
const referenceOf =
  (environment: string) =>
  ({ item, recorded }: RecordedSignal): AlertReference => {
    const { serviceId, signal } = item.record;
    const grouping = item.slotKey === serviceSlotOf({ serviceId, environment }) ? {} : { grouping: item.slotKey };
    return {
      alertId: recorded.alertId,
      episode: recorded.episode,
      severity: severityOf({ item, recorded }),
      title: signal.title,
      ...(signal.words && { words: signal.words }),
      serviceId,
      occurredAt: signal.occurredAt,
      ...grouping,
      ...conditionOf(signal),
    };
  };

/** The shared group of what goes together. */
const groupOf = (together: ForOneSlot): GroupReference | undefined => {
  const { sharedGroup } = (together[0] as RecordedSignal).item.record.signal;
  return sharedGroup && { key: sharedGroup.key, whole: sharedGroup.whole };
};

/** Takes alerts still: open, watched for recovery, or resolved so recently that what fires again is a relapse. */
export const takesAlerts = (state: IncidentState, lookup: Lookup, now: number): boolean => {
  if (isEnded(state)) return false;
  if (state.status !== 'resolved' || !state.resolution) return true;
  return secondsBetween(state.resolution.at, toIso(now)) <= lookup.configuration.recovery.relapseWithinSeconds;
};

/** What is resolved takes back what it had. Another alert is another incident, and is not said to fire again. */
export const takesThese = async (
  ports: Ports,
  target: IncidentState,
  lookup: Lookup,
  together: ForOneSlot,
): Promise<boolean> => {
  if (!takesAlerts(target, lookup, ports.clock.now())) return false;
  if (target.status !== 'resolved') return true;
  const alerts = together.map(referenceOf(target.environment));
  const asked = alerts.flatMap((alert) => alertsOfCondition(target, alert));
  const known = await recalling(ports, target, asked);
  return alerts.some((alert) => hasCondition(known, groupOf(together), alert));
};

/** The incident at the end of the merges, unless it has ended. */
export const openTarget = async (ports: Ports, incidentId: string): Promise<IncidentState | undefined> => {
  const state = await endOfMerges((id) => loadIncident(ports, id), incidentId);
  return state && !isEnded(state) ? state : undefined;
};

/**
 * What people opened by hand for the whole service, where these alerts would open an incident in a finer slot of it: a person
 * knows no facts to group by, and means whatever the service's alerts will tell.
 */
const openedByHand = async (
  ports: Ports,
  lookup: Lookup,
  { slotKey, record }: Prepared,
): Promise<IncidentState | undefined> => {
  const serviceSlot = serviceSlotOf(record);
  const holder = slotKey === serviceSlot ? undefined : await ports.stores.slots.holder(serviceSlot);
  const target = holder === undefined ? undefined : await openTarget(ports, holder);
  // A holder that alerts opened is of the time before the service grouped them.
  return target?.origin.kind === 'person' && takesAlerts(target, lookup, ports.clock.now()) ? target : undefined;
};

/**
 * What became of alerts that asked to join an incident. `overtaken`: another feed has just said that their group is over;
 * they stay without an incident, and the reconciler asks again for those that go on firing.
 */
export type Joined = 'taken' | 'overtaken' | 'refused';

/** @param target as it was just read; whoever has changed it since makes this read it again */
export const attachTo = async (
  ports: Ports,
  lookup: Lookup,
  target: IncidentState,
  together: ForOneSlot,
  toOwnService: boolean,
): Promise<Joined> => {
  const { item } = together[0] as RecordedSignal;
  const group = groupOf(together);
  const alerts = together.map(referenceOf(target.environment));
  const metadata = metadataOf(ports, item);
  const { serviceId, environment } = item.record;
  const home = toOwnService ? { serviceId, environment } : undefined;
  const { state } = await executeAlertCommand(
    ports,
    lookup,
    target.incidentId,
    { type: 'attach-alerts', alerts, group, home, metadata },
    { known: target },
  );
  if (alerts.every(({ alertId, episode }) => hasEpisode(state, group, alertId, episode))) return 'taken';
  const begun = Math.min(...alerts.map(({ occurredAt }) => occurredAt));
  return !isEnded(state) && isOvertaken(state, group, metadata.actor.id, begun, metadata.now) ? 'overtaken' : 'refused';
};

/**
 * The incident that has the slot of these alerts. Exactly one claimant opens it; everybody else, and whoever finds its work
 * half done, attaches or finishes it.
 *
 * @param proposed claims the slot if nobody has it; not opened yet, unless it is an incident that may become theirs
 * @returns undefined when they were overtaken
 */
export const attachBySlot = async (
  ports: Ports,
  lookup: Lookup,
  together: ForOneSlot,
  proposed: { readonly incidentId: string; readonly isNew: boolean },
): Promise<string | undefined> => {
  const { slotKey, record } = (together[0] as RecordedSignal).item;
  const slot = await ports.stores.slots.claim(slotKey, proposed.incidentId);
  let holder = slot.incidentId;
  let isNew = slot.claimed && proposed.isNew;
  for (let hop = 0; hop < MOST_MOVES; hop += 1) {
    const state = isNew ? undefined : await loadIncident(ports, holder);
    if (!state) {
      const byHand = await openedByHand(ports, lookup, (together[0] as RecordedSignal).item);
      const joined = byHand && (await attachTo(ports, lookup, byHand, together, false));
      if (byHand && joined === 'taken') {
        await ports.stores.slots.replace(slotKey, holder, byHand.incidentId);
        return byHand.incidentId;
      }
      if (joined === 'overtaken') return undefined;
      if (await openWithAlerts(ports, lookup, holder, together)) return holder;
      // Somebody else had opened it meanwhile: our alerts still have to join.
      isNew = false;
      continue;
    }
    const target = state.mergedInto ? await openTarget(ports, holder) : state;
    if (target && (await takesThese(ports, target, lookup, together))) {
      // Where people merged it the alerts follow; where it came to another service on its own they do not.
      const joined = await attachTo(ports, lookup, target, together, !state.mergedInto);
      if (joined === 'taken') return target.incidentId;
      if (joined === 'overtaken') return undefined;
      // It ended in between: look again.
      if (target.serviceId === record.serviceId || state.mergedInto) continue;
    }
    const next = newIncidentId(ports);
    isNew = await ports.stores.slots.replace(slotKey, holder, next);
    holder = isNew ? next : (await ports.stores.slots.claim(slotKey, next)).incidentId;
  }
  throw new Error(`no incident took the alerts of ${slotKey}`);
};

/** Brings alerts into the incident of their slot. @returns undefined when they were overtaken */
export const joinBySlot = (ports: Ports, lookup: Lookup, together: ForOneSlot): Promise<string | undefined> =>
  attachBySlot(ports, lookup, together, { incidentId: newIncidentId(ports), isNew: true });

/** People read what the worst of them says, the first of those that are as bad. */
const worstOf = (together: ForOneSlot): RecordedSignal =>
  together.reduce((worst, one) => (isWorse(severityOf(one), severityOf(worst)) ? one : worst));

/** False when somebody else had opened it. */
export const openWithAlerts = async (
  ports: Ports,
  lookup: Lookup,
  incidentId: string,
  together: ForOneSlot,
): Promise<boolean> => {
  const leading = worstOf(together);
  const { signal, serviceId, environment } = leading.item.record;
  const number = await nextIncidentNumber(ports);
  const { commit } = await executeAlertCommand(
    ports,
    lookup,
    incidentId,
    {
      type: 'open',
      number,
      title: signal.title,
      description: signal.description,
      ...(signal.words && { words: signal.words }),
      serviceId,
      environment,
      origin: { kind: 'alert', source: signal.source, integrationId: signal.integrationId },
      alerts: together.map(referenceOf(environment)),
      group: groupOf(together),
      labels: labelsFor(signal),
      metadata: { ...metadataOf(ports, leading.item), commandId: `open-${incidentId}` },
    },
    { known: 'new' },
  );
  return commit !== undefined;
};

/** From now on the alerts know their incident, which knows how bad they are. */
export const nameIncident = (ports: Ports, incidentId: string, alerts: readonly RecordedSignal[]): Promise<void> =>
  ports.stores.alerts.attach(
    alerts.map((alert) => ({
      alertId: alert.recorded.alertId,
      episode: alert.recorded.episode,
      told: severityOf(alert),
    })),
    incidentId,
  );

/** From now on nothing is left to tell an incident of these alerts, whichever incident their rows name. */
export const keepTold = async (
  ports: Pick<Ports, 'stores'>,
  alerts: readonly Recorded[],
  told: (alert: Recorded) => Told,
): Promise<void> => {
  const byIncident = Map.groupBy(
    alerts.filter(({ untold }) => untold),
    ({ incidentId = '' }) => incidentId,
  );
  for (const [incidentId, of] of byIncident) {
    await ports.stores.alerts.attach(
      of.map((alert) => ({ alertId: alert.alertId, episode: alert.episode, told: told(alert) })),
      incidentId,
    );
  }
};
