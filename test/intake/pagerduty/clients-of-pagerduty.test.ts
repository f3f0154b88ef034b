import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../../simulation/example-configuration.ts';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { clientRequest } from '../../fakes/client-request.ts';
import { keyOf, sendTo } from '../../fakes/intake.ts';

// What clients send, and what they look for in the answer, by their own sources; programs that can be had are run for
// real by `npm run e2e:clients`.

const KEY = keyOf('monitor');

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe('go-pagerduty', () => {
  it('triggers, acknowledges and resolves, and takes nothing but 202', async () => {
    const ports = simulatedPorts();
    for (const name of ['trigger', 'acknowledge', 'resolve']) {
      const { headers, path, rawBody } = clientRequest('go-pagerduty', name);
      const body = rawBody.replace('0123456789abcdef0123456789abcdef', KEY);
      const { json, status } = await sendTo(ports, path, body, { headers });
      expect([status, json]).toEqual([
        202,
        { status: 'success', message: 'Event processed', dedup_key: 'checkout/5xx' },
      ]);
      ports.time.now += 1000;
    }
    expect(alertsIn(ports)).toMatchObject([{ dedupKey: 'checkout/5xx', status: 'resolved', count: 1 }]);
  });
});

// x-pack/plugins/stack_connectors/server/connector_types/pagerduty
describe("Kibana's PagerDuty connector", () => {
  const headers = { 'content-type': 'application/json', 'x-routing-key': KEY };
  const trigger = {
    event_action: 'trigger',
    dedup_key: 'rule-1:host-a',
    payload: { summary: 'No summary provided.', source: 'Kibana Action 1f2e', severity: 'critical' },
  };

  it('brings its key in a header, and asks for 202', async () => {
    const ports = simulatedPorts();
    for (const body of [trigger, trigger, { event_action: 'resolve', dedup_key: 'rule-1:host-a' }]) {
      expect(await sendTo(ports, '/v2/enqueue', body, { headers })).toMatchObject({
        status: 202,
        json: { status: 'success', dedup_key: 'rule-1:host-a' },
      });
      ports.time.now += 1000;
    }
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved', count: 2, severity: 'critical' }]);
  });

  it('is refused with a key of nobody, whichever of the two is wrong', async () => {
    const ports = simulatedPorts();
    const nobody = '0123456789abcdef0123456789abcdef';
    const wrong = { ...headers, 'x-routing-key': nobody };
    expect((await sendTo(ports, '/v2/enqueue', trigger, { headers: wrong })).status).toBe(400);
    expect((await sendTo(ports, '/v2/enqueue', { ...trigger, routing_key: nobody }, { headers })).status).toBe(400);
    expect(alertsIn(ports)).toEqual([]);
  });
});

// server/notification-providers/pagerduty.js
describe("Uptime Kuma's PagerDuty notification", () => {
  const event = (action: string, monitor: { id?: number; name?: string; url?: string }, body: string) => ({
    payload: { summary: `[Uptime Kuma Alert] [${monitor.name}] ${body}`, severity: 'warning', source: monitor.url },
    routing_key: KEY,
    event_action: action,
    dedup_key: `Uptime Kuma/${monitor.id}`,
  });
  const shop = { id: 7, name: 'Shop', url: 'https://shop.example' };

  it('goes down and up', async () => {
    const ports = simulatedPorts();
    expect((await sendTo(ports, '/v2/enqueue', event('trigger', shop, 'timeout of 48000ms exceeded'))).status).toBe(
      202,
    );
    ports.time.now += 1000;
    expect((await sendTo(ports, '/v2/enqueue', event('resolve', shop, '200 - OK'))).status).toBe(202);
    expect(alertsIn(ports)).toMatchObject([{ dedupKey: 'Uptime Kuma/7', status: 'resolved', severity: 'warning' }]);
  });

  it('is tested by its button, which names no monitor', async () => {
    const test = event('trigger', { url: 'Uptime Kuma Test Button' }, 'Testing');
    expect((await sendTo(simulatedPorts(), '/v2/enqueue', test)).status).toBe(202);
  });
});

// lib/pagerduty/http_transport.rb: Net::HTTP calls what it posts a form.
describe('the pagerduty gem', () => {
  it('triggers without a key, and goes on with the key of the answer', async () => {
    const ports = simulatedPorts();
    const send = (body: object) => sendTo(ports, '/v2/enqueue', body, { headers: FORM });
    const { json } = await send({
      payload: { summary: 'Disk full', source: 'db-1', severity: 'critical', timestamp: '2026-11-21T19:00:00+00:00' },
      dedup_key: null,
      routing_key: KEY,
      event_action: 'trigger',
    });
    expect(json).toMatchObject({ status: 'success', dedup_key: expect.stringMatching(/\S/) });
    ports.time.now += 1000;
    await send({ dedup_key: json.dedup_key, routing_key: KEY, event_action: 'acknowledge' });
    ports.time.now += 1000;
    await send({ dedup_key: json.dedup_key, routing_key: KEY, event_action: 'resolve' });
    expect(alertsIn(ports)).toMatchObject([{ dedupKey: json.dedup_key, status: 'resolved' }]);
  });

  it('speaks v1 as well', async () => {
    const ports = simulatedPorts();
    const path = '/generic/2010-04-15/create_event.json';
    const send = (body: object) => sendTo(ports, path, { service_key: KEY, ...body }, { headers: FORM });
    const { json, status } = await send({ event_type: 'trigger', description: 'Disk full', details: { host: 'db-1' } });
    expect([status, json]).toEqual([
      200,
      { status: 'success', message: 'Event processed', incident_key: expect.any(String) },
    ]);
    ports.time.now += 1000;
    await send({ event_type: 'resolve', incident_key: json.incident_key, description: 'freed' });
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved' }]);
  });
});

// The script of its media type; it runs for real in `npm run e2e:clients`.
describe("Zabbix' PagerDuty media type", () => {
  const event = (changes: object) => ({ routing_key: KEY, dedup_key: '815', ...changes });
  const trigger = event({
    event_action: 'trigger',
    payload: {
      summary: 'High CPU utilisation',
      source: 'db-2 : 192.0.2.7',
      severity: 'error',
      custom_details: { 'Event date': '2026.11.21', 'Event host': 'db-2' },
    },
    links: [{ href: 'https://zabbix.example/tr_events.php?triggerid=43&eventid=815', text: 'Event link' }],
    client: 'Zabbix',
    client_url: 'https://zabbix.example',
  });

  it('wants 202 and "success"', async () => {
    const ports = simulatedPorts();
    for (const body of [trigger, event({ event_action: 'acknowledge' }), event({ event_action: 'resolve' })]) {
      expect(await sendTo(ports, '/v2/enqueue', body)).toMatchObject({ status: 202, json: { status: 'success' } });
      ports.time.now += 1000;
    }
    expect(alertsIn(ports)).toMatchObject([{ dedupKey: '815', status: 'resolved' }]);
  });

  it('shows the first of the errors', async () => {
    const { json, status } = await sendTo(simulatedPorts(), '/v2/enqueue', { ...trigger, routing_key: 'short' });
    expect([status, json.errors]).toEqual([
      400,
      expect.arrayContaining(["Length of 'routing_key' is incorrect (should be 32 characters)"]),
    ]);
  });
});

// alarm-notify.sh: curl calls its JSON a form, and its timestamps have no zone; events count as they come.
describe("netdata's PagerDuty notification", () => {
  const mapped = () =>
    simulatedPorts({
      configuration: parseConfiguration({
        ...structuredClone(exampleFile),
        integrations: exampleFile.integrations.map((one) =>
          one.id === 'monitor'
            ? {
                ...one,
                mapping: '$merge([$, { "dedup_key": payload.source & "/" & payload.custom_details.alarm_id }])',
              }
            : one,
        ),
      }),
    });
  const event = (uniqueId: string, action: string, severity: string) => ({
    payload: {
      summary: 'System memory utilization',
      source: 'web-1',
      severity,
      timestamp: '2026-11-21T19:43:12.000',
      group: 'ram',
      class: 'system.ram',
      custom_details: { alarm_id: '77', name: 'ram_in_use', status: severity, value: '91.2' },
    },
    routing_key: KEY,
    event_action: action,
    dedup_key: uniqueId,
  });

  it('is one alert by the mapping that its page recommends, though each transition has a key of its own', async () => {
    const ports = mapped();
    for (const body of [
      event('1001', 'trigger', 'warning'),
      event('1002', 'trigger', 'critical'),
      event('1003', 'resolve', 'info'),
    ]) {
      const { json, status } = await sendTo(ports, '/v2/enqueue', body, { headers: FORM });
      expect([status, json.dedup_key]).toEqual([202, body.dedup_key]);
    }
    expect(alertsIn(ports)).toMatchObject([
      { dedupKey: 'web-1/77', status: 'resolved', count: 2, severity: 'critical' },
    ]);
  });
});

// pagerduty for Python 7.2.0: an offset, and a Z as well.
it('a change of the Python client is kept although its instant is none', async () => {
  const ports = simulatedPorts();
  const body = {
    routing_key: KEY,
    payload: { summary: 'Build 58', source: 'ci', timestamp: '2026-11-21T19:00:00.000000+00:00Z' },
  };
  expect((await sendTo(ports, '/v2/change/enqueue', body)).status).toBe(202);
  expect([...ports.stores.held.changes.values()]).toMatchObject([{ title: 'Build 58' }]);
});
