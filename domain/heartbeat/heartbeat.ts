import { type EpochMs, toIso } from '../instant/instant.ts';
import { type AlertSeverity, SIGNAL_LIMITS, type Signal } from '../signal/signal.ts';
import type { ConfiguredHeartbeat } from './configured-heartbeat.ts';

/** How long after a sign of life its sender counts as silent: the interval and a tenth of it, in whole numbers. */
const SILENT_AFTER_MS_PER_SECOND = 1_100;

/** How often a heartbeat that is silent is looked at: it may have been taken out of the configuration meanwhile. */
const LOOKED_AT_AGAIN_AFTER_MS = 60_000;

/** Who is expected to give signs of life, how often, and what is said when they stop. */
export interface HeartbeatDefinition {
  readonly heartbeatId: string;
  /** Whose key may ping it. */
  readonly integrationId?: string;
  readonly name: string;
  readonly intervalSeconds: number;
  readonly enabled: boolean;
  readonly severity: AlertSeverity;
  readonly title?: string;
  readonly description?: string;
  readonly service?: string;
  readonly environment?: string;
  readonly tags?: readonly string[];
  readonly ownerTeam?: string;
}

/** As the configuration has it. */
export const definitionOf = (configured: ConfiguredHeartbeat): HeartbeatDefinition => ({
  heartbeatId: `configured ${configured.id}`,
  integrationId: configured.integration,
  name: configured.id,
  intervalSeconds: configured.intervalSeconds,
  enabled: true,
  severity: configured.severity,
  title: configured.title,
  service: configured.service,
  environment: configured.environment,
});

/**
 * - `unheard`: has never been heard; only who has spoken can fall silent.
 * - `heard`: alive as far as we know.
 * - `raising`: found silent; the alert is being raised, and whoever finds it so raises it again.
 * - `silent`: the alert is raised.
 */
export type HeartbeatCondition = 'unheard' | 'heard' | 'raising' | 'silent';

/** A heartbeat and what is known of it. */
export interface Heartbeat extends HeartbeatDefinition {
  readonly condition: HeartbeatCondition;
  readonly lastPingAt?: EpochMs;
  /** When somebody must look whether it has fallen silent; absent while there is nothing to look for. */
  readonly deadline?: EpochMs;
  /** When it was found silent, or said itself that it failed. */
  readonly raisedAt?: EpochMs;
  /** What it said of its failure. */
  readonly reason?: string;
  /** When a check that is under way comes back: one is enough. */
  readonly checkAt?: EpochMs;
  /** Grows by one with each change; the lock. */
  readonly version: number;
}

export const silentAfterMs = ({ intervalSeconds }: Pick<HeartbeatDefinition, 'intervalSeconds'>): number =>
  intervalSeconds * SILENT_AFTER_MS_PER_SECOND;

export const unheard = (definition: HeartbeatDefinition): Heartbeat => ({
  ...definition,
  condition: 'unheard',
  version: 0,
});

const deadlineOf = (heartbeat: Heartbeat): EpochMs | undefined =>
  heartbeat.enabled && heartbeat.lastPingAt !== undefined ? heartbeat.lastPingAt + silentAfterMs(heartbeat) : undefined;

/** What is known, under a definition that may have changed since. */
export const redefined = (heartbeat: Heartbeat, definition: HeartbeatDefinition): Heartbeat => {
  const { condition, lastPingAt, raisedAt, reason, checkAt, version, deadline } = heartbeat;
  const next: Heartbeat = { ...definition, condition, lastPingAt, raisedAt, reason, checkAt, version, deadline };
  if (!next.enabled) return { ...next, condition: 'unheard', deadline: undefined, raisedAt: undefined };
  return next.condition === 'heard' ? { ...next, deadline: deadlineOf(next) } : next;
};

/** A sign of life. */
export const heard = (heartbeat: Heartbeat, at: EpochMs): Heartbeat => {
  const lastPingAt = Math.max(at, heartbeat.lastPingAt ?? at);
  const alive: Heartbeat = { ...heartbeat, lastPingAt, raisedAt: undefined, reason: undefined };
  if (!heartbeat.enabled) return { ...alive, condition: 'unheard', deadline: undefined };
  return { ...alive, condition: 'heard', deadline: deadlineOf(alive) };
};

/** Found silent, or failed by its own words. The deadline stays, so that an alert that was not raised is found again. */
export const raising = (heartbeat: Heartbeat, at: EpochMs, reason?: string): Heartbeat => ({
  ...heartbeat,
  condition: 'raising',
  deadline: Math.min(heartbeat.deadline ?? at, at),
  raisedAt: heartbeat.raisedAt ?? at,
  reason: reason ?? heartbeat.reason,
});

/** The alert is there: what is left to look for is whether it is still expected at all. */
export const raised = (heartbeat: Heartbeat, at: EpochMs): Heartbeat => ({
  ...heartbeat,
  condition: 'silent',
  deadline: at + LOOKED_AT_AGAIN_AFTER_MS,
  checkAt: undefined,
});

export const isOverdue = ({ condition, deadline, enabled }: Heartbeat, now: EpochMs): boolean =>
  enabled && deadline !== undefined && (condition === 'raising' || (condition === 'heard' && now >= deadline));

/** Whether there may be an alert that a sign of life has to resolve. */
export const hasAlert = ({ condition }: Heartbeat): boolean => condition === 'raising' || condition === 'silent';

/** Within which the id of a heartbeat is the key of its alert. */
export const HEARTBEAT_SCOPE = 'heartbeat';

/** The integration that signals of heartbeats come from, where the heartbeat has none. */
const NO_INTEGRATION = 'heartbeats';

/** The alert about a heartbeat that fell silent, or the end of it. */
export const heartbeatSignal = (heartbeat: Heartbeat, status: 'firing' | 'resolved', at: EpochMs): Signal => {
  const { heartbeatId, name, intervalSeconds, lastPingAt, reason } = heartbeat;
  const last = lastPingAt === undefined ? 'never' : toIso(lastPingAt);
  const why = reason ?? `No sign of life for ${intervalSeconds} seconds and a tenth; the last one: ${last}.`;
  const title = heartbeat.title ?? (reason === undefined ? `${name} has fallen silent` : `${name} has failed`);
  return {
    source: 'heartbeat',
    integrationId: heartbeat.integrationId ?? NO_INTEGRATION,
    dedupKey: heartbeatId,
    scope: HEARTBEAT_SCOPE,
    status,
    severity: heartbeat.severity,
    title: title.slice(0, SIGNAL_LIMITS.title),
    description: [why, heartbeat.description].filter((text) => text !== undefined).join('\n\n'),
    occurredAt: at,
    receivedAt: at,
    resource: name.slice(0, SIGNAL_LIMITS.label),
    service: heartbeat.service,
    environment: heartbeat.environment,
    labels: {
      heartbeat: name,
      ...(heartbeat.ownerTeam === undefined ? {} : { ownerTeam: heartbeat.ownerTeam }),
      ...(heartbeat.tags === undefined || heartbeat.tags.length === 0 ? {} : { tags: heartbeat.tags.join(',') }),
    },
    links: [],
  };
};
