import { expect, test } from 'vitest';
import { configurationTest } from '../../../domain/configuration/configuration-test.ts';
import { runConfigurationTest } from '../../../simulation/run-configuration-test.ts';
import { shopWith } from '../../../simulation/shop-configuration.ts';

// The whole system on a turned clock: an alert, its page, and the level after it.

const configuration = shopWith({
  integrations: [{ id: 'monitoring', source: 'generic' }],
  rotas: [
    {
      id: 'first',
      name: 'First line',
      timeZone: 'Europe/Lisbon',
      layers: [
        {
          id: 'days',
          people: ['ana', 'ben'],
          turn: '1 day',
          from: '2026-11-30T09:00',
          when: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '18:00' }],
        },
      ],
    },
  ],
  escalationPolicies: [
    {
      id: 'on-call',
      name: 'On call',
      levels: [{ rotas: ['first'], acknowledgeWithinSeconds: 300 }, { people: ['mia'] }],
    },
    { id: 'managers', name: 'Managers', levels: [{ people: ['max'] }] },
    { id: 'communications', name: 'Communications', levels: [{ people: ['cleo'] }] },
  ],
});

const fires = { to: 'monitoring', payload: { title: 'Checkout slow', severity: 'warning', service: 'search' } };

test.each([
  ['whoever is on call on a Monday', '2026-11-30T10:00', ['ana']],
  ['the next one on Tuesday', '2026-12-01T10:00', ['ben']],
  ['the next level at once, at night', '2026-12-01T20:00', ['mia']],
  ['the next level at once, at the weekend', '2026-12-05T12:00', ['mia']],
])('an alert pages %s', async (_, at, paged) => {
  const written = { test: 'a page', at, timeZone: 'Europe/Lisbon', ...fires, expect: { paged } };
  const { unmet } = await runConfigurationTest(configuration, configurationTest.parse(written));
  expect(unmet).toEqual([]);
});
