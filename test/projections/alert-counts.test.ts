import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Commit, makeCommit } from '../../domain/incident/commit.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { type AlertCounts, alertCounts, OTHERS } from '../../projections/alert-counts.ts';

const BEGIN = toMs('2026-11-21T20:00:30.000Z');

const given = (...events: (readonly [seconds: number, IncidentEvent])[]): AlertCounts | undefined => {
  let row: AlertCounts | undefined;
  let head: Commit | undefined;
  for (const [seconds, event] of events) {
    const metadata = {
      now: toIso(BEGIN + seconds * 1000),
      actor: { kind: 'system', id: 't' } as const,
      commandId: 'c',
    };
    head = makeCommit(head ?? { incidentId: 'inc-1' }, { type: 'anything', metadata }, 'hash', [event]);
    row = alertCounts.apply(row, head);
  }
  return row;
};

const attached = (count: number, service = 'checkout', severity: 'critical' | 'warning' = 'critical') => ({
  type: 'AlertsAttached' as const,
  alerts: Array.from({ length: count }, (_, i) => ({
    alertId: `${service}-${i}`,
    episode: 1,
    severity,
    title: 'Down',
    serviceId: service,
    occurredAt: BEGIN,
  })),
});

describe('counts of the alerts of an incident', () => {
  it('say how many joined, recovered and left, by severity, service and minute', () => {
    expect(
      given(
        [0, attached(3)],
        [29, attached(1, 'payments', 'warning')],
        [30, attached(2)],
        [31, { type: 'AlertsRecovered', alertIds: ['checkout-0', 'checkout-1'], stillFiring: 4 }],
        [32, { type: 'AlertsFolded', alerts: [{ alertId: 'checkout-2', episode: 1 }], group: 'g' }],
        [33, { type: 'AlertsReleased', alertIds: ['payments-0'], into: 'inc-2', intoNumber: 'INC-2026-0002' }],
        [200, { ...attached(1, 'search'), type: 'ChildAdopted', childId: 'inc-3', childNumber: 'INC-2026-0003' }],
      ),
    ).toEqual({
      joined: 7,
      recovered: 2,
      left: 2,
      bySeverity: { critical: 6, warning: 1 },
      byService: { checkout: 5, payments: 1, search: 1 },
      curve: { from: '2026-11-21T20:00:00.000Z', seconds: 60, joined: [4, 2, 0, 1] },
    });
  });

  it('count exactly and stay small, whenever and to however many services the alerts come', () => {
    const arrivals = fc.array(fc.tuple(fc.integer({ min: -100, max: 3_000_000 }), fc.integer({ min: 1, max: 9 })), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(arrivals, (all) => {
        const row = given(...all.map(([at, count], i) => [at, attached(count, `service-${i}`)] as const));
        const total = all.reduce((sum, [, count]) => sum + count, 0);
        const sum = (counts: readonly number[] = []) => counts.reduce((a, b) => a + b, 0);
        expect(row?.joined).toBe(total);
        expect(sum(row?.curve.joined)).toBe(total);
        expect(sum(Object.values(row?.byService ?? {}))).toBe(total);
        expect(row?.byService[OTHERS] === undefined).toBe(all.length <= 200);
        expect(Object.keys(row?.byService ?? {}).length).toBeLessThanOrEqual(201);
        expect(row?.curve.joined.length).toBeLessThanOrEqual(240);
      }),
      { numRuns: 50 },
    );
  });

  it('name a service that is called like something every object has', () => {
    expect(given([0, attached(2, '__proto__')], [1, attached(1, 'constructor')])?.byService).toMatchObject({
      constructor: 1,
    });
    expect(Object.entries(given([0, attached(2, '__proto__')])?.byService ?? {})).toEqual([['__proto__', 2]]);
  });
});
