import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, type AlertRecord, alertIdOf, recordSignal } from '../../../domain/alert/alert.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { signal } from '../../../simulation/shop-system.ts';

const recordOf = (changes: Partial<Signal>, count = 1, suppressedBy?: string): AlertRecord => ({
  alertId: 'a',
  signal: signal('a', { severity: 'warning', ...changes }),
  count,
  serviceId: 'checkout',
  environment: 'production',
  routedBy: 'a test',
  suppressedBy,
});

const at = (occurredAt: number, status: Signal['status'], changes: Partial<Signal> = {}): AlertRecord =>
  recordOf({ occurredAt, receivedAt: occurredAt, status, ...changes });

const alertFrom = (...records: AlertRecord[]): Alert | undefined =>
  records.reduce<Alert | undefined>((alert, record) => recordSignal(alert, record).alert, undefined);

const outcomes = (...records: AlertRecord[]): string[] => {
  let alert: Alert | undefined;
  return records.map((record) => {
    const result = recordSignal(alert, record);
    alert = result.alert;
    return result.recorded.outcome;
  });
};

describe('what one signal does to an alert', () => {
  it.each([
    ['the first one opens', ['opened'], [at(1, 'firing')]],
    ['a repeat counts', ['opened', 'repeated'], [at(1, 'firing'), at(2, 'firing')]],
    ['the same one again counts', ['opened', 'repeated'], [at(1, 'firing'), at(1, 'firing')]],
    [
      'a resolution resolves, once',
      ['opened', 'resolved', 'ignored'],
      [at(1, 'firing'), at(2, 'resolved'), at(3, 'resolved')],
    ],
    [
      'firing again opens an episode',
      ['opened', 'resolved', 'opened'],
      [at(1, 'firing'), at(2, 'resolved'), at(3, 'firing')],
    ],
    [
      'a late firing changes nothing',
      ['opened', 'resolved', 'late'],
      [at(1, 'firing'), at(3, 'resolved'), at(2, 'firing')],
    ],
    ['a late resolution changes nothing', ['opened', 'late'], [at(2, 'firing'), at(1, 'resolved')]],
    ['a resolution that overtakes its firing wins', ['ignored', 'late'], [at(2, 'resolved'), at(1, 'firing')]],
    [
      'at the same instant arrival decides',
      ['opened', 'resolved', 'opened'],
      [at(1, 'firing'), at(1, 'resolved'), at(1, 'firing')],
    ],
    [
      'an acknowledgement needs something firing',
      ['ignored', 'opened', 'acknowledged'],
      [at(1, 'acknowledged'), at(1, 'firing'), at(2, 'acknowledged')],
    ],
    [
      'an unknown status is nothing',
      ['ignored', 'opened', 'ignored'],
      [at(1, 'unknown'), at(1, 'firing'), at(2, 'unknown')],
    ],
  ])('%s', (_rule, expected, records) => {
    expect(outcomes(...records)).toEqual(expected);
  });

  it('numbers episodes and counts each from its own beginning', () => {
    expect(alertFrom(at(1, 'firing'), at(2, 'firing'), at(3, 'resolved'), at(4, 'firing'))).toMatchObject({
      episode: 2,
      count: 1,
    });
  });

  it('forgets the incident of the episode before', () => {
    const first = { ...(alertFrom(at(1, 'firing'), at(2, 'resolved')) as Alert), incidentId: 'inc-1' };
    expect(recordSignal(first, at(3, 'firing')).recorded).toMatchObject({
      outcome: 'opened',
      episode: 2,
      incidentId: undefined,
    });
  });

  it('keeps the worst severity of an episode and says what it was before', () => {
    const worse = recordSignal(alertFrom(at(1, 'firing')), at(2, 'firing', { severity: 'critical' }));
    expect(worse).toMatchObject({ alert: { severity: 'critical' }, recorded: { previousSeverity: 'warning' } });
    expect(recordSignal(worse.alert, at(3, 'firing', { severity: 'info' })).alert?.severity).toBe('critical');
    expect(alertFrom(at(1, 'firing', { severity: 'critical' }), at(2, 'resolved'), at(3, 'firing'))?.severity).toBe(
      'warning',
    );
  });

  it('is suppressed by what the newest firing says', () => {
    const held = recordSignal(undefined, recordOf({ occurredAt: 1 }, 1, 'a window')).alert;
    expect(held?.suppressedBy).toBe('a window');
    expect(recordSignal(held, recordOf({ occurredAt: 2 })).recorded.suppressedBy).toBeUndefined();
  });

  it('has one id for one condition in one scope', () => {
    expect(alertIdOf('a', 'b')).toMatch(/^[0-9a-f]{32}$/);
    expect(alertIdOf('a', 'b')).toBe(alertIdOf('a', 'b'));
    expect(alertIdOf('a', 'b')).not.toBe(alertIdOf('b', 'a'));
    expect(alertIdOf('ab', 'c')).not.toBe(alertIdOf('a', 'bc'));
  });
});

describe('whatever arrives, in whatever order', () => {
  const status = fc.constantFrom<Signal['status']>('firing', 'resolved', 'acknowledged', 'unknown');
  const records = (statuses: fc.Arbitrary<Signal['status']>) =>
    fc.array(
      fc
        .record({ when: fc.nat(20), status: statuses, count: fc.integer({ min: 1, max: 5 }) })
        .map(({ when, status, count }) => ({ ...at(when, status), count })),
      { minLength: 1, maxLength: 20 },
    );

  it('no firing is lost: each is counted in its episode or as late', () => {
    fc.assert(
      fc.property(records(status), (all) => {
        let alert: Alert | undefined;
        let counted = 0;
        let late = 0;
        for (const record of all) {
          const before = alert;
          const result = recordSignal(alert, record);
          alert = result.alert;
          const grown = (alert?.count ?? 0) - (result.recorded.outcome === 'opened' ? 0 : (before?.count ?? 0));
          if (record.signal.status === 'firing') {
            if (result.recorded.outcome === 'late') late += record.count;
            else counted += grown;
            expect(grown + (result.recorded.outcome === 'late' ? record.count : 0)).toBe(record.count);
          }
        }
        const firing = all.filter((r) => r.signal.status === 'firing').reduce((sum, r) => sum + r.count, 0);
        expect(counted + late).toBe(firing);
      }),
    );
  });

  it('a late firing never reopens what was resolved later', () => {
    fc.assert(
      fc.property(records(status), (all) => {
        let alert: Alert | undefined;
        for (const record of all) {
          const before = alert;
          const result = recordSignal(alert, record);
          alert = result.alert;
          if (before?.status === 'resolved' && alert?.status === 'firing') {
            expect(record.signal.occurredAt).toBeGreaterThanOrEqual(before.resolvedAt ?? 0);
          }
        }
      }),
    );
  });

  it('of firing and resolved at distinct instants the newest decides, whatever the order of arrival', () => {
    const distinct = fc.uniqueArray(fc.record({ when: fc.nat(50), firing: fc.boolean() }), {
      selector: (r) => r.when,
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(distinct, (all) => {
        const newest = all.reduce((a, b) => (a.when > b.when ? a : b));
        const alert = alertFrom(...all.map((r) => at(r.when, r.firing ? 'firing' : 'resolved')));
        expect(alert?.status).toBe(newest.firing ? 'firing' : 'resolved');
        expect(alert?.occurredAt).toBe(newest.when);
      }),
    );
  });

  it('time never runs backwards, episodes never decrease, and a state only changes by an outcome that says so', () => {
    fc.assert(
      fc.property(records(status), (all) => {
        let alert: Alert | undefined;
        for (const record of all) {
          const before = alert;
          const { alert: next, recorded } = recordSignal(before, record);
          alert = next;
          if (before && next) {
            expect(next.occurredAt).toBeGreaterThanOrEqual(before.occurredAt);
            expect(next.episode - before.episode).toBe(recorded.outcome === 'opened' ? 1 : 0);
            if (['repeated', 'late', 'ignored'].includes(recorded.outcome)) expect(next.status).toBe(before.status);
          }
        }
      }),
    );
  });
});
