import type { Alert } from '../../domain/alert/alert.ts';
import type { Change } from '../../domain/change/change.ts';
import type { Delivery } from '../../domain/delivery/delivery.ts';
import type { Flood, HeldMessage } from '../../domain/delivery/flood.ts';
import type { Heartbeat } from '../../domain/heartbeat/heartbeat.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import type { OpsgenieAlert, OpsgenieRequest } from '../../domain/opsgenie/opsgenie-alert.ts';
import type { StoredReport } from '../../domain/report/report.ts';
import type { StreamCommit } from '../../domain/stream/commit.ts';
import type { PersonalRow } from '../../domain/stream/personal.ts';
import type { ProjectionRow } from '../../ports/projection-store.ts';
import type { MailThread, Quarantined, UnfollowedCommit, Wait } from '../../ports/stores.ts';

/** What the stores in memory hold, for tests to look at. */
export interface Held {
  readonly alerts: Map<string, Alert>;
  readonly slots: Map<string, string>;
  /** From when on the days of what stands beside an alert are counted, where that is not when it came. */
  readonly keptAnew: Map<string, EpochMs>;
  /** When each slot was taken. */
  readonly slotsTaken: Map<string, EpochMs>;
  readonly counters: Map<string, number>;
  /** Each incident's commits, the first at index 0. */
  readonly commits: Map<string, Commit[]>;
  /** By `<place> <incidentId>`. */
  readonly heads: Map<string, IncidentState>;
  /** When the incident of each had ended, by the same key. */
  readonly headsEnded: Map<string, EpochMs>;
  /** Of each incident, by id. */
  readonly members: Map<string, Map<string, { seq: number; value: unknown }>>;
  /** The commits of other streams, by `<kind>/<id>`. */
  readonly streams: Map<string, StreamCommit[]>;
  /** By `<name> <key>`. */
  readonly projectionRows: Map<string, ProjectionRow>;
  /** By `<incidentId> <seq>`. */
  readonly unfollowed: Map<string, UnfollowedCommit>;
  /** By `<incidentId> <deliveryId>`. */
  readonly deliveries: Map<string, Delivery>;
  readonly floods: Map<string, Flood>;
  /** By `<recipient> <window> <pageId>`. */
  readonly floodPages: Map<string, HeldMessage>;
  /** By `<incidentId> <waiter>`. */
  readonly waits: Map<string, Wait>;
  readonly quarantined: Map<string, Quarantined>;
  /** By `<serviceId> <at> <id>`. */
  readonly changes: Map<string, Change>;
  readonly reports: Map<string, StoredReport>;
  readonly heartbeats: Map<string, Heartbeat>;
  /** By `<integrationId> <alertId>`. */
  readonly opsgenieAlerts: Map<string, OpsgenieAlert>;
  /** By `<integrationId> <requestId>`. */
  readonly opsgenieRequests: Map<string, OpsgenieRequest>;
  /** By `<integrationId> <messageId>`. */
  readonly mailThreads: Map<string, MailThread>;
  /** By `<kind>/<id>`. */
  readonly live: Map<string, LiveRecord>;
  readonly personal: Map<string, PersonalRow>;
  /** How often `durable` was awaited. */
  durableCalls: number;
}

export const heldNothing = (): Held => ({
  alerts: new Map(),
  slots: new Map(),
  keptAnew: new Map(),
  slotsTaken: new Map(),
  counters: new Map(),
  commits: new Map(),
  heads: new Map(),
  headsEnded: new Map(),
  members: new Map(),
  streams: new Map(),
  projectionRows: new Map(),
  unfollowed: new Map(),
  deliveries: new Map(),
  floods: new Map(),
  floodPages: new Map(),
  waits: new Map(),
  quarantined: new Map(),
  changes: new Map(),
  reports: new Map(),
  heartbeats: new Map(),
  opsgenieAlerts: new Map(),
  opsgenieRequests: new Map(),
  mailThreads: new Map(),
  live: new Map(),
  personal: new Map(),
  durableCalls: 0,
});
