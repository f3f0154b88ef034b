import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { notAfter, parseInstant, toIso } from '../../../domain/instant/instant.ts';

const isoOf = (value: unknown): string | undefined => {
  const instant = parseInstant(value);
  return instant === undefined ? undefined : toIso(instant);
};

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('parseInstant', () => {
  it.each([
    ['2026-11-21T19:37:28.163635605Z', '2026-11-21T19:37:28.163Z'],
    ['2026-11-21T19:04:40.989+0000', '2026-11-21T19:04:40.989Z'],
    ['2026-11-21T20:04:40+01:00', '2026-11-21T19:04:40.000Z'],
    ['2026-11-21T19:43Z', '2026-11-21T19:43:00.000Z'],
    ['Sat, 21 Nov 2026 17:40:00 GMT', '2026-11-21T17:40:00.000Z'],
    [1_795_290_192, '2026-11-21T19:43:12.000Z'],
    [1_795_290_192_123, '2026-11-21T19:43:12.123Z'],
  ])('reads %s', (value, expected) => {
    expect(isoOf(value)).toBe(expected);
  });

  it.each(['2026-11-21T19:43:12.000', '2026-11-21 19:43:12', '2026-11-21 19:43'])(
    'reads %s, which has no zone, as UTC wherever the machine is',
    (value) => {
      vi.stubEnv('TZ', 'America/New_York');
      expect(isoOf(value)).toMatch(/^2026-11-21T19:43/);
    },
  );

  it.each([
    '0001-01-01T00:00:00Z',
    'check 5',
    'Sat, 21 Nov 2026 17:40:00',
    '2026-13-21T19:43:00Z',
    '2026-11-21T19:43:00Z trailing',
    '',
    null,
    true,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e300,
    [],
    {},
  ])('takes %j for no instant', (value) => {
    expect(parseInstant(value)).toBeUndefined();
  });

  it('gives an instant that can be written, or none, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.string(), fc.date().map(String), fc.anything()), (value) => {
        const instant = parseInstant(value);
        expect(instant === undefined || toIso(instant) !== '').toBe(true);
      }),
    );
  });

  it('reads back what it writes', () => {
    const max = new Date('9999-12-31T23:59:59.999Z');
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max, noInvalidDate: true }), (date) => {
        expect(parseInstant(date.toISOString())).toBe(date.getTime());
      }),
    );
  });
});

describe('notAfter', () => {
  it.each([
    [50, 50],
    [100, 100],
    [101, 100],
    [-1, 100],
    [undefined, 100],
  ])('takes %s for %i when it was heard of at 100', (instant, expected) => {
    expect(notAfter(instant, 100)).toBe(expected);
  });
});
