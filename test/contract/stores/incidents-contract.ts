import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_ALERTS } from '../../../domain/incident/alerts-held.ts';
import type { IncidentView } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh, incident } from './samples.ts';

export const incidentsContract = (makeStores: MakeStores): void => {
  describe('incidents', () => {
    let made: MadeStores;
    let incidents: IncidentView;
    beforeAll(async () => {
      made = await makeStores();
      incidents = made.stores.incidents;
    });
    afterAll(() => made.close());

    it('stores the newest state only', async () => {
      const id = fresh('incident');
      await incidents.put(incident(id, { seq: 3, title: 'three' }));
      await incidents.put(incident(id, { seq: 2, title: 'two' }));
      expect(await incidents.get(id)).toEqual(incident(id, { seq: 3, title: 'three' }));
      await incidents.put(incident(id, { seq: 3, title: 'three, rebuilt' }));
      expect((await incidents.get(id))?.title).toBe('three, rebuilt');
      await Promise.all([7, 4, 9, 5, 8, 6].map((seq) => incidents.put(incident(id, { seq }))));
      expect((await incidents.get(id))?.seq).toBe(9);
      expect(await incidents.get(fresh('incident'))).toBeUndefined();
    });

    it('keeps a large incident', async () => {
      const id = fresh('incident');
      const attached = {
        episode: 1,
        firing: true,
        severity: 'error',
        serviceId: 'checkout',
        attachedAt: '2026-11-21T19:00:00.000Z',
      } as const;
      const recent = Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`${i}`.padStart(32, 'a'), attached]));
      const alerts = { ...NO_ALERTS, recent };
      await incidents.put(incident(id, { alerts }));
      expect(Object.keys((await incidents.get(id))?.alerts.recent ?? {})).toHaveLength(3000);
    });
  });
};
