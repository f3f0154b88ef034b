import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Alert,
  type AlertRecord,
  alertIdOf,
  firesStill,
  isKnown,
  LATE_WITHIN_MS,
  lastSignalOf,
  openEpisode,
  recordSignal,
} from '../../../domain/alert/alert.ts';
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

describe('an alert that goes on after it was resolved', () => {
  const resolved = alertFrom(at(1, 'firing'), at(2, 'resolved')) as Alert;
  const RETOLD = { datedByBeginning: true, receivedAt: 2 + LATE_WITHIN_MS + 1 } as const;

  it.each<[string, Partial<Alert>, Partial<Signal>, boolean]>([
    ['dated by its beginning and too late to have been overtaken', {}, {}, true],
    ['that may have been overtaken', {}, { receivedAt: 2 + LATE_WITHIN_MS }, false],
    ['that is not dated by its beginning', {}, { datedByBeginning: undefined }, false],
    ['that says that it is over', {}, { status: 'resolved' }, false],
    ['that was not resolved', { status: 'firing' }, {}, false],
    ['that somebody has', { status: 'acknowledged' }, {}, false],
  ])('is one %s: %s', (_what, previous, changes, expected) => {
    const { signal: said } = at(1, 'firing', { ...RETOLD, ...changes });
    expect(firesStill({ ...resolved, ...previous }, said)).toBe(expected);
  });

  it('is a new episode, though its sender said it before the end', () => {
    const stamped = { ...resolved, saidAt: 2 };
    expect(recordSignal(stamped, at(1, 'firing', { ...RETOLD, saidAt: 1 }))).toMatchObject({
      alert: { status: 'firing', episode: 2, count: 1, lateCount: 0 },
      recorded: { outcome: 'opened', episode: 2 },
    });
    const overtaken = at(1, 'firing', { saidAt: 1, datedByBeginning: true, receivedAt: 2 });
    expect(recordSignal(stamped, { ...overtaken, count: 3 })).toMatchObject({
      alert: { status: 'resolved', episode: 1, lateCount: 3 },
      recorded: { outcome: 'late' },
    });
  });
});

describe('what is said of an alert that was recorded', () => {
  const held = recordSignal(undefined, recordOf({ occurredAt: 1 }, 1, 'a window')).alert as Alert;

  it('is what held it back, once, when nothing does any more', () => {
    expect(recordSignal(held, recordOf({ occurredAt: 2 })).recorded.heldBackBy).toBe('a window');
    expect(recordSignal(held, recordOf({ occurredAt: 2 }, 1, 'a window')).recorded).toMatchObject({
      heldBackBy: undefined,
      suppressedBy: 'a window',
    });
    expect(recordSignal(held, recordOf({ occurredAt: 2, status: 'resolved' })).recorded.heldBackBy).toBeUndefined();
    expect(recordSignal(alertFrom(at(1, 'firing')), at(2, 'firing')).recorded.heldBackBy).toBeUndefined();
  });

  it('is the service and the environment that it has, and else those of the message', () => {
    const moved = { ...held, serviceId: 'search', environment: 'staging' };
    expect(recordSignal(moved, at(2, 'firing')).recorded).toMatchObject({
      serviceId: 'search',
      environment: 'staging',
    });
    expect(recordSignal(undefined, at(2, 'unknown')).recorded).toMatchObject({
      serviceId: 'checkout',
      environment: 'production',
      episode: 0,
    });
  });

  it('is that its incident does not know yet how it is', () => {
    const attached: Alert = { ...(alertFrom(at(1, 'firing')) as Alert), incidentId: 'inc-1', told: 'warning' };
    expect(recordSignal(attached, at(2, 'firing', { severity: 'critical' })).recorded).toMatchObject({
      untold: true,
      told: 'warning',
    });
    expect(recordSignal(attached, at(2, 'firing')).recorded.untold).toBeUndefined();
    const resolution = at(2, 'resolved');
    expect(recordSignal(attached, resolution)).toMatchObject({
      alert: { status: 'resolved', resolvedAt: 2, told: 'warning' },
      recorded: { untold: true },
    });
    const known = recordSignal(attached, { ...resolution, known: true });
    expect(known.alert?.told).toBe('resolved');
    expect(known.recorded.untold).toBeUndefined();
  });

  it('is kept of a resolution of nothing, so that its firing comes too late', () => {
    expect(recordSignal(undefined, at(2, 'resolved'))).toMatchObject({
      alert: { status: 'resolved', resolvedAt: 2, episode: 1 },
      recorded: { outcome: 'ignored' },
    });
  });

  it('is when it was last seen, in our time', () => {
    const seen = alertFrom(at(1, 'firing'), at(2, 'firing', { receivedAt: 9, occurredAt: 5 }));
    expect(seen).toMatchObject({ firstSeenAt: 1, lastSeenAt: 9, occurredAt: 5, count: 2 });
  });
});

describe('an alert is known', () => {
  it.each<[string, Parameters<typeof isKnown>[0], boolean]>([
    ['in an incident', { status: 'firing', incidentId: 'i' }, true],
    ['in an incident, when somebody has it', { status: 'acknowledged', incidentId: 'i' }, true],
    ['while it is held back', { status: 'firing', suppressedBy: 'w' }, true],
    ['by nobody where nothing shows it', { status: 'firing' }, false],
    ['no more when it is over', { status: 'resolved', incidentId: 'i' }, false],
    ['not where there is none', undefined, false],
  ])('%s', (_where, state, expected) => {
    expect(isKnown(state)).toBe(expected);
  });
});

describe('an alert as its first message made it', () => {
  const group = { key: 'g', whole: true, over: true, hidden: 3 } as const;
  const unknownWords = [{ field: 'severity', word: 'bad', taken: 'error' }] as const;
  const told = at(7, 'firing', {
    description: 'd',
    sharedGroup: group,
    groupKey: 'k',
    resource: 'web-1',
    labels: { team: 'x' },
    links: [{ href: 'https://a.example', text: 'a' }],
    unknownWords,
  });

  it('keeps of its group only which it is, and what nobody knew', () => {
    const opened = openEpisode(told, 3);
    expect(opened).toMatchObject({ episode: 3, count: 1, lateCount: 0, unknownWords, labels: { team: 'x' } });
    expect(opened.sharedGroup).toEqual({ key: 'g', whole: true });
    const plain = openEpisode(at(7, 'firing', { sharedGroup: undefined, unknownWords: undefined }), 1);
    expect(plain.sharedGroup).toBeUndefined();
    expect(plain.unknownWords).toBeUndefined();
  });

  it('is, accepted again, the same condition', () => {
    const opened = openEpisode(told, 1);
    const again = lastSignalOf(opened);
    expect(again).toMatchObject({ status: 'firing', service: opened.serviceId, receivedAt: opened.lastSeenAt });
    const { unknownWords: _words, ...rest } = opened;
    expect(openEpisode({ ...told, signal: again }, 1)).toEqual({ ...rest, saidAt: undefined });
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
