import { type EpochMs, toMs } from '../../domain/instant/instant.ts';
import { type Kept, keptUntil, type Retention } from '../../domain/retention/retention.ts';
import type { Held } from './held.ts';

/** Removes what has been kept long enough at this instant. */
export const expireHeld = (held: Held, retention: Retention, at: EpochMs): void => {
  const open = new Set([...held.projectionRows.values()].flatMap(({ key, listing }) => (listing?.open ? [key] : [])));
  const isIncidentOpen = (incidentId: string | undefined): boolean => incidentId !== undefined && open.has(incidentId);
  const sweep = <T>(rows: Map<string, T>, kind: Kept, since: (row: T, key: string) => EpochMs | undefined): void => {
    for (const [key, row] of rows) {
      const from = since(row, key);
      if (from !== undefined && keptUntil(retention, kind, from) < at) rows.delete(key);
    }
  };
  for (const [key, ended] of held.headsEnded) {
    if (keptUntil(retention, 'states', ended) >= at) continue;
    held.heads.delete(key);
    held.headsEnded.delete(key);
    const incidentId = key.slice(key.indexOf(' ') + 1);
    if (!held.heads.has(`newest ${incidentId}`) && !held.heads.has(`followed ${incidentId}`))
      held.members.delete(incidentId);
  }
  sweep(held.alerts, 'alerts', ({ status, lastSeenAt, incidentId }) =>
    status === 'resolved' && !isIncidentOpen(incidentId) ? lastSeenAt : undefined,
  );
  sweep(held.slots, 'slots', (incidentId, key) => (isIncidentOpen(incidentId) ? undefined : held.slotsTaken.get(key)));
  sweep(held.deliveries, 'deliveries', ({ incidentId, intendedAt }) =>
    isIncidentOpen(incidentId) ? undefined : toMs(intendedAt),
  );
  sweep(held.quarantined, 'quarantine', ({ receivedAt }) => toMs(receivedAt));
  sweep(held.changes, 'changes', (change) => toMs(change.at));
  sweep(held.reports, 'reports', (report) => toMs(report.at));
  sweep(held.opsgenieAlerts, 'opsgenieAlerts', ({ updatedAt }, key) =>
    Math.max(held.keptAnew.get(key) ?? 0, toMs(updatedAt)),
  );
  sweep(held.opsgenieRequests, 'opsgenieRequests', ({ processedAt }) => toMs(processedAt));
  for (const [ref, { until }] of held.personal) if (until !== undefined && until < at) held.personal.delete(ref);
  sweep(held.mailThreads, 'mailThreads', ({ receivedAt }, key) => held.keptAnew.get(key) ?? receivedAt);
};
