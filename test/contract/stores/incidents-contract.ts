import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentFilter, IncidentView } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh, incident } from './samples.ts';

const opened = (minute: number): string => `2026-11-21T19:${String(minute).padStart(2, '0')}:00.000Z`;

export const incidentsContract = (makeStores: MakeStores): void => {
  describe('incidents', () => {
    let made: MadeStores;
    let incidents: IncidentView;
    beforeAll(async () => {
      made = await makeStores();
      incidents = made.stores.incidents;
    });
    afterAll(() => made.close());

    const all = async (filter: IncidentFilter, limit: number): Promise<string[]> => {
      const found: string[] = [];
      let next: string | undefined;
      do {
        const page = await incidents.list(filter, { limit, next });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        found.push(...page.items.map(({ incidentId }) => incidentId));
        next = page.next;
      } while (next !== undefined);
      return found;
    };

    it('stores the newest state only', async () => {
      const id = fresh('incident');
      await incidents.put(incident(id, { seq: 3, title: 'three' }), false);
      await incidents.put(incident(id, { seq: 2, title: 'two' }), false);
      expect(await incidents.get(id)).toEqual(incident(id, { seq: 3, title: 'three' }));
      await incidents.put(incident(id, { seq: 3, title: 'three, rebuilt' }), false);
      expect((await incidents.get(id))?.title).toBe('three, rebuilt');
      await Promise.all([7, 4, 9, 5, 8, 6].map((seq) => incidents.put(incident(id, { seq }), false)));
      expect((await incidents.get(id))?.seq).toBe(9);
      expect(await incidents.get(fresh('incident'))).toBeUndefined();
    });

    it('finds an incident by its number', async () => {
      const id = fresh('incident');
      await incidents.put(incident(id, { number: `INC-2026-${id}` }), false);
      expect((await incidents.byNumber(`INC-2026-${id}`))?.incidentId).toBe(id);
      expect(await incidents.byNumber(fresh('number'))).toBeUndefined();
    });

    it('keeps a large incident', async () => {
      const id = fresh('incident');
      const attached = {
        episode: 1,
        firing: true,
        severity: 'error',
        serviceId: 'checkout',
        attachedAt: opened(0),
      } as const;
      const alerts = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`${i}`.padStart(32, 'a'), attached]));
      await incidents.put(incident(id, { alerts }), false);
      expect(Object.keys((await incidents.get(id))?.alerts ?? {})).toHaveLength(3000);
    });

    it('lists newest first, filtered, page by page', async () => {
      const service = fresh('service');
      const ids = Array.from({ length: 23 }, () => fresh('incident'));
      await Promise.all(
        ids.map((id, i) =>
          incidents.put(
            incident(id, {
              openedAt: opened(i % 12),
              serviceId: i % 2 === 0 ? service : 'another',
              affectedServices: i % 2 === 0 ? [] : [service, 'another'],
              status: i % 3 === 0 ? 'resolved' : 'open',
              major: i % 5 === 0 ? 'accepted' : 'none',
            }),
            false,
          ),
        ),
      );
      const newestFirst = ids
        .map((id, i) => ({ id, i, key: `${opened(i % 12)}#${id}` }))
        .sort((a, b) => (a.key < b.key ? 1 : -1));
      expect(await all({ service }, 5)).toEqual(newestFirst.map(({ id }) => id));
      expect(await all({ service, status: ['resolved', 'closed'] }, 3)).toEqual(
        newestFirst.filter(({ i }) => i % 3 === 0).map(({ id }) => id),
      );
      expect(await all({ service, status: ['open'], major: ['accepted'] }, 50)).toEqual(
        newestFirst.filter(({ i }) => i % 3 !== 0 && i % 5 === 0).map(({ id }) => id),
      );
      expect(await all({ service, status: [] }, 5)).toEqual([]);
      expect(await all({ service: fresh('service') }, 5)).toEqual([]);
      const everything = await all({}, 7);
      expect(everything.filter((id) => ids.includes(id))).toEqual(newestFirst.map(({ id }) => id));
      const exact = await incidents.list({ service }, { limit: 23 });
      expect([exact.items.length, exact.next]).toEqual([23, undefined]);
      await expect(incidents.list({}, { limit: 5, next: '!' })).rejects.toMatchObject({ code: 'invalid-cursor' });
    });

    it('knows which incidents need a process', async () => {
      const id = fresh('incident');
      await incidents.put(incident(id, { seq: 1 }), true);
      expect(await incidents.needingProcess(1000)).toContain(id);
      await incidents.put(incident(id, { seq: 2 }), false);
      expect(await incidents.needingProcess(1000)).not.toContain(id);
    });
  });
};
