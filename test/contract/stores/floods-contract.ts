import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flood, HeldPage } from '../../../domain/delivery/flood.ts';
import type { PageJob } from '../../../domain/incident/effects.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh, T0 } from './samples.ts';

const flood = (recipient: string, rest: Partial<Flood> = {}): Flood => ({
  recipient,
  version: 1,
  window: 1,
  since: toIso(T0),
  until: toIso(T0 + 60_000),
  worst: 3,
  isPending: false,
  ...rest,
});

const page = (pageId: string, title = 'Orders fail'): HeldPage => ({
  job: { pageId, incidentId: 'inc-1', title } as PageJob,
  deliveryId: `${pageId}/0/sms/1`,
  heldAt: toIso(T0),
});

export const floodsContract = (makeStores: MakeStores): void => {
  describe('what people were sent of late', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    it('is kept as it was read only, one version after the other', async () => {
      const first = flood(fresh('recipient'));
      expect(await stores.floods.get(first.recipient)).toBeUndefined();
      expect(await stores.floods.put({ ...first, version: 2 })).toBe(false);
      expect(await stores.floods.put(first)).toBe(true);
      expect(await stores.floods.put(first)).toBe(false);
      const second = { ...first, version: 2, isPending: true };
      expect(await stores.floods.put(second)).toBe(true);
      await stores.durable();
      expect(await stores.floods.get(first.recipient)).toEqual(second);
    });

    it('holds each page of a window once, in the order of the ids', async () => {
      const recipient = fresh('recipient');
      await stores.floods.hold(recipient, 1, page('b'));
      await stores.floods.hold(recipient, 1, page('a'));
      await stores.floods.hold(recipient, 1, page('b', 'Orders fail\0\ud800'));
      await stores.floods.hold(recipient, 2, page('c'));
      await stores.floods.hold(recipient, 10, page('d'));
      expect(await stores.floods.held(recipient, 1)).toEqual([page('a'), page('b', 'Orders fail\0\ud800')]);
      expect(await stores.floods.held(recipient, 2)).toEqual([page('c')]);
      expect(await stores.floods.held(recipient, 3)).toEqual([]);
    });

    it('finds digests that should have left, the longest waiting first, and no others', async () => {
      const [late, later, quiet, early] = [fresh('late'), fresh('later'), fresh('quiet'), fresh('early')];
      const at = T0 - 86_400_000;
      await stores.floods.put(flood(later, { until: toIso(at + 2000), isPending: true }));
      await stores.floods.put(flood(late, { until: toIso(at + 1000), isPending: true }));
      await stores.floods.put(flood(quiet, { until: toIso(at) }));
      await stores.floods.put(flood(early, { until: toIso(at + 3000), isPending: true }));
      const due = async () => (await stores.floods.due(at + 3000, 10)).map(({ recipient }) => recipient);
      expect(await due()).toEqual([late, later]);
      await stores.floods.put(flood(late, { version: 2, until: toIso(at + 1000) }));
      expect(await due()).toEqual([later]);
    });
  });
};
