import { type Alert, recordSignal } from '../../domain/alert/alert.ts';
import { isUnsettled } from '../../domain/alert/told.ts';
import type { Change } from '../../domain/change/change.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { Delivery } from '../../domain/delivery/delivery.ts';
import type { Heartbeat } from '../../domain/heartbeat/heartbeat.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { type EpochMs, toMs } from '../../domain/instant/instant.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import type { OpsgenieAlert, OpsgenieRequest } from '../../domain/opsgenie/opsgenie-alert.ts';
import { hourOf, type StoredReport } from '../../domain/report/report.ts';
import { DEFAULT_RETENTION, type Retention } from '../../domain/retention/retention.ts';
import { type AnyCommit, type StreamCommit, streamKey } from '../../domain/stream/commit.ts';
import type { PersonalRow } from '../../domain/stream/personal.ts';
import type {
  MailThread,
  Page,
  PageRequest,
  ProjectionRow,
  Quarantined,
  Stores,
  UnfollowedCommit,
  Wait,
} from '../../ports/stores.ts';
import { sealedAnew } from '../secrets/sealed-anew.ts';
import { expireHeld } from './memory-expiry.ts';
import { pageOf, sortedBy } from './memory-pages.ts';
import { memoryProjections } from './memory-projections.ts';

export interface MemoryOptions {
  readonly now?: () => EpochMs;
  /** The rules in force. Default: those of `DEFAULT_RETENTION`. */
  readonly retention?: () => Retention;
}

/** Stores in memory, and what they hold, for tests to look at. */
export interface MemoryStores extends Stores {
  /** Removes what has been kept long enough at this instant. */
  removeExpired(at: EpochMs): void;
  readonly held: {
    readonly alerts: Map<string, Alert>;
    readonly slots: Map<string, string>;
    /** Each incident's commits, the first at index 0. */
    readonly commits: Map<string, Commit[]>;
    /** By `<place> <incidentId>`. */
    readonly heads: Map<string, IncidentState>;
    /** Of each incident, by id. */
    readonly members: Map<string, Map<string, { seq: number; value: unknown }>>;
    /** The commits of other streams, by `<kind>/<id>`. */
    readonly streams: Map<string, StreamCommit[]>;
    readonly incidents: Map<string, IncidentState>;
    /** By `<name> <key>`. */
    readonly projectionRows: Map<string, ProjectionRow>;
    /** By `<incidentId> <seq>`. */
    readonly unfollowed: Map<string, UnfollowedCommit>;
    /** By `<incidentId> <deliveryId>`. */
    readonly deliveries: Map<string, Delivery>;
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
  };
}

/** Text that is a field of its own is stored as UTF-8 by real stores, which has no half characters. */
const encodable = (alert: Alert): Alert => ({
  ...alert,
  environment: alert.environment.toWellFormed(),
  suppressedBy: alert.suppressedBy?.toWellFormed(),
});

/** The cursor names the last alert: others leave the list while somebody goes through it. */
const oldestOf = (
  alerts: ReadonlyMap<string, Alert>,
  wanted: (alert: Alert) => boolean,
  { limit, next = '' }: PageRequest,
): Page<Alert> => {
  const placeOf = ({ firstSeenAt, alertId }: Alert): string => `${String(firstSeenAt).padStart(15, '0')} ${alertId}`;
  const found = sortedBy([...alerts.values()].filter(wanted), placeOf).filter((alert) => placeOf(alert) > next);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last ? { items, next: placeOf(last) } : { items };
};

/** Keeps the contracts of `ports/stores.ts` literally; slow and plain on purpose. */
export const memoryStores = ({
  now = Date.now,
  retention = () => DEFAULT_RETENTION,
}: MemoryOptions = {}): MemoryStores => {
  const held: MemoryStores['held'] = {
    alerts: new Map(),
    slots: new Map(),
    commits: new Map(),
    heads: new Map(),
    members: new Map(),
    streams: new Map(),
    incidents: new Map(),
    projectionRows: new Map(),
    unfollowed: new Map(),
    deliveries: new Map(),
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
  };
  const counters = new Map<string, number>();
  const slotsTaken = new Map<string, EpochMs>();
  let configuration: Configuration | undefined;
  let liveVersion = 0;

  return {
    held,
    removeExpired: (at) => expireHeld(held, slotsTaken, retention(), at),
    alerts: {
      async record(records) {
        return records.map((record) => {
          const { alert, recorded } = recordSignal(held.alerts.get(record.alertId), record);
          if (alert) held.alerts.set(record.alertId, encodable(alert));
          return recorded;
        });
      },
      async attach(alerts, incidentId) {
        for (const { alertId, episode, told } of alerts) {
          const alert = held.alerts.get(alertId);
          if (alert?.episode === episode) held.alerts.set(alertId, { ...alert, incidentId, told });
        }
      },
      async get(alertId) {
        return held.alerts.get(alertId);
      },
      async states(alertIds) {
        return alertIds.map((alertId) => held.alerts.get(alertId));
      },
      async ofIncident(incidentId, page) {
        return pageOf(
          [...held.alerts.values()].filter((alert) => alert.incidentId === incidentId),
          page,
        );
      },
      async unattached(before, page) {
        return oldestOf(
          held.alerts,
          (alert) => alert.incidentId === undefined && alert.status !== 'resolved' && alert.firstSeenAt < before,
          page,
        );
      },
      async unsettled(page) {
        return oldestOf(held.alerts, isUnsettled, page);
      },
    },
    slots: {
      async claim(slotKey, incidentId) {
        const holder = held.slots.get(slotKey);
        if (holder === undefined) {
          held.slots.set(slotKey, incidentId);
          slotsTaken.set(slotKey, now());
        }
        return { incidentId: holder ?? incidentId, claimed: holder === undefined };
      },
      async holder(slotKey) {
        return held.slots.get(slotKey);
      },
      async replace(slotKey, from, to) {
        if (held.slots.get(slotKey) !== from) return false;
        held.slots.set(slotKey, to);
        slotsTaken.set(slotKey, now());
        return true;
      },
    },
    commits: {
      async append(commit) {
        // By kind, so that what a test looks at has the type of its commits.
        const chains: Map<string, AnyCommit[]> = 'incidentId' in commit ? held.commits : held.streams;
        const key = 'incidentId' in commit ? commit.incidentId : streamKey(commit);
        const chain = chains.get(key) ?? [];
        if (commit.seq !== chain.length + 1) return false;
        chains.set(key, [...chain, commit]);
        return true;
      },
      async read(incidentId, afterSeq) {
        return (held.commits.get(incidentId) ?? []).slice(afterSeq);
      },
      async incidents({ newestFirst = false, ...page }) {
        return pageOf(newestFirst ? [...held.commits.keys()].reverse() : [...held.commits.keys()], page);
      },
      async ofStream(stream, afterSeq) {
        return (held.streams.get(streamKey(stream)) ?? []).slice(afterSeq);
      },
      async streams(kind, page) {
        const names = [...held.streams.keys()].filter((key) => key.startsWith(`${kind}/`));
        return pageOf(
          sortedBy(names, (key) => key).map((key) => key.slice(kind.length + 1)),
          page,
        );
      },
    },
    heads: {
      async get(place, incidentId) {
        return held.heads.get(`${place} ${incidentId}`);
      },
      async offer() {
        // Several processes may share these stores: what is held by none of them is read from what was put.
      },
      async put(place, state, rows = []) {
        const members = held.members.get(state.incidentId) ?? new Map<string, { seq: number; value: unknown }>();
        for (const { id, value } of rows) {
          if ((members.get(id)?.seq ?? 0) <= state.seq) members.set(id, { seq: state.seq, value });
        }
        held.members.set(state.incidentId, members);
        const key = `${place} ${state.incidentId}`;
        if ((held.heads.get(key)?.seq ?? 0) <= state.seq) held.heads.set(key, state);
      },
      async rows(incidentId, ids) {
        const members = held.members.get(incidentId);
        return ids.flatMap((id) => {
          const row = members?.get(id);
          return row === undefined ? [] : [{ id, value: row.value }];
        });
      },
      async rowsOf(incidentId, kind, page) {
        const ids = [...(held.members.get(incidentId) ?? [])].filter(([id]) => id.startsWith(`${kind} `));
        return pageOf(
          sortedBy(ids, ([id]) => id).map(([id, { value }]) => ({ id, value })),
          page,
        );
      },
    },
    incidents: {
      async put(state) {
        const stored = held.incidents.get(state.incidentId);
        if (!stored || stored.seq <= state.seq) held.incidents.set(state.incidentId, state);
      },
      async get(incidentId) {
        return held.incidents.get(incidentId);
      },
    },
    projections: memoryProjections(held.projectionRows),
    unfollowed: {
      async put(unfollowed) {
        held.unfollowed.set(`${unfollowed.incidentId} ${unfollowed.seq}`, unfollowed);
      },
      async list(limit) {
        return sortedBy(held.unfollowed.values(), ({ triedAt }) => triedAt).slice(0, limit);
      },
      async remove({ incidentId, seq }) {
        held.unfollowed.delete(`${incidentId} ${seq}`);
      },
    },
    deliveries: {
      async intend(delivery, takeOverBefore) {
        const key = `${delivery.incidentId} ${delivery.deliveryId}`;
        const stored = held.deliveries.get(key);
        const free =
          !stored ||
          (stored.status === 'intended' && toMs(stored.intendedAt) < takeOverBefore) ||
          (stored.status === 'failed' && stored.attempts === delivery.attempts);
        if (!free) return undefined;
        const intended: Delivery = { ...delivery, status: 'intended', attempts: (stored?.attempts ?? 0) + 1 };
        held.deliveries.set(key, intended);
        return intended;
      },
      async settle(change) {
        const key = `${change.incidentId} ${change.deliveryId}`;
        const stored = held.deliveries.get(key);
        if (!stored) return;
        const told = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
        const status = stored.status === 'acknowledged' ? stored.status : (change.status ?? stored.status);
        const { nextTryAt, ...rest } = { ...stored, ...(change.status && { nextTryAt: undefined }), ...told, status };
        held.deliveries.set(key, { ...rest, ...(nextTryAt === undefined ? {} : { nextTryAt }) });
      },
      async ofIncident(incidentId) {
        return [...held.deliveries.values()].filter((delivery) => delivery.incidentId === incidentId);
      },
      async between(incidentId, from, to, limit) {
        const within = (d: Delivery) => d.incidentId === incidentId && d.deliveryId >= from && d.deliveryId < to;
        return sortedBy([...held.deliveries.values()].filter(within), (d) => d.deliveryId).slice(0, limit);
      },
      async unsettled(before, limit) {
        const waiting = (d: Delivery) => d.status === 'intended' && toMs(d.intendedAt) < before;
        return sortedBy([...held.deliveries.values()].filter(waiting), (d) => d.intendedAt).slice(0, limit);
      },
    },
    waits: {
      async put(wait) {
        held.waits.set(`${wait.incidentId} ${wait.waiter}`, wait);
      },
      async ofIncident(incidentId) {
        return [...held.waits.values()].filter((wait) => wait.incidentId === incidentId);
      },
      async remove(wait) {
        const key = `${wait.incidentId} ${wait.waiter}`;
        if (held.waits.get(key)?.token === wait.token) held.waits.delete(key);
      },
    },
    counters: {
      async next(name) {
        const value = (counters.get(name) ?? 0) + 1;
        counters.set(name, value);
        return value;
      },
    },
    quarantine: {
      async put(entry) {
        held.quarantined.set(entry.id, entry);
      },
      async get(id) {
        return held.quarantined.get(id);
      },
      async list(page) {
        return pageOf(sortedBy(held.quarantined.values(), (q) => `${q.receivedAt} ${q.id}`).reverse(), page);
      },
      async markReplayed(id, at) {
        const entry = held.quarantined.get(id);
        if (entry) held.quarantined.set(id, { ...entry, replayedAt: at });
      },
    },
    reports: {
      async put(report) {
        const key = `${report.alertId} ${hourOf(report.at)} ${report.reporter}`;
        if (held.reports.has(key)) return false;
        held.reports.set(key, report);
        return true;
      },
      async ofAlert(alertId, from, limit) {
        const found = [...held.reports.values()].filter(
          (report) => report.alertId === alertId && hourOf(report.at) >= hourOf(from),
        );
        return sortedBy(found, ({ at, reporter }) => `${hourOf(at)} ${reporter}`).slice(0, limit);
      },
    },
    changes: {
      async put(change) {
        held.changes.set(`${change.serviceId} ${change.at} ${change.id}`, change);
      },
      async ofService(serviceId, { from, to }, limit) {
        const found = [...held.changes.values()].filter(
          (one) => one.serviceId === serviceId && one.at >= from && one.at < to,
        );
        return sortedBy(found, (one) => `${one.at} ${one.id}`)
          .reverse()
          .slice(0, limit);
      },
    },
    heartbeats: {
      async put(heartbeat) {
        const stored = held.heartbeats.get(heartbeat.heartbeatId);
        if ((stored?.version ?? 0) !== heartbeat.version - 1) return false;
        held.heartbeats.set(heartbeat.heartbeatId, heartbeat);
        return true;
      },
      async get(heartbeatId) {
        return held.heartbeats.get(heartbeatId);
      },
      async ofIntegration(integrationId, limit) {
        const found = [...held.heartbeats.values()].filter((one) => one.integrationId === integrationId);
        return sortedBy(found, (one) => one.name).slice(0, limit);
      },
      async due(before, limit) {
        const found = [...held.heartbeats.values()].filter(
          ({ deadline }) => deadline !== undefined && deadline < before,
        );
        return sortedBy(found, ({ deadline }) => deadline ?? 0).slice(0, limit);
      },
      async remove({ heartbeatId, version }) {
        return held.heartbeats.get(heartbeatId)?.version === version && held.heartbeats.delete(heartbeatId);
      },
    },
    opsgenie: {
      async putAlert(alert) {
        const key = `${alert.integrationId} ${alert.alertId}`;
        if ((held.opsgenieAlerts.get(key)?.version ?? 0) !== alert.version - 1) return false;
        held.opsgenieAlerts.set(key, alert);
        return true;
      },
      async alert(integrationId, alertId) {
        return held.opsgenieAlerts.get(`${integrationId} ${alertId}`);
      },
      async alertByTinyId(integrationId, tinyId) {
        return [...held.opsgenieAlerts.values()].find(
          (alert) => alert.integrationId === integrationId && alert.tinyId === tinyId,
        );
      },
      async alerts(integrationId, limit) {
        const found = [...held.opsgenieAlerts.values()].filter((alert) => alert.integrationId === integrationId);
        return sortedBy(found, (alert) => `${alert.createdAt} ${alert.alertId}`)
          .reverse()
          .slice(0, limit);
      },
      async putRequest(request) {
        held.opsgenieRequests.set(`${request.integrationId} ${request.requestId}`, request);
      },
      async request(integrationId, requestId) {
        return held.opsgenieRequests.get(`${integrationId} ${requestId}`);
      },
    },
    mailThreads: {
      async remember(thread) {
        const key = `${thread.integrationId} ${thread.messageId}`;
        if (!held.mailThreads.has(key)) held.mailThreads.set(key, thread);
      },
      async find(integrationId, messageIds) {
        const known = messageIds.find((messageId) => held.mailThreads.has(`${integrationId} ${messageId}`));
        return known === undefined ? undefined : held.mailThreads.get(`${integrationId} ${known}`);
      },
    },
    live: {
      async put(record) {
        const key = streamKey(record);
        if ((held.live.get(key)?.seq ?? 0) <= record.seq) held.live.set(key, record);
        liveVersion += 1;
      },
      async get(kind, id) {
        return held.live.get(streamKey({ kind, id }));
      },
      async ofKind(kind, page) {
        const found = [...held.live.values()].filter((record) => record.kind === kind);
        return pageOf(
          sortedBy(found, ({ id }) => id),
          page,
        );
      },
      async open() {
        return sortedBy(
          [...held.live.values()].filter(({ ended }) => !ended),
          streamKey,
        );
      },
      async version() {
        return liveVersion;
      },
    },
    personal: {
      async keep({ ref, subject, keptAt, data }) {
        const { held: content, sealed } = sealedAnew(ref, data);
        held.personal.set(ref, { ref, subject, keptAt, held: content });
        return sealed;
      },
      async get(refs) {
        return refs.map((ref) => held.personal.get(ref));
      },
      async ofSubject(subject, page) {
        const found = [...held.personal.values()].filter((row) => row.subject === subject);
        return pageOf(
          sortedBy(found, ({ ref }) => ref),
          page,
        );
      },
      async erase(ref, erased) {
        const row = held.personal.get(ref);
        if (row?.held) held.personal.set(ref, { ref, subject: row.subject, keptAt: row.keptAt, erased });
      },
    },
    configurations: {
      async current() {
        return configuration;
      },
      async apply(next) {
        configuration = next;
      },
    },
    async durable() {
      held.durableCalls += 1;
    },
  };
};
