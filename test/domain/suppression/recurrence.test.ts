import { describe, expect, it } from 'vitest';
import { firstPeriods, periodsAfter, readRule } from '../../../domain/suppression/recurrence.ts';

const NOW = Date.parse('2026-10-01T00:00:00Z');

const begins = (recurrence: Parameters<typeof periodsAfter>[0], after = NOW, most = 3) =>
  periodsAfter(recurrence, after, most).periods.map(({ from }) => from);

describe('a recurrence', () => {
  it('keeps to the wall clock of its zone when clocks change', () => {
    const weekly = { timeZone: 'Europe/London', start: '2026-10-19T09:00', minutes: 60, rule: 'FREQ=WEEKLY;BYDAY=MO' };
    expect(begins(weekly)).toEqual([
      '2026-10-19T08:00:00.000Z',
      '2026-10-26T09:00:00.000Z',
      '2026-11-02T09:00:00.000Z',
    ]);
    const inSpring = { ...weekly, start: '2026-03-23T09:00' };
    expect(begins(inSpring, Date.parse('2026-03-20T00:00:00Z'), 2)).toEqual([
      '2026-03-23T09:00:00.000Z',
      '2026-03-30T08:00:00.000Z',
    ]);
  });

  it('leaves out a beginning that its day does not have, and happens once where the hour comes twice', () => {
    const nightly = { timeZone: 'Europe/London', start: '2026-03-27T01:30', minutes: 30, rule: 'FREQ=DAILY' };
    expect(begins(nightly, Date.parse('2026-03-28T00:00:00Z'))).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
      '2026-03-31T00:30:00.000Z',
    ]);
    expect(begins(nightly, Date.parse('2026-10-24T12:00:00Z'), 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('has the period that lasts now first, and ends where its rule does', () => {
    const twice = { timeZone: 'UTC', start: '2026-09-30T23:00', minutes: 120, rule: 'FREQ=DAILY;COUNT=2' };
    expect(periodsAfter(twice, NOW, 8)).toEqual({
      periods: [
        { from: '2026-09-30T23:00:00.000Z', to: '2026-10-01T01:00:00.000Z' },
        { from: '2026-10-01T23:00:00.000Z', to: '2026-10-02T01:00:00.000Z' },
      ],
      complete: true,
    });
  });

  it('finds what comes once in some years', () => {
    const leap = { timeZone: 'UTC', start: '2024-02-29T00:00', minutes: 60, rule: 'FREQ=YEARLY' };
    expect(begins(leap)).toEqual(['2028-02-29T00:00:00.000Z']);
  });

  it.each([
    ['weekly', 'FREQ=WEEKLY'],
    ['RRULE:FREQ=MONTHLY;BYDAY=-1SU', 'FREQ=MONTHLY;BYDAY=-1SU'],
    ['freq=daily;interval=2', 'FREQ=DAILY;INTERVAL=2'],
  ])('is read from %s', (asked, rule) => expect(readRule(asked)).toBe(rule));

  it.each([
    ['now and then', /"NOW AND THEN" is none of it/],
    ['FREQ=HOURLY', /FREQ is one of DAILY, WEEKLY, MONTHLY, YEARLY/],
    ['BYDAY=MO', /FREQ is one of/],
    ['FREQ=YEARLY;INTERVAL=1000', /INTERVAL is a whole number from 1 to 52/],
    ['FREQ=DAILY;BYHOUR=1,2,3', /"BYHOUR=1,2,3" is none of it/],
  ])('of %s is refused in words', (asked, why) => expect(() => readRule(asked)).toThrow(why));

  it.each([
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2026-10-02T00:00', 'UTC', /never happens/],
    ['FREQ=DAILY;UNTIL=20260101T000000Z', '2025-10-02T00:00', 'UTC', /never happens/],
    ['FREQ=DAILY', '2026-03-29T01:30', 'Europe/London', /does not exist in Europe\/London/],
    ['FREQ=DAILY;BYDAY=XX', '2026-10-02T00:00', 'UTC', /cannot be read: Invalid BYDAY/],
    ['FREQ=DAILY', '2026-02-31T00:00', 'UTC', /cannot be read|does not exist/],
  ])('of %s from %s is refused in words', (rule, start, timeZone, why) =>
    expect(() => firstPeriods({ timeZone, start, minutes: 60, rule }, NOW, 8)).toThrow(why),
  );
});
