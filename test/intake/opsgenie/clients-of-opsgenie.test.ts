import { describe, expect, it } from 'vitest';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { ask, compatiblePorts } from '../../fakes/compatible.ts';

// What clients send, and what they look for in the answer, by their own sources; programs that can be had are run for
// real by `npm run e2e:clients`.

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];

const ACCEPTED = { result: 'Request will be processed', took: expect.any(Number), requestId: expect.any(String) };

// x-pack/plugins/stack_connectors/server/connector_types/opsgenie: the answer must have these members, of these types.
describe("Kibana's Opsgenie connector", () => {
  const alias = 'b5a1c8e0-rule:host/web 1';
  const close = `${new URL(`v2/alerts/${alias}/close`, 'https://muster.example').pathname}?identifierType=alias`;
  const params = {
    message: 'CPU of web 1 is high',
    alias,
    description: 'It is 97 %',
    responders: [
      { name: 'sre', type: 'team' },
      { username: 'ana@example.com', type: 'user' },
    ],
    visibleTo: [{ name: 'support', type: 'team' }],
    actions: ['Restart'],
    tags: ['{{rule.tags}}'],
    details: { service: 'search', url: 'https://kibana.example/app/rule/1' },
    entity: 'web 1',
    source: 'Kibana',
    priority: 'P1',
    user: 'elastic',
    note: 'Opened by a rule',
  };

  it('creates, repeats and closes by an alias with a slash and a space', async () => {
    const ports = compatiblePorts();
    expect(await ask(ports, 'POST', '/v2/alerts', params)).toMatchObject({ status: 202, json: ACCEPTED });
    await ask(ports, 'POST', '/v2/alerts', params);
    expect(alertsIn(ports)).toMatchObject([{ dedupKey: alias, count: 2, severity: 'critical', serviceId: 'search' }]);
    ports.time.now += 1000;
    expect(await ask(ports, 'POST', close, { user: 'elastic', note: 'Recovered', source: 'Kibana' })).toMatchObject({
      status: 202,
      json: ACCEPTED,
    });
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved' }]);
  });

  it('shows the message and the errors of a refusal', async () => {
    const { json, status } = await ask(compatiblePorts(), 'POST', '/v2/alerts', { ...params, message: '' });
    expect([status, json]).toEqual([
      422,
      expect.objectContaining({ message: expect.any(String), errors: { message: expect.any(String) } }),
    ]);
  });
});

// server/notification-providers/opsgenie.js: any status of 2xx will do.
describe("Uptime Kuma's Opsgenie notification", () => {
  const down = {
    message: 'Uptime Kuma Alert: Shop / EU',
    alias: 'Shop / EU',
    description: '[Shop / EU] [🔴 Down] timeout of 48000ms exceeded',
    source: 'Uptime Kuma',
    priority: 'P3',
  };

  it('goes down and up, with the name of the monitor encoded in the address', async () => {
    const ports = compatiblePorts();
    expect((await ask(ports, 'POST', '/v2/alerts', down)).status).toBe(202);
    ports.time.now += 1000;
    const close = `/v2/alerts/${encodeURIComponent('Shop / EU')}/close?identifierType=alias`;
    expect((await ask(ports, 'POST', close, { source: 'Uptime Kuma' })).status).toBe(202);
    expect(alertsIn(ports)).toMatchObject([{ dedupKey: 'Shop / EU', status: 'resolved' }]);
  });

  it('is tested by its button', async () => {
    const ports = compatiblePorts();
    const test = { message: 'Testing', alias: 'uptime-kuma-notification-test', source: 'Uptime Kuma', priority: 'P5' };
    expect((await ask(ports, 'POST', '/v2/alerts', test)).status).toBe(202);
    expect(alertsIn(ports)).toMatchObject([{ severity: 'info' }]);
  });
});

// The script of its media type; it runs for real in `npm run e2e:clients`.
describe("Zabbix' Opsgenie media type", () => {
  const create = {
    message: 'High CPU utilisation on db-1',
    alias: '4711',
    description: 'CPU above 90 % for 5 min',
    priority: 'P2',
    source: 'Zabbix',
    details: {
      'Zabbix server': 'https://zabbix.example/',
      Problem: 'https://zabbix.example/tr_events.php?eventid=4711',
    },
    responders: [{ type: 'team', name: 'sre' }],
    tags: ['service:search', ''],
  };
  const act = (ports: SimulatedPorts, verb: string) =>
    ask(ports, 'POST', `/v2/alerts/4711/${verb}?identifierType=alias`, { user: 'Ana (ana)', note: 'Looking' });
  const statusOf = async (ports: SimulatedPorts, requestId: unknown) =>
    (await ask(ports, 'GET', `/v2/alerts/requests/${requestId}`)).json.data as Record<string, unknown>;

  it('posts to an address with a slash, and finds the status at its first question', async () => {
    const ports = compatiblePorts();
    const { json, status } = await ask(ports, 'POST', '/v2/alerts/', create);
    expect(status).toBe(202);
    const [alert] = alertsIn(ports);
    expect(await statusOf(ports, json.requestId)).toMatchObject({ success: true, alertId: alert?.alertId });
  });

  it('stops asking by the words of a status, after each of its actions', async () => {
    const ports = compatiblePorts();
    const none = await act(ports, 'acknowledge');
    expect((await statusOf(ports, none.json.requestId)).status).toContain('There is no open alert');
    await ask(ports, 'POST', '/v2/alerts/', create);
    for (const verb of ['acknowledge', 'notes', 'unacknowledge', 'close']) {
      ports.time.now += 1000;
      const { json } = await act(ports, verb);
      expect(await statusOf(ports, json.requestId)).toMatchObject({ success: true });
    }
    const again = await act(ports, 'close');
    expect(await statusOf(ports, again.json.requestId)).toMatchObject({
      success: false,
      status: expect.stringContaining('Alert is already'),
    });
  });
});
