import { type Lookup, personName } from '../../domain/configuration/lookup.ts';
import { nextLevelOf } from '../../domain/incident/decide/escalation.ts';
import { decide } from '../../domain/incident/decide/index.ts';
import type { EventOf, IncidentEvent } from '../../domain/incident/events.ts';
import { type EpochMs, toIso } from '../../domain/instant/instant.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { suppressorsAt } from '../../domain/suppression/suppressors.ts';
import { type Prepared, prepare } from './prepare-signals.ts';

/** Where a signal goes. */
export interface RehearsedSignal {
  readonly serviceId: string;
  readonly environment: string;
  /** The routing rule, or what else decided. */
  readonly routedBy: string;
  /** Why it is held back, where it is. */
  readonly suppressedBy?: string;
}

/** The incident that firing signals open, were nothing open yet. */
export interface RehearsedIncident {
  readonly alerts: number;
  readonly serviceId: string;
  readonly environment: string;
  readonly severity: string;
  readonly reason: string;
  readonly pages: readonly { readonly person: string; readonly policy: string; readonly reason: string }[];
  /** Why it is declared, or proposed as a major incident, where it is. */
  readonly major?: { readonly action: 'declared' | 'proposed'; readonly reason: string };
}

export interface Rehearsal {
  /** In the order of the signals. */
  readonly signals: readonly RehearsedSignal[];
  readonly incidents: readonly RehearsedIncident[];
}

const of = <T extends IncidentEvent['type']>(events: readonly IncidentEvent[], type: T): EventOf<T>[] =>
  events.filter((event): event is EventOf<T> => event.type === type);

const openedBy = (group: readonly Prepared[], lookup: Lookup, now: EpochMs): RehearsedIncident => {
  const [{ record }] = group as [Prepared, ...Prepared[]];
  const { signal, serviceId, environment } = record;
  const events = decide(
    'rehearsed',
    {
      type: 'open',
      number: 'rehearsed',
      title: signal.title,
      serviceId,
      environment,
      origin: { kind: 'alert', source: signal.source, integrationId: signal.integrationId },
      alerts: group.map(({ record: { alertId, signal: of, serviceId: its } }) => ({
        alertId,
        episode: 1,
        severity: of.severity,
        title: of.title,
        serviceId: its,
        occurredAt: of.occurredAt,
      })),
      labels: signal.labels,
      metadata: { now: toIso(now), actor: { kind: 'integration', id: signal.integrationId }, commandId: 'rehearsed' },
    },
    undefined,
    lookup,
  );
  const [opened] = of(events, 'IncidentOpened');
  const started = new Map(of(events, 'PagingStarted').map((event) => [event.pagingId, event]));
  const [declared] = of(events, 'MajorIncidentDeclared');
  const [proposed] = of(events, 'CandidateProposed');
  const peopleFirst = (policyId: string): readonly string[] => {
    const first = nextLevelOf(lookup.policy(policyId), 0, 0, lookup, toIso(now));
    return first.kind === 'exhausted' ? [] : first.people;
  };
  const decided = declared ?? proposed;
  // A rule may declare a moment later, with whatever else begins.
  const declares = declared !== undefined || proposed?.promotes === true;
  return {
    alerts: group.length,
    serviceId,
    environment,
    severity: opened?.severity ?? '',
    reason: opened?.assessmentReason ?? '',
    pages: [
      ...of(events, 'LevelPaged').map(({ pagingId, pages }) => ({
        pagingId,
        people: pages.map(({ personId }) => personId),
      })),
      // Paged a moment later, with whatever else begins.
      ...of(events, 'PagingHeld').map(({ pagingId }) => ({
        pagingId,
        people: peopleFirst(started.get(pagingId)?.policyId ?? ''),
      })),
    ].flatMap(({ pagingId, people }) =>
      people.map((personId) => ({
        person: personName(lookup, personId),
        policy: lookup.policy(started.get(pagingId)?.policyId ?? '')?.name ?? '',
        reason: started.get(pagingId)?.reason ?? '',
      })),
    ),
    ...(decided ? { major: { action: declares ? 'declared' : 'proposed', reason: decided.reason } as const } : {}),
  };
};

/**
 * What signals would lead to if nothing were open yet, by the very rules that accept them: where they are routed, whether they
 * are held back, which incidents they open, whom these page first. Nothing happens.
 */
export const rehearse = (signals: readonly Signal[], lookup: Lookup, now: EpochMs): Rehearsal => {
  const inForce = suppressorsAt(lookup.suppressors, now);
  const prepared = signals.map((signal) => prepare(signal, lookup, inForce, now, 1));
  const groups = new Map<string, Prepared[]>();
  for (const item of prepared) {
    if (item.record.signal.status !== 'firing' || item.record.suppressedBy !== undefined) continue;
    const group = groups.get(item.slotKey);
    if (group) group.push(item);
    else groups.set(item.slotKey, [item]);
  }
  return {
    signals: prepared.map(({ record: { serviceId, environment, routedBy, suppressedBy } }) => ({
      serviceId,
      environment,
      routedBy,
      ...(suppressedBy === undefined ? {} : { suppressedBy }),
    })),
    incidents: [...groups.values()].map((group) => openedBy(group, lookup, now)),
  };
};
