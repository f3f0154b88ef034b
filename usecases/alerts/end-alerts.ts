import { type Alert, type AlertRecord, lastSignalOf } from '../../domain/alert/alert.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { alertsInIncident, groupsInIncident, loadIncident } from '../incident/load-incident.ts';

/** Reads under way at once, and records of one write. */
const AT_ONCE = 25;

/** What the last signal of the alert said, as the word that it is over. */
const overAt = (alert: Alert, at: EpochMs): AlertRecord => ({
  alertId: alert.alertId,
  signal: {
    ...lastSignalOf(alert),
    status: 'resolved',
    // A repeat that came meanwhile must not keep it open for ever: the next one is a new firing.
    occurredAt: Math.max(at, alert.occurredAt),
    receivedAt: Math.max(at, alert.lastSeenAt),
  },
  count: 0,
  serviceId: alert.serviceId,
  environment: alert.environment,
  routedBy: alert.routedBy,
  known: true,
});

/**
 * Ends the alerts that still fired when people ended their incident. Many senders never say that a condition is over
 * (docs/decisions/0029): without this their next firing would only count as a repeat, and page nobody. An alert that has
 * fired anew since is left alone, so this may be repeated.
 *
 * @param at when the incident was ended
 */
export const endAlerts = async (ports: Pick<Ports, 'stores'>, incidentId: string, at: EpochMs): Promise<void> => {
  const state = await loadIncident(ports, incidentId);
  if (!state) return;
  for await (const page of alertsInIncident(ports, state)) {
    await endThose(
      ports,
      page.flatMap(([alertId, { firing, episode }]) => (firing ? [{ alertId, episode }] : [])),
      at,
    );
  }
  // What stands for a whole group is not counted beside the group's alerts, and ends with them.
  for await (const page of groupsInIncident(ports, state)) {
    const whole = page.flatMap(([, group]) => (group.over === undefined ? Object.entries(group.whole) : []));
    await endThose(
      ports,
      whole.map(([alertId, episode]) => ({ alertId, episode })),
      at,
    );
  }
};

const endThose = async (
  { stores }: Pick<Ports, 'stores'>,
  alerts: readonly { readonly alertId: string; readonly episode: number }[],
  at: EpochMs,
): Promise<void> => {
  for (let from = 0; from < alerts.length; from += AT_ONCE) {
    const part = alerts.slice(from, from + AT_ONCE);
    const rows = await Promise.all(part.map(({ alertId }) => stores.alerts.get(alertId)));
    const open = rows.filter(
      (row, i): row is Alert =>
        row !== undefined && row.status !== 'resolved' && row.episode === part[i]?.episode && row.firstSeenAt <= at,
    );
    if (open.length > 0) await stores.alerts.record(open.map((alert) => overAt(alert, at)));
  }
};
