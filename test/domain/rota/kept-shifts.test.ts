import { describe, expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import { nextLevelOf } from '../../../domain/incident/decide/escalation.ts';
import { toMs } from '../../../domain/instant/instant.ts';
import { peopleOf } from '../../../domain/rota/kept-shifts.ts';
import { onCallFrom } from '../../../domain/rota/on-call-from.ts';
import { onCallAt } from '../../../domain/rota/shifts.ts';
import { shopWith } from '../../../simulation/shop-configuration.ts';
import { reckonShifts } from '../../../usecases/on-call/reckon-shifts.ts';
import { rotaOf, short } from './rotas.ts';

const MONDAY = '2026-11-30T09:00:00.000Z';
const SATURDAY = '2026-12-05T12:00:00.000Z';

const office = {
  id: 'office',
  name: 'Office hours',
  timeZone: 'UTC',
  layers: [
    {
      id: 'days',
      people: ['ana', 'ben'],
      turn: '1 day',
      from: '2026-11-30T00:00',
      when: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '00:00', to: '24:00' }],
    },
    { id: 'learner', people: ['cleo'], from: '2026-01-05T00:00', shadow: true },
  ],
};

const escalationPolicies = (levels: readonly object[]) => [
  { id: 'on-call', name: 'On call', levels },
  { id: 'managers', name: 'Managers', levels: [{ people: ['mia'] }] },
  { id: 'communications', name: 'Communications', levels: [{ people: ['cleo'] }] },
];

const shopOf = (levels: readonly object[]) =>
  shopWith({ rotas: [office], escalationPolicies: escalationPolicies(levels) });

/** With who is on call kept as of an instant. */
const lookupAsOf = (levels: readonly object[], at: string) => {
  const configuration = shopOf(levels);
  return lookupIn(configuration, { version: 1, records: reckonShifts(configuration, [], toMs(at)) });
};

const next = (levels: readonly object[], at: string, level = 0) => {
  const lookup = lookupAsOf(levels, MONDAY);
  return nextLevelOf(lookup.policy('on-call'), level, 0, lookup, at);
};

describe('a level that names rotas', () => {
  it('pages whoever is on call when the page leaves, beside the people that it names, and nobody twice', () => {
    const lookup = lookupAsOf([{ rotas: ['office'], people: ['ben', 'mia'] }], MONDAY);
    const [level] = lookup.policy('on-call')?.levels ?? [];
    const people = (at: string) => level && peopleOf(level, lookup, at);
    expect(people('2026-11-30T12:00:00.000Z')).toEqual(['ben', 'mia', 'ana']);
    expect(people('2026-12-01T12:00:00.000Z')).toEqual(['ben', 'mia']);
  });

  it('never pages whoever looks on', () => {
    expect(next([{ rotas: ['office'] }], '2026-11-30T12:00:00.000Z')).toMatchObject({ people: ['ana'] });
  });

  it('is passed at once while nobody is on call, and the next level says how many were', () => {
    const levels = [{ rotas: ['office'] }, { people: ['mia'] }];
    expect(next(levels, SATURDAY)).toMatchObject({ kind: 'level', level: 2, people: ['mia'], passed: 1 });
  });

  it('leads to the catch-all where nobody is on call at any level', () => {
    expect(next([{ rotas: ['office'] }], SATURDAY)).toMatchObject({
      kind: 'catch-all',
      level: 2,
      people: ['zoe'],
      passed: 1,
    });
  });

  it('pages everybody of the rota where nobody has kept who is on call, or not for so long', () => {
    const levels = [{ rotas: ['office'] }];
    const unknown = lookupIn(shopOf(levels));
    expect(nextLevelOf(unknown.policy('on-call'), 0, 0, unknown, MONDAY)).toMatchObject({ people: ['ana', 'ben'] });
    expect(next(levels, '2026-12-14T08:59:59.999Z')).toMatchObject({ kind: 'level' });
    expect(next(levels, '2026-12-19T09:00:00.000Z')).toMatchObject({ people: ['ana', 'ben'] });
  });
});

describe('what is kept', () => {
  const rota = rotaOf('Europe/Lisbon', [
    { people: ['ana', 'ben'], from: '2026-01-05T09:00', turn: '1 day', when: [{ from: '09:00', to: '21:00' }] },
    { people: ['cai'], from: '2026-01-05T09:00', when: [{ days: ['sat', 'sun'], from: '00:00', to: '24:00' }] },
  ]);

  it('is whom the pure function names, at every hour', () => {
    const [from, to] = [toMs('2026-10-20T00:00Z'), toMs('2026-11-03T00:00Z')];
    const kept = onCallFrom(rota, from, to);
    for (let at = from; at < to; at += 1_800_000)
      expect(kept.findLast(([since]) => since <= at)?.[1], short(at)).toEqual(onCallAt(rota, at));
  });

  it('holds one entry for each change', () => {
    const kept = onCallFrom(rota, toMs('2026-10-20T00:00Z'), toMs('2026-11-03T00:00Z'));
    for (const [i, [, people]] of kept.entries()) expect(people).not.toEqual(kept[i - 1]?.[1]);
  });
});

describe('reckoning', () => {
  const now = toMs(MONDAY);
  const configuration = shopOf([{ rotas: ['office'] }]);
  const first = reckonShifts(configuration, [], now);

  it('is done once a day, and after every edit', () => {
    expect(reckonShifts(configuration, first, now + 23 * 3_600_000)).toEqual([]);
    expect(reckonShifts(configuration, first, now + 25 * 3_600_000)).toHaveLength(1);
    const edited = shopWith({
      rotas: [{ ...office, combine: 'union' }],
      escalationPolicies: escalationPolicies([{ rotas: ['office'] }]),
    });
    expect(reckonShifts(edited, first, now + 1000)).toHaveLength(1);
  });

  it('keeps who was on call as it was, whatever the files say by now', () => {
    const [layer] = office.layers;
    const rotas = [{ ...office, layers: [{ ...layer, people: ['mia'] }] }];
    const edited = shopWith({ rotas, escalationPolicies: escalationPolicies([{ rotas: ['office'] }]) });
    const later = now + 2 * 86_400_000;
    const [record] = reckonShifts(edited, first, later);
    const at = (instant: number) => record?.state.onCall.findLast(([from]) => from <= instant)?.[1];
    expect(at(now + 3_600_000)).toEqual(['ana']);
    // Whoever has the turn keeps it until the next hand-over.
    expect(at(later + 3_600_000)).toEqual(['ana']);
    expect(at(later + 86_400_000)).toEqual(['mia']);
  });

  it('ends what was kept of a rota that is gone', () => {
    expect(reckonShifts(shopWith(), first, now)).toMatchObject([{ id: 'office', ended: true }]);
  });
});
