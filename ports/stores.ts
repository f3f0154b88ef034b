import type { Alert, AlertRecord, AlertState, Recorded } from '../domain/alert/alert.ts';
import type { Told } from '../domain/alert/told.ts';
import type { Change } from '../domain/change/change.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import type { Delivery } from '../domain/delivery/delivery.ts';
import type { Flood, HeldMessage } from '../domain/delivery/flood.ts';
import type { Heartbeat } from '../domain/heartbeat/heartbeat.ts';
import type { Commit } from '../domain/incident/commit.ts';
import type { EpochMs, Iso } from '../domain/instant/instant.ts';
import type { LiveRecord } from '../domain/live/live-record.ts';
import type { OpsgenieAlert, OpsgenieRequest } from '../domain/opsgenie/opsgenie-alert.ts';
import type { StoredReport } from '../domain/report/report.ts';
import type { AnyCommit, StreamCommit, StreamName } from '../domain/stream/commit.ts';
import type { PersonalRow, SealedData } from '../domain/stream/personal.ts';
import type { HeadStore } from './head-store.ts';
import type { Page, PageRequest } from './page.ts';
import type { ProjectionStore } from './projection-store.ts';

export interface AlertStore {
  /**
   * One conditional write per record, keeping exactly the rule of `recordSignal`. Results are in the order of `records`,
   * which never names one alert twice.
   */
  record(records: readonly AlertRecord[]): Promise<Recorded[]>;
  /**
   * Names the incident an episode belongs to, and what that knows of it (`told`). Does nothing when the alert has moved on
   * to a later episode.
   */
  attach(
    alerts: readonly { readonly alertId: string; readonly episode: number; readonly told: Told }[],
    incidentId: string,
  ): Promise<void>;
  get(alertId: string): Promise<Alert | undefined>;
  /** As they are now, every write that was answered included; in the order of the ids, which are all different. */
  states(alertIds: readonly string[]): Promise<(AlertState | undefined)[]>;
  ofIncident(incidentId: string, page: PageRequest): Promise<Page<Alert>>;
  /**
   * Alerts still open, attached to no incident, first seen before `before`, the oldest first: work that a crash or a
   * suppression left.
   */
  unattached(before: EpochMs, page: PageRequest): Promise<Page<Alert>>;
  /** Alerts of incidents to which something still has to happen (`isUnsettled`): a crash left it, or they are held back. */
  unsettled(page: PageRequest): Promise<Page<Alert>>;
}

export interface SlotStore {
  /** Conditional put: returns whoever holds the slot after the call. `claimed` is true for exactly one claimant. */
  claim(slotKey: string, incidentId: string): Promise<{ incidentId: string; claimed: boolean }>;
  /** Who holds the slot, without asking for it; undefined when nobody does. */
  holder(slotKey: string): Promise<string | undefined>;
  /** Moves the slot from one incident to the next; false (and nothing written) when `from` no longer holds it. */
  replace(slotKey: string, from: string, to: string): Promise<boolean>;
}

export interface CommitStore {
  /**
   * Appends one commit under (stream, seq) if nothing is there yet. The put is the lock.
   *
   * @returns false when another commit holds that seq; nothing was written.
   */
  append(commit: AnyCommit): Promise<boolean>;
  /**
   * Commits of an incident in order, from `afterSeq` (exclusive), at most `limit`. A chain grows for as long as its incident
   * does: without a limit ask only for what came after a state that is kept.
   */
  read(incidentId: string, afterSeq: number, limit?: number): Promise<Commit[]>;
  /** The ids of all incidents, in an order that does not change: new ones come last, or first. */
  incidents(page: PageRequest & { readonly newestFirst?: boolean }): Promise<Page<string>>;
  /** Commits of a stream of any other kind in order, from `afterSeq` (exclusive). */
  ofStream(stream: StreamName, afterSeq: number): Promise<StreamCommit[]>;
  /** Ids of the streams of one kind, incidents excepted (projections list them), in the order of the ids. */
  streams(kind: string, page: PageRequest): Promise<Page<string>>;
}

/** A commit that could not be followed for so long that its incident goes on without it. */
export interface UnfollowedCommit {
  readonly incidentId: string;
  readonly seq: number;
  /** When it was left for the reconciler. */
  readonly since: Iso;
  /** When somebody tried last. */
  readonly triedAt: Iso;
}

/** What the follower leaves for the reconciler, so that nothing that follows from a commit is ever given up. */
export interface UnfollowedStore {
  /** One row for each commit: the latest is kept. */
  put(unfollowed: UnfollowedCommit): Promise<void>;
  /** Those that were tried the longest ago first. */
  list(limit: number): Promise<UnfollowedCommit[]>;
  remove(unfollowed: Pick<UnfollowedCommit, 'incidentId' | 'seq'>): Promise<void>;
}

export interface DeliveryLedger {
  /**
   * Claims the right to call the provider for this delivery: writes the row as `intended` if it is new, takes over one
   * that was intended before `takeOverBefore` and never handed over (its sender crashed), or tries one again that failed and
   * has been tried as often as `delivery.attempts` says, at least once.
   *
   * @returns the row with `attempts` counted when the caller may send; undefined when somebody else has or had it.
   */
  intend(delivery: Delivery, takeOverBefore: EpochMs): Promise<Delivery | undefined>;
  /** Records what became of it; never moves a row back from `acknowledged`. A status says anew when it is tried again. */
  settle(delivery: Pick<Delivery, 'incidentId' | 'deliveryId'> & Partial<Delivery>): Promise<void>;
  ofIncident(incidentId: string): Promise<Delivery[]>;
  /** Those of the incident whose id is at least `from` and less than `to`, in the order of their ids, at most `limit`. */
  between(incidentId: string, from: string, to: string, limit?: number): Promise<Delivery[]>;
  /** Intended before `before` and neither handed over nor failed. */
  unsettled(before: EpochMs, limit: number): Promise<Delivery[]>;
}

/** What people have been sent of late, so that nobody is flooded. Of no use after a day, and kept for a week. */
export interface FloodStore {
  get(recipient: string): Promise<Flood | undefined>;
  /**
   * Keeps it if it is still as it was read: one version before this one, or not there for version 1.
   *
   * @returns false when it has changed meanwhile; nothing was written.
   */
  put(flood: Flood): Promise<boolean>;
  /** One row for each page or notice of a window: the latest is kept. */
  hold(recipient: string, window: number, held: HeldMessage): Promise<void>;
  /** All that is held for a window, in the order of their ids. */
  held(recipient: string, window: number): Promise<HeldMessage[]>;
  /** Those with pages that wait for a digest that should have left before this instant. */
  due(before: EpochMs, limit: number): Promise<Flood[]>;
}

/** A workflow that waits for an incident to change. At most one per (incident, waiter). */
export interface Wait {
  readonly incidentId: string;
  /** `major-incident` or `page-responders:<pagingId>`. */
  readonly waiter: string;
  readonly token: string;
  /** The seq of the incident when the workflow last looked. */
  readonly seenSeq: number;
  /** What it waits for and until when, so that nothing wakes it that changes neither; absent of waits that earlier versions kept. */
  readonly waitsFor?: { readonly standing: string; readonly until: EpochMs };
}

export interface WaitStore {
  put(wait: Wait): Promise<void>;
  ofIncident(incidentId: string): Promise<Wait[]>;
  /** Removes it if it still holds this token. */
  remove(wait: Wait): Promise<void>;
}

export interface CounterStore {
  /** Adds one and returns the new value; the first is 1. A crash may leave a gap, never a double. */
  next(name: string): Promise<number>;
}

/** A request that was authentic and syntactically JSON but not understood; kept to be seen and replayed. */
export interface Quarantined {
  /** Begins with `trace-` where it is the trace of a message, and only there. */
  readonly id: string;
  readonly integrationId: string;
  readonly source: string;
  readonly receivedAt: string;
  readonly reason: string;
  readonly body: string;
  readonly replayedAt?: string;
  /** Why it is no request to be replayed, but the trace of a message: it was refused, had no consequence, or held what nobody knows. */
  readonly trace?: TraceKind;
}

export type TraceKind = 'refused' | 'ignored' | 'unclear';

export interface QuarantineStore {
  put(entry: Quarantined): Promise<void>;
  get(id: string): Promise<Quarantined | undefined>;
  /** Newest first: requests to be replayed, or the traces of messages. */
  list(page: PageRequest, what?: 'requests' | 'traces'): Promise<Page<Quarantined>>;
  markReplayed(id: string, at: string): Promise<void>;
}

export interface ChangeStore {
  /** One row per service, instant and id: telling of one change again writes the same row. Kept for 90 days. */
  put(change: Change): Promise<void>;
  /** Of one service, at or after `from` and before `to`, newest first. */
  ofService(serviceId: string, range: { from: Iso; to: Iso }, limit: number): Promise<Change[]>;
}

export interface HeartbeatStore {
  /**
   * Keeps the heartbeat if it is still as it was read: one version before this one, or not there for version 1.
   *
   * @returns false when it has changed meanwhile; nothing was written.
   */
  put(heartbeat: Heartbeat): Promise<boolean>;
  get(heartbeatId: string): Promise<Heartbeat | undefined>;
  /** Of one integration, by name, at most `limit`. */
  ofIntegration(integrationId: string, limit: number): Promise<Heartbeat[]>;
  /** Those whose deadline is before this instant, the earliest first. */
  due(before: EpochMs, limit: number): Promise<Heartbeat[]>;
  /** Removes it if it is still this version. @returns false when it has changed meanwhile. */
  remove(heartbeat: Pick<Heartbeat, 'heartbeatId' | 'version'>): Promise<boolean>;
}

export interface ReportStore {
  /**
   * Keeps a report unless the same reporter told of the same alert in the same hour. Kept for 90 days.
   *
   * @returns false when there was one; nothing was written
   */
  put(report: StoredReport): Promise<boolean>;
  /** Of one alert, in or after the hour of `from`, at most `limit`; the oldest hour first. */
  ofAlert(alertId: string, from: Iso, limit: number): Promise<StoredReport[]>;
}

/** What clients of Opsgenie read back and no other store holds. */
export interface OpsgenieStore {
  /**
   * Keeps the alert if it is still as it was read: one version before this one, or not there for version 1. Kept for a
   * year after its last change.
   *
   * @returns false when it has changed meanwhile; nothing was written.
   */
  putAlert(alert: OpsgenieAlert): Promise<boolean>;
  alert(integrationId: string, alertId: string): Promise<OpsgenieAlert | undefined>;
  alertByTinyId(integrationId: string, tinyId: string): Promise<OpsgenieAlert | undefined>;
  /** Of one integration, the newest first. */
  alerts(integrationId: string, limit: number): Promise<OpsgenieAlert[]>;
  /** Kept for seven days. */
  putRequest(request: OpsgenieRequest): Promise<void>;
  request(integrationId: string, requestId: string): Promise<OpsgenieRequest | undefined>;
}

/** A mail that was taken in: which alert it belongs to, for those that answer it, and when it came first. */
export interface MailThread {
  readonly integrationId: string;
  /** Of the mail, or of one that it answers; or what several mails about one condition share. */
  readonly messageId: string;
  readonly dedupKey: string;
  readonly receivedAt: EpochMs;
}

export interface MailThreadStore {
  /**
   * Remembers it unless this integration knows the id already: the first to name it is believed. Kept for 90 days.
   *
   * @param options `newest`: of what many mails share, the last to name it is believed
   */
  remember(thread: MailThread, options?: { readonly newest?: boolean }): Promise<void>;
  /** @returns the first of these ids that is known */
  find(integrationId: string, messageIds: readonly string[]): Promise<MailThread | undefined>;
}

/** Live records as they are now; made from their streams, for lists and for whoever asks what is in force. */
export interface LiveStore {
  /** Keeps the record unless one of a later seq is there, and makes `version` another. */
  put(record: LiveRecord): Promise<void>;
  get(kind: string, id: string): Promise<LiveRecord | undefined>;
  /** Of one kind, ended ones included, in the order of the ids. */
  ofKind(kind: string, page: PageRequest): Promise<Page<LiveRecord>>;
  /** All that have not ended, of every kind. */
  open(): Promise<LiveRecord[]>;
  /** Grows whenever a record was put; 0 before the first. One small read. */
  version(): Promise<number>;
}

/** Personal data beside the chains that refer to them. */
export interface PersonalStore {
  /** Keeps data in a row of their own, under a new random key. @returns what a commit may hold of them */
  keep(
    row: Pick<PersonalRow, 'ref' | 'subject' | 'keptAt' | 'until'> & { data: Record<string, string> },
  ): Promise<SealedData>;
  /** In the order of the references, which are all different. */
  get(refs: readonly string[]): Promise<(PersonalRow | undefined)[]>;
  /** Rows of one person, in the order of the references. */
  ofSubject(subject: string, page: PageRequest): Promise<Page<PersonalRow>>;
  /** Empties the row, its key and whose it was included; does nothing to one that is empty already, or not there. */
  erase(ref: string, erased: { at: Iso; by: string }): Promise<void>;
}

export interface ConfigurationStore {
  /** The configuration in force; undefined before the first was applied. */
  current(): Promise<Configuration | undefined>;
  /** One that was in force at some time, as it was then. */
  version(version: string): Promise<Configuration | undefined>;
  apply(configuration: Configuration): Promise<void>;
}

export interface Stores {
  /**
   * Runs work that erases: nothing stays of what it removes or replaces, also where the store keeps it beside its rows (free pages, a
   * log). Absent where nothing is kept so.
   */
  erasing?<T>(work: () => Promise<T>): Promise<T>;
  readonly alerts: AlertStore;
  readonly slots: SlotStore;
  readonly commits: CommitStore;
  readonly heads: HeadStore;
  readonly projections: ProjectionStore;
  readonly unfollowed: UnfollowedStore;
  readonly deliveries: DeliveryLedger;
  readonly floods: FloodStore;
  readonly waits: WaitStore;
  readonly counters: CounterStore;
  readonly quarantine: QuarantineStore;
  readonly changes: ChangeStore;
  readonly heartbeats: HeartbeatStore;
  readonly reports: ReportStore;
  readonly opsgenie: OpsgenieStore;
  readonly mailThreads: MailThreadStore;
  readonly live: LiveStore;
  readonly personal: PersonalStore;
  readonly configurations: ConfigurationStore;
  /**
   * Keeps for longer whatever of an incident that is open would soon go by its days; absent where the store asks what is open when it
   * removes.
   *
   * @returns how many rows were kept
   */
  readonly renew?: (incidentId: string) => Promise<number>;
  /**
   * Gives a slot its days anew, whoever holds it, once half of them are over; nothing is written before, or where nobody holds it. Apart
   * from the slots: what accepts alerts does not carry it.
   *
   * @returns whether it was kept for longer
   */
  keepSlot(slotKey: string): Promise<boolean>;
  /**
   * The same of what stands beside an alert: which mails belong to it, and what clients of Opsgenie read of it.
   *
   * @returns how many rows were kept for longer
   */
  keepBeside(alert: Pick<Alert, 'alertId' | 'dedupKey' | 'integrationId'>): Promise<number>;
  /**
   * Resolves when everything that this unit of work wrote or read is durable; rejects when it could not be made so. Await it
   * before anything leaves: an answer, a page, a job. At once where each write is durable when it returns (DynamoDB);
   * the group commit where writes share one (SQLite).
   *
   * @param options `unhurried`: nothing waits to leave, so it may share a commit that comes a moment later
   */
  durable(options?: { readonly unhurried?: boolean }): Promise<void>;
}
