import type { OpsgenieStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';
import { sortedBy } from './pages.ts';

export const memoryOpsgenie = (held: Pick<Held, 'opsgenieAlerts' | 'opsgenieRequests'>): OpsgenieStore => ({
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
});
