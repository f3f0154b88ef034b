import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredReport } from '../../../domain/report/report.ts';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh, HOSTILE } from './samples.ts';

const report = (alertId: string, rest: Partial<StoredReport> = {}): StoredReport => ({
  alertId,
  reporter: 'reporter-1',
  reference: 'R-0001-0001',
  at: '2026-11-21T18:10:00.000Z',
  what: 'I cannot pay',
  impact: 'cannot-work',
  ...rest,
});

export const reportsContract = (makeStores: MakeStores): void => {
  describe('reports', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    it('of one reporter are kept once an hour and alert, the first of them', async () => {
      const [alert, other] = [fresh('alert'), fresh('alert')];
      const first = report(alert, { contact: 'kim@example.net', since: 'noon' });
      expect(await stores.reports.put(first)).toBe(true);
      expect(await stores.reports.put(report(alert, { at: '2026-11-21T18:59:59.999Z', what: 'again' }))).toBe(false);
      expect(await stores.reports.put(report(other))).toBe(true);
      const second = report(alert, { reporter: 'reporter-2' });
      const later = report(alert, { at: '2026-11-21T19:00:00.000Z' });
      expect(await stores.reports.put(later)).toBe(true);
      expect(await stores.reports.put(second)).toBe(true);
      await stores.durable();
      expect(await stores.reports.ofAlert(alert, '2026-11-21T00:00:00.000Z', 10)).toEqual([first, second, later]);
    });

    it('race, and one is kept', async () => {
      const alert = fresh('alert');
      const put = await Promise.all(
        Array.from({ length: 8 }, (_, i) => stores.reports.put(report(alert, { reference: `R-${i}` }))),
      );
      expect(put.filter(Boolean)).toHaveLength(1);
    });

    it('are found from an hour on, so many and no more', async () => {
      const alert = fresh('alert');
      for (let hour = 10; hour < 20; hour += 1) {
        await stores.reports.put(report(alert, { at: `2026-11-21T${hour}:30:00.000Z` }));
      }
      const found = async (from: string, limit: number) =>
        (await stores.reports.ofAlert(alert, from, limit)).map(({ at }) => at.slice(11, 13));
      expect(await found('2026-11-21T17:45:00.000Z', 10)).toEqual(['17', '18', '19']);
      expect(await found('2026-11-21T00:00:00.000Z', 2)).toEqual(['10', '11']);
      expect(await stores.reports.ofAlert(fresh('alert'), '2026-11-21T00:00:00.000Z', 2)).toEqual([]);
    });

    it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 30)), text]))('survive %s', async (_, text) => {
      const alert = fresh('alert');
      const one = report(alert, { what: text, contact: text, reporter: `r ${text}` });
      await stores.reports.put(one);
      expect(await stores.reports.ofAlert(alert, one.at, 9)).toEqual([one]);
    });
  });
};
