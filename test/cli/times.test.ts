import { describe, expect, it } from 'vitest';
import { durationArgument, instantMeant } from '../../cli/times.ts';

/** 16:10 in Paris. */
const NOW = Date.parse('2026-11-28T15:10:00Z');
const meant = (text: string, leaning: 'past' | 'future'): string | undefined => {
  const ms = instantMeant(text, { leaning, now: NOW, timeZone: 'Europe/Paris' });
  return ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16);
};

describe('a time', () => {
  it.each<[string, 'past' | 'future', string]>([
    ['15:10', 'past', '2026-11-28T14:10'],
    ['16:10', 'past', '2026-11-28T15:10'],
    ['23:50', 'past', '2026-11-27T22:50'],
    ['15:10', 'future', '2026-11-29T14:10'],
    ['17:00', 'future', '2026-11-28T16:00'],
    ['-40m', 'past', '2026-11-28T14:30'],
    ['40m', 'past', '2026-11-28T14:30'],
    ['40m ago', 'future', '2026-11-28T14:30'],
    ['+30m', 'past', '2026-11-28T15:40'],
    ['30m', 'future', '2026-11-28T15:40'],
    ['1h30m', 'future', '2026-11-28T16:40'],
    ['now', 'past', '2026-11-28T15:10'],
    ['2026-11-27 09:00', 'past', '2026-11-27T08:00'],
    ['2026-07-01T09:00', 'past', '2026-07-01T07:00'],
    ['2026-11-28T15:10+05:30', 'past', '2026-11-28T09:40'],
    ['2026-11-28T15:10:00.000Z', 'future', '2026-11-28T15:10'],
  ])('%s of the %s is %s', (text, leaning, utc) => {
    expect(meant(text, leaning)).toBe(utc);
  });

  it.each(['', '25:00', '12:60', 'yesterday', '2026-13-01 10:00', '5', '2026-11-28', '٣:10', '-', '--5m'])(
    'is not %j',
    (text) => {
      expect(meant(text, 'past')).toBeUndefined();
    },
  );
});

describe('a number of minutes', () => {
  const terminal = {
    env: {},
    fetch,
    readInput: () => '',
    write: () => {},
    writeError: () => {},
    colour: false,
    timeZone: 'Europe/Paris',
    now: () => NOW,
  };
  it.each([
    ['30', 30],
    ['30m', 30],
    ['1h30m', 90],
    ['16:40', 30],
  ])('is what %s says', (text, minutes) => {
    expect(durationArgument(terminal, 60)(text)).toBe(minutes);
  });
  it('is told in words where it is none', () => {
    expect(() => durationArgument(terminal, 60)('soon')).toThrow('"soon" is no duration. Write 30m');
  });
});
