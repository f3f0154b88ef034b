import { toMs } from '../../domain/instant/instant.ts';
import type { OpsgenieAlert, OpsgenieRequest } from '../../domain/opsgenie/opsgenie-alert.ts';
import type { Retention } from '../../domain/retention/retention.ts';
import type { OpsgenieStore } from '../../ports/stores.ts';
import { type Item, text, textOf } from './attributes.ts';
import { listPage } from './indexes.ts';
import { opsgenieKey, opsgeniePartition, sortText } from './keys.ts';
import { pack, unpack } from './packed.ts';
import type { Table } from './table.ts';
import { ttl } from './ttl.ts';
import { putVersion } from './versions.ts';

/** What an item holds. */
export const alertOfOpsgenie = (item: Item): OpsgenieAlert => JSON.parse(unpack(item.body)) as OpsgenieAlert;

/** What clients of Opsgenie read back. */
export const dynamoOpsgenie = (table: Table, retention: () => Retention): OpsgenieStore => {
  const alert = async (integrationId: string, alertId: string): Promise<OpsgenieAlert | undefined> => {
    const item = await table.get('read an alert of Opsgenie', opsgenieKey('ALERT', integrationId, alertId));
    return item === undefined ? undefined : alertOfOpsgenie(item);
  };
  return {
    async putAlert(given) {
      const { integrationId, alertId, tinyId, createdAt, updatedAt, version } = given;
      const what = 'keep an alert of Opsgenie';
      const expiresAt = ttl(retention(), 'opsgenieAlerts', toMs(updatedAt));
      // First the tiny id, so that what can be read can be found by it; of a race lost it leads to an alert of another.
      if (version === 1)
        await table.put(what, opsgenieKey('TINY', integrationId, tinyId), { alertId: text(alertId), expiresAt });
      const attributes = {
        body: pack(JSON.stringify(given)),
        expiresAt,
        listPk: text(opsgeniePartition(integrationId)),
        listSk: text(sortText(createdAt, alertId)),
      };
      return putVersion(what, table, opsgenieKey('ALERT', integrationId, alertId), attributes, version);
    },
    alert,
    async alertByTinyId(integrationId, tinyId) {
      const item = await table.get('read an alert of Opsgenie', opsgenieKey('TINY', integrationId, tinyId));
      const found = item === undefined ? undefined : await alert(integrationId, textOf(item.alertId));
      return found?.tinyId === tinyId ? found : undefined;
    },
    async alerts(integrationId, limit) {
      const partition = opsgeniePartition(integrationId);
      const { items } = await listPage('list alerts of Opsgenie', table, { partition, newestFirst: true, limit });
      return items.map(alertOfOpsgenie);
    },
    async putRequest(request) {
      const { integrationId, requestId, processedAt } = request;
      await table.put('keep what became of a request', opsgenieKey('REQUEST', integrationId, requestId), {
        body: pack(JSON.stringify(request)),
        expiresAt: ttl(retention(), 'opsgenieRequests', toMs(processedAt)),
      });
    },
    async request(integrationId, requestId) {
      const item = await table.get('read what became of a request', opsgenieKey('REQUEST', integrationId, requestId));
      return item === undefined ? undefined : (JSON.parse(unpack(item.body)) as OpsgenieRequest);
    },
  };
};
