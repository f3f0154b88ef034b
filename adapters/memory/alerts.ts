import { type Alert, recordSignal } from '../../domain/alert/alert.ts';
import { isUnsettled } from '../../domain/alert/told.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import type { AlertStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';
import { pageOf, sortedBy } from './pages.ts';

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

export const memoryAlerts = (held: Pick<Held, 'alerts'>): AlertStore => ({
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
});
