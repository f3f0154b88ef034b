import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Configuration } from '../../../domain/configuration/configuration.ts';
import { ERASED_ADDRESS } from '../../../domain/delivery/delivery.ts';
import type { OpsgenieAlert } from '../../../domain/opsgenie/opsgenie-alert.ts';
import type { Stores } from '../../../ports/stores.ts';
import { eraseDelivered } from '../../../usecases/personal/erase-delivered.ts';
import { eraseFromClients } from '../../../usecases/personal/erase-from-clients.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { commitOf, delivery, fresh, T0 } from './samples.ts';

const NUMBER = '+491700000042';

export const erasingContract = (makeStores: MakeStores): void => {
  describe('erasing a person', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    /** A message to somebody in an incident of its own, and what became of it. */
    const told = async (to: object, became: object) => {
      const incidentId = fresh('incident');
      await stores.commits.append(commitOf(incidentId, 1));
      const row = delivery(incidentId, { recipient: 'otto', recipientName: 'Otto Orlow', address: NUMBER, ...to });
      await stores.deliveries.intend(row, T0);
      await stores.deliveries.settle({ incidentId, deliveryId: row.deliveryId, ...became });
      return async () => (await stores.deliveries.ofIncident(incidentId))[0];
    };

    it('takes their name and address out of the ledger, and leaves what became of each message', async () => {
      const at = '2026-11-21T19:00:00.000Z';
      const reached = await told({}, { status: 'handed-over', handedOverAt: at });
      const failed = await told({}, { status: 'failed', failedAt: at, failure: `no such number ${NUMBER}` });
      const other = await told(
        { recipient: 'berta', recipientName: 'Berta', address: '+491700000043' },
        { status: 'failed' },
      );
      const waiting = await told({}, { status: 'failed', nextTryAt: at });
      const before = await Promise.all([other(), waiting()]);
      expect(await eraseDelivered({ stores }, 'otto')).toEqual({ rows: 2, underWay: 1 });
      const gone = { recipient: 'otto', recipientName: 'otto', address: ERASED_ADDRESS };
      expect(await reached()).toMatchObject({ ...gone, status: 'handed-over', handedOverAt: at });
      expect(await failed()).toMatchObject({ ...gone, status: 'failed', failure: `no such number ${ERASED_ADDRESS}` });
      expect(await Promise.all([other(), waiting()])).toEqual(before);
      expect(await eraseDelivered({ stores }, 'OTTO orlow')).toEqual({ rows: 0, underWay: 1 });
      expect(await eraseDelivered({ stores }, '+491700000043')).toEqual({ rows: 1, underWay: 0 });
    });

    it('takes what a user of a client wrote out of what clients read, and leaves what others wrote', async () => {
      const integrationId = fresh('genie');
      const at = '2026-11-21T19:00:00.000Z';
      const alert: OpsgenieAlert = {
        integrationId,
        alertId: fresh('alert'),
        tinyId: '7',
        alias: 'host1/postgres',
        episode: 1,
        message: 'Disk full',
        description: '',
        priority: 'P1',
        tags: [],
        actions: [],
        details: {},
        entity: '',
        source: '',
        owner: 'otto@example.org',
        responders: [
          { type: 'user', username: 'Otto@example.org' },
          { type: 'team', name: 'dba' },
        ],
        status: 'open',
        acknowledged: false,
        count: 1,
        createdAt: at,
        updatedAt: at,
        lastOccurredAt: at,
        notes: [
          { note: 'my neighbour says', owner: 'otto@example.org', createdAt: at },
          { note: 'on it', owner: 'berta', createdAt: at },
        ],
        logs: [{ log: 'Alert acknowledged', type: 'system', owner: 'Otto@Example.org', createdAt: at }],
        version: 1,
      };
      await stores.opsgenie.putAlert(alert);
      const configuration = {
        current: async () => ({ integrations: [{ id: integrationId }] }) as unknown as Configuration,
      };
      expect(await eraseFromClients({ stores, configuration }, 'otto@example.org')).toBe(1);
      const left = await stores.opsgenie.alert(integrationId, alert.alertId);
      expect(JSON.stringify(left)).not.toMatch(/otto|neighbour/i);
      expect(left).toMatchObject({
        message: 'Disk full',
        notes: [{ note: 'on it', owner: 'berta' }],
        logs: [{ log: 'Alert acknowledged' }],
        responders: [{ type: 'team', name: 'dba' }],
      });
      expect(await eraseFromClients({ stores, configuration }, 'otto@example.org')).toBe(0);
    });
  });
};
