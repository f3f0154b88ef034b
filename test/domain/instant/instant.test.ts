import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  notAfter,
  parseInstant,
  plusSeconds,
  secondsBetween,
  toDate,
  toIso,
  toMs,
  yearOf,
} from '../../../domain/instant/instant.ts';

const NOON = Date.parse('2026-11-21T12:00:00.000Z');

describe('an instant', () => {
  it.each([
    ['2026-11-21T12:00:00Z'],
    ['2026-11-21T12:00:00.000+0000'],
    ['2026-11-21T14:00:00+02:00'],
    ['2026-11-21T12:00:00.000000000Z'],
    ['2026-11-21T12:00:00'],
    ['2026-11-21 12:00:00'],
    ['2026-11-21 12:00'],
    ['Sat, 21 Nov 2026 12:00:00 GMT'],
    ['Sat, 21 Nov 2026 07:00:00 -0500'],
  ])('is read from %s, wherever the machine stands', (text) => {
    expect(parseInstant(text)).toBe(NOON);
  });

  it.each([
    ['2026-11-21T12:00:00.5Z', 500],
    ['2026-11-21t12:00:00z', 0],
    ['2026-11-21 14:00:00 +0200', 0],
    ['2026-11-21 12:00:00 UTC', 0],
    ['2026-11-21 12:00 GMT', 0],
    ['2026-11-21T12:00:07', 7_000],
    ['Sat, 21 Nov 2026 12:00:00 UTC', 0],
  ])('is read from %s too, to the millisecond', (text, after) => {
    expect(parseInstant(text)).toBe(NOON + after);
  });

  it.each([
    // Seconds below the year 5138, milliseconds from 1973 on.
    [1_795_262_400, 1_795_262_400_000],
    [1_795_262_400.9876, 1_795_262_400_987],
    [1_795_262_400_123, 1_795_262_400_123],
    [1_795_262_400_123.9, 1_795_262_400_123],
    [99_999_999_999, 99_999_999_999_000],
    [100_000_000_000, 100_000_000_000],
    [0, 0],
    [-60, -60_000],
    [253_402_300_799_999, 253_402_300_799_999],
    [253_402_300_800_000, undefined],
    [-253_402_300_800_000, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ])('is read from the number %s as %s', (number, ms) => {
    expect(parseInstant(number)).toBe(ms);
  });

  it.each([
    '0001-01-01T00:00:00Z',
    '',
    'yesterday',
    'check 5',
    '2026-13-01T00:00:00Z',
    '12:00',
    null,
    undefined,
    {},
    Number.NaN,
    'x'.repeat(100),
    ' 2026-11-21T12:00:00Z',
    '2026-11-21T12:00:00Z and more',
    '2026-11-21T12:00:00Zulu',
    '2026-11-21',
    '2026-11-21T12',
    '2026-11-21T12:00:00.Z',
    'on Sat, 21 Nov 2026 12:00:00 GMT',
    'Sat, 21 Nov 2026 12:00:00 GMT or so',
    'Sat, 21 Nov 2026 12:00:00',
    'Sat, 21 Nov 2026',
    `2026-11-21T12:00:00.${'0'.repeat(44)}Z`,
  ])('is not read from %j', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it('that any sender writes can be written down again', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.double(),
          fc.date({ noInvalidDate: true }).map((d) => d.toISOString()),
        ),
        (value) => {
          const ms = parseInstant(value);
          if (ms !== undefined) expect(() => toIso(ms)).not.toThrow();
        },
      ),
    );
  });

  it('of a clock that runs ahead is when we heard of it', () => {
    expect(notAfter(parseInstant('9999-12-31T23:59:59Z'), NOON)).toBe(NOON);
    expect(notAfter(undefined, NOON)).toBe(NOON);
    expect(notAfter(-1, NOON)).toBe(NOON);
    expect(notAfter(0, NOON)).toBe(0);
    expect(notAfter(NOON, NOON)).toBe(NOON);
    expect(notAfter(NOON + 1, NOON)).toBe(NOON);
    expect(notAfter(NOON - 1, NOON)).toBe(NOON - 1);
  });

  it('is the same in every form', () => {
    expect(toMs(toIso(NOON))).toBe(NOON);
    expect(toDate(NOON).getTime()).toBe(NOON);
    // In UTC, wherever the machine stands.
    expect([yearOf(toMs('2026-12-31T23:59:59.999Z')), yearOf(toMs('2027-01-01T00:00:00.000Z'))]).toEqual([2026, 2027]);
  });

  it('moves by seconds', () => {
    expect(plusSeconds(toIso(NOON), 90)).toBe('2026-11-21T12:01:30.000Z');
    expect(secondsBetween('2026-11-21T12:01:30.000Z', toIso(NOON))).toBe(-90);
  });
});
