import { describe, expect, it } from 'vitest';
import type { Commit } from '../../domain/incident/commit.ts';
import { putIntoQuarantine } from '../../intake/message/quarantine.ts';
import { SIMULATION_START } from '../../simulation/simulated-ports.ts';
import { alerted, opened } from '../api/api-on-fakes.ts';
import { cliOnFakes } from './cli-on-fakes.ts';

describe('muster verify', () => {
  it('finds every chain whole', async () => {
    const { muster, api } = cliOnFakes();
    await alerted(api);
    const { number } = await opened(api, { service: 'checkout', declare: true });
    await api.post(`/v1/incidents/${number}/resolve`, { summary: 'over' });
    await api.followAll();
    const { code, out, err } = await muster('verify', '--all');
    expect([code, err]).toEqual([0, '']);
    expect(out.match(/whole/g)).toHaveLength(2);
  });

  const altered = (items: Commit[]) =>
    items.map((c) => (c.seq === 1 ? { ...c, actor: { kind: 'clock', id: 'nobody' } } : c));

  it.each([
    ['a commit that was altered', (items: Commit[]) => altered(items), /commit 1 was changed after it was written/],
    [
      'a commit that is missing in the middle',
      (items: Commit[]) => items.filter((c) => c.seq !== 1),
      /commit 1 is missing/,
    ],
    [
      'a chain that was cut at its end',
      (items: Commit[]) => items.slice(0, -1),
      /commit 2 is missing: the incident is at 2/,
    ],
    ['no chain at all', () => [], /commit 1 is missing/],
  ])('finds %s, says where, and ends with 1', async (_, change, expected) => {
    const { muster, api, tamper } = cliOnFakes();
    const { number } = await opened(api);
    await api.post(`/v1/incidents/${number}/add-note`, { text: 'x' });
    tamper.with = (path, body) =>
      path.endsWith('/commits') ? { items: change((body as { items: Commit[] }).items) } : body;
    const { code, out, err } = await muster('verify', number);
    expect(code).toBe(1);
    expect(out).toContain('BROKEN');
    expect(err).toMatch(expected);
  });

  it('says where a chain breaks also when its state cannot be folded any more', async () => {
    const { muster, api } = cliOnFakes();
    const { incidentId } = await opened(api);
    await api.post(`/v1/incidents/${incidentId}/add-note`, { text: 'x' });
    const { commits, heads } = api.ports.stores.held;
    heads.clear();
    commits.set(
      incidentId,
      (commits.get(incidentId) ?? []).map((c) => ({ ...c, events: [] })),
    );
    expect(await muster('verify', incidentId)).toMatchObject({
      code: 1,
      err: expect.stringContaining('commit 1 was changed'),
    });
    expect(await (await api.get(`/v1/incidents/${incidentId}/verification`)).json()).toMatchObject({
      ok: false,
      break: { seq: 1 },
    });
  });

  it('takes no commit for missing that was written while it looked', async () => {
    const { muster, api, tamper } = cliOnFakes();
    const { number, incidentId } = await opened(api);
    let first = true;
    tamper.with = async (path, body) => {
      if (path.endsWith('/commits') && first) {
        first = false;
        await api.post(`/v1/incidents/${incidentId}/add-note`, { text: 'meanwhile' });
      }
      return body;
    };
    expect(await muster('verify', number)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/INC-2026-0001 +2 +whole/),
    });
  });

  it('finds a state that does not follow from the commits', async () => {
    const { muster, api, tamper } = cliOnFakes();
    const { number } = await opened(api);
    tamper.with = (path, body) => (path.endsWith(number) ? { ...(body as object), severity: 'SEV5' } : body);
    expect(await muster('verify', number)).toMatchObject({
      code: 1,
      err: expect.stringContaining('does not follow from the commits: severity'),
    });
  });

  it('finds the chain of another incident in its place', async () => {
    const { muster, api, tamper } = cliOnFakes();
    const one = await opened(api);
    const two = await opened(api, { service: 'checkout' });
    const other = api.ports.stores.held.commits.get(two.incidentId);
    tamper.with = (path, body) => (path.endsWith('/commits') ? { items: other } : body);
    expect(await muster('verify', one.number)).toMatchObject({
      code: 1,
      err: expect.stringContaining('another incident'),
    });
  });
});

describe('muster projections', () => {
  it('says how each stands, and has one made anew', async () => {
    const { muster } = cliOnFakes();
    expect((await muster('projections', 'list')).out).toMatch(/incident-list +\d+ +rebuilding +0/);
    expect((await muster('--token', 'admin', 'projections', 'rebuild', 'alert-counts')).out).toContain(
      'alert-counts is made anew',
    );
    const unknown = await muster('--token', 'admin', 'projections', 'rebuild', 'weather');
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('there are incident-list, alert-counts')]);
  });
});

describe('muster quarantine and outbox', () => {
  it('lists and replays what was not understood', async () => {
    const { muster, api } = cliOnFakes();
    expect((await muster('quarantine', 'list')).out).toBe('Nothing is quarantined.\n');
    const id = await putIntoQuarantine(api.ports, {
      integrationId: 'scripts',
      source: 'generic',
      receivedAt: SIMULATION_START,
      reason: 'odd',
      body: '{"title":"Disk full"}',
    });
    expect((await muster('quarantine', 'list')).out).toMatch(new RegExp(`${id} .* scripts .* waiting .* odd`));
    expect((await muster('quarantine', 'replay', id)).out).toBe('Accepted 1, still not understood 0.\n');
    expect((await muster('quarantine', 'list')).out).toContain('replayed');
    expect((await muster('quarantine', 'replay', 'q-absent')).code).toBe(1);
  });

  it('shows the outbox where there is one', async () => {
    const entry = { at: '2026-11-21T20:00:00.000Z', channel: 'sms', address: '+49', subject: 'SEV1', text: 'wake up' };
    const { muster } = cliOnFakes({ outbox: async () => [entry] });
    expect((await muster('--token', 'admin', 'outbox')).out).toBe(
      '2026-11-21 21:00:00 CET  sms to +49: SEV1\nwake up\n',
    );
    expect((await cliOnFakes().muster('--token', 'admin', 'outbox')).code).toBe(1);
  });
});
