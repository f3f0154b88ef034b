import { describe, expect, it } from 'vitest';
import { pageLink, readerLink } from '../../usecases/reach/links.ts';
import { type ApiOnFakes, alerted, apiOnFakes } from './api-on-fakes.ts';

const STAKEHOLDERS = [
  { id: 'ceo', name: 'CEO', email: 'ceo@example.com', audience: 'business' },
  { id: 'chefin', name: 'Chefin', email: 'chefin@example.com', audience: 'business', language: 'de' },
  { id: 'engineers', name: 'Engineers', email: 'eng@example.com', audience: 'technical' },
];

const started = async (): Promise<{ api: ApiOnFakes; incidentId: string }> => {
  const api = apiOnFakes();
  api.ports.configured.current = { ...api.ports.configured.current, stakeholders: STAKEHOLDERS as never };
  return { api, incidentId: await alerted(api, 'checkout', 'db-7 is <down>') };
};

/** The page to this person, by its address. */
const linkTo = async ({ ports }: ApiOnFakes, personId: string): Promise<string> => {
  const job = ports.collected.pages.find((page) => page.job.personId === personId)?.job;
  if (!job) throw new Error(`${personId} was not paged`);
  return new URL(await pageLink(ports, job)).pathname;
};

const readerOf = async (api: ApiOnFakes, incidentId: string, id: string): Promise<string> =>
  new URL((await readerLink(api.ports, incidentId, id)) ?? '').pathname;

const textOf = async (response: Promise<Response>): Promise<string> => (await response).text();

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('the page of an incident behind a short link', () => {
  it('shows whoever was paged what is known, what happened and what to do, in at most 40 letters behind the host', async () => {
    const { api } = await started();
    const path = await linkTo(api, 'ana');
    expect(path.length).toBeLessThanOrEqual(40);
    const text = await textOf(api.get(path, ''));
    for (const shown of ['Acknowledge as Ana', 'What is known', 'What happened', 'db-7 is &lt;down&gt;', 'Checkout']) {
      expect(text).toContain(shown);
    }
    expect(text).not.toMatch(/<script|<down>/);
  });

  it('acts on POST only, and as the person the page was sent to', async () => {
    const { api, incidentId } = await started();
    const path = await linkTo(api, 'ana');
    const before = api.ports.stores.held.commits.get(incidentId)?.length;
    await api.get(path, '');
    expect(api.ports.stores.held.commits.get(incidentId)?.length).toBe(before);
    expect(await textOf(api.post(path, undefined, ''))).toContain('You have it');
  });

  it('lets a manager decide from the page that asked for a decision, and nobody else', async () => {
    const { api, incidentId } = await started();
    const [manager, responder] = [await linkTo(api, 'mia'), await linkTo(api, 'ana')];
    expect(await textOf(api.get(manager, ''))).toContain('Declare major incident');
    expect(await textOf(api.get(responder, ''))).not.toContain('Declare major incident');
    expect((await api.post(responder, 'action=declare', '', FORM)).status).toBe(403);
    expect((await api.post(manager, 'action=reject&reason=', '', FORM)).status).toBe(422);
    const declared = await api.post(manager, 'action=declare&businessImpact=customers+cannot+pay', '', FORM);
    expect(declared.status).toBe(200);
    const shown = (await (await api.get(`/v1/incidents/${incidentId}`)).json()) as Record<string, unknown>;
    expect(shown).toMatchObject({ major: 'accepted', businessImpact: 'customers cannot pay' });
  });

  it('shows who is kept informed what their audience was told, in their language, and nothing from inside', async () => {
    const { api, incidentId } = await started();
    await api.post(
      `/v1/incidents/${incidentId}/accept`,
      { reason: 'db-7 of Acme', businessImpact: 'customers cannot pay' },
      'manager',
    );
    await api.post(`/v1/incidents/${incidentId}/post-update`, { message: 'We have rolled back.' }, 'manager');
    const english = await textOf(api.get(await readerOf(api, incidentId, 'ceo'), ''));
    for (const shown of [
      'Problem with Checkout',
      'Major incident: customers cannot pay',
      'We have rolled back.',
      'Being investigated',
    ]) {
      expect(english).toContain(shown);
    }
    expect(english).not.toMatch(/db-7|Acme|<form/);
    const german = await textOf(api.get(await readerOf(api, incidentId, 'chefin'), ''));
    expect(german).toContain('<html lang="de">');
    expect(german).toContain('Schwere Störung: customers cannot pay');
    const technical = await textOf(api.get(await readerOf(api, incidentId, 'engineers'), ''));
    expect(technical).toContain('db-7 of Acme');
  });

  it('changes nothing when a reader sends something, and expires a month after the end', async () => {
    const { api, incidentId } = await started();
    await api.post(`/v1/incidents/${incidentId}/accept`, {}, 'manager');
    const path = await readerOf(api, incidentId, 'ceo');
    const before = api.ports.stores.held.commits.get(incidentId)?.length;
    expect((await api.post(path, 'action=declare', '', FORM)).status).not.toBe(500);
    expect(api.ports.stores.held.commits.get(incidentId)?.length).toBe(before);
    await api.post(`/v1/incidents/${incidentId}/resolve`, { summary: 'over' });
    expect((await api.get(path, '')).status).toBe(200);
    api.ports.time.now += 31 * 86_400_000;
    expect((await api.get(path, '')).status).toBe(410);
  });
});

const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();

describe('what can be done from the page behind a link, without script', () => {
  const timeline = async (api: ApiOnFakes, incidentId: string): Promise<string[]> => {
    const { items } = (await (await api.get(`/v1/incidents/${incidentId}/timeline`)).json()) as {
      items: { text: string }[];
    };
    return items.map(({ text }) => text);
  };
  const send = async (api: ApiOnFakes, path: string, fields: Record<string, string>): Promise<[number, string]> => {
    const response = await api.post(path, form(fields), '', FORM);
    return [response.status, await response.text()];
  };

  it('a note, escaped where it is shown, written once however often the form is sent', async () => {
    const { api, incidentId } = await started();
    const path = await linkTo(api, 'ana');
    const note = { action: 'note', text: '<script>alert(1)</script> & more', seen: '1' };
    for (let sent = 0; sent < 2; sent += 1) {
      const [status, text] = await send(api, path, note);
      expect(status).toBe(200);
      expect(text).toContain('It stands on the timeline.');
      expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; more');
      expect(text).not.toContain('<script>');
    }
    expect((await timeline(api, incidentId)).filter((text) => text.includes('Ana noted'))).toHaveLength(1);
  });

  it('no more of a text than there is room for', async () => {
    const { api, incidentId } = await started();
    await send(api, await linkTo(api, 'ana'), { action: 'note', text: 'x'.repeat(5000) });
    const [noted = ''] = (await timeline(api, incidentId)).filter((text) => text.includes('Ana noted'));
    expect(noted.length).toBeLessThan(2100);
  });

  it('passing on, to whom the page names, with the reason', async () => {
    const { api, incidentId } = await started();
    const path = await linkTo(api, 'ana');
    expect(await textOf(api.get(path, ''))).toContain('Ben is paged at once.');
    const [status, text] = await send(api, path, { action: 'pass-on', reason: 'on a train' });
    expect([status, text.includes('Passed on.')]).toEqual([200, true]);
    expect(await timeline(api, incidentId)).toContain('Ana passed it on: "on a train"');
    expect(api.ports.collected.pages.some(({ job }) => job.personId === 'ben')).toBe(true);
  });

  it('asking for help, of somebody by name', async () => {
    const { api, incidentId } = await started();
    const path = await linkTo(api, 'ana');
    await api.post(path, undefined, '');
    const [status] = await send(api, path, { action: 'ask-for-help', need: 'a Postgres expert', person: 'ben' });
    expect(status).toBe(200);
    expect(await timeline(api, incidentId)).toContain('Ana asked Ben for help: "a Postgres expert"');
    expect(await textOf(api.get(path, ''))).toContain('You have it');
  });

  it('handing on a role that they have, with its tasks shown, and none that they have not', async () => {
    const { api, incidentId } = await started();
    const path = await linkTo(api, 'mia');
    const role = 'incident-manager';
    expect((await send(api, path, { action: 'hand-on', role, person: 'ben' }))[0]).toBe(403);
    await api.post(`/v1/incidents/${incidentId}/assign-role`, { role, person: 'mia' }, 'manager');
    expect(await textOf(api.get(path, ''))).toContain('You are Incident manager');
    const [status, text] = await send(api, path, { action: 'hand-on', role, person: 'ben' });
    expect([status, text.includes('Handed on.')]).toEqual([200, true]);
    const shown = (await (await api.get(`/v1/incidents/${incidentId}`)).json()) as { roles: Record<string, unknown> };
    expect(shown.roles[role]).toMatchObject({ personId: 'ben' });
  });

  it.each([
    [{ action: 'note', text: ' ' }, 422],
    [{ action: 'ask-for-help', need: '' }, 422],
    [{ action: 'constructor' }, 422],
    [{ action: 'hand-on', role: 'incident-manager' }, 422],
    [{ action: 'ask-for-help', need: 'a look', person: 'nobody' }, 422],
  ])('refuses %j as a page, and changes nothing', async (fields, expected) => {
    const { api, incidentId } = await started();
    const before = api.ports.stores.held.commits.get(incidentId)?.length;
    const [status, text] = await send(api, await linkTo(api, 'ana'), fields as Record<string, string>);
    expect(status).toBe(expected);
    expect(text).toMatch(/^<!doctype html>/);
    expect(api.ports.stores.held.commits.get(incidentId)?.length).toBe(before);
  });

  it('nothing by a link that was not signed here', async () => {
    const { api } = await started();
    const path = await linkTo(api, 'ana');
    const other = `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`;
    expect((await send(api, other, { action: 'note', text: 'hello' }))[0]).toBe(403);
  });

  it('says who decided, and when, once somebody has', async () => {
    const { api, incidentId } = await started();
    const path = await linkTo(api, 'mia');
    await api.post(`/v1/incidents/${incidentId}/reject`, { reason: 'a test' }, 'manager');
    expect(await textOf(api.get(path, ''))).toMatch(/Decided.*rejected the proposal at/s);
  });

  it('in the language of whoever was paged, the record too', async () => {
    const { api } = await started();
    const configuration = api.ports.configured.current;
    api.ports.configured.current = {
      ...configuration,
      people: configuration.people.map((person) => ({ ...person, language: 'de' as const })),
    };
    const path = await linkTo(api, 'ana');
    const waiting = await textOf(api.get(path, ''));
    for (const said of ['<html lang="de">', 'Übernehmen als Ana', 'Weitergeben', 'Was bekannt ist'])
      expect(waiting).toContain(said);
    expect(waiting).not.toMatch(/lang="en"|Muster paged|opened it/);
    const done = await textOf(api.post(path, undefined, ''));
    expect(done).toContain('Übernommen. Sie kümmern sich darum.');
    expect(done).not.toMatch(/Acknowledge|You have|Ask for help/);
  });
});
