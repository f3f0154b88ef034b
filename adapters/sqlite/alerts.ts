import type { DatabaseSync } from 'node:sqlite';
import {
  type Alert,
  type AlertRecord,
  type AlertState,
  contentsOf,
  type Recorded,
  recordSignal,
} from '../../domain/alert/alert.ts';
import { isLate, saidAfter } from '../../domain/alert/sequence.ts';
import { isUnsettled, untoldOf } from '../../domain/alert/told.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import { KEPT_MS, keptUntil, type Retention } from '../../domain/retention/retention.ts';
import type { AlertSeverity } from '../../domain/signal/signal.ts';
import type { AlertStore } from '../../ports/stores.ts';
import type { AlertJournal, Counted } from './alert-journal.ts';
import {
  type AlertRow,
  alertFrom,
  RESOLVED,
  SEVERITIES,
  STATE,
  STATUSES,
  type StateRow,
  stateFrom,
} from './alert-rows.ts';
import { fromCursor, toPage } from './cursor.ts';
import type { GroupCommit } from './group-commit.ts';

const COLUMNS = `${STATE}, c.body`;
const FROM = 'FROM alerts a JOIN alert_contents c USING (alert_id)';

/** How many open alerts are remembered, some 300 bytes each, so that a repeat need not read what it already knows. */
const REMEMBERED = 131_072;

/** How many alerts that were written just now are kept as they are: a page says what its alert says, before anything is committed. */
const JUST_WRITTEN = 32;

const placeIn = (next: string | undefined) => (next === undefined ? ([-1, ''] as const) : fromCursor(next));

/** SQLite writes half a surrogate pair as U+FFFD; what JSON holds keeps it. */
const isReadAsWritten = ({ serviceId, environment, suppressedBy }: Alert): boolean =>
  serviceId.isWellFormed() && environment.isWellFormed() && suppressedBy?.isWellFormed() !== false;

/** An open alert that repeats: what each mere repeat is answered, and what it goes on counting from. */
interface Repeating {
  readonly answer: Recorded;
  readonly severity: number;
  counted: Counted;
}

/** Alerts; a mere repeat goes to the journal, everything else is decided by `recordSignal` on the row that is read first. */
export const sqliteAlerts = (
  db: DatabaseSync,
  group: GroupCommit,
  journal: AlertJournal,
  retention: () => Retention,
): AlertStore => {
  const one = db.prepare(`SELECT ${COLUMNS} ${FROM} WHERE a.alert_id = ?`);
  const state = db.prepare(`SELECT ${STATE} FROM alerts a WHERE a.alert_id = ?`);
  const save = db.prepare(`
    INSERT INTO alerts (alert_id, status, severity, service_id, environment, episode, count, late_count, occurred_at,
      first_seen_at, last_seen_at, resolved_at, incident_id, suppressed_by, expires_at, told,
      unsettled, said_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET status = excluded.status, severity = excluded.severity, service_id = excluded.service_id,
      environment = excluded.environment, episode = excluded.episode, count = excluded.count,
      late_count = excluded.late_count, occurred_at = excluded.occurred_at, first_seen_at = excluded.first_seen_at,
      last_seen_at = excluded.last_seen_at, resolved_at = excluded.resolved_at, incident_id = excluded.incident_id,
      suppressed_by = excluded.suppressed_by, expires_at = excluded.expires_at, told = excluded.told,
      unsettled = excluded.unsettled, said_at = excluded.said_at`);
  const saveContents = db.prepare(
    'INSERT INTO alert_contents (alert_id, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body',
  );
  const attachOne = db.prepare(
    `UPDATE alerts SET incident_id = ?3, expires_at = CASE WHEN status = ${RESOLVED} THEN last_seen_at + ?4 END,
      told = ?5, unsettled = CASE WHEN status = ${RESOLVED} THEN ?5 <> 'resolved'
        WHEN suppressed_by IS NOT NULL THEN 1 ELSE severity <> ?6 END
    WHERE alert_id = ?1 AND episode = ?2`,
  );
  const attached = db.prepare(`
    SELECT ${COLUMNS} ${FROM} WHERE a.incident_id = ?1 AND (a.first_seen_at, a.alert_id) > (?2, ?3)
    ORDER BY a.first_seen_at, a.alert_id LIMIT ?4`);
  const loose = db.prepare(`
    SELECT ${COLUMNS} ${FROM} WHERE a.incident_id IS NULL AND a.status < ${RESOLVED} AND a.first_seen_at < ?1
      AND (a.first_seen_at, a.alert_id) > (?2, ?3)
    ORDER BY a.first_seen_at, a.alert_id LIMIT ?4`);
  const listed = db.prepare(`
    SELECT ${COLUMNS} ${FROM} WHERE a.unsettled = 1 AND (a.first_seen_at, a.alert_id) > (?1, ?2)
    ORDER BY a.first_seen_at, a.alert_id LIMIT ?3`);

  // This connection is the only writer: whatever else changes a row forgets it here, and a lost epoch forgets all.
  const known = new Map<string, Repeating>();
  // Until whatever is written next about it; one that is over could be pruned meanwhile.
  const written = new Map<string, Alert>();
  group.onLost(() => {
    known.clear();
    written.clear();
  });

  const keepWritten = (alert: Alert): void => {
    written.delete(alert.alertId);
    if (alert.status === 'resolved' || !isReadAsWritten(alert)) return;
    if (written.size >= JUST_WRITTEN) written.delete(written.keys().next().value as string);
    written.set(alert.alertId, alert);
  };

  const remember = (alert: AlertState): Repeating => {
    if (known.size >= REMEMBERED) known.delete(known.keys().next().value as string);
    const { alertId, episode, incidentId, suppressedBy, severity, serviceId, environment } = alert;
    const repeating: Repeating = {
      answer: {
        alertId,
        outcome: 'repeated',
        episode,
        incidentId,
        suppressedBy,
        ...untoldOf(alert),
        previousSeverity: severity,
        serviceId,
        environment,
      },
      severity: SEVERITIES.indexOf(severity),
      counted: alert,
    };
    known.set(alertId, repeating);
    return repeating;
  };

  /** @returns the answer to a repeat that changes nothing but counts and instants; undefined for anything else */
  const countRepeat = (
    repeating: Repeating,
    { alertId, count, signal, suppressedBy }: AlertRecord,
  ): Recorded | undefined => {
    const { answer, counted, severity } = repeating;
    if (
      isLate(counted, signal) ||
      suppressedBy !== answer.suppressedBy ||
      SEVERITIES.indexOf(signal.severity) > severity
    )
      return undefined;
    repeating.counted = {
      count: counted.count + count,
      occurredAt: signal.occurredAt,
      lastSeenAt: signal.receivedAt,
      saidAt: saidAfter(counted, signal, false),
    };
    written.delete(alertId);
    journal.put(alertId, repeating.counted);
    return answer;
  };

  const expiryOf = (alert: Alert, previous: Alert | undefined): EpochMs | null => {
    if (alert.status !== 'resolved') return null;
    return previous === undefined
      ? alert.firstSeenAt + KEPT_MS.tombstones
      : keptUntil(retention(), 'alerts', alert.lastSeenAt);
  };

  const recordOne = (record: AlertRecord): Recorded => {
    const { alertId, signal } = record;
    const isFiring = signal.status === 'firing';
    const repeating = isFiring ? known.get(alertId) : undefined;
    const counted = repeating && countRepeat(repeating, record);
    if (counted) return counted;
    const row = one.get(alertId) as unknown as AlertRow | undefined;
    if (isFiring && row !== undefined && row.status !== RESOLVED && repeating === undefined) {
      const answer = countRepeat(remember(stateFrom(row, journal)), record);
      if (answer) return answer;
    }
    const previous = row === undefined ? undefined : alertFrom(row, journal);
    const { alert, recorded } = recordSignal(previous, record);
    if (alert === undefined || alert === previous) return recorded;
    if (previous?.episode !== alert.episode) saveContents.run(alertId, JSON.stringify(contentsOf(alert)));
    known.delete(alertId);
    journal.rowWritten(alertId);
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
      expiryOf(alert, previous),
      alert.told ?? null,
      isUnsettled(alert) ? 1 : 0,
      alert.saidAt ?? null,
    );
    keepWritten(alert);
    return recorded;
  };

  const pageOf = (rows: unknown[], limit: number) =>
    toPage(
      rows as AlertRow[],
      limit,
      (row) => alertFrom(row, journal),
      (row) => [row.first_seen_at, row.alert_id],
    );

  return {
    async record(records) {
      if (records.length === 0) return [];
      return group.write('record alerts', () => records.map(recordOne));
    },
    async attach(alerts, incidentId) {
      if (alerts.length === 0) return;
      group.write('attach alerts', () => {
        const keptFor = keptUntil(retention(), 'alerts', 0);
        for (const { alertId, episode, told } of alerts) {
          known.delete(alertId);
          written.delete(alertId);
          attachOne.run(alertId, episode, incidentId, keptFor, told, SEVERITIES.indexOf(told as AlertSeverity));
        }
      });
    },
    async get(alertId) {
      return group.read('read an alert', () => {
        const kept = written.get(alertId);
        if (kept) return kept;
        const row = one.get(alertId) as unknown as AlertRow | undefined;
        return row === undefined ? undefined : alertFrom(row, journal);
      });
    },
    async states(alertIds) {
      return group.read('read the states of alerts', () =>
        alertIds.map((alertId) => {
          const row = state.get(alertId) as unknown as StateRow | undefined;
          return row === undefined ? undefined : stateFrom(row, journal);
        }),
      );
    },
    async ofIncident(incidentId, { limit, next }) {
      const [firstSeenAt, alertId] = placeIn(next);
      return group.read('read the alerts of an incident', () =>
        pageOf(attached.all(incidentId, firstSeenAt, alertId, limit + 1), limit),
      );
    },
    async unattached(before, { limit, next }) {
      const [firstSeenAt, alertId] = placeIn(next);
      return group.read('read unattached alerts', () =>
        pageOf(loose.all(before, firstSeenAt, alertId, limit + 1), limit),
      );
    },
    async unsettled({ limit, next }) {
      const [firstSeenAt, alertId] = placeIn(next);
      return group.read('read unsettled alerts', () => pageOf(listed.all(firstSeenAt, alertId, limit + 1), limit));
    },
  };
};
