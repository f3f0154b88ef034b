import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toIso, toMs } from '../../../domain/instant/instant.ts';
import { instantOf, wallClockAt } from '../../../domain/instant/wall-clock.ts';

const at = (text: string, zone: string): string => {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/\D/).map(Number);
  return toIso(instantOf({ year, month, day, hour, minute }, zone)).slice(0, 16);
};

it.each([
  ['2026-01-11 03:00', 'Europe/Lisbon', '2026-01-11T03:00'],
  ['2026-07-12 03:00', 'Europe/Lisbon', '2026-07-12T02:00'],
  ['2026-01-11 03:00', 'Asia/Kolkata', '2026-01-10T21:30'],
  ['2026-01-11 03:00', 'America/New_York', '2026-01-11T08:00'],
  ['2026-01-11 03:00', 'Pacific/Kiritimati', '2026-01-10T13:00'],
  // Put back on 25 October 2026 at 03:00: half past two is there twice, and the first is meant.
  ['2026-10-25 02:30', 'Europe/Berlin', '2026-10-25T00:30'],
  ['2026-10-25 03:00', 'Europe/Berlin', '2026-10-25T02:00'],
  // Put forward on 29 March 2026 at 02:00: half past two is not there.
  ['2026-03-29 02:30', 'Europe/Berlin', '2026-03-29T01:30'],
  ['2026-03-29 01:59', 'Europe/Berlin', '2026-03-29T00:59'],
  ['2026-03-29 03:00', 'Europe/Berlin', '2026-03-29T01:00'],
])('%s in %s is %s in UTC', (local, zone, utc) => {
  expect(at(local, zone)).toBe(utc);
});

it('shows again what it was made from, wherever clocks do not change', () => {
  const zones = ['UTC', 'Europe/Lisbon', 'Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia'];
  const [from, to] = [toMs('2020-01-01T00:00:00Z'), toMs('2030-01-01T00:00:00Z')];
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: from / 60_000, max: to / 60_000 }), (zone, minutes) => {
      const shown = wallClockAt(minutes * 60_000, zone);
      expect(wallClockAt(instantOf(shown, zone), zone)).toEqual(shown);
    }),
  );
});
