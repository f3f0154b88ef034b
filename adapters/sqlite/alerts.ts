import type { DatabaseSync } from 'node:sqlite';
import {
  type Alert,
  type AlertContents,
  type AlertRecord,
  type AlertState,
  type Recorded,
  recordSignal,
} from '../../domain/alert/alert.ts';
import { type AlertSeverity, isWorse } from '../../domain/signal/signal.ts';
import type { AlertStore } from '../../ports/stores.ts';
import { fromCursor, toPage } from './cursor.ts';
import type { GroupCommit } from './group-commit.ts';

/** A resolution of something never seen is kept this long to meet the firing it overtook: longer than any queue keeps one. */
export const TOMBSTONE_MS = 14 * 86_400_000;

const SEVERITIES: readonly AlertSeverity[] = ['info', 'warning', 'error', 'critical'];
const STATUSES = ['firing', 'acknowledged', 'resolved'] as const;
const RESOLVED = STATUSES.indexOf('resolved');

const STATE = `a.alert_id, a.status, a.severity, a.service_id, a.environment, a.episode, a.count, a.late_count,
  a.occurred_at, a.first_seen_at, a.last_seen_at, a.resolved_at, a.incident_id, a.suppressed_by`;
const COLUMNS = `${STATE}, c.body`;
const FROM = 'FROM alerts a JOIN alert_contents c USING (alert_id)';

interface StateRow {
  readonly alert_id: string;
  readonly status: number;
  readonly severity: number;
  readonly service_id: string;
  readonly environment: string;
  readonly episode: number;
  readonly count: number;
  readonly late_count: number;
  readonly occurred_at: number;
  readonly first_seen_at: number;
  readonly last_seen_at: number;
  readonly resolved_at: number | null;
  readonly incident_id: string | null;
  readonly suppressed_by: string | null;
}

interface AlertRow extends StateRow {
  readonly body: string;
}

/** How many open alerts are remembered, so that a repeat need not read back what it already knows. */
const REMEMBERED = 16_384;

type RepeatRow = [
  episode: number,
  incidentId: string | null,
  suppressedBy: string | null,
  previousSeverity: number,
  serviceId: string,
  environment: string,
];

/** Alerts; a repeat is one prepared UPDATE, everything else is decided by `recordSignal` on the row that is read first. */
export const sqliteAlerts = (db: DatabaseSync, group: GroupCommit): AlertStore => {
  const repeat = db.prepare(`
    UPDATE alerts SET previous_severity = severity, severity = max(severity, ?2), count = count + ?3,
      occurred_at = ?4, last_seen_at = ?5, suppressed_by = ?6
    WHERE alert_id = ?1 AND status < ${RESOLVED} AND occurred_at <= ?4
    RETURNING episode, incident_id, suppressed_by, previous_severity, service_id, environment`);
  repeat.setReturnArrays(true);
  // RETURNING costs as much as the update itself: a repeat that changes nothing but counters does without.
  const count = db.prepare(`
    UPDATE alerts SET count = count + ?2, occurred_at = ?3, last_seen_at = ?4
    WHERE alert_id = ?1 AND status < ${RESOLVED} AND occurred_at <= ?3`);
  const one = db.prepare(`SELECT ${COLUMNS} ${FROM} WHERE a.alert_id = ?`);
  const state = db.prepare(`SELECT ${STATE} FROM alerts a WHERE a.alert_id = ?`);
  const save = db.prepare(`
    INSERT INTO alerts (alert_id, status, severity, service_id, environment, episode, count, late_count, occurred_at,
      first_seen_at, last_seen_at, resolved_at, incident_id, suppressed_by, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET status = excluded.status, severity = excluded.severity, service_id = excluded.service_id,
      environment = excluded.environment, episode = excluded.episode, count = excluded.count,
      late_count = excluded.late_count, occurred_at = excluded.occurred_at, first_seen_at = excluded.first_seen_at,
      last_seen_at = excluded.last_seen_at, resolved_at = excluded.resolved_at, incident_id = excluded.incident_id,
      suppressed_by = excluded.suppressed_by,
      expires_at = CASE WHEN excluded.status = ${RESOLVED} THEN alerts.expires_at END`);
  const saveContents = db.prepare(
    'INSERT INTO alert_contents (alert_id, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
  );
  const attachOne = db.prepare(
    'UPDATE alerts SET incident_id = ?3, expires_at = NULL WHERE alert_id = ?1 AND episode = ?2',
  );
  const attached = db.prepare(`
    SELECT ${COLUMNS} ${FROM} WHERE a.incident_id = ?1 AND (a.first_seen_at, a.alert_id) > (?2, ?3)
    ORDER BY a.first_seen_at, a.alert_id LIMIT ?4`);
  const loose = db.prepare(`
    SELECT ${COLUMNS} ${FROM} WHERE a.incident_id IS NULL AND a.status < ${RESOLVED} AND a.first_seen_at < ?
    ORDER BY a.first_seen_at LIMIT ?`);

  // What the newest repeat of an alert was answered, while every column in it is as it was: this connection is the only
  // writer, whatever else changes a row forgets it, and a lost epoch forgets all.
  const known = new Map<string, Recorded>();
  group.onLost(() => known.clear());

  const remember = (recorded: Recorded, severity: AlertSeverity): void => {
    if (known.size >= REMEMBERED) known.clear();
    known.set(recorded.alertId, { ...recorded, previousSeverity: severity });
  };

  const recordRepeat = (record: AlertRecord): Recorded | undefined => {
    const { alertId, signal } = record;
    const severity = SEVERITIES.indexOf(signal.severity);
    const before = known.get(alertId);
    if (
      before !== undefined &&
      before.suppressedBy === record.suppressedBy &&
      severity <= SEVERITIES.indexOf(before.previousSeverity ?? 'info')
    ) {
      const { changes } = count.run(alertId, record.count, signal.occurredAt, signal.receivedAt);
      return changes === 0 ? undefined : before;
    }
    const suppressedBy = record.suppressedBy ?? null;
    const row = repeat.get(alertId, severity, record.count, signal.occurredAt, signal.receivedAt, suppressedBy);
    if (row === undefined) return undefined;
    const recorded = repeated(alertId, row as unknown as RepeatRow);
    const previous = recorded.previousSeverity ?? 'info';
    remember(recorded, isWorse(signal.severity, previous) ? signal.severity : previous);
    return recorded;
  };

  const recordOne = (record: AlertRecord): Recorded => {
    const { alertId, signal } = record;
    if (signal.status === 'firing') {
      const recorded = recordRepeat(record);
      if (recorded !== undefined) return recorded;
    }
    const row = one.get(alertId) as unknown as AlertRow | undefined;
    const previous = row === undefined ? undefined : fromRow(row);
    const { alert, recorded } = recordSignal(previous, record);
    if (alert === undefined || alert === previous) return recorded;
    if (previous?.episode !== alert.episode) saveContents.run(alertId, JSON.stringify(contentsOf(alert)));
    const tombstone = previous === undefined && alert.status === 'resolved';
    known.delete(alertId);
    save.run(
      alertId,
      STATUSES.indexOf(alert.status),
      SEVERITIES.indexOf(alert.severity),
      alert.serviceId,
      alert.environment,
      alert.episode,
      alert.count,
      alert.lateCount,
      alert.occurredAt,
      alert.firstSeenAt,
      alert.lastSeenAt,
      alert.resolvedAt ?? null,
      alert.incidentId ?? null,
      alert.suppressedBy ?? null,
      tombstone ? alert.firstSeenAt + TOMBSTONE_MS : null,
    );
    return recorded;
  };

  return {
    async record(records) {
      if (records.length === 0) return [];
      return group.write('record alerts', () => records.map(recordOne));
    },
    async attach(alerts, incidentId) {
      if (alerts.length === 0) return;
      group.write('attach alerts', () => {
        for (const { alertId, episode } of alerts) {
          known.delete(alertId);
          attachOne.run(alertId, episode, incidentId);
        }
      });
    },
    async get(alertId) {
      const row = group.read('read an alert', () => one.get(alertId));
      return row === undefined ? undefined : fromRow(row as unknown as AlertRow);
    },
    async states(alertIds) {
      const rows = group.read('read the states of alerts', () => alertIds.map((alertId) => state.get(alertId)));
      return rows.map((row) => (row === undefined ? undefined : stateOf(row as unknown as StateRow)));
    },
    async ofIncident(incidentId, { limit, next }) {
      const [firstSeenAt, alertId] = next === undefined ? [-1, ''] : fromCursor(next);
      const rows = group.read('read the alerts of an incident', () =>
        attached.all(incidentId, firstSeenAt, alertId, limit + 1),
      );
      return toPage(rows as unknown as AlertRow[], limit, fromRow, (row) => [row.first_seen_at, row.alert_id]);
    },
    async unattached(before, limit) {
      return group.read('read unattached alerts', () => loose.all(before, limit) as unknown as AlertRow[]).map(fromRow);
    },
  };
};

const repeated = (
  alertId: string,
  [episode, incidentId, suppressedBy, previousSeverity, serviceId, environment]: RepeatRow,
): Recorded => ({
  alertId,
  outcome: 'repeated',
  episode,
  incidentId: incidentId ?? undefined,
  suppressedBy: suppressedBy ?? undefined,
  previousSeverity: SEVERITIES[previousSeverity],
  serviceId,
  environment,
});

const contentsOf = (alert: Alert): AlertContents => ({
  source: alert.source,
  integrationId: alert.integrationId,
  scope: alert.scope,
  dedupKey: alert.dedupKey,
  title: alert.title,
  description: alert.description,
  groupKey: alert.groupKey,
  sharedGroup: alert.sharedGroup,
  resource: alert.resource,
  labels: alert.labels,
  links: alert.links,
  routedBy: alert.routedBy,
});

const fromRow = (row: AlertRow): Alert => ({ ...(JSON.parse(row.body) as AlertContents), ...stateOf(row) });

const stateOf = (row: StateRow): AlertState => ({
  alertId: row.alert_id,
  status: STATUSES[row.status] ?? 'firing',
  severity: SEVERITIES[row.severity] ?? 'info',
  serviceId: row.service_id,
  environment: row.environment,
  episode: row.episode,
  count: row.count,
  lateCount: row.late_count,
  occurredAt: row.occurred_at,
  firstSeenAt: row.first_seen_at,
  lastSeenAt: row.last_seen_at,
  resolvedAt: row.resolved_at ?? undefined,
  incidentId: row.incident_id ?? undefined,
  suppressedBy: row.suppressed_by ?? undefined,
});
