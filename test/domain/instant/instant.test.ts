import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { notAfter, parseInstant, plusSeconds, secondsBetween, toIso } from '../../../domain/instant/instant.ts';

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
    expect(notAfter(NOON - 1, NOON)).toBe(NOON - 1);
  });

  it('moves by seconds', () => {
    expect(plusSeconds(toIso(NOON), 90)).toBe('2026-11-21T12:01:30.000Z');
    expect(secondsBetween('2026-11-21T12:01:30.000Z', toIso(NOON))).toBe(-90);
  });
});
