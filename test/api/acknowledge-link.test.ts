import { describe, expect, it } from 'vitest';
import { signGrant } from '../../domain/link/link.ts';
import { SIMULATION_START } from '../../simulation/simulated-ports.ts';
import { type ApiOnFakes, alerted, apiOnFakes } from './api-on-fakes.ts';

const HOUR = 3_600_000;

const paged = async (title = 'Latency is high') => {
  const api = apiOnFakes();
  const incidentId = await alerted(api, 'checkout', title);
  const job = api.ports.collected.pages[0]?.job;
  if (!job) throw new Error('nobody was paged');
  const token = signGrant(await api.ports.secrets.linkKey(), { ...job, expiresAt: SIMULATION_START + HOUR });
  return { api, incidentId, token, job };
};

const commits = (api: ApiOnFakes, incidentId: string) => api.ports.stores.held.commits.get(incidentId)?.length;
const get = (api: ApiOnFakes, token: string) => api.get(`/acknowledge/${token}`, '');
const post = (api: ApiOnFakes, token: string) => api.post(`/acknowledge/${token}`, undefined, '');

describe('the link in a page', () => {
  it.each(['GET', 'HEAD'])('never acts on %s', async (method) => {
    const { api, incidentId, token } = await paged();
    const before = commits(api, incidentId);
    for (let i = 0; i < 3; i += 1)
      expect((await api.app.request(`/acknowledge/${token}`, { method })).status).toBe(200);
    expect(commits(api, incidentId)).toBe(before);
  });

  it('shows what would be acknowledged, and as whom', async () => {
    const { api, token, job } = await paged();
    const text = await (await get(api, token)).text();
    for (const shown of [
      'Latency is high',
      job.number,
      'SEV1',
      'Checkout',
      'Acknowledge as Ana',
      '<form method="post">',
    ])
      expect(text).toContain(shown);
  });

  it('acknowledges on POST for the person the page was sent to; a repeat changes nothing', async () => {
    const { api, incidentId, token } = await paged();
    expect(await (await post(api, token)).text()).toContain('Acknowledged. You have it.');
    const commit = api.ports.stores.held.commits.get(incidentId)?.at(-1);
    expect(commit).toMatchObject({ command: 'acknowledge', actor: { kind: 'person', id: 'ana' } });
    expect(commit?.events[0]).toMatchObject({ type: 'PageAcknowledged', personId: 'ana' });
    expect(api.ports.stores.held.durableCalls).toBeGreaterThan(1);
    const before = commits(api, incidentId);
    const again = await post(api, token);
    expect([again.status, commits(api, incidentId)]).toEqual([200, before]);
    expect(await (await get(api, token)).text()).toContain('You have it');
  });

  it('says who has it when somebody else was faster', async () => {
    const { api, incidentId, token } = await paged();
    await api.post(`/v1/incidents/${incidentId}/acknowledge`, { person: 'ben' }, 'manager');
    const before = commits(api, incidentId);
    const text = await (await post(api, token)).text();
    expect(text).toContain('Ben acknowledged it');
    expect(text).not.toContain('Acknowledge as');
    expect(commits(api, incidentId)).toBe(before);
  });

  it('says when there is nothing to acknowledge any more', async () => {
    const { api, incidentId, token } = await paged();
    await api.post(`/v1/incidents/${incidentId}/resolve`, { summary: 'over' });
    expect(await (await post(api, token)).text()).toContain('Nothing to acknowledge');
  });

  it('refuses an expired link with 410, and acts on nothing', async () => {
    const { api, incidentId, token } = await paged();
    api.ports.time.now += 2 * HOUR;
    const before = commits(api, incidentId);
    for (const ask of [get, post]) {
      const response = await ask(api, token);
      expect([response.status, (await response.text()).includes('expired')]).toEqual([410, true]);
    }
    expect(commits(api, incidentId)).toBe(before);
  });

  it('refuses what Muster did not sign with 403', async () => {
    const { api, token, job } = await paged();
    const forged = signGrant(new TextEncoder().encode('another key'), { ...job, expiresAt: SIMULATION_START + HOUR });
    for (const bad of [forged, `${token}x`, 'nonsense', 'a.', `a.${'b'.repeat(3000)}`, '%3Cscript%3E']) {
      const response = await post(api, bad);
      expect([bad, response.status, response.headers.get('content-type')]).toEqual([
        bad,
        403,
        'text/html; charset=utf-8',
      ]);
    }
  });

  it('says so on a page when the inside fails', async () => {
    const { api, token } = await paged();
    const ports = api.ports as { secrets: { linkKey: () => Promise<Uint8Array> } };
    ports.secrets.linkKey = () => Promise.reject(new Error('no vault'));
    const response = await get(api, token);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('vault');
  });

  it.each([
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onload='x",
    '{{constructor}}',
    '</title><style>*{}',
    '&lt;b&gt;',
  ])('escapes the title %s, before and after', async (title) => {
    const { api, token } = await paged(title);
    for (const text of [await (await get(api, token)).text(), await (await post(api, token)).text()]) {
      expect(text.match(/<script|<img|<b>/g)).toBeNull();
      expect(text.match(/<style/g)).toHaveLength(1);
      if (/[<>"']/.test(title)) expect(text).not.toContain(title);
    }
  });

  it('loads nothing, is stored nowhere, and tells no other site its address', async () => {
    const { api, token } = await paged();
    const { headers } = await get(api, token);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$/,
    );
    expect([
      headers.get('cache-control'),
      headers.get('referrer-policy'),
      headers.get('x-content-type-options'),
    ]).toEqual(['no-store', 'no-referrer', 'nosniff']);
    const { hash } = await import('node:crypto');
    const style = /<style>([\s\S]*?)<\/style>/.exec(await (await get(api, token)).text())?.[1] ?? '';
    expect(headers.get('content-security-policy')).toContain(hash('sha256', style, 'base64'));
  });
});
