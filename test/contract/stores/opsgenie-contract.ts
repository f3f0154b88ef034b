import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpsgenieAlert } from '../../../domain/opsgenie/opsgenie-alert.ts';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh, HOSTILE } from './samples.ts';

const at = '2026-11-21T19:00:00.000Z';

const alert = (integrationId: string, rest: Partial<OpsgenieAlert> = {}): OpsgenieAlert => ({
  integrationId,
  alertId: fresh('alert'),
  tinyId: '7',
  alias: 'host1/postgres',
  episode: 1,
  message: 'An example alert',
  description: '',
  priority: 'P1',
  tags: ['Critical'],
  actions: [],
  details: { key1: 'value1' },
  entity: 'db',
  source: 'sdk',
  owner: '',
  responders: [],
  status: 'open',
  acknowledged: false,
  count: 1,
  createdAt: at,
  updatedAt: at,
  lastOccurredAt: at,
  notes: [],
  logs: [],
  version: 1,
  ...rest,
});

const request = (integrationId: string, requestId: string) => ({
  integrationId,
  requestId,
  success: true,
  action: 'Create',
  processedAt: at,
  status: 'Created alert',
  alertId: 'a-1',
  alias: 'host1/postgres',
});

export const opsgenieContract = (makeStores: MakeStores): void => {
  describe('what clients of Opsgenie read', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    it('is kept as it was read only, and found by id and by tiny id within its integration', async () => {
      const integrationId = fresh('integration');
      const first = alert(integrationId);
      const { alertId } = first;
      const { opsgenie } = stores;
      expect(await opsgenie.putAlert({ ...first, version: 2 })).toBe(false);
      expect(await opsgenie.putAlert(first)).toBe(true);
      expect(await opsgenie.putAlert(first)).toBe(false);
      const second = { ...first, message: 'changed', version: 2 };
      expect(await opsgenie.putAlert(second)).toBe(true);
      await stores.durable();
      expect(await opsgenie.alert(integrationId, alertId)).toEqual(second);
      expect(await opsgenie.alertByTinyId(integrationId, '7')).toEqual(second);
      expect(await opsgenie.alertByTinyId(integrationId, '8')).toBeUndefined();
      expect(await opsgenie.alert(fresh('integration'), alertId)).toBeUndefined();
      expect(await opsgenie.alertByTinyId(fresh('integration'), '7')).toBeUndefined();
    });

    it('is listed newest first, of one integration', async () => {
      const integrationId = fresh('integration');
      const alerts = [3, 1, 2].map((minute) => alert(integrationId, { createdAt: `2026-11-21T19:0${minute}:00.000Z` }));
      for (const one of alerts) await stores.opsgenie.putAlert(one);
      await stores.opsgenie.putAlert(alert(fresh('integration')));
      const newest = alerts.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
      expect(await stores.opsgenie.alerts(integrationId, 9)).toEqual(newest);
      expect(await stores.opsgenie.alerts(integrationId, 2)).toEqual(newest.slice(0, 2));
    });

    it('tells what became of a request, to its integration only', async () => {
      const integrationId = fresh('integration');
      const one = request(integrationId, fresh('request'));
      await stores.opsgenie.putRequest(one);
      await stores.durable();
      expect(await stores.opsgenie.request(integrationId, one.requestId)).toEqual(one);
      expect(await stores.opsgenie.request(fresh('integration'), one.requestId)).toBeUndefined();
      expect(await stores.opsgenie.request(integrationId, fresh('request'))).toBeUndefined();
    });

    it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 30)), text]))('survives %s', async (_, text) => {
      const one = alert(`${fresh('integration')} ${text}`, { message: text, alias: text, details: { a: text } });
      expect(await stores.opsgenie.putAlert(one)).toBe(true);
      expect(await stores.opsgenie.alert(one.integrationId, one.alertId)).toEqual(one);
      const asked = { ...request(one.integrationId, fresh('request')), alias: text };
      await stores.opsgenie.putRequest(asked);
      expect(await stores.opsgenie.request(one.integrationId, asked.requestId)).toEqual(asked);
    });
  });
};
