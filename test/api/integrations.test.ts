import { describe, expect, it, test } from 'vitest';
import { tokenHash } from '../../domain/access/keys.ts';
import { keyOf } from '../fakes/intake.ts';
import { integrationOf } from '../fakes/source-fixtures.ts';
import { type ApiOnFakes, apiOnFakes } from './api-on-fakes.ts';

test('an administrator is shown what to paste into each sender', async () => {
  const api = apiOnFakes();
  const response = await api.get('/v1/integrations', 'admin');
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const { items } = (await response.json()) as {
    items: { id: string; source: string; addresses: { generation: number; url?: string; key?: string }[] }[];
  };
  const { integrations } = await api.ports.configuration.current();
  expect(items.map((i) => i.id)).toEqual(integrations.map((i) => i.id));
  for (const { id, source, addresses } of items) {
    const generation = integrations.find((i) => i.id === id)?.keyGenerations[0] ?? 0;
    const key = keyOf(id, generation);
    if (source === 'pagerduty')
      expect(addresses[0]).toEqual({ generation, url: `${api.ports.publicUrl}/v2/enqueue`, key });
    else if (source === 'email') expect(addresses[0]).toEqual({ generation, key });
    else if (source !== 'aws-events')
      expect(addresses[0]).toEqual({ generation, url: `${api.ports.publicUrl}/in/${source}/${key}`, key });
  }
});

test('and the address that mail is sent to, where mail is received', async () => {
  const api = apiOnFakes({ mailDomain: 'alerts.example.com' });
  const { current } = api.ports.configured;
  api.ports.configured.current = {
    ...current,
    integrations: [...current.integrations, integrationOf('email', { keyGenerations: [2, 1] })],
  };
  const { items } = (await (await api.get('/v1/integrations', 'admin')).json()) as {
    items: { id: string; addresses: unknown[] }[];
  };
  expect(items.find(({ id }) => id === 'email-1')?.addresses).toEqual(
    [2, 1].map((generation) => {
      const key = keyOf('email-1', generation);
      return { generation, address: `${key}@alerts.example.com`, key };
    }),
  );
});

test('keys that senders brought along are counted, and not shown by their hashes', async () => {
  const api = apiOnFakes();
  const { current } = api.ports.configured;
  const keyHashes = [tokenHash('a'.repeat(32)), tokenHash('b'.repeat(32))];
  api.ports.configured.current = {
    ...current,
    integrations: current.integrations.map((one) => (one.id === 'monitor' ? { ...one, keyHashes } : one)),
  };
  const text = await (await api.get('/v1/integrations', 'admin')).text();
  expect(JSON.parse(text).items).toContainEqual(expect.objectContaining({ id: 'monitor', broughtKeys: 2 }));
  expect(text).not.toContain(keyHashes[0]);
});

test('nobody else is: a key lets its holder raise alerts', async () => {
  const api = apiOnFakes();
  for (const role of ['viewer', 'responder', 'manager']) {
    expect((await api.get('/v1/integrations', role)).status).toBe(403);
    expect((await derive(api, 'netdata', { source: 'pagerduty' }, role)).status).toBe(403);
  }
});

const derive = (api: ApiOnFakes, id: string, body: object, as = 'admin'): Promise<Response> =>
  api.post(`/v1/integrations/${id}/addresses`, body, as);

describe('the address of an integration that is not configured yet', () => {
  it('has the key that its configuration will have', async () => {
    const api = apiOnFakes();
    const response = await derive(api, 'netdata', { source: 'pagerduty' });
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      id: 'netdata',
      source: 'pagerduty',
      baseUrl: api.ports.publicUrl,
      addresses: [{ generation: 1, url: `${api.ports.publicUrl}/v2/enqueue`, key: keyOf('netdata') }],
      inForce: false,
    });
  });

  it('comes with the next key, for a rotation', async () => {
    const response = await derive(apiOnFakes(), 'prometheus', { source: 'alertmanager', generations: [2, 1] });
    const { addresses, inForce } = (await response.json()) as { addresses: unknown[]; inForce: boolean };
    expect(addresses).toMatchObject([
      { generation: 2, key: keyOf('prometheus', 2) },
      { generation: 1, key: keyOf('prometheus', 1) },
    ]);
    expect(inForce).toBe(false);
  });

  it('says when the configuration in force takes its keys already', async () => {
    const asked = [
      derive(apiOnFakes(), 'scripts', { source: 'generic', generations: [2, 1] }),
      derive(apiOnFakes(), 'scripts', { source: 'grafana', generations: [2] }),
      derive(apiOnFakes(), 'scripts', { source: 'generic', generations: [3] }),
    ];
    const answers = (await Promise.all((await Promise.all(asked)).map((one) => one.json()))) as { inForce: boolean }[];
    expect(answers.map(({ inForce }) => inForce)).toEqual([true, false, false]);
  });

  it('is told on, without the key', async () => {
    const api = apiOnFakes();
    await derive(api, 'netdata', { source: 'pagerduty' });
    const told = api.ports.collected.happenings.filter(({ kind }) => kind === 'integration-key-shown');
    expect(told).toMatchObject([{ text: 'admin was shown the key of the integration netdata, generation 1' }]);
    expect(JSON.stringify(told)).not.toContain(keyOf('netdata'));
  });

  it('is refused for a source that is not there', async () => {
    const response = await derive(apiOnFakes(), 'netdata', { source: 'pager-duty' });
    expect(await response.json()).toMatchObject({
      status: 422,
      detail: 'There is no source "pager-duty". Did you mean "pagerduty"?',
    });
  });

  it.each([
    ['Netdata', { source: 'pagerduty' }, 404],
    ['net.data', { source: 'pagerduty' }, 404],
    ['netdata', {}, 422],
    ['netdata', { source: 'pagerduty', generations: [] }, 422],
    ['netdata', { source: 'pagerduty', generations: [0] }, 422],
    ['netdata', { source: 'pagerduty', generations: [3, 2, 1] }, 422],
    ['netdata', { source: 'pagerduty', key: 'x' }, 422],
  ])('is refused for %s with %j', async (id, body, status) => {
    expect((await derive(apiOnFakes(), id, body)).status).toBe(status);
  });

  it('is not to be had where the keys are not known', async () => {
    expect((await derive(apiOnFakes({ integrationKeys: undefined }), 'a', { source: 'generic' })).status).toBe(503);
  });
});
