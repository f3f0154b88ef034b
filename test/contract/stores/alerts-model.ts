import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Alert, type AlertRecord, LATE_WITHIN_MS, recordSignal } from '../../../domain/alert/alert.ts';
import { isUnsettled, type Told, tellable } from '../../../domain/alert/told.ts';
import type { Page, PageRequest } from '../../../ports/page.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh, record, T0 } from './samples.ts';

const arbitraryRecord = (ids: number) =>
  fc.record({
    alert: fc.nat(ids - 1),
    status: fc.constantFrom(
      'firing',
      'firing',
      'firing',
      'resolved',
      'resolved',
      'acknowledged',
      'unknown',
    ) as fc.Arbitrary<AlertRecord['signal']['status']>,
    severity: fc.constantFrom('info', 'warning', 'error', 'critical') as fc.Arbitrary<
      AlertRecord['signal']['severity']
    >,
    // Few instants, so that equal, earlier and later ones all come up.
    occurredAt: fc.nat(6),
    // Now and then received long after it occurred, when a resolution is no longer overtaken by it.
    delay: fc.constantFrom(0, 1, 2, 3, LATE_WITHIN_MS - 1, LATE_WITHIN_MS + 2, 2 * LATE_WITHIN_MS + 5),
    // Of a sender with a clock like ours, ahead of ours, behind it, or without one.
    clock: fc.constantFrom(0, 0, 0, 1_000_000, -1_000_000, undefined),
    again: fc.constantFrom(true as const, undefined, undefined),
    datedByBeginning: fc.constantFrom(true as const, undefined),
    count: fc.integer({ min: 1, max: 9 }),
    title: fc.string({ maxLength: 8 }),
    labels: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.string({ maxLength: 4 }), {
      maxKeys: 3,
    }),
    suppressedBy: fc.option(fc.constantFrom('window-1', 'sender'), { nil: undefined }),
    serviceId: fc.constantFrom('checkout', 'search'),
    known: fc.constantFrom(true as const, undefined, undefined, undefined),
  });

const IDS = 3;

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      records: fc.uniqueArray(arbitraryRecord(IDS), { selector: (r) => r.alert, minLength: 1, maxLength: IDS }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      attach: fc.nat(IDS - 1),
      back: fc.constantFrom(0, 0, 0, 1),
      incident: fc.constantFrom('incident-a', 'incident-b'),
      told: fc.constantFrom<Told>('info', 'warning', 'error', 'critical', 'suppressed', 'resolved'),
    }),
  },
);

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

export const alertsModel = (makeStores: MakeStores, runs: number): void => {
  describe('alerts against the pure rule', () => {
    let made: MadeStores;
    beforeAll(async () => {
      made = await makeStores();
    });
    afterAll(() => made.close());

    it('records any sequence of signals as recordSignal does', { timeout: 120_000 }, async () => {
      const { alerts } = made.stores;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
          const ids = Array.from({ length: IDS }, () => fresh('model'));
          const suffix = fresh('run');
          const model = new Map<string, Alert>();
          for (const s of steps) {
            if ('attach' in s) {
              const alertId = ids[s.attach] as string;
              const alert = model.get(alertId);
              const episode = (alert?.episode ?? 1) - s.back;
              const { told } = s;
              const incidentId = `${s.incident}-${suffix}`;
              await alerts.attach([{ alertId, episode, told }], incidentId);
              if (alert?.episode === episode) model.set(alertId, { ...alert, incidentId, told });
              continue;
            }
            const records = s.records.map(
              ({ alert, clock, count, suppressedBy, serviceId, known, occurredAt, delay, ...signal }) =>
                record(
                  ids[alert] as string,
                  {
                    ...signal,
                    occurredAt: T0 + occurredAt,
                    receivedAt: T0 + occurredAt + delay,
                    saidAt: clock === undefined ? undefined : T0 + occurredAt + clock,
                  },
                  { count, suppressedBy, serviceId, known },
                ),
            );
            const expected = records.map((r) => {
              const { alert, recorded } = recordSignal(model.get(r.alertId), r);
              if (alert !== undefined) model.set(r.alertId, alert);
              return recorded;
            });
            expect(plain(await alerts.record(records))).toEqual(plain(expected));
          }
          for (const id of ids) {
            const stored = await alerts.get(id);
            expect(stored === undefined ? undefined : plain(stored)).toEqual(
              model.has(id) ? plain(model.get(id)) : undefined,
            );
          }
          const kept = [...model.values()];
          const idsOf = (list: readonly Alert[]): string[] => list.map(({ alertId }) => alertId).sort();
          for (const incidentId of [`incident-a-${suffix}`, `incident-b-${suffix}`]) {
            const { items } = await alerts.ofIncident(incidentId, { limit: 10 });
            expect(idsOf(items)).toEqual(idsOf(kept.filter((alert) => alert.incidentId === incidentId)));
          }
          const listed = async (read: (page: PageRequest) => Promise<Page<Alert>>): Promise<string[]> => {
            const { items } = await read({ limit: 100_000 });
            return idsOf(items.filter(({ alertId }) => ids.includes(alertId)));
          };
          expect(await listed((page) => alerts.unattached(T0 + 10 * LATE_WITHIN_MS, page))).toEqual(
            idsOf(kept.filter((a) => a.incidentId === undefined && a.status !== 'resolved')),
          );
          expect(await listed((page) => alerts.unsettled(page))).toEqual(idsOf(kept.filter(isUnsettled)));
          // Out of the way of the runs that follow.
          await alerts.attach(
            kept.map((alert) => ({ alertId: alert.alertId, episode: alert.episode, told: tellable(alert) })),
            `done-${suffix}`,
          );
        }),
        { numRuns: runs },
      );
    });
  });
};
