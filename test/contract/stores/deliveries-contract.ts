import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeliveryLedger } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { delivery, fresh, T0 } from './samples.ts';

const later = (seconds: number): string => new Date(T0 + seconds * 1000).toISOString();

export const deliveriesContract = (makeStores: MakeStores): void => {
  describe('deliveries', () => {
    let made: MadeStores;
    let deliveries: DeliveryLedger;
    beforeAll(async () => {
      made = await makeStores();
      deliveries = made.stores.deliveries;
    });
    afterAll(() => made.close());

    it('lets one of a hundred senders call the provider', async () => {
      const incidentId = fresh('incident');
      const told = await Promise.all(Array.from({ length: 100 }, () => deliveries.intend(delivery(incidentId), T0)));
      const winners = told.filter((row) => row !== undefined);
      expect(winners).toEqual([delivery(incidentId, { attempts: 1 })]);
      expect(await deliveries.ofIncident(incidentId)).toEqual(winners);
    });

    it('lets one take over from a sender that crashed, once it is time', async () => {
      const incidentId = fresh('incident');
      await deliveries.intend(delivery(incidentId), T0);
      const second = delivery(incidentId, { intendedAt: later(60) });
      expect(await deliveries.intend(second, T0)).toBeUndefined();
      const told = await Promise.all(Array.from({ length: 20 }, () => deliveries.intend(second, T0 + 1)));
      expect(told.filter((row) => row !== undefined)).toEqual([{ ...second, attempts: 2 }]);
    });

    it.each(['handed-over', 'failed', 'acknowledged'] as const)('never takes over what is %s', async (status) => {
      const incidentId = fresh('incident');
      await deliveries.intend(delivery(incidentId), T0);
      await deliveries.settle({ incidentId, deliveryId: 'page-1/ada/sms', status });
      expect(await deliveries.intend(delivery(incidentId, { intendedAt: later(60) }), T0 + 9_999_999)).toBeUndefined();
    });

    it('lets one of a hundred try again what failed, once for each try', async () => {
      const incidentId = fresh('incident');
      await deliveries.intend(delivery(incidentId), T0);
      const failed = { status: 'failed', failedAt: later(1), failure: 'busy', nextTryAt: later(3) } as const;
      await deliveries.settle({ incidentId, deliveryId: 'page-1/ada/sms', ...failed });
      const second = delivery(incidentId, { attempts: 1, intendedAt: later(3) });
      const told = await Promise.all(Array.from({ length: 100 }, () => deliveries.intend(second, T0)));
      expect(told.filter((row) => row !== undefined)).toEqual([{ ...second, attempts: 2 }]);
      await deliveries.settle({ incidentId, deliveryId: 'page-1/ada/sms', ...failed });
      // A sender that knows of one try only comes too late.
      expect(await deliveries.intend(second, T0)).toBeUndefined();
      expect(await deliveries.ofIncident(incidentId)).toEqual([{ ...second, ...failed, attempts: 2 }]);
    });

    it('says with each status anew when it is tried again', async () => {
      const incidentId = fresh('incident');
      const id = { incidentId, deliveryId: 'page-1/ada/sms' };
      await deliveries.intend(delivery(incidentId), T0);
      await deliveries.settle({ ...id, status: 'failed', nextTryAt: later(3) });
      await deliveries.settle({ ...id, subject: 'still' });
      expect(await deliveries.ofIncident(incidentId)).toMatchObject([{ nextTryAt: later(3), subject: 'still' }]);
      await deliveries.settle({ ...id, status: 'failed' });
      const [row] = await deliveries.ofIncident(incidentId);
      expect(row?.nextTryAt).toBeUndefined();
    });

    it('lists those of one range of ids, in their order', async () => {
      const incidentId = fresh('incident');
      const ids = ['a.c1/x', 'a.c1/y', 'a.c10/x', 'a.c2/x', 'ab.c1/x'];
      for (const deliveryId of [...ids].reverse()) await deliveries.intend(delivery(incidentId, { deliveryId }), 0);
      const found = async (from: string, to: string, limit?: number) =>
        (await deliveries.between(incidentId, from, to, limit)).map((d) => d.deliveryId);
      expect(await found('a.c1/', 'a.c10')).toEqual(['a.c1/x', 'a.c1/y']);
      expect(await found('a.c10', 'a.d')).toEqual(['a.c10/x', 'a.c2/x']);
      expect(await found('a.c1/x', 'a.c1/y')).toEqual(['a.c1/x']);
      expect(await found('a.c', 'a.d', 2)).toEqual(['a.c1/x', 'a.c1/y']);
      expect(await found('b', 'c')).toEqual([]);
    });

    it('records what became of it', async () => {
      const incidentId = fresh('incident');
      await deliveries.intend(delivery(incidentId), T0);
      const told = { status: 'handed-over', handedOverAt: later(1), providerId: 'p-1', failure: undefined } as const;
      await deliveries.settle({ incidentId, deliveryId: 'page-1/ada/sms', ...told });
      expect(await deliveries.ofIncident(incidentId)).toEqual([
        delivery(incidentId, { attempts: 1, status: 'handed-over', handedOverAt: later(1), providerId: 'p-1' }),
      ]);
    });

    it('never moves back from acknowledged, but keeps what else it is told', async () => {
      const incidentId = fresh('incident');
      const id = { incidentId, deliveryId: 'page-1/ada/sms' };
      await deliveries.intend(delivery(incidentId), T0);
      await deliveries.settle({ ...id, status: 'acknowledged', acknowledgedAt: later(2) });
      await deliveries.settle({ ...id, status: 'handed-over', handedOverAt: later(1) });
      await deliveries.settle({ ...id, status: 'intended' });
      await deliveries.settle({ ...id, status: 'failed' });
      await deliveries.settle({ ...id, providerId: 'p-1' });
      expect(await deliveries.ofIncident(incidentId)).toEqual([
        delivery(incidentId, {
          attempts: 1,
          status: 'acknowledged',
          acknowledgedAt: later(2),
          handedOverAt: later(1),
          providerId: 'p-1',
        }),
      ]);
      expect(await deliveries.unsettled(T0 + 9_999_999, 1000)).not.toContainEqual(
        expect.objectContaining({ incidentId }),
      );
    });

    it('settles nothing that was never intended', async () => {
      const incidentId = fresh('incident');
      await deliveries.settle({ incidentId, deliveryId: 'page-1/ada/sms', status: 'failed' });
      await deliveries.settle({ incidentId, deliveryId: 'page-1/ada/sms' });
      expect(await deliveries.ofIncident(incidentId)).toEqual([]);
    });

    it('lists what was intended and not settled, oldest first', async () => {
      const incidentId = fresh('incident');
      const base = -50_000 + Math.floor(Math.random() * 1000) * 10;
      const at = (n: number) => ({ deliveryId: `page-${n}/ada/sms`, intendedAt: later(base + n) });
      for (const n of [3, 1, 2, 4]) await deliveries.intend(delivery(incidentId, at(n)), 0);
      await deliveries.settle({ incidentId, deliveryId: 'page-2/ada/sms', status: 'handed-over' });
      await deliveries.settle({ incidentId, deliveryId: 'page-3/ada/sms', subject: 'still intended' });
      const before = (n: number) => T0 + (base + n) * 1000;
      const ids = async (n: number, limit: number) =>
        (await deliveries.unsettled(before(n), limit))
          .filter((d) => d.incidentId === incidentId)
          .map((d) => d.deliveryId);
      expect(await ids(4, 100)).toEqual(['page-1/ada/sms', 'page-3/ada/sms']);
      expect(await ids(5, 100)).toEqual(['page-1/ada/sms', 'page-3/ada/sms', 'page-4/ada/sms']);
      expect(await ids(5, 1)).toEqual(['page-1/ada/sms']);
    });

    it('keeps one row per recipient and channel', async () => {
      const incidentId = fresh('incident');
      const ids = Array.from({ length: 40 }, (_, i) => `page-1/person-${String(i).padStart(2, '0')}/email`);
      await Promise.all(ids.map((deliveryId) => deliveries.intend(delivery(incidentId, { deliveryId }), 0)));
      expect((await deliveries.ofIncident(incidentId)).map(({ deliveryId }) => deliveryId)).toEqual(ids);
    });
  });
};
