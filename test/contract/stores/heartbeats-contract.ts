import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Heartbeat, heard, unheard } from '../../../domain/heartbeat/heartbeat.ts';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh, HOSTILE, T0 } from './samples.ts';

const heartbeat = (rest: Partial<Heartbeat> = {}): Heartbeat => ({
  ...unheard({
    heartbeatId: fresh('heartbeat'),
    name: 'nightly-backup',
    intervalSeconds: 60,
    enabled: true,
    severity: 'critical',
  }),
  version: 1,
  ...rest,
});

export const heartbeatsContract = (makeStores: MakeStores): void => {
  describe('heartbeats', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    it('are kept as they were read only, one version after the other', async () => {
      const first = heartbeat();
      expect(await stores.heartbeats.get(first.heartbeatId)).toBeUndefined();
      expect(await stores.heartbeats.put({ ...first, version: 2 })).toBe(false);
      expect(await stores.heartbeats.put(first)).toBe(true);
      expect(await stores.heartbeats.put(first)).toBe(false);
      const second = { ...heard(first, T0), version: 2 };
      expect(await stores.heartbeats.put({ ...second, version: 3 })).toBe(false);
      expect(await stores.heartbeats.put(second)).toBe(true);
      await stores.durable();
      expect(await stores.heartbeats.get(first.heartbeatId)).toEqual(second);
    });

    it('let one of twenty writers win a version', async () => {
      const first = heartbeat();
      await stores.heartbeats.put(first);
      const kept = await Promise.all(
        Array.from({ length: 20 }, (_, i) => stores.heartbeats.put({ ...heard(first, T0 + i), version: 2 })),
      );
      expect(kept.filter(Boolean)).toHaveLength(1);
      expect((await stores.heartbeats.get(first.heartbeatId))?.lastPingAt).toBe(T0 + kept.indexOf(true));
    });

    it('are due by their deadline, the earliest first, and no more once it has moved or gone', async () => {
      const other = await makeStores();
      try {
        const { heartbeats } = other.stores;
        const rows = [30, 10, 20].map((seconds) => heartbeat({ deadline: T0 + seconds * 1000, condition: 'heard' }));
        for (const row of [...rows, heartbeat()]) await heartbeats.put(row);
        const [late, early, middle] = rows as [Heartbeat, Heartbeat, Heartbeat];
        const ids = async (before: number, limit = 9) =>
          (await heartbeats.due(before, limit)).map(({ heartbeatId }) => heartbeatId);
        expect(await ids(T0 + 30_001)).toEqual([early, middle, late].map(({ heartbeatId }) => heartbeatId));
        expect(await ids(T0 + 30_001, 1)).toEqual([early.heartbeatId]);
        expect(await ids(T0 + 10_000)).toEqual([]);
        await heartbeats.put({ ...early, deadline: T0 + 90_000, version: 2 });
        await heartbeats.put({ ...middle, deadline: undefined, version: 2 });
        expect(await ids(T0 + 30_001)).toEqual([late.heartbeatId]);
      } finally {
        await other.close();
      }
    });

    it('are listed by their integration and name', async () => {
      const integrationId = fresh('integration');
      for (const name of ['b', 'a', 'c']) await stores.heartbeats.put(heartbeat({ integrationId, name }));
      await stores.heartbeats.put(heartbeat());
      const names = async (limit: number) =>
        (await stores.heartbeats.ofIntegration(integrationId, limit)).map(({ name }) => name);
      expect(await names(9)).toEqual(['a', 'b', 'c']);
      expect(await names(2)).toEqual(['a', 'b']);
    });

    it('are removed as they were read only', async () => {
      const first = heartbeat();
      await stores.heartbeats.put(first);
      expect(await stores.heartbeats.remove({ ...first, version: 7 })).toBe(false);
      expect(await stores.heartbeats.remove(first)).toBe(true);
      expect(await stores.heartbeats.remove(first)).toBe(false);
      expect(await stores.heartbeats.get(first.heartbeatId)).toBeUndefined();
    });

    it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 30)), text]))('survive %s', async (_, text) => {
      const one = heartbeat({ heartbeatId: `${fresh('id')} ${text}`, name: text, reason: text, integrationId: text });
      expect(await stores.heartbeats.put(one)).toBe(true);
      expect(await stores.heartbeats.get(one.heartbeatId)).toEqual(one);
      expect(await stores.heartbeats.ofIntegration(text, 9)).toContainEqual(one);
    });
  });
};
