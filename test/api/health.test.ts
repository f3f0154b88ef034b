import { expect, it } from 'vitest';
import { apiOnFakes } from './api-on-fakes.ts';

it('says how those do who take messages, by channel and to anybody, and never where people are reached', async () => {
  const api = apiOnFakes();
  const health = async () => (await api.get('/healthz', '')).json();
  expect(await health()).toEqual({ status: 'ok' });
  api.ports.providers.answered('sms', '+491700000001', true);
  for (let n = 0; n < 3; n += 1) api.ports.providers.answered('webhook', 'https://hooks.example.com/secret', false);
  const since = '2026-11-21T20:00:00.000Z';
  expect(await health()).toEqual({
    status: 'degraded',
    providers: [
      { channel: 'sms', status: 'up', since },
      { channel: 'webhook', status: 'down', since },
    ],
  });
  api.ports.providers.answered('webhook', 'https://hooks.example.com/secret', true);
  expect(await health()).toMatchObject({ status: 'ok' });
});
