import { expect, test } from 'vitest';
import { integrationKey } from '../../domain/access/keys.ts';
import { derivedIntegrationKeys } from '../../usecases/integration-keys.ts';
import { integrationOf } from '../fakes/source-fixtures.ts';
import { apiOnFakes } from './api-on-fakes.ts';

const MASTER = Buffer.alloc(32, 3);

const withKeys = (more: { mailDomain?: string } = {}) => {
  const extras: { integrationKeys?: ReturnType<typeof derivedIntegrationKeys>; mailDomain?: string } = { ...more };
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
    else if (source === 'email') expect(addresses[0]).toEqual({ key });
    else if (source !== 'aws-events')
      expect(addresses[0]).toEqual({ url: `${api.ports.publicUrl}/in/${source}/${key}`, key });
  }
});

test('and the address that mail is sent to, where mail is received', async () => {
  const api = withKeys({ mailDomain: 'alerts.example.com' });
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
      const key = integrationKey(MASTER, 'email-1', generation);
      return { address: `${key}@alerts.example.com`, key };
    }),
  );
});

test('nobody else is: a key lets its holder raise alerts', async () => {
  const api = withKeys();
  for (const role of ['viewer', 'responder', 'manager'])
    expect((await api.get('/v1/integrations', role)).status).toBe(403);
});
