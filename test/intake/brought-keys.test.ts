import { describe, expect, it } from 'vitest';
import { tokenHash } from '../../domain/access/keys.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { ask } from '../fakes/compatible.ts';
import { keyOf, sendTo } from '../fakes/intake.ts';

/** As PagerDuty and Opsgenie write theirs. */
const ROUTING_KEY = 'R02ABCDEFGHIJKLMNOPQRSTUVWXYZ012';
const API_KEY = '6f1c2e8a-3b7d-4c55-9a0e-2d4f6b8c1e33';

const moved = (): SimulatedPorts =>
  simulatedPorts({
    configuration: parseConfiguration({
      ...structuredClone(exampleFile),
      integrations: [
        { id: 'events', source: 'pagerduty', service: 'checkout', keyHashes: [tokenHash(ROUTING_KEY)] },
        { id: 'genie', source: 'opsgenie', service: 'checkout', keyHashes: [tokenHash(API_KEY)] },
      ],
    }),
  });

const event = (routing_key: string) => ({
  routing_key,
  event_action: 'trigger',
  dedup_key: 'k',
  payload: { summary: 'Down', source: 'h', severity: 'critical' },
});

const firstAlert = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()][0];

describe('a sender that moves with the key it has', () => {
  it('changes only the address: PagerDuty', async () => {
    const ports = moved();
    expect((await sendTo(ports, '/v2/enqueue', event(ROUTING_KEY))).status).toBe(202);
    expect(firstAlert(ports)).toMatchObject({ integrationId: 'events', serviceId: 'checkout' });
    // The derived key lives beside it, and both are of one integration.
    await sendTo(ports, '/v2/enqueue', event(keyOf('events')));
    expect(firstAlert(ports)).toMatchObject({ count: 2 });
  });

  it('changes only the address: Opsgenie', async () => {
    const ports = moved();
    const headers = { authorization: `GenieKey ${API_KEY}` };
    expect((await ask(ports, 'POST', '/v2/alerts', { message: 'Down', alias: 'a' }, { headers })).status).toBe(202);
    expect((await ask(ports, 'GET', '/v2/alerts/a?identifierType=alias', undefined, { headers })).status).toBe(200);
    expect(firstAlert(ports)).toMatchObject({ integrationId: 'genie' });
  });

  it('is refused with another key, and with the hash in place of the key', async () => {
    const ports = moved();
    for (const key of [ROUTING_KEY.toLowerCase(), 'A'.repeat(32), tokenHash(ROUTING_KEY)]) {
      expect((await sendTo(ports, '/v2/enqueue', event(key))).status).toBe(400);
    }
    const headers = { authorization: `GenieKey ${tokenHash(API_KEY)}` };
    expect((await ask(ports, 'POST', '/v2/alerts', { message: 'Down' }, { headers })).status).toBe(401);
    expect(firstAlert(ports)).toBeUndefined();
  });
});
