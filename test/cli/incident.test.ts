import { describe, expect, it } from 'vitest';
import { publicCommands } from '../../domain/incident/commands.ts';
import { alerted, opened } from '../api/api-on-fakes.ts';
import { cliOnFakes } from './cli-on-fakes.ts';

describe('muster incident', () => {
  it('opens, shows and lists, in columns and in the time of the reader', async () => {
    const { muster } = cliOnFakes();
    expect(await muster('incident', 'list')).toEqual({ code: 0, out: 'No incidents.\n', err: '' });
    const open = await muster(
      'incident',
      'open',
      '--title',
      'Payments fail',
      '--service',
      'search',
      '--affected-users',
      '120',
    );
    expect(open).toMatchObject({ code: 0, err: '' });
    expect(open.out).toContain('INC-2026-0001');
    const { out } = await muster('incident', 'list');
    const [head, line] = out.split('\n') as [string, string];
    expect(line).toContain('2026-11-21 21:00:00 CET');
    expect(head.indexOf('TITLE')).toBe(line.indexOf('Payments fail'));
    expect((await muster('incident', 'show', 'INC-2026-0001')).out).toContain('Payments fail');
  });

  it('names who is being paged, by which level and until when; then who has it', async () => {
    const { api, muster } = cliOnFakes();
    const incident = await alerted(api, 'checkout');
    const shown = (await muster('incident', 'show', incident)).out;
    const paged = /: paging (.+) \(level 1\) until \d/.exec(shown)?.[1];
    expect(paged, shown).toBe('ana');
    expect(shown).not.toContain('nobody yet');
    await muster('incident', 'acknowledge', incident);
    expect((await muster('incident', 'show', incident)).out).toMatch(/: acknowledged by \w+/);
  });

  it('declares a major incident', async () => {
    const { muster } = cliOnFakes();
    const { code, out } = await muster('incident', 'declare', '--title', 'All down', '--service', 'checkout', '--json');
    expect([code, JSON.parse(out).major]).toEqual([0, 'accepted']);
  });

  it('has every public command, with the options of its schema', async () => {
    const { muster } = cliOnFakes();
    const help = (await muster('incident', '--help')).out;
    for (const name of Object.keys(publicCommands)) expect(help).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    const mitigate = (await muster('incident', 'mitigate', '--help')).out;
    expect(mitigate).toMatch(/--by <kind>.*"workaround", "fix"/s);
    expect((await muster('incident', 'post-update', '--help')).out).toMatch(
      /--audiences <audience\.\.\.>.*--next-update-in-minutes <duration>/s,
    );
  });

  it('does what is asked: enums, lists, numbers', async () => {
    const { muster, api } = cliOnFakes();
    const { number, incidentId } = await opened(api);
    expect(
      await muster('incident', 'mitigate', number, '--by', 'workaround', '--description', 'failed over'),
    ).toMatchObject({ code: 0, err: '' });
    const update = await muster(
      'incident',
      'post-update',
      number,
      '--message',
      'stable',
      '--audiences',
      'technical',
      'business',
      '--next-update-in-minutes',
      '30',
    );
    expect(update).toMatchObject({ code: 0, err: '' });
    expect(api.ports.stores.held.commits.get(incidentId)?.at(-1)?.events[0]).toMatchObject({
      audiences: ['technical', 'business'],
      nextUpdateBy: '2026-11-21T20:30:00.000Z',
    });
  });

  it('says of an update that nobody would hear that nobody does', async () => {
    const { muster } = cliOnFakes();
    await muster('incident', 'declare', '--title', 'All down', '--service', 'checkout');
    const { code, out } = await muster(
      'incident',
      'post-update',
      'INC-2026-0001',
      '--message',
      'x',
      '--audiences',
      'public',
    );
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^warning: Nothing was sent: nobody follows as public\. Name another audience/),
    ]);
  });

  it('changes it only at the version that was seen, and once per key', async () => {
    const { muster, api } = cliOnFakes();
    const { number, seq, incidentId } = await opened(api);
    const note = () =>
      muster('incident', 'add-note', number, '--text', 'x', '--if-version', String(seq), '--idempotency-key', 'k');
    expect([(await note()).code, (await note()).code]).toEqual([0, 0]);
    expect(api.ports.stores.held.commits.get(incidentId)).toHaveLength(seq + 1);
    const stale = await muster('incident', 'add-note', number, '--text', 'y', '--if-version', String(seq));
    expect(stale.code).toBe(1);
    expect(stale.err).toContain('muster incident show');
  });

  it('tells its timeline, its deliveries and its metrics', async () => {
    const { muster, api } = cliOnFakes();
    const incidentId = await alerted(api, 'search');
    expect((await muster('incident', 'timeline', incidentId)).out).toMatch(
      /CET +scripts opened it with the alert "Latency is high" on Search/i,
    );
    expect((await muster('incident', 'deliveries', incidentId)).out).toBe('Nobody was sent anything.\n');
    expect((await muster('incident', 'metrics', incidentId)).out).toMatch(/time to detect +0 s/);
  });

  it('shows no control characters that somebody put into a title', async () => {
    const { muster, api } = cliOnFakes();
    const evil = 'a\u001b[2Jb\u202ec\r';
    await opened(api, { title: evil });
    for (const { out } of [await muster('incident', 'list'), await muster('incident', 'show', 'INC-2026-0001')]) {
      expect(out).toContain('a [2Jb\ufffdc');
    }
  });
});

describe('an incident', () => {
  it.each(['1', '0001', '#1', '2026-1', 'inc-2026-0001', 'INC-2026-0001'])('is found as %s', async (given) => {
    const { muster, api } = cliOnFakes();
    await opened(api);
    expect(await muster('incident', 'show', given)).toMatchObject({
      code: 0,
      out: expect.stringContaining('INC-2026-0001'),
    });
    expect(await muster('incident', 'add-note', given, '--text', 'seen')).toMatchObject({ code: 0, err: '' });
    expect((await muster('verify', given)).out).toContain('whole');
  });

  it('of a short number that is not there is told as typed', async () => {
    expect(await cliOnFakes().muster('incident', 'show', '7')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no incident 7 of this year or the last.'),
    });
  });

  it('shows what can be done next, as it would be typed', async () => {
    const { muster, api } = cliOnFakes();
    await opened(api);
    const { out } = await muster('incident', 'show', '1');
    expect(out).toContain('muster incident mitigate INC-2026-0001');
    await muster('incident', 'resolve', '1', '--summary', 'over');
    const after = (await muster('incident', 'show', '1')).out;
    expect(after).not.toContain('incident mitigate');
    expect(after).toContain('muster incident reopen INC-2026-0001');
  });

  it('is worked on in the words of whoever types: durations and times of the day', async () => {
    const { muster, api } = cliOnFakes();
    const { incidentId } = await opened(api, { service: 'checkout', declare: true });
    const update = ['incident', 'post-update', '1', '--message', 'stable', '--next-update-in-minutes'];
    expect(await muster(...update, '45m')).toMatchObject({ code: 0, err: '' });
    expect(api.ports.stores.held.commits.get(incidentId)?.at(-1)?.events[0]).toMatchObject({
      nextUpdateBy: '2026-11-21T20:45:00.000Z',
    });
    const stamp = ['incident', 'correct-stamp', '1', '--stamp', 'impactStarted', '--reason', 'logs', '--at'];
    expect(await muster(...stamp, '20:10')).toMatchObject({ code: 0, err: '' });
    expect(api.ports.stores.held.commits.get(incidentId)?.at(-1)?.events[0]).toMatchObject({
      at: '2026-11-21T19:10:00.000Z',
    });
    expect(await muster(...stamp, 'soon')).toMatchObject({
      code: 2,
      err: expect.stringContaining('"soon" is no time.'),
    });
  });
});

describe('what fails under --json', () => {
  it.each([
    ['is refused', ['incident', 'show', 'INC-2026-0009'], 1, 'incident-not-found'],
    ['is not understood', ['incident', 'mitigate', 'INC-2026-0001'], 2, undefined],
    ['is no command', ['incidnt'], 2, undefined],
  ])('is JSON where it %s', async (_, args, exitCode, code) => {
    const { code: exit, err, out } = await cliOnFakes().muster('--json', ...args);
    expect([exit, out]).toEqual([exitCode, '']);
    const { error } = JSON.parse(err);
    expect(error).toMatchObject({ message: expect.stringMatching(/\S/), exitCode });
    expect(error.code).toBe(code);
  });
});

describe('a command that is refused', () => {
  it('says why and what to do, on the error stream, with 1', async () => {
    const { muster, api } = cliOnFakes();
    const { number } = await opened(api);
    const { code, out, err } = await muster('incident', 'close', number);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(
      `muster: Not closed: ${number} is open, not over yet. First: \`muster incident resolve ${number} --summary …\`.\n`,
    );
  });

  it.each([
    [
      ['incident', 'mitigate', 'INC-2026-0001', '--by', 'luck', '--description', 'x'],
      /Allowed choices are workaround, fix/,
    ],
    [['incident', 'mitigate', 'INC-2026-0001'], /required option/],
    [['incident', 'explode'], /unknown command/],
    [['verify'], /Which incidents/],
    [['--url', 'nonsense', 'incident', 'list'], /is not a URL/],
    [
      ['incident', 'post-update', 'INC-2026-0001', '--message', 'x', '--next-update-in-minutes', 'soon'],
      /is no duration\. Write 30m/,
    ],
  ])('is 2 when it was not understood: %j', async (args, expected) => {
    const { code, out, err } = await cliOnFakes().muster(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(expected);
  });

  it('lists every part of a body that the API does not take', async () => {
    const { muster, api } = cliOnFakes();
    const { number } = await opened(api);
    const { code, err } = await muster('incident', 'change-severity', number, '--reason', ' ');
    expect(code).toBe(1);
    expect(err).toBe(
      'muster: Nothing was done. `reason` is empty. Name a severity, or an impact or urgency to assess it from.\n',
    );
  });

  it('says how to sign in, who may, and where to find an incident', async () => {
    const { muster, env } = cliOnFakes();
    expect((await muster('incident', 'show', 'INC-2026-0001')).err).toContain('muster incident list');
    expect(
      (await muster('--token', 'viewer', 'incident', 'open', '--title', 'x', '--service', 'search')).err,
    ).toContain('role responder');
    env.MUSTER_TOKEN = '';
    expect((await muster('incident', 'list')).err).toContain('MUSTER_TOKEN');
  });
});
