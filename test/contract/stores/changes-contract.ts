import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '../../../domain/change/change.ts';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh, HOSTILE } from './samples.ts';

const change = (serviceId: string, rest: Partial<Change> = {}): Change => ({
  id: 'deployment d-1 SUCCESS',
  serviceId,
  environment: 'production',
  kind: 'deployment',
  source: 'codedeploy',
  integrationId: 'aws',
  title: 'Deployment of checkout succeeded',
  at: '2026-11-21T18:00:00.000Z',
  ...rest,
});

const DAY = { from: '2026-11-21T00:00:00.000Z', to: '2026-11-22T00:00:00.000Z' };

export const changesContract = (makeStores: MakeStores): void => {
  describe('changes', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    it('are listed by service, newest first, so many and no more', async () => {
      const service = fresh('service');
      const changes = Array.from({ length: 12 }, (_, i) =>
        change(service, { id: `c-${i}`, at: `2026-11-21T18:${String(i % 4).padStart(2, '0')}:00.000Z` }),
      );
      for (const one of changes) await stores.changes.put(one);
      await stores.changes.put(change(fresh('service')));
      const newest = changes.toSorted((a, b) => (`${a.at} ${a.id}` < `${b.at} ${b.id}` ? 1 : -1));
      expect(await stores.changes.ofService(service, DAY, 50)).toEqual(newest);
      expect(await stores.changes.ofService(service, DAY, 5)).toEqual(newest.slice(0, 5));
      expect(await stores.changes.ofService(fresh('service'), DAY, 5)).toEqual([]);
    });

    it('are found from an instant on, and up to another one without it', async () => {
      const service = fresh('service');
      const at = '2026-11-21T18:00:00.000Z';
      await stores.changes.put(change(service, { at }));
      const found = async (from: string, to: string) =>
        (await stores.changes.ofService(service, { from, to }, 9)).length;
      expect(await found(at, '2026-11-21T18:00:00.001Z')).toBe(1);
      expect(await found('2026-11-21T17:00:00.000Z', at)).toBe(0);
      expect(await found('2026-11-21T18:00:00.001Z', '2026-11-22T00:00:00.000Z')).toBe(0);
    });

    it('are one row however often they are told', async () => {
      const service = fresh('service');
      await stores.changes.put(change(service, { title: 'first' }));
      await stores.changes.put(change(service, { title: 'again', actor: 'ana' }));
      await stores.durable();
      expect(await stores.changes.ofService(service, DAY, 9)).toEqual([
        change(service, { title: 'again', actor: 'ana' }),
      ]);
    });

    it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 30)), text]))('survive %s', async (_, text) => {
      const service = fresh('service');
      const one = change(service, { id: `id ${text}`, title: text, description: text, actor: text });
      await stores.changes.put(one);
      expect(await stores.changes.ofService(service, DAY, 9)).toEqual([one]);
    });
  });
};
