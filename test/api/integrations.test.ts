import { expect, test } from 'vitest';
import { integrationKey } from '../../domain/access/keys.ts';
import { derivedIntegrationKeys } from '../../usecases/integration-keys.ts';
import { apiOnFakes } from './api-on-fakes.ts';

const MASTER = Buffer.alloc(32, 3);

const withKeys = () => {
  const extras: { integrationKeys?: ReturnType<typeof derivedIntegrationKeys> } = {};
  const api = apiOnFakes(extras);
  extras.integrationKeys = derivedIntegrationKeys(async () => MASTER, api.ports.configuration);
  return api;
};

test('an administrator is shown what to paste into each sender', async () => {
  const api = withKeys();
  const response = await api.get('/v1/integrations', 'admin');
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const { items } = (await response.json()) as {
    items: { id: string; source: string; addresses: { url?: string; key?: string }[] }[];
  };
  const { integrations } = await api.ports.configuration.current();
  expect(items.map((i) => i.id)).toEqual(integrations.map((i) => i.id));
  for (const { id, source, addresses } of items) {
    const newest = integrations.find((i) => i.id === id)?.keyGenerations[0] ?? 0;
    const key = integrationKey(MASTER, id, newest);
    if (source === 'pagerduty') expect(addresses[0]).toEqual({ url: `${api.ports.publicUrl}/v2/enqueue`, key });
    else if (source !== 'aws-events')
      expect(addresses[0]).toEqual({ url: `${api.ports.publicUrl}/in/${source}/${key}`, key });
  }
});

test('nobody else is: a key lets its holder raise alerts', async () => {
  const api = withKeys();
  for (const role of ['viewer', 'responder', 'manager'])
    expect((await api.get('/v1/integrations', role)).status).toBe(403);
});
