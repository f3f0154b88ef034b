import type { Principal } from '../../domain/access/principal.ts';
import { shownAddress } from '../../domain/access/shown-address.ts';
import type { Alert } from '../../domain/alert/alert.ts';
import { type ChainBreak, GENESIS, verifyChain } from '../../domain/chain/chain.ts';
import type { Change } from '../../domain/change/change.ts';
import type { Delivery } from '../../domain/delivery/delivery.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { attachedIn } from '../../domain/incident/alerts-held.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import { type IncidentState, incidentStatus } from '../../domain/incident/state.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { ListFilter } from '../../domain/listing/listing.ts';
import { type IncidentMetrics, metricsOf } from '../../domain/metrics/metrics.ts';
import { type Report, type StoredReport, shownReport } from '../../domain/report/report.ts';
import { sealedIn } from '../../domain/stream/personal.ts';
import { type TimelineEntry, timelineOf } from '../../domain/timeline/timeline.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import { type AlertCounts, alertCounts, noAlerts } from '../../projections/alert-counts.ts';
import { INCIDENT_LIST, type IncidentRow, incidentList } from '../../projections/incident-list.ts';
import { evidenceOf, recentChanges } from '../changes/recent-changes.ts';
import { checkPersonal, type PersonalFindings } from '../live/read-stream.ts';
import { readRows, readWords, showAlerts, showWords, showWordsOf, withReporter } from '../personal/read-words.ts';
import { readRow, rowsOfPage } from '../projections/read-rows.ts';
import { findIncident, incidentIdOf, incidentNotFound } from './execute-command.ts';
import { loadIncident, recalling } from './load-incident.ts';

type Reads = Pick<Ports, 'stores' | 'inForce'>;

/** A part of a chain: commits after this seq, at most so many. */
export interface SeqRange {
  readonly afterSeq: number;
  readonly limit: number;
}

/** Newest first; rows only, no incident is folded for it. A page may be shorter than asked and have a `next`. */
export const listIncidents = async (
  ports: Reads,
  filter: ListFilter,
  page: PageRequest,
): Promise<Page<IncidentRow>> => {
  const wanted = { ...filter, status: filter.status ?? incidentStatus.options };
  const found = await rowsOfPage(ports, incidentList, await ports.stores.projections.list(INCIDENT_LIST, wanted, page));
  return { ...found, items: await showWords(ports, found.items) };
};

/** By id or number, as of the latest commit, with what people wrote. @throws DomainError `incident-not-found` */
export const readIncident = async (ports: Reads, idOrNumber: string): Promise<IncidentState> =>
  withReporter(await showWordsOf(ports, await findIncident(ports, idOrNumber)), await ports.inForce());

/** Without folding its commits: also what is known of a damaged incident can be read. */
const existingId = async (ports: Reads, idOrNumber: string): Promise<string> => {
  const incidentId = await incidentIdOf(ports, idOrNumber);
  if (incidentId === undefined) throw incidentNotFound(idOrNumber);
  const [first] = await ports.stores.commits.read(incidentId, 0, 1);
  if (!first) throw incidentNotFound(idOrNumber);
  return incidentId;
};

/** The sealed commits as they are stored, for whoever wants to check the chain without trusting this server. */
export const readCommits = async (ports: Reads, idOrNumber: string, range: SeqRange): Promise<Page<Commit>> => {
  const incidentId = await existingId(ports, idOrNumber);
  const commits = await ports.stores.commits.read(incidentId, range.afterSeq, range.limit + 1);
  const items = commits.slice(0, range.limit);
  return { items, next: commits.length > items.length ? String(items.at(-1)?.seq) : undefined };
};

/** What happened, in plain words; each entry keeps its event, and with it the rule, its version, facts and near misses. */
export const readTimeline = async (
  ports: Reads,
  idOrNumber: string,
  range: SeqRange,
  timeZone?: string,
): Promise<Page<TimelineEntry>> => {
  const lookup = await ports.inForce();
  const { items, next } = await readCommits(ports, idOrNumber, range);
  const reader = timeZone === undefined ? undefined : { timeZone };
  const words = await readWords(
    ports,
    items.flatMap(({ events }) => sealedIn(events)),
  );
  return { items: items.flatMap((commit) => timelineOf(commit, lookup, reader, words)), next };
};

/** An alert as people see it: without what Muster notes on its row for itself. */
export type ShownAlert = Omit<Alert, 'told' | 'sharedGroup' | 'words' | Instants> & {
  /** Under the name by which it is sent; `serviceId` is the same. */
  readonly service: string;
} & { readonly [I in Exclude<Instants, 'resolvedAt'>]: string } & { readonly resolvedAt?: string };
type Instants = 'occurredAt' | 'firstSeenAt' | 'lastSeenAt' | 'resolvedAt';

const shownAlert = ({ told: _, sharedGroup: __, words: ___, ...alert }: Alert): ShownAlert => ({
  ...alert,
  service: alert.serviceId,
  occurredAt: toIso(alert.occurredAt),
  firstSeenAt: toIso(alert.firstSeenAt),
  lastSeenAt: toIso(alert.lastSeenAt),
  resolvedAt: alert.resolvedAt === undefined ? undefined : toIso(alert.resolvedAt),
});

const shownAlerts = async (ports: Reads, alerts: readonly Alert[]): Promise<ShownAlert[]> =>
  (await showAlerts(ports, alerts)).map(shownAlert);

/** Without those that stand for a group whose alerts are here one by one: each condition is shown once. */
export const readAlerts = async (ports: Reads, idOrNumber: string, page: PageRequest): Promise<Page<ShownAlert>> => {
  const incidentId = await existingId(ports, idOrNumber);
  const { items, next } = await ports.stores.alerts.ofIncident(incidentId, page);
  const whole = items.filter((alert) => alert.sharedGroup?.whole).map(({ alertId }) => alertId);
  const loaded = whole.length === 0 ? undefined : await loadIncident(ports, incidentId);
  if (!loaded) return { items: await shownAlerts(ports, items), next };
  const state = await recalling(ports, loaded, whole);
  const counted = items.filter((alert) => !alert.sharedGroup?.whole || attachedIn(state, alert.alertId));
  return { items: await shownAlerts(ports, counted), next };
};

/** How many alerts came, and how; from the row that the guaranteed path keeps. */
export const readCounts = async (ports: Reads, idOrNumber: string): Promise<AlertCounts> => {
  const state = await findIncident(ports, idOrNumber);
  return (await readRow(ports, alertCounts, state.incidentId)) ?? noAlerts(state.openedAt);
};

/** One alert, whether it belongs to an incident or not. @throws DomainError `alert-not-found` */
export const readAlert = async (ports: Reads, alertId: string): Promise<ShownAlert> => {
  const alert = await ports.stores.alerts.get(alertId);
  const [shown] = alert ? await shownAlerts(ports, [alert]) : [];
  if (!shown) throw new DomainError('alert-not-found', `There is no alert "${alertId}".`);
  return shown;
};

/** A delivery as people see it: without the job that would send it again. */
export type ShownDelivery = Omit<Delivery, 'job'>;

/** Who was reached and who was not, with as much of their addresses as each channel shows to this role. */
export const readDeliveries = async (
  ports: Reads,
  principal: Principal,
  idOrNumber: string,
): Promise<ShownDelivery[]> => {
  const incidentId = await existingId(ports, idOrNumber);
  const deliveries = await ports.stores.deliveries.ofIncident(incidentId);
  return deliveries.map(({ job: _, ...delivery }) => ({
    ...delivery,
    address: shownAddress(delivery.channel, delivery.address, principal.role),
  }));
};

/** What may have caused an incident, and what other tools found out about it. */
export interface IncidentChanges {
  readonly changes: readonly Change[];
  readonly evidence: readonly Change[];
}

/** Newest first. */
export const readChanges = async (
  ports: Reads & Pick<Ports, 'clock'>,
  idOrNumber: string,
): Promise<IncidentChanges> => {
  const state = await findIncident(ports, idOrNumber);
  const lookup = await ports.inForce();
  return { changes: await recentChanges(ports, lookup, state), evidence: await evidenceOf(ports, lookup, state) };
};

export const readMetrics = async (ports: Reads, idOrNumber: string): Promise<IncidentMetrics> => {
  const state = await findIncident(ports, idOrNumber);
  const deliveries = await ports.stores.deliveries.ofIncident(state.incidentId);
  const [firstPageAt] = deliveries
    .flatMap(({ kind, handedOverAt }) => (kind === 'page' && handedOverAt !== undefined ? [handedOverAt] : []))
    .sort();
  return metricsOf(state, firstPageAt);
};

export type Verification =
  | { readonly ok: true; readonly commits: number; readonly head: string; readonly personal?: PersonalFindings }
  | { readonly ok: false; readonly commits: number; readonly break: ChainBreak };

/** Walks the whole chain of an incident. The client can do the same with the commits, and then need not believe us. */
export const verifyIncident = async (ports: Reads, idOrNumber: string): Promise<Verification> => {
  const incidentId = await existingId(ports, idOrNumber);
  const commits = await ports.stores.commits.read(incidentId, 0);
  const broken = verifyChain(commits);
  if (broken) return { ok: false, commits: commits.length, break: broken };
  const { personal, problem } = await checkPersonal(ports, commits);
  if (problem) return { ok: false, commits: commits.length, break: problem };
  const head = commits.at(-1)?.hash ?? GENESIS;
  return { ok: true, commits: commits.length, head, ...(personal && { personal }) };
};

/** Alerts of people's reports in one incident: one for each service of each form. */
const MOST_REPORTED_ALERTS = 200;

/** What people reported, with their contacts; the oldest hour first. */
export const readReports = async (ports: Reads, idOrNumber: string, limit: number): Promise<Report[]> => {
  const incidentId = await existingId(ports, idOrNumber);
  const { items } = await ports.stores.alerts.ofIncident(incidentId, { limit: MOST_REPORTED_ALERTS });
  const reports: StoredReport[] = [];
  for (const { alertId, firstSeenAt } of items.filter(({ source }) => source === 'report')) {
    const since = toIso(firstSeenAt);
    for (const one of await ports.stores.reports.ofAlert(alertId, since, limit)) if (one.at >= since) reports.push(one);
  }
  const wanted = reports.slice(0, limit);
  const rows = await readRows(
    ports,
    wanted.map(({ words }) => words),
  );
  return wanted.map((one) => shownReport(one, rows(one.words)));
};
