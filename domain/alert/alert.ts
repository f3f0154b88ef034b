import { hash } from 'node:crypto';
import type { EpochMs } from '../instant/instant.ts';
import {
  type AlertSeverity,
  isWorse,
  type Link,
  type SharedGroup,
  type Signal,
  type UnknownWord,
} from '../signal/signal.ts';
import type { SealedData } from '../stream/personal.ts';
import { isLate, saidAfter } from './sequence.ts';
import { stillTold, type Told, untoldOf } from './told.ts';

/**
 * How long a message may be on its way and be overtaken by a later one: senders repeat what was not accepted. Alertmanager
 * does so for at most its `group_interval`, by default five minutes
 * (<https://prometheus.io/docs/alerting/latest/configuration/#route>).
 */
export const LATE_WITHIN_MS = 300_000;

/** An alert: the deduplicated condition that signals keep open. One row per (scope, dedupKey), reused by each episode. */
export interface Alert {
  readonly alertId: string;
  readonly source: string;
  readonly integrationId: string;
  readonly scope: string;
  readonly dedupKey: string;
  readonly status: 'firing' | 'acknowledged' | 'resolved';
  readonly severity: AlertSeverity;
  readonly title: string;
  readonly description?: string;
  /** Where the words stand that a person wrote; `title` tells what they are about. */
  readonly words?: SealedData;
  readonly serviceId: string;
  readonly environment: string;
  /** As its sender's key is not: the same when the condition comes back (`Signal`). */
  readonly condition?: string;
  readonly groupKey?: string;
  readonly sharedGroup?: Pick<SharedGroup, 'key' | 'whole'>;
  readonly resource?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly links: readonly Link[];
  /** Grows by one each time the condition fires again after it was resolved. */
  readonly episode: number;
  /** Signals that kept this episode open, the first included. */
  readonly count: number;
  /** Signals that came too late to change anything. */
  readonly lateCount: number;
  /** `occurredAt` of the newest signal applied. */
  readonly occurredAt: EpochMs;
  /** Where its sender's own sequence is; absent where it never sent a stamp, and in rows of before there was this field. */
  readonly saidAt?: EpochMs;
  readonly firstSeenAt: EpochMs;
  readonly lastSeenAt: EpochMs;
  readonly resolvedAt?: EpochMs;
  /** The incident this episode belongs to; absent until attached. */
  readonly incidentId?: string;
  /** What its incident knows of this episode; absent until attached, and in rows of before there was this field. */
  readonly told?: Told;
  /** Why it is held back: a maintenance window's id, or the sender's own reason. */
  readonly suppressedBy?: string;
  /** Which routing rule chose the service. */
  readonly routedBy: string;
  /** What its first message said that Muster does not know; absent where it knew all. */
  readonly unknownWords?: readonly UnknownWord[];
}

/** What the first signal of an episode said; never changed within it. Stores keep it apart from what counts. */
const CONTENTS = [
  'source',
  'integrationId',
  'scope',
  'dedupKey',
  'condition',
  'title',
  'description',
  'words',
  'groupKey',
  'sharedGroup',
  'resource',
  'labels',
  'links',
  'routedBy',
  'unknownWords',
] as const;
export type AlertContents = Pick<Alert, (typeof CONTENTS)[number]>;

export const contentsOf = (alert: AlertContents): AlertContents =>
  Object.fromEntries(CONTENTS.map((name) => [name, alert[name]])) as unknown as AlertContents;

/** What changes within an episode, and all that tells a mere repeat from news. */
export type AlertState = Omit<Alert, keyof AlertContents>;

/** What is asked of the store for one condition: the newest signal and how many were folded into it. */
export interface AlertRecord {
  readonly alertId: string;
  readonly signal: Signal;
  readonly count: number;
  readonly serviceId: string;
  readonly environment: string;
  readonly routedBy: string;
  readonly suppressedBy?: string;
  /** Of a resolution: its incident knows of it, or has ended with it. */
  readonly known?: true;
}

/**
 * What the one conditional write found.
 * - `opened`: a condition not seen before, or fired again after it was resolved: a new episode.
 * - `repeated`: known and unchanged: one more count.
 * - `resolved`: was open, now resolved.
 * - `acknowledged`: was firing, the sender says somebody has it.
 * - `late`: older than what its sender has said since; counted, changes nothing.
 * - `ignored`: nothing to apply it to (a resolve for nothing, an unknown status).
 */
export type RecordOutcome = 'opened' | 'repeated' | 'resolved' | 'acknowledged' | 'late' | 'ignored';

export interface Recorded {
  readonly alertId: string;
  readonly outcome: RecordOutcome;
  readonly episode: number;
  readonly incidentId?: string;
  /** Still suppressed after this write. */
  readonly suppressedBy?: string;
  /** What held it back until this write and does so no more. */
  readonly heldBackBy?: string;
  /** Its incident may not know how it is after this write. */
  readonly untold?: true;
  /** What its incident knows, where that is not how it is. */
  readonly told?: Told;
  /** The severity before this write, where there was one. */
  readonly previousSeverity?: AlertSeverity;
  readonly serviceId: string;
  readonly environment: string;
}

/** It goes on, and somebody can see it: in an incident, or held back. */
export const isKnown = (state: Pick<Alert, 'status' | 'incidentId' | 'suppressedBy'> | undefined): boolean =>
  state !== undefined && state.status !== 'resolved' && (state.incidentId ?? state.suppressedBy) !== undefined;

/** 32 hex characters; the same for every message about one condition. */
export const alertIdOf = (scope: string, dedupKey: string): string =>
  hash('sha256', `${scope}\n${dedupKey}`, 'hex').slice(0, 32);

/**
 * True for a firing that goes on after the alert was resolved, where the sender dates it by its beginning: Alertmanager ends
 * an alert that it hears nothing of, and tells it with the old `startsAt` when Prometheus is back. What was overtaken on its
 * way looks the same, but does not come this late.
 */
export const firesStill = (previous: Alert, { status, datedByBeginning, receivedAt }: Signal): boolean =>
  status === 'firing' &&
  datedByBeginning === true &&
  previous.status === 'resolved' &&
  receivedAt - previous.lastSeenAt > LATE_WITHIN_MS;

/**
 * The rule that every store keeps in its one conditional write; the contract suite compares each adapter with it.
 * A late "firing" never reopens what was resolved later, unless it fires still; repeats only count.
 */
export const recordSignal = (
  previous: Alert | undefined,
  record: AlertRecord,
): { alert?: Alert; recorded: Recorded } => {
  const { signal } = record;
  const told = (outcome: RecordOutcome, alert: Alert | undefined): { alert?: Alert; recorded: Recorded } => ({
    alert,
    recorded: {
      alertId: record.alertId,
      outcome,
      episode: alert?.episode ?? 0,
      incidentId: alert?.incidentId,
      suppressedBy: alert?.suppressedBy,
      heldBackBy: outcome === 'repeated' && alert?.suppressedBy === undefined ? previous?.suppressedBy : undefined,
      ...(alert === undefined ? {} : untoldOf(alert)),
      previousSeverity: previous?.severity,
      serviceId: alert?.serviceId ?? record.serviceId,
      environment: alert?.environment ?? record.environment,
    },
  });

  if (signal.status === 'unknown') return told('ignored', previous);
  if (previous === undefined) {
    if (signal.status === 'acknowledged') return told('ignored', undefined);
    const alert = openEpisode(record, 1);
    // Kept as a tombstone: a firing that was overtaken by its own resolution must not open an incident afterwards.
    if (signal.status === 'resolved') {
      return told('ignored', { ...alert, status: 'resolved', resolvedAt: signal.occurredAt });
    }
    return told('opened', alert);
  }
  const open = previous.status !== 'resolved';
  if (isLate(previous, signal)) {
    if (firesStill(previous, signal)) return told('opened', openEpisode(record, previous.episode + 1, previous));
    return told('late', { ...previous, lateCount: previous.lateCount + record.count });
  }
  const seen = {
    ...previous,
    occurredAt: signal.occurredAt,
    lastSeenAt: signal.receivedAt,
    saidAt: saidAfter(previous, signal, open && signal.status === 'resolved'),
  };
  switch (signal.status) {
    case 'firing': {
      if (!open) return told('opened', openEpisode(record, previous.episode + 1, previous));
      const repeated: Alert = {
        ...seen,
        count: previous.count + record.count,
        severity: isWorse(signal.severity, previous.severity) ? signal.severity : previous.severity,
        suppressedBy: record.suppressedBy,
      };
      return told('repeated', { ...repeated, told: stillTold(previous, repeated) });
    }
    case 'resolved':
      if (!open) return told('ignored', seen);
      return told('resolved', {
        ...seen,
        status: 'resolved',
        resolvedAt: signal.occurredAt,
        told: record.known ? 'resolved' : previous.told,
      });
    case 'acknowledged':
      if (!open) return told('ignored', previous);
      return told('acknowledged', { ...seen, status: 'acknowledged' });
    default:
      return signal.status satisfies never;
  }
};

/** The alert as the first signal of an episode makes it. */
export const openEpisode = ({ signal, ...record }: AlertRecord, episode: number, previous?: Alert): Alert => ({
  ...contentsOf({
    ...signal,
    sharedGroup: signal.sharedGroup && { key: signal.sharedGroup.key, whole: signal.sharedGroup.whole },
    routedBy: record.routedBy,
  }),
  alertId: record.alertId,
  status: 'firing',
  severity: signal.severity,
  serviceId: record.serviceId,
  environment: record.environment,
  episode,
  count: record.count,
  lateCount: 0,
  occurredAt: signal.occurredAt,
  saidAt: saidAfter(previous, signal, false),
  firstSeenAt: signal.receivedAt,
  lastSeenAt: signal.receivedAt,
  suppressedBy: record.suppressedBy,
});

/** The last signal of an alert, as far as accepting it again needs. */
export const lastSignalOf = (alert: Alert): Signal => ({
  source: alert.source,
  integrationId: alert.integrationId,
  scope: alert.scope,
  dedupKey: alert.dedupKey,
  condition: alert.condition,
  status: 'firing',
  severity: alert.severity,
  title: alert.title,
  description: alert.description,
  words: alert.words,
  occurredAt: alert.occurredAt,
  receivedAt: alert.lastSeenAt,
  groupKey: alert.groupKey,
  sharedGroup: alert.sharedGroup,
  resource: alert.resource,
  service: alert.serviceId,
  environment: alert.environment,
  labels: alert.labels,
  links: alert.links,
});

/** What an incident keeps of an alert. */
export interface AlertReference {
  readonly alertId: string;
  readonly episode: number;
  readonly severity: AlertSeverity;
  readonly title: string;
  /** Where the words stand that a person wrote; the title tells what they are about. */
  readonly words?: SealedData;
  readonly serviceId: string;
  readonly occurredAt: EpochMs;
  /** What the service groups it by, where that is more than its service in the incident's environment. */
  readonly grouping?: string;
  /** Equal for alerts of one condition, of which each has another key. */
  readonly condition?: string;
  /** It is held back: nobody is paged for it. */
  readonly suppressed?: true;
}
