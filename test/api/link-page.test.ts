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
