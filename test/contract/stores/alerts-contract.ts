import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Alert, LATE_WITHIN_MS } from '../../../domain/alert/alert.ts';
import type { Told } from '../../../domain/alert/told.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import type { Page, PageRequest } from '../../../ports/page.ts';
import type { AlertStore } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh, record, T0 } from './samples.ts';

export const alertsContract = (makeStores: MakeStores): void => {
  describe('alerts', () => {
    let made: MadeStores;
    let alerts: AlertStore;
    beforeAll(async () => {
      made = await makeStores();
      alerts = made.stores.alerts;
    });
    afterAll(() => made.close());

    const got = async (alertId: string): Promise<Alert> => {
      const alert = await alerts.get(alertId);
      expect(alert).toBeDefined();
      return alert as Alert;
    };

    it('opens, repeats and resolves, and tells what it found', async () => {
      const id = fresh('alert');
      expect(await alerts.record([record(id)])).toEqual([
        { alertId: id, outcome: 'opened', episode: 1, serviceId: 'checkout', environment: 'production' },
      ]);
      await alerts.attach([{ alertId: id, episode: 1, told: 'error' }], 'incident-1');
      const again = record(
        id,
        { occurredAt: T0 + 1, title: 'another title' },
        { count: 4, serviceId: 'other', environment: 'x' },
      );
      expect(await alerts.record([again])).toEqual([
        {
          alertId: id,
          outcome: 'repeated',
          episode: 1,
          incidentId: 'incident-1',
          previousSeverity: 'error',
          serviceId: 'checkout',
          environment: 'production',
        },
      ]);
      expect(await alerts.record([record(id, { status: 'resolved', occurredAt: T0 + 2 })])).toMatchObject([
        { outcome: 'resolved', episode: 1, incidentId: 'incident-1' },
      ]);
      expect(await got(id)).toMatchObject({
        status: 'resolved',
        title: 'Checkout answers 5xx',
        count: 5,
        resolvedAt: T0 + 2,
        labels: { region: 'eu-central-1' },
      });
    });

    it('opens a new episode without the incident of the last one', async () => {
      const id = fresh('alert');
      await alerts.record([record(id)]);
      await alerts.attach([{ alertId: id, episode: 1, told: 'error' }], 'incident-1');
      await alerts.record([record(id, { status: 'resolved', occurredAt: T0 + 1 })]);
      const [recorded] = await alerts.record([record(id, { occurredAt: T0 + 2, title: 'second', severity: 'info' })]);
      expect(recorded).toMatchObject({ outcome: 'opened', episode: 2, previousSeverity: 'error' });
      expect(recorded?.incidentId).toBeUndefined();
      expect(await got(id)).toMatchObject({
        episode: 2,
        count: 1,
        title: 'second',
        severity: 'info',
        firstSeenAt: T0 + 2,
      });
      await alerts.attach([{ alertId: id, episode: 1, told: 'error' }], 'incident-1');
      expect((await got(id)).incidentId).toBeUndefined();
    });

    it('keeps the worst severity and tells the one before', async () => {
      const id = fresh('alert');
      await alerts.record([record(id, { severity: 'warning' })]);
      const told = [];
      for (const severity of ['critical', 'info', 'critical'] as const) {
        told.push((await alerts.record([record(id, { severity, occurredAt: T0 + 1 })]))[0]?.previousSeverity);
      }
      expect(told).toEqual(['warning', 'critical', 'critical']);
      expect(await got(id)).toMatchObject({ severity: 'critical', count: 4 });
    });

    it('counts what is late and changes nothing else', async () => {
      const id = fresh('alert');
      await alerts.record([record(id, { occurredAt: T0 + 10 })]);
      await alerts.record([record(id, { status: 'resolved', occurredAt: T0 + 20 })]);
      for (const status of ['firing', 'resolved', 'acknowledged'] as const) {
        const late = record(id, { status, occurredAt: T0 + 15, severity: 'critical' }, { count: 2 });
        expect(await alerts.record([late])).toMatchObject([{ outcome: 'late', episode: 1, previousSeverity: 'error' }]);
      }
      expect(await got(id)).toMatchObject({
        status: 'resolved',
        lateCount: 6,
        count: 1,
        severity: 'error',
        occurredAt: T0 + 20,
      });
    });

    it('opens a new episode for what fires still, long after it was resolved, where it is dated by its beginning', async () => {
      const resolvedAt = T0 + 60_000;
      const again = (id: string, receivedAt: number, dated: true | undefined) =>
        alerts.record([record(id, { occurredAt: T0, receivedAt, datedByBeginning: dated })]);
      const once = async (): Promise<string> => {
        const id = fresh('alert');
        await again(id, T0, true);
        await alerts.attach([{ alertId: id, episode: 1, told: 'error' }], 'incident-1');
        await alerts.record([record(id, { status: 'resolved', occurredAt: resolvedAt, receivedAt: resolvedAt })]);
        return id;
      };
      const overtaken = await once();
      expect(await again(overtaken, resolvedAt + LATE_WITHIN_MS, true)).toMatchObject([
        { outcome: 'late', episode: 1 },
      ]);
      const undated = await once();
      const muchLater = resolvedAt + LATE_WITHIN_MS + 1;
      expect(await again(undated, muchLater, undefined)).toMatchObject([{ outcome: 'late', episode: 1 }]);
      const goesOn = await once();
      const [reopened] = await again(goesOn, muchLater, true);
      expect(reopened).toMatchObject({ outcome: 'opened', episode: 2 });
      expect(reopened?.incidentId).toBeUndefined();
      expect(await again(goesOn, muchLater + 1, true)).toMatchObject([{ outcome: 'repeated', episode: 2 }]);
      expect(await got(goesOn)).toMatchObject({ status: 'firing', count: 2, lateCount: 0 });
    });

    it('opens exactly one episode of what fires still when twenty report it at once', async () => {
      const id = fresh('alert');
      await alerts.record([record(id, { status: 'resolved', occurredAt: T0 + 1, receivedAt: T0 + 1 })]);
      const receivedAt = T0 + LATE_WITHIN_MS + 2;
      const told = await Promise.all(
        Array.from({ length: 20 }, () => alerts.record([record(id, { receivedAt, datedByBeginning: true })])),
      );
      expect(told.flat().filter(({ outcome }) => outcome === 'opened')).toHaveLength(1);
      expect(await got(id)).toMatchObject({ episode: 2, count: 20, lateCount: 0 });
    });

    it.each([
      ['a few words', 10],
      ['a few labels', 500],
      ['as much as Alertmanager sends', 1_000],
      ['a log', 30_000],
    ])('keeps what the first signal of an episode said: %s', async (_, length) => {
      // Of a sequence that no compression shortens much.
      const words = (from: number): string =>
        Array.from({ length: Math.ceil(length / 8) }, (__, i) => (((from + i) * 2654435761) >>> 0).toString(16)).join(
          ' ',
        );
      const id = fresh('alert');
      const incidentId = fresh('incident');
      const said = { description: words(1), labels: { region: 'eu-central-1', ünïcode: '“”' }, groupKey: 'g' };
      await alerts.record([record(id, said)]);
      await alerts.record([record(id, { description: 'short', occurredAt: T0 + 1 })]);
      await alerts.record([record(id, { description: words(2), occurredAt: T0 + 2 })]);
      expect(await got(id)).toMatchObject({ ...said, count: 3 });
      const left = await alerts.unattached(T0 + 10, { limit: 1000 });
      expect(left.items.find(({ alertId }) => alertId === id)).toMatchObject(said);
      await alerts.attach([{ alertId: id, episode: 1, told: 'error' }], incidentId);
      expect((await alerts.ofIncident(incidentId, { limit: 10 })).items).toMatchObject([{ ...said, alertId: id }]);
      // A long one after a short one, and the other way round.
      for (const [at, description] of ['short', words(3), 'again short', words(4)].entries()) {
        await alerts.record([record(id, { status: 'resolved', occurredAt: T0 + 10 + 2 * at })]);
        await alerts.record([record(id, { description, occurredAt: T0 + 11 + 2 * at })]);
        expect(await got(id)).toMatchObject({ description, episode: at + 2, status: 'firing' });
      }
    });

    it('keeps which shared group an alert is of', async () => {
      const id = fresh('alert');
      await alerts.record([record(id, { sharedGroup: { key: 'a group', whole: true, over: true } })]);
      expect((await got(id)).sharedGroup).toEqual({ key: 'a group', whole: true });
    });

    it('does not let a firing that its own resolution overtook open anything', async () => {
      const id = fresh('alert');
      const resolution = record(id, { status: 'resolved', occurredAt: T0 + 5 });
      expect(await alerts.record([resolution])).toMatchObject([{ outcome: 'ignored', episode: 1 }]);
      expect(await alerts.record([record(id, { occurredAt: T0 })])).toMatchObject([{ outcome: 'late' }]);
      expect(await alerts.record([record(id, { occurredAt: T0 + 6 })])).toMatchObject([
        { outcome: 'opened', episode: 2 },
      ]);
    });

    it('writes nothing for an acknowledgement or an unknown status of nothing', async () => {
      const id = fresh('alert');
      expect(await alerts.record([record(id, { status: 'acknowledged' })])).toMatchObject([
        { outcome: 'ignored', episode: 0 },
      ]);
      expect(await alerts.record([record(id, { status: 'unknown' })])).toMatchObject([
        { outcome: 'ignored', episode: 0 },
      ]);
      expect(await alerts.get(id)).toBeUndefined();
    });

    it('answers a batch in its order', async () => {
      const ids = Array.from({ length: 70 }, () => fresh('alert'));
      expect((await alerts.record(ids.map((id) => record(id)))).map(({ alertId }) => alertId)).toEqual(ids);
      expect(await alerts.record([])).toEqual([]);
    });

    it('opens exactly one episode when a hundred report it at once', async () => {
      const id = fresh('alert');
      const severities = ['info', 'warning', 'error', 'critical'] as const;
      const told = await Promise.all(
        Array.from({ length: 100 }, (_, i) => alerts.record([record(id, { severity: severities[i % 4] })])),
      );
      const outcomes = told.flat().map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(99);
      expect(await got(id)).toMatchObject({ count: 100, severity: 'critical', episode: 1 });
    });

    it('resolves once and reopens once when many race', async () => {
      const id = fresh('alert');
      await alerts.record([record(id)]);
      const race = async (status: 'firing' | 'resolved', occurredAt: number): Promise<string[]> =>
        (await Promise.all(Array.from({ length: 20 }, () => alerts.record([record(id, { status, occurredAt })]))))
          .flat()
          .map(({ outcome }) => outcome);
      expect((await race('resolved', T0 + 1)).filter((outcome) => outcome === 'resolved')).toHaveLength(1);
      expect((await race('firing', T0 + 2)).filter((outcome) => outcome === 'opened')).toHaveLength(1);
      expect(await got(id)).toMatchObject({ episode: 2, count: 20 });
    });

    it('tells the states of many at once as the newest write left them, in the order asked', async () => {
      const ids = Array.from({ length: 120 }, () => fresh('alert'));
      const asked = [...ids].reverse();
      await alerts.record(ids.map((id) => record(id)));
      const [first, second, third] = ids as [string, string, string];
      await alerts.attach([{ alertId: first, episode: 1, told: 'error' }], 'incident-1');
      await alerts.record([
        record(first, { occurredAt: T0 + 5, severity: 'critical' }),
        record(second, { status: 'resolved', occurredAt: T0 + 6 }),
        record(third, { occurredAt: T0 + 7 }, { suppressedBy: 'window' }),
      ]);
      const states = await alerts.states([fresh('nobody'), ...asked]);
      expect(states[0]).toBeUndefined();
      expect(states.slice(1).map((state) => state?.alertId)).toEqual(asked);
      expect(states.at(-1)).toMatchObject({
        status: 'firing',
        severity: 'critical',
        incidentId: 'incident-1',
        occurredAt: T0 + 5,
      });
      expect(states.at(-2)).toMatchObject({ status: 'resolved', occurredAt: T0 + 6 });
      expect(states.at(-3)).toMatchObject({ status: 'firing', suppressedBy: 'window', episode: 1 });
      expect(await alerts.states([])).toEqual([]);
    });

    it('lists what is open and attached to nothing, oldest first', async () => {
      const [early, late, attached, resolved, held] = Array.from({ length: 5 }, () => fresh('alert')) as [
        string,
        string,
        string,
        string,
        string,
      ];
      const at = T0 - 1_000_000;
      await alerts.record([
        record(late, { occurredAt: at + 10 }),
        record(early, { occurredAt: at }),
        record(attached, { occurredAt: at }),
        record(resolved, { occurredAt: at }),
        record(held, { occurredAt: at + 5 }, { suppressedBy: 'maintenance' }),
      ]);
      await alerts.attach([{ alertId: attached, episode: 1, told: 'error' }], 'incident-1');
      await alerts.record([
        record(resolved, { status: 'resolved', occurredAt: at + 1 }),
        record(early, { occurredAt: at + 50 }),
      ]);
      expect((await alerts.unattached(at + 11, { limit: 100 })).items.map(({ alertId }) => alertId)).toEqual([
        early,
        held,
        late,
      ]);
      expect((await alerts.unattached(at + 10, { limit: 100 })).items.map(({ alertId }) => alertId)).toEqual([
        early,
        held,
      ]);
      expect((await alerts.unattached(at + 11, { limit: 1 })).items.map(({ alertId }) => alertId)).toEqual([early]);
      await alerts.attach([{ alertId: held, episode: 1, told: 'error' }], 'incident-1');
      expect((await alerts.unattached(at + 11, { limit: 100 })).items.map(({ alertId }) => alertId)).toEqual([
        early,
        late,
      ]);
    });

    it('says of an alert whose incident does not know how it is, and lists it until that is told', async () => {
      const id = fresh('alert');
      const said = async (after: number, signal: Partial<Signal>, suppressedBy?: string) =>
        (await alerts.record([record(id, { occurredAt: T0 + after, ...signal }, { suppressedBy })]))[0]?.untold ??
        false;
      const isListed = async (): Promise<boolean> => {
        const { items } = await alerts.unsettled({ limit: 100_000 });
        return items.some(({ alertId }) => alertId === id);
      };
      const tell = (told: Told) => alerts.attach([{ alertId: id, episode: 1, told }], 'incident-1');
      expect([await said(0, {}), await isListed()]).toEqual([false, false]);
      await tell('error');
      expect([await said(1, {}), await isListed()]).toEqual([false, false]);
      expect([await said(2, { severity: 'critical' }), await isListed()]).toEqual([true, true]);
      // Whoever was to tell it crashed: each repeat finds that nobody has.
      expect([await said(3, { severity: 'critical' }), await isListed()]).toEqual([true, true]);
      await tell('error');
      expect([await said(4, {}), await isListed()]).toEqual([true, true]);
      await tell('critical');
      expect([await said(5, {}), await isListed()]).toEqual([false, false]);
      expect([await said(6, {}, 'window'), await isListed()]).toEqual([true, true]);
      await tell('suppressed');
      expect([await said(7, {}, 'window'), await isListed()]).toEqual([false, true]);
      expect([await said(8, {}), await isListed()]).toEqual([true, true]);
      await tell('critical');
      expect([await said(9, { status: 'resolved' }), await isListed()]).toEqual([true, true]);
      expect([await said(10, { status: 'resolved' }), await isListed()]).toEqual([true, true]);
      await tell('resolved');
      expect([await said(11, { status: 'resolved' }), await isListed()]).toEqual([false, false]);
      expect([await said(12, {}), await isListed()]).toEqual([false, false]);
    });

    it('has nothing to tell of a resolution that came from the incident itself', async () => {
      const id = fresh('alert');
      await alerts.record([record(id)]);
      await alerts.attach([{ alertId: id, episode: 1, told: 'error' }], 'incident-1');
      const [recorded] = await alerts.record([record(id, { status: 'resolved', occurredAt: T0 + 1 }, { known: true })]);
      expect([recorded?.outcome, recorded?.untold]).toEqual(['resolved', undefined]);
      expect((await alerts.unsettled({ limit: 100_000 })).items.map(({ alertId }) => alertId)).not.toContain(id);
    });

    it('goes through all that is unattached, or unsettled, page by page while pages are worked off', async () => {
      const at = T0 - 2_000_000;
      const ids = Array.from({ length: 25 }, () => fresh('alert'));
      await alerts.record(ids.map((id, i) => record(id, { occurredAt: at + (i % 7) })));
      const walk = async (read: (page: PageRequest) => Promise<Page<Alert>>, told: Told): Promise<string[]> => {
        const seen: string[] = [];
        let next: string | undefined;
        do {
          const page = await read({ limit: 4, ...(next !== undefined && { next }) });
          seen.push(...page.items.map(({ alertId }) => alertId));
          await alerts.attach(
            page.items.map(({ alertId, episode }) => ({ alertId, episode, told })),
            'incident-1',
          );
          next = page.next;
        } while (next !== undefined);
        return seen.filter((id) => ids.includes(id)).sort();
      };
      // Told of something else than they are, so that they are unsettled next.
      expect(await walk((page) => alerts.unattached(at + 10, page), 'info')).toEqual([...ids].sort());
      expect(await walk((page) => alerts.unsettled(page), 'error')).toEqual([...ids].sort());
    });

    it('pages through the alerts of an incident, resolved ones included', async () => {
      const incidentId = fresh('incident');
      const ids = Array.from({ length: 25 }, () => fresh('alert'));
      await alerts.record(ids.map((id, i) => record(id, { occurredAt: T0 + (i % 5) })));
      await alerts.record(ids.slice(0, 5).map((id) => record(id, { status: 'resolved', occurredAt: T0 + 60 })));
      await alerts.attach(
        ids.map((alertId) => ({ alertId, episode: 1, told: 'error' as const })),
        incidentId,
      );
      await alerts.record(ids.slice(5, 10).map((id) => record(id, { status: 'resolved', occurredAt: T0 + 60 })));
      const seen: string[] = [];
      let next: string | undefined;
      do {
        const page = await alerts.ofIncident(incidentId, { limit: 10, next });
        expect(page.items.length).toBeLessThanOrEqual(10);
        seen.push(...page.items.map(({ alertId }) => alertId));
        next = page.next;
      } while (next !== undefined);
      expect(seen).toHaveLength(25);
      expect(new Set(seen)).toEqual(new Set(ids));
      expect((await alerts.ofIncident(fresh('incident'), { limit: 10 })).items).toEqual([]);
    });

    it('refuses a cursor it did not give', async () => {
      const page = alerts.ofIncident(fresh('incident'), { limit: 10, next: 'bm9wZQ' });
      await expect(page).rejects.toMatchObject({ name: 'StoreError', code: 'invalid-cursor' });
    });
  });
};
