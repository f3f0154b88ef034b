import { expect, it } from 'vitest';
import { readConfiguration } from '../../config/read-configuration.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { toMs } from '../../domain/instant/instant.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';

const NOW = toMs('2026-11-29T12:00:00Z');

const [person] = exampleFile.people;
const who = person?.id ?? '';

const layer = (rest: object = {}) => ({ id: 'weekly', people: [who], from: '2026-01-05T09:00', ...rest });
const office = [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' }];

/** The example with one rota, and the level that names it. */
const withRota = (rota: object, level: object = { rotas: ['first'] }, policy: object = {}): unknown => {
  const file = structuredClone(exampleFile) as unknown as { escalationPolicies: object[] };
  const [first, ...others] = file.escalationPolicies;
  return {
    ...file,
    rotas: [{ id: 'first', name: 'First line', layers: [layer()], ...rota }],
    escalationPolicies: [{ ...first, levels: [level], ...policy }, ...others],
  };
};

const problemsOf = async (raw: unknown): Promise<string[]> => {
  try {
    await readConfiguration(raw, NOW);
    return [];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return (error.details.problems as { path: string; reason: string }[]).map((p) => `${p.path}: ${p.reason}`);
  }
};

it('rotas of every kind are taken', async () => {
  const layers = [
    layer({ turn: '12 hours' }),
    layer({ id: 'custom', turn: ['4 days', '3 days'], count: 'calendar' }),
    layer({ id: 'monthly', turn: '1 month', people: [[who]], timeZone: 'Asia/Kolkata' }),
    layer({
      id: 'nights',
      when: [
        { from: '22:00', to: '06:00' },
        { from: 'fri 17:00', to: 'mon 09:00' },
      ],
    }),
    layer({ id: 'learner', shadow: true, until: '2027-01-01T00:00' }),
  ];
  expect(await problemsOf(withRota({ layers, combine: 'by-level', timeZone: 'Europe/Lisbon' }))).toEqual([]);
});

it.each<[string, unknown, RegExp]>([
  [
    'somebody who is not there',
    withRota({ layers: [layer({ people: ['nobdy'] })] }),
    /^rotas\.0\.layers\.0\.people\.0: there is no person "nobdy"/,
  ],
  [
    'somebody who is not there, in a turn of several',
    withRota({ layers: [layer({ people: [[who, 'gone']] })] }),
    /^rotas\.0\.layers\.0\.people\.0\.1: there is no person "gone"/,
  ],
  [
    'a layer with nobody',
    withRota({ layers: [layer({ people: [] })] }),
    /people: a layer with nobody in it covers nothing/,
  ],
  ['no layer', withRota({ layers: [] }), /layers: a rota without a layer has nobody on call/],
  [
    'a day that does not exist',
    withRota({ layers: [layer({ from: '2026-02-30T09:00' })] }),
    /from: .*a day that exists/,
  ],
  [
    'an hour that does not exist',
    withRota({ layers: [layer({ from: '2026-02-03T24:00' })] }),
    /from: .*a day that exists/,
  ],
  ['a time with an offset', withRota({ layers: [layer({ from: '2026-02-03T09:00Z' })] }), /from: .*without a zone/],
  [
    'an end before the beginning',
    withRota({ layers: [layer({ until: '2026-01-05T09:00' })] }),
    /until: a layer ends after it begins/,
  ],
  [
    'turns that are counted from later',
    withRota({ layers: [layer({ countsFrom: '2026-02-01T09:00' })] }),
    /countsFrom: turns are counted from its beginning, or before/,
  ],
  ['a zone that does not exist', withRota({ timeZone: 'Europe/Lissabon' }), /timeZone: a time zone is an IANA name/],
  [
    'a zone of a layer that does not exist',
    withRota({ layers: [layer({ timeZone: 'Mars/Olympus' })] }),
    /layers\.0\.timeZone: a time zone/,
  ],
  ['a turn of nothing', withRota({ layers: [layer({ turn: '0 days' })] }), /turn/],
  ['a turn in seconds', withRota({ layers: [layer({ turn: '604800 seconds' })] }), /turn/],
  [
    'a window that ends when it begins',
    withRota({ layers: [layer({ when: [{ from: '09:00', to: '09:00' }] })] }),
    /when\.0\.to: it ends when it begins/,
  ],
  [
    'a window of a day and a week at once',
    withRota({ layers: [layer({ when: [{ from: 'fri 17:00', to: '09:00' }] })] }),
    /when\.0\.to: both ends name a day/,
  ],
  ['two layers of one name', withRota({ layers: [layer(), layer()] }), /layers\.1\.id: "weekly" is used twice/],
  [
    'more together than there are',
    withRota({ layers: [layer({ together: 2 })] }),
    /together: there are not so many people/,
  ],
  ['a level with nobody and no rota', withRota({}, { people: [] }), /levels\.0: an empty level pages nobody/],
  [
    'a level that names a rota that is not there',
    withRota({}, { rotas: ['first', 'frist'] }),
    /rotas\.1: there is no rota "frist".*Did you mean "first"/,
  ],
  ['a rota that pages nobody', withRota({}, { people: [who] }), /^rotas\.0: "first" pages nobody/],
  [
    'a policy that is to have somebody always, with a gap in the next 14 days',
    withRota({ timeZone: 'UTC', layers: [layer({ when: office })] }, { rotas: ['first'] }, { always: true }),
    /always: nobody is on call from 2026-11-29T12:00:00.000Z to 2026-11-30T09:00:00.000Z, and 10 more times in the next 14 days/,
  ],
])('%s is refused in words', async (_, raw, problem) => {
  const problems = await problemsOf(raw);
  expect(problems.join('\n')).toMatch(problem);
});

it.each<[string, unknown]>([
  ['whose rota covers everything', withRota({}, { rotas: ['first'] }, { always: true })],
  [
    'that names people at some level',
    withRota({ layers: [layer({ when: office })] }, { rotas: ['first'], people: [who] }, { always: true }),
  ],
  [
    'whose gap is past',
    withRota(
      { layers: [layer({ from: '2026-11-29T12:00' })], timeZone: 'UTC' },
      { rotas: ['first'] },
      { always: true },
    ),
  ],
])('a policy that is to have somebody always is taken, %s', async (_, raw) => {
  expect(await problemsOf(raw)).toEqual([]);
});
