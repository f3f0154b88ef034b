import { expect, it } from 'vitest';
import { rota } from '../../domain/rota/configured-rota.ts';
import { keepShifts } from '../../usecases/on-call/keep-shifts.ts';
import { cliOnFakes } from './cli-on-fakes.ts';

const layer = { id: 'weekly', people: ['ana', 'ben'], from: '2026-01-05T09:00' };
const office = {
  ...layer,
  turn: '1 day',
  when: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' }],
};

const withRota = async (layers: readonly object[] = [layer]) => {
  const cli = cliOnFakes();
  const rotas = [rota.parse({ id: 'first', name: 'First line', timeZone: 'UTC', layers })];
  cli.api.ports.configured.current = { ...cli.api.ports.configured.current, rotas };
  await keepShifts(cli.api.ports, cli.api.ports.configured.current);
  return cli;
};

const asked = async (line: string, layers?: readonly object[]) => {
  const cli = await withRota(layers);
  return cli.muster(...line.split(' '));
};

// It is Saturday, 21 November 2026.

it('says who is on call, until when and who is then, at another time too', async () => {
  expect((await asked('oncall')).out).toMatch(/First line\s+\S+.*2026-11-23 \d\d:00/);
  expect((await asked('oncall now --at 2026-11-24T00:00Z')).out).toMatch(/2026-11-30 \d\d:00/);
  expect((await asked('oncall now', [office])).out).toMatch(/First line\s+nobody/);
});

it('says the shifts of a rota, with its gaps', async () => {
  const { out } = await asked('oncall shifts first --from 2026-11-23T09:00Z --to 2026-11-24T17:00Z', [office]);
  expect(out.split('\n').filter((line) => line.startsWith('2026'))).toEqual([
    expect.stringMatching(/(Ana|Ben)/),
    expect.stringMatching(/nobody/),
    expect.stringMatching(/(Ana|Ben)/),
  ]);
});

it('says when oneself is on call, as JSON too', async () => {
  const cli = await withRota();
  expect((await cli.muster('oncall', 'mine')).out).toBe('You are not on call.\n');
  const { out } = await cli.muster('oncall', 'mine', '--token', 'responder', '--json');
  const { items } = JSON.parse(out) as { items: { rota: { id: string }; person: { id: string } }[] };
  expect(items.length).toBeGreaterThan(0);
  expect(new Set(items.map(({ person }) => person.id))).toEqual(new Set(['ana']));
});

it.each([
  ['oncall shifts frist', 1, /There is no rota "frist"\. Did you mean "first"\?/],
  ['oncall now --at 2026-09-01T00:00Z', 1, /is not reckoned anew from what the files say by now/],
  ['oncall shifts first --from 2026-11-24T00:00Z --to 2026-11-23T00:00Z', 1, /"to" is after "from"/],
  ['oncall shifts first --to 2029-01-01T00:00Z', 1, /year of shifts at most/],
  ['oncall mine --token viewer', 1, /none of the people of the configuration/],
])('%s is refused in words', async (line, code, words) => {
  const answered = await asked(line);
  expect(answered.code).toBe(code);
  expect(answered.err).toMatch(words);
});
