import { describe, expect, it } from 'vitest';
import { type Alert, type RecordOutcome, recordSignal } from '../../../domain/alert/alert.ts';
import { OVERTAKEN_WITHIN_MS } from '../../../domain/alert/sequence.ts';
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
