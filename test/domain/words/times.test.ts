import { describe, expect, it } from 'vitest';
import { durationOf, fromNow, timeFor } from '../../../domain/words/times.ts';

const NOW = Date.parse('2026-11-28T15:24:55.441Z');
const SOON = '2026-11-28T15:44:55.441Z';

describe('a time is that of whoever reads it', () => {
  it.each([
    ['en', 'Europe/Lisbon', '15:44 WET (in 20 minutes)'],
    ['en', 'Europe/Berlin', '16:44 CET (in 20 minutes)'],
    ['en', 'America/New_York', '10:44 EST (in 20 minutes)'],
    ['en', 'Asia/Kolkata', '21:14 IST (in 20 minutes)'],
    ['en', 'Asia/Tokyo', 'Sun 29 Nov, 00:44 Japan Time (in 20 minutes)'],
    ['en', 'UTC', '15:44 UTC (in 20 minutes)'],
    ['en', 'No/Where', '15:44 UTC (in 20 minutes)'],
    ['de', 'Europe/Berlin', '16:44 Uhr MEZ (in 20 Minuten)'],
  ] as const)('in %s in %s: %s', (language, timeZone, said) => {
    // Of Tokyo it is the next day already, for whoever reads it there too.
    const now = timeZone === 'Asia/Tokyo' ? Date.parse('2026-11-28T14:50:00Z') : NOW;
    const at = timeZone === 'Asia/Tokyo' ? '2026-11-28T15:44:00Z' : SOON;
    const expected = timeZone === 'Asia/Tokyo' ? said.replace('20', '54') : said;
    expect(timeFor({ language, timeZone }, at, now, 'whole')).toBe(expected);
  });

  it.each([
    ['en', '2026-11-28T23:15:00Z', 'Sun 29 Nov, 00:15 CET'],
    ['de', '2026-11-28T23:15:00Z', 'So., 29. Nov., 00:15 Uhr MEZ'],
    ['en', '2026-11-28T22:59:00Z', '23:59 CET'],
    ['en', '2025-11-28T15:00:00Z', 'Fri 28 Nov, 16:00 CET'],
    ['en', '2026-07-01T15:00:00Z', 'Wed 1 Jul, 17:00 CEST'],
  ] as const)('with the day where that is another: %s %s', (language, at, said) => {
    expect(timeFor({ language, timeZone: 'Europe/Berlin' }, at, NOW, 'plain')).toBe(said);
  });

  it('has a short form, without seconds and without a zone', () => {
    expect(timeFor({ language: 'en', timeZone: 'Europe/Lisbon' }, SOON, NOW, 'clock')).toBe('15:44');
  });

  it.each([
    [0, 'now'],
    [-180, '3 minutes ago'],
    [5340, 'in 89 minutes'],
    [7200, 'in 2 hours'],
    [3 * 86_400, 'in 3 days'],
  ])('%i seconds away is %s', (seconds, said) => {
    expect(fromNow(new Date(NOW + seconds * 1000).toISOString(), NOW, 'en')).toBe(said);
  });

  it.each(['en', 'de'] as const)(
    'says in %s of a distance that it has said before what it said, however many there were',
    (language) => {
      const minutes = new Intl.RelativeTimeFormat(language, { numeric: 'always' });
      const days = Array.from({ length: 700 }, (_, day) => day + 2);
      for (const _ of ['first', 'again']) {
        for (const count of [-89, -1, 1, 89]) {
          const at = new Date(NOW + count * 60_000).toISOString();
          expect(fromNow(at, NOW, language)).toBe(minutes.format(count, 'minute'));
        }
        for (const day of days)
          expect(fromNow(new Date(NOW + day * 86_400_000).toISOString(), NOW, language)).toBe(
            minutes.format(day, 'day'),
          );
      }
    },
  );

  it.each([
    [-5, '0 s'],
    [40, '40 s'],
    [2580, '43 min'],
    [6780, '1 h 53 min'],
    [7200, '2 h'],
    [187_200, '2 d 4 h'],
  ])('%i seconds are %s', (seconds, said) => {
    expect(durationOf(seconds)).toBe(said);
  });
});
