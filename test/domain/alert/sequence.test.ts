import { describe, expect, it } from 'vitest';
import { type Alert, type RecordOutcome, recordSignal } from '../../../domain/alert/alert.ts';
import { OVERTAKEN_WITHIN_MS, readEnd, TOLD_AT_ONCE_WITHIN_MS } from '../../../domain/alert/sequence.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { signal } from '../../../simulation/shop-system.ts';

const NOON = Date.parse('2026-11-28T12:00:00Z');
const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** What comes after so many seconds by our clock, with the sender's stamp where it has one, in seconds by its own. */
type Arrival = readonly [after: number, status: Signal['status'], stamp?: number, more?: Partial<Signal>];

const outcomesOf = (arrivals: readonly Arrival[]): RecordOutcome[] => {
  let alert: Alert | undefined;
  return arrivals.map(([after, status, stamp, more]) => {
    const receivedAt = NOON + after * SECOND;
    const result = recordSignal(alert, {
      alertId: 'a',
      count: 1,
      serviceId: 'checkout',
      environment: 'production',
      routedBy: 'a test',
      signal: {
        ...signal('a', { status, receivedAt, occurredAt: receivedAt }),
        ...(stamp !== undefined && { saidAt: NOON + stamp * SECOND }),
        ...more,
      },
    });
    alert = result.alert;
    return result.recorded.outcome;
  });
};

describe('the clock of a sender', () => {
  it.each<[what: string, expected: RecordOutcome[], arrivals: Arrival[]]>([
    [
      'two minutes behind: what moved on is news after a person ended it',
      ['opened', 'resolved', 'opened', 'repeated'],
      [
        [0, 'firing', -120],
        [60, 'resolved'],
        [61, 'firing', -110],
        [62, 'firing', -60],
      ],
    ],
    [
      'a day behind: its resolution counts',
      ['opened', 'resolved', 'opened'],
      [
        [0, 'firing', -86_400],
        [10, 'resolved', -86_390],
        [20, 'firing', -86_380],
      ],
    ],
    [
      'an hour ahead: an older firing is late by its own sequence',
      ['opened', 'resolved', 'late', 'opened'],
      [
        [0, 'firing', 3600],
        [10, 'resolved', 3610],
        [11, 'firing', 3605],
        [12, 'firing', 3611],
      ],
    ],
    [
      'an hour ahead and then put right: its resolution counts',
      ['opened', 'resolved', 'opened'],
      [
        [0, 'firing', 3600],
        [10, 'resolved', 10],
        [20, 'firing', 20],
      ],
    ],
    [
      'in order: older than its own last word stays late',
      ['opened', 'repeated', 'late', 'resolved', 'late'],
      [
        [0, 'firing', 0],
        [5, 'firing', 5],
        [6, 'resolved', 3],
        [8, 'resolved', 7],
        [9, 'firing', 6],
      ],
    ],
    [
      'that tells the same message once more after a person ended it: nothing is new',
      ['opened', 'resolved', 'late'],
      [
        [0, 'firing', 0],
        [60, 'resolved'],
        [61, 'firing', 0],
      ],
    ],
    [
      'of whole seconds: within one of them the order of arrival counts',
      ['opened', 'resolved', 'opened'],
      [
        [0, 'firing', 0],
        [0.3, 'resolved', 0],
        [0.6, 'firing', 0],
      ],
    ],
    [
      'that stamps firings only: its resolution is never late',
      ['opened', 'resolved', 'opened'],
      [
        [0, 'firing', 30],
        [10, 'resolved'],
        [20, 'firing', 50],
      ],
    ],
  ])('%s', (_what, expected, arrivals) => {
    expect(outcomesOf(arrivals)).toEqual(expected);
  });
});

describe('our clock set back', () => {
  it.each([61, 600, 3600])('by %d seconds makes no resolution late', (seconds) => {
    expect(
      outcomesOf([
        [0, 'firing'],
        [-seconds, 'resolved'],
        [-seconds + 1, 'firing'],
      ]),
    ).toEqual(['opened', 'resolved', 'opened']);
    expect(
      outcomesOf([
        [0, 'firing', 0],
        [-seconds, 'resolved', 10],
        [-seconds + 1, 'firing', 11],
      ]),
    ).toEqual(['opened', 'resolved', 'opened']);
  });

  it('is not what a message without a stamp says that was overtaken a moment ago', () => {
    expect(
      outcomesOf([
        [1, 'resolved'],
        [0, 'firing'],
      ]),
    ).toEqual(['ignored', 'late']);
    const longAgo = -OVERTAKEN_WITHIN_MS / SECOND - 1;
    expect(
      outcomesOf([
        [1, 'resolved'],
        [longAgo, 'firing'],
      ]),
    ).toEqual(['ignored', 'opened']);
  });

  it('is not what comes out of a queue or a quarantine says, however old', () => {
    expect(
      outcomesOf([
        [0, 'firing'],
        [10, 'resolved'],
        [-HOUR / SECOND, 'firing', undefined, { again: true }],
      ]),
    ).toEqual(['opened', 'resolved', 'late']);
  });
});

describe('an end that has passed by our clock', () => {
  const BEGAN = NOON - HOUR;
  const over = (end: number, more: Partial<Signal> = {}): Signal => ({
    ...signal('a', { status: 'resolved', receivedAt: NOON, occurredAt: NOON }),
    saidAt: end,
    endsUnlessMoved: { beganAt: BEGAN },
    ...more,
  });
  const minutesAgo = (minutes: number): number => NOON - minutes * 60 * SECOND;
  const known = (saidAt: number | undefined, status = 'firing') => ({
    status,
    lastSeenAt: NOON - 60 * SECOND,
    ...(saidAt !== undefined && { saidAt }),
  });

  it.each<[what: string, status: string, previous: Parameters<typeof readEnd>[0], signal: Signal]>([
    ['of what was never heard of', 'resolved', undefined, over(minutesAgo(6))],
    ['after a message without a stamp', 'resolved', known(undefined), over(minutesAgo(6))],
    ['after a message that named no end: its stamp is where it began', 'resolved', known(BEGAN), over(minutesAgo(6))],
    ['after somebody ended it where it began', 'resolved', known(BEGAN + 1, 'resolved'), over(minutesAgo(6))],
    [
      'of a message that says no beginning',
      'resolved',
      known(minutesAgo(7)),
      over(minutesAgo(6), { endsUnlessMoved: undefined }),
    ],
    ['that moved on', 'firing', known(minutesAgo(7)), over(minutesAgo(6))],
    ['that moved on after what was taken for its end', 'firing', known(minutesAgo(7), 'resolved'), over(minutesAgo(6))],
    ['that stays', 'resolved', known(minutesAgo(6)), over(minutesAgo(6))],
    [
      'that stays, of a message that comes out of a queue once more',
      'firing',
      known(minutesAgo(6)),
      over(minutesAgo(6), { again: true }),
    ],
    [
      'that stays, of a message once more, of what is over',
      'resolved',
      known(minutesAgo(6), 'resolved'),
      over(minutesAgo(6), { again: true }),
    ],
    ['that goes back', 'resolved', known(minutesAgo(6)), over(minutesAgo(8))],
    [
      'of the second Prometheus of a pair, a moment after that of the first',
      'resolved',
      known(NOON - 18 * SECOND, 'resolved'),
      over(NOON - 3 * SECOND),
    ],
    ['told at once, at the limit', 'resolved', known(minutesAgo(7)), over(NOON - TOLD_AT_ONCE_WITHIN_MS)],
    ['told after it', 'firing', known(minutesAgo(7)), over(NOON - TOLD_AT_ONCE_WITHIN_MS - 1)],
  ])('%s: %s', (_what, status, previous, message) => {
    expect(readEnd(previous, message).status).toBe(status);
  });

  it('fires since it began, never later than it came', () => {
    expect(readEnd(known(minutesAgo(7)), over(minutesAgo(6)))).toMatchObject({
      occurredAt: BEGAN,
      saidAt: minutesAgo(6),
    });
    const ahead = over(minutesAgo(6), { endsUnlessMoved: { beganAt: minutesAgo(9) }, receivedAt: minutesAgo(2) });
    expect(readEnd(known(minutesAgo(8)), ahead).occurredAt).toBe(minutesAgo(9));
  });

  it('that goes back ends what is open, though it is older than the last word', () => {
    expect(readEnd(known(minutesAgo(6)), over(minutesAgo(8))).saidAt).toBeUndefined();
    expect(readEnd(known(minutesAgo(6), 'resolved'), over(minutesAgo(8))).saidAt).toBe(minutesAgo(8));
    expect(readEnd(known(minutesAgo(7)), over(NOON - SECOND)).saidAt).toBe(NOON - SECOND);
  });
});
