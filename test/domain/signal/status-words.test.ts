import { describe, expect, it } from 'vitest';
import { isStatusWord, signalStatusNamed } from '../../../domain/signal/status-words.ts';

describe('words for the state of a condition', () => {
  it.each([
    [
      'resolved',
      'healthy restored done passing operational available dismissed expired cancelled OK Closed back-to-normal',
    ],
    ['unknown', 'pending suppressed silenced muted test paused No_Data maintenance'],
    ['firing', 'firing triggered ALARM open unhealthy down degraded'],
    ['acknowledged', 'acknowledged ACK'],
  ])('%s: %s', (status, words) => {
    expect(words.split(' ').map(signalStatusNamed)).toEqual(words.split(' ').map(() => status));
  });

  it('include those for how bad it is, which some senders write in their place', () => {
    expect(['critical', 'P1', 'warning'].map(isStatusWord)).toEqual([true, true, true]);
    expect(['wobbly', '503', ''].map(isStatusWord)).toEqual([false, false, false]);
  });
});
