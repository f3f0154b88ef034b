import { expect, test } from 'vitest';
import { toMs } from '../../../domain/instant/instant.ts';
import { continuedAfter } from '../../../domain/rota/continued.ts';
import type { Rota } from '../../../domain/rota/rota.ts';
import { gapsBetween, onCallAt, shiftsBetween, staleSwaps } from '../../../domain/rota/shifts.ts';
import { turnsOf } from '../../../domain/rota/turns.ts';
import { rotaOf, said, short, type WrittenLayer } from './rotas.ts';

// Bugs that rotas of other products had, with what is right. The names say where each was reported.

const LONDON = 'Europe/London';

const handOvers = (timeZone: string, layer: WrittenLayer, from: string, to: string): string[] =>
  shiftsBetween(rotaOf(timeZone, layer), toMs(from), toMs(to)).map((shift) => short(shift.from));

const at = (rota: Rota, instant: string): string[] => onCallAt(rota, toMs(instant));

const hours = (rota: Rota, from: string, to: string): number[] =>
  shiftsBetween(rota, toMs(from), toMs(to)).map((shift) => (shift.to - shift.from) / 3_600_000);

test('1 (GoAlert 1252): a week over the autumn change is 169 hours, and handed over at 09:00 on both sides', () => {
  const weekly = rotaOf(LONDON, { people: ['ana', 'ben'], from: '2026-01-05T09:00' });
  expect(said(weekly, '2026-10-19T08:00Z', '2026-10-26T09:00Z')).toEqual(['ben 2026-10-19T08:00Z/2026-10-26T09:00Z']);
  expect(hours(weekly, '2026-10-19T08:00Z', '2026-10-26T09:00Z')).toEqual([169]);
});

test('2: a week over the spring change is 167 hours', () => {
  const weekly = rotaOf(LONDON, { people: ['ana', 'ben'], from: '2026-01-05T09:00' });
  expect(said(weekly, '2026-03-23T09:00Z', '2026-03-30T08:00Z')).toEqual(['ben 2026-03-23T09:00Z/2026-03-30T08:00Z']);
});

test('3 (oncall 5247): a weekly rota of Chicago leaves no hour empty in autumn, and has nobody twice in spring', () => {
  const weekly = rotaOf('America/Chicago', { people: ['ana', 'ben'], from: '2024-10-22T09:00' });
  expect(said(weekly, '2024-10-29T14:00Z', '2024-11-12T15:00Z')).toEqual([
    'ben 2024-10-29T14:00Z/2024-11-05T15:00Z',
    'ana 2024-11-05T15:00Z/2024-11-12T15:00Z',
  ]);
  expect(said(weekly, '2025-03-04T15:00Z', '2025-03-18T14:00Z')).toEqual([
    'ben 2025-03-04T15:00Z/2025-03-11T14:00Z',
    'ana 2025-03-11T14:00Z/2025-03-18T14:00Z',
  ]);
});

test('4 (oncall 3261): office hours stay office hours when clocks change', () => {
  const office = rotaOf(LONDON, {
    people: ['ana'],
    from: '2023-06-01T00:00',
    turn: '1 day',
    when: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:30', to: '17:30' }],
  });
  expect(said(office, '2023-10-27T00:00Z', '2023-10-31T00:00Z')).toEqual([
    'ana 2023-10-27T07:30Z/2023-10-27T16:30Z',
    'ana 2023-10-30T08:30Z/2023-10-30T17:30Z',
  ]);
});

test('5 (oncall 5455): a turn of a day lasts a day of the wall clock, of 23 or 25 hours', () => {
  const daily = rotaOf(LONDON, { people: ['ana', 'ben'], from: '2026-01-01T09:00', turn: '1 day' });
  expect(hours(daily, '2026-03-28T09:00Z', '2026-03-29T08:00Z')).toEqual([23]);
  expect(hours(daily, '2026-10-24T08:00Z', '2026-10-25T09:00Z')).toEqual([25]);
  const sameByHours = rotaOf(LONDON, { people: ['ana', 'ben'], from: '2026-01-01T09:00', turn: '24 hours' });
  expect(said(sameByHours, '2026-03-01T00:00Z', '2026-12-01T00:00Z')).toEqual(
    said(daily, '2026-03-01T00:00Z', '2026-12-01T00:00Z'),
  );
});

test('6 (GoAlert 1252): a night from 22:00 to 06:00 has 9 hours in autumn and 7 in spring', () => {
  const night = rotaOf(LONDON, {
    people: ['ana'],
    from: '2026-01-01T12:00',
    turn: '1 day',
    when: [{ from: '22:00', to: '06:00' }],
  });
  expect(said(night, '2026-10-24T12:00Z', '2026-10-25T12:00Z')).toEqual(['ana 2026-10-24T21:00Z/2026-10-25T06:00Z']);
  expect(said(night, '2026-03-28T12:00Z', '2026-03-29T12:00Z')).toEqual(['ana 2026-03-28T22:00Z/2026-03-29T05:00Z']);
});

test('7: a hand-over at a time that is skipped is at the first instant after', () => {
  expect(
    handOvers(
      LONDON,
      { people: ['ana', 'ben'], from: '2026-03-28T01:30', turn: '1 day' },
      '2026-03-28T01:30Z',
      '2026-03-31T00:00Z',
    ),
  ).toEqual(['2026-03-28T01:30Z', '2026-03-29T01:00Z', '2026-03-30T00:30Z']);
});

test('8: a hand-over at a time that is shown twice is at the first of the two, once', () => {
  expect(
    handOvers(
      LONDON,
      { people: ['ana', 'ben'], from: '2026-10-24T01:30', turn: '1 day' },
      '2026-10-24T00:30Z',
      '2026-10-27T00:00Z',
    ),
  ).toEqual(['2026-10-24T00:30Z', '2026-10-25T00:30Z', '2026-10-26T01:30Z']);
});

test('9 (GoAlert 1252): turns of 12 hours go by the wall clock', () => {
  expect(
    handOvers(
      LONDON,
      { people: ['ana', 'ben'], from: '2026-10-24T20:00', turn: '12 hours' },
      '2026-10-24T19:00Z',
      '2026-10-26T00:00Z',
    ),
  ).toEqual(['2026-10-24T19:00Z', '2026-10-25T08:00Z', '2026-10-25T20:00Z']);
});

test.each([
  ['America/Santiago', '2026-09-06', '2026-09-06T04:00Z'],
  ['Africa/Cairo', '2026-04-24', '2026-04-23T22:00Z'],
  ['Asia/Beirut', '2026-03-29', '2026-03-28T22:00Z'],
])('10: in %s the %s has no midnight: it begins at 01:00 and has 23 hours', (zone, day, begins) => {
  const daily = rotaOf(zone, { people: ['ana', 'ben'], from: '2026-01-01T00:00', turn: '1 day' });
  const [shift] = shiftsBetween(daily, toMs(begins), toMs(begins) + 23 * 3_600_000);
  expect(shift).toMatchObject({ from: toMs(begins), to: toMs(begins) + 23 * 3_600_000 });
  expect(turnsOf(daily.layers[0] as Rota['layers'][number], zone).zone.wallAt(toMs(begins))).toBe(
    toMs(`${day}T01:00Z`),
  );
});

test('11: a day of Lord Howe over its change of half an hour has 23.5 or 24.5 hours', () => {
  const daily = rotaOf('Australia/Lord_Howe', { people: ['ana', 'ben'], from: '2026-01-01T00:00', turn: '1 day' });
  expect(hours(daily, '2026-10-03T13:30Z', '2026-10-04T13:00Z')).toEqual([23.5]);
  expect(hours(daily, '2026-04-04T13:00Z', '2026-04-05T13:30Z')).toEqual([24.5]);
});

test('12 (GoAlert, monthly): months are counted from the first, so that the 31st comes back', () => {
  expect(
    handOvers(
      'UTC',
      { people: ['ana', 'ben'], from: '2026-01-31T00:00', turn: '1 month' },
      '2026-01-31T00:00Z',
      '2026-05-01T00:00Z',
    ),
  ).toEqual(['2026-01-31T00:00Z', '2026-02-28T00:00Z', '2026-03-31T00:00Z', '2026-04-30T00:00Z']);
});

const weekdays = {
  people: ['ana', 'ben'],
  from: '2026-01-05T00:00',
  turn: '1 day',
  when: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '00:00', to: '24:00' }],
};

test('13 (oncall 4197): turns of two people from Monday to Friday go on after the weekend where they stopped', () => {
  const names = said(rotaOf('UTC', weekdays), '2026-01-05T00:00Z', '2026-01-14T00:00Z').map(
    (line) => line.split(' ')[0],
  );
  expect(names).toEqual(['ana', 'ben', 'ana', 'ben', 'ana', 'ben', 'ana']);
});

test('14 (oncall 4208): a week has no hidden gap before its hand-over', () => {
  const weekly = rotaOf(LONDON, { people: ['ana', 'ben', 'cai'], from: '2026-01-05T09:00' });
  expect(gapsBetween(weekly, toMs('2026-01-05T09:00Z'), toMs('2027-01-05T09:00Z'))).toEqual([]);
});

test('15 (terraform-provider-pagerduty 560): adding a person keeps who is on call until the next hand-over', () => {
  const three = rotaOf('UTC', { people: ['ana', 'ben', 'cai'], from: '2026-01-05T09:00' });
  const four = rotaOf('UTC', { people: ['ana', 'ben', 'cai', 'dee'], from: '2026-01-05T09:00' });
  const now = '2026-02-11T12:00Z';
  expect(at(three, now)).toEqual(['cai']);
  expect(at(four, now)).toEqual(['ben']);
  const edited = { ...four, continued: continuedAfter(three, four, () => true, toMs(now)) };
  expect(said(edited, now, '2026-03-09T09:00Z')).toEqual([
    'cai 2026-02-11T12:00Z/2026-02-16T09:00Z',
    'dee 2026-02-16T09:00Z/2026-02-23T09:00Z',
    'ana 2026-02-23T09:00Z/2026-03-02T09:00Z',
    'ben 2026-03-02T09:00Z/2026-03-09T09:00Z',
  ]);
});

const pair = (overrides: Rota['overrides']) =>
  rotaOf('UTC', { people: ['ana', 'ben'], from: '2026-01-05T09:00' }, { overrides });
const span = (from: string, to: string) => ({ id: 'o1', from: toMs(from), to: toMs(to) });

test('16 (GoAlert 4306): whoever covers for somebody who is not on call is not on call', () => {
  const covered = pair([
    { kind: 'cover', person: 'ben', by: 'cai', ...span('2026-01-06T00:00Z', '2026-01-07T00:00Z') },
  ]);
  expect(at(covered, '2026-01-06T12:00Z')).toEqual(['ana']);
});

test('17 (GoAlert 4362): covering several shifts changes the name and neither their ends nor the gaps', () => {
  const office = rotaOf('UTC', { ...weekdays, people: ['ana'] });
  const covered = {
    ...office,
    overrides: [
      { kind: 'cover', person: 'ana', by: 'cai', ...span('2026-01-05T12:00Z', '2026-01-13T12:00Z') } as const,
    ],
  };
  const plain = said(office, '2026-01-06T00:00Z', '2026-01-13T00:00Z');
  expect(said(covered, '2026-01-06T00:00Z', '2026-01-13T00:00Z')).toEqual(
    plain.map((line) => line.replace('ana', 'cai')),
  );
});

test('18 (oncall 1296, oneuptime 2086): who is on call at an instant and in a range is the same, overrides included', () => {
  const rota = pair([{ kind: 'cover', person: 'ana', by: 'cai', ...span('2026-01-06T00:00Z', '2026-01-07T00:00Z') }]);
  expect(at(rota, '2026-01-06T12:00Z')).toEqual(['cai']);
  expect(said(rota, '2026-01-05T12:00Z', '2026-01-08T00:00Z')).toEqual([
    'ana 2026-01-05T12:00Z/2026-01-06T00:00Z',
    'cai 2026-01-06T00:00Z/2026-01-07T00:00Z',
    'ana 2026-01-07T00:00Z/2026-01-08T00:00Z',
  ]);
});

test('19 (oncall 4755): the next shift ends where an override begins inside it', () => {
  const rota = pair([{ kind: 'cover', person: 'ben', by: 'cai', ...span('2026-01-14T00:00Z', '2026-01-15T00:00Z') }]);
  expect(said(rota, '2026-01-12T09:00Z', '2026-01-19T09:00Z')[0]).toBe('ben 2026-01-12T09:00Z/2026-01-14T00:00Z');
});

test('20 (oncall 4182): a swap is bound to the shift: when that moves by an hour, the swap moves along', () => {
  const overrides = [{ kind: 'swap', id: 's1', layer: 'l1', turn: 1, person: 'ben', by: 'cai' }] as const;
  const moved = rotaOf('UTC', { people: ['ana', 'ben'], from: '2026-01-05T10:00' }, { overrides });
  expect(said(pair(overrides), '2026-01-12T09:00Z', '2026-01-19T09:00Z')).toEqual([
    'cai 2026-01-12T09:00Z/2026-01-19T09:00Z',
  ]);
  expect(said(moved, '2026-01-12T10:00Z', '2026-01-19T10:00Z')).toEqual(['cai 2026-01-12T10:00Z/2026-01-19T10:00Z']);
  expect(staleSwaps(moved)).toEqual([]);
});

test('20: a swap whose shift is of somebody else by now moves nobody, and is told of', () => {
  const overrides = [{ kind: 'swap', id: 's1', layer: 'l1', turn: 1, person: 'ben', by: 'cai' }] as const;
  const other = rotaOf('UTC', { people: ['ana', 'dee'], from: '2026-01-05T09:00' }, { overrides });
  expect(at(other, '2026-01-13T00:00Z')).toEqual(['dee']);
  expect(staleSwaps(other).map(({ id }) => id)).toEqual(['s1']);
});

test('21 (oncall 1108): a hole in the past is no gap; one to come is, where every layer is empty', () => {
  const rota = rotaOf('UTC', [
    { people: ['ana'], from: '2026-01-05T00:00', until: '2026-01-06T00:00' },
    { people: ['ben'], from: '2026-01-08T00:00', until: '2026-01-20T00:00' },
  ]);
  const now = toMs('2026-01-10T00:00Z');
  expect(gapsBetween(rota, now, now + 30 * 86_400_000).map(({ from }) => short(from))).toEqual(['2026-01-20T00:00Z']);
});

test('22: a rota may have nobody on call, and says so', () => {
  expect(at(rotaOf('UTC', weekdays), '2026-01-10T12:00Z')).toEqual([]);
});

test('23 (oneuptime 1890): the hand-over is a time of day in the zone of the rota, whatever the offset was when it was entered', () => {
  const daily = { people: ['ana', 'ben'], from: '2026-01-05T09:00', turn: '1 day' };
  expect(handOvers('America/New_York', daily, '2026-07-01T00:00Z', '2026-07-03T00:00Z').slice(1)).toEqual([
    '2026-07-01T13:00Z',
    '2026-07-02T13:00Z',
  ]);
});

test('24 (GoAlert 929): what replaces the whole rota wins over what replaces one person', () => {
  const rota = pair([
    { kind: 'instead', people: ['dee'], ...span('2026-01-06T00:00Z', '2026-01-09T00:00Z') },
    { kind: 'cover', person: 'ana', by: 'cai', ...span('2026-01-06T00:00Z', '2026-01-10T00:00Z'), id: 'o2' },
  ]);
  expect(at(rota, '2026-01-07T00:00Z')).toEqual(['dee']);
  expect(at(rota, '2026-01-09T12:00Z')).toEqual(['cai']);
});

test('25: a night over a hand-over at midnight is two people', () => {
  const rota = rotaOf('UTC', {
    people: ['ana', 'ben'],
    from: '2026-01-05T00:00',
    turn: '1 day',
    when: [{ from: '17:00', to: '09:00' }],
  });
  expect(said(rota, '2026-01-05T12:00Z', '2026-01-06T12:00Z')).toEqual([
    'ana 2026-01-05T17:00Z/2026-01-06T00:00Z',
    'ben 2026-01-06T00:00Z/2026-01-06T09:00Z',
  ]);
});

test('26: a window of the week from Sunday 22:00 for ten hours includes Monday morning', () => {
  const rota = rotaOf('UTC', {
    people: ['ana'],
    from: '2026-01-01T00:00',
    when: [{ from: 'sun 22:00', to: 'mon 08:00' }],
  });
  expect(at(rota, '2026-01-12T07:59Z')).toEqual(['ana']);
  expect(at(rota, '2026-01-12T08:00Z')).toEqual([]);
  expect(said(rota, '2026-01-10T00:00Z', '2026-01-14T00:00Z')).toEqual(['ana 2026-01-11T22:00Z/2026-01-12T08:00Z']);
});

test('27: a window to Sunday 23:59 leaves its last minute to another layer, or as a gap', () => {
  const weekend = { people: ['ana'], from: '2026-01-01T00:00', when: [{ from: 'sat 00:00', to: 'sun 23:59' }] };
  const gaps = (rota: Rota) =>
    gapsBetween(rota, toMs('2026-01-10T00:00Z'), toMs('2026-01-12T00:00Z')).map(({ from }) => short(from));
  expect(gaps(rotaOf('UTC', weekend))).toEqual(['2026-01-11T23:59Z']);
  expect(gaps(rotaOf('UTC', [weekend, { people: ['ben'], from: '2026-01-01T00:00' }]))).toEqual([]);
});

test('28: whoever stands twice in the list takes two turns', () => {
  const rota = rotaOf('UTC', { people: ['ana', 'ana', 'ben'], from: '2026-01-05T00:00', turn: '1 day' });
  expect(said(rota, '2026-01-05T00:00Z', '2026-01-09T00:00Z')).toEqual([
    'ana 2026-01-05T00:00Z/2026-01-06T00:00Z',
    'ana 2026-01-06T00:00Z/2026-01-07T00:00Z',
    'ben 2026-01-07T00:00Z/2026-01-08T00:00Z',
    'ana 2026-01-08T00:00Z/2026-01-09T00:00Z',
  ]);
});

test('29: before a layer begins nobody is on call; turns may be counted from before', () => {
  const layer = { people: ['ana', 'ben', 'cai'], from: '2026-01-20T00:00' };
  expect(at(rotaOf('UTC', layer), '2026-01-19T23:59Z')).toEqual([]);
  const counted = rotaOf('UTC', { ...layer, countsFrom: '2026-01-05T00:00' });
  expect(at(counted, '2026-01-19T23:59Z')).toEqual([]);
  expect(at(counted, '2026-01-20T00:00Z')).toEqual(['cai']);
  expect(at(rotaOf('UTC', layer), '2026-01-20T00:00Z')).toEqual(['ana']);
});

test('30 (oneuptime 2413): turns count shifts that take place, or the calendar where the layer says so', () => {
  const days = {
    ...weekdays,
    people: ['ana', 'ben', 'cai'],
    when: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '19:00' }],
  };
  const names = (count: string) =>
    said(rotaOf('UTC', { ...days, count }), '2026-01-05T00:00Z', '2026-01-14T00:00Z').map((line) => line.split(' ')[0]);
  expect(names('shifts')).toEqual(['ana', 'ben', 'cai', 'ana', 'ben', 'cai', 'ana']);
  expect(names('calendar')).toEqual(['ana', 'ben', 'cai', 'ana', 'ben', 'ben', 'cai']);
});
