import type { Alert, AlertContents, AlertState } from '../../domain/alert/alert.ts';
import type { Told } from '../../domain/alert/told.ts';
import type { AlertSeverity } from '../../domain/signal/signal.ts';
import type { AlertJournal } from './alert-journal.ts';

/** As they are stored: by their place in this list, the mildest first. */
export const SEVERITIES: readonly AlertSeverity[] = ['info', 'warning', 'error', 'critical'];
export const STATUSES = ['firing', 'acknowledged', 'resolved'] as const;
export const RESOLVED = STATUSES.indexOf('resolved');

export const STATE = `a.alert_id, a.status, a.severity, a.service_id, a.environment, a.episode, a.count, a.late_count,
  a.occurred_at, a.first_seen_at, a.last_seen_at, a.resolved_at, a.incident_id, a.suppressed_by, a.told,
  a.said_at`;

export interface StateRow {
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
  readonly told: Told | null;
  readonly said_at: number | null;
}

export interface AlertRow extends StateRow {
  readonly body: string;
}

/** The state as it is: the row, with what the journal knows better. Inside a read or a write of the group. */
export const stateFrom = (row: StateRow, journal: AlertJournal): AlertState => {
  const ahead = journal.ahead(row.alert_id);
  return {
    alertId: row.alert_id,
    status: STATUSES[row.status] ?? 'firing',
    severity: SEVERITIES[row.severity] ?? 'info',
    serviceId: row.service_id,
    environment: row.environment,
    episode: row.episode,
    count: ahead?.count ?? row.count,
    lateCount: row.late_count,
    occurredAt: ahead?.occurredAt ?? row.occurred_at,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: ahead?.lastSeenAt ?? row.last_seen_at,
    saidAt: (ahead ? ahead.saidAt : row.said_at) ?? undefined,
    resolvedAt: row.resolved_at ?? undefined,
    incidentId: row.incident_id ?? undefined,
    suppressedBy: row.suppressed_by ?? undefined,
    told: row.told ?? undefined,
  };
};

export const alertFrom = (row: AlertRow, journal: AlertJournal): Alert => ({
  ...(JSON.parse(row.body) as AlertContents),
  ...stateFrom(row, journal),
});
