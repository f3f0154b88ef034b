import { beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { broken, keyOf, sendTo } from '../../fakes/intake.ts';

const KEY = keyOf('monitor');

describe('PagerDuty’s change events', () => {
  const PATH = '/v2/change/enqueue';
  const event = (payload: unknown = {}, rest: Record<string, unknown> = {}) => ({
    routing_key: KEY,
    payload: {
      summary: 'Deployed checkout 1.4.2',
      timestamp: '2026-11-21T18:00:00.000+0000',
      source: 'ci',
      custom_details: { build: 7, user: 'ana' },
      ...(payload as object),
    },
    links: [{ href: 'https://ci.example/7', text: 'Build' }],
    ...rest,
  });
  let ports: SimulatedPorts;
  beforeEach(() => {
    ports = simulatedPorts();
  });

  it('are kept as changes of the integration’s service, and open nothing', async () => {
    const answer = await sendTo(ports, PATH, event());
    expect(answer).toMatchObject({ status: 202, json: { status: 'success', message: 'Change event processed' } });
    expect(answer.json.dedup_key).toEqual(expect.any(String));
    expect([...ports.stores.held.changes.values()]).toMatchObject([
      {
        serviceId: 'checkout',
        title: 'Deployed checkout 1.4.2',
        at: '2026-11-21T18:00:00.000Z',
        url: 'https://ci.example/7',
        actor: 'ana',
      },
    ]);
    expect(ports.stores.held.alerts.size).toBe(0);
  });

  it.each([
    ['no summary', event({ summary: ' ' }), "'payload.summary' is missing or blank"],
    ['no key', event({}, { routing_key: undefined }), "'routing_key' is missing or blank"],
    ['an unknown key', event({}, { routing_key: 'x'.repeat(32) }), 'Invalid routing key'],
  ])('are refused with %s', async (_, body, error) => {
    expect(await sendTo(ports, PATH, body)).toMatchObject({
      status: 400,
      json: { status: 'invalid event', message: 'Event object is invalid', errors: [error] },
    });
  });

  it('are throttled when they cannot be kept, and sent with POST only', async () => {
    const fails = async (): Promise<never> => {
      throw new Error('the disk is full');
    };
    const full = { ...ports, stores: { ...ports.stores, changes: { ...ports.stores.changes, put: fails } } };
    expect((await sendTo(full, PATH, event())).status).toBe(429);
    expect((await sendTo(ports, PATH, event(), { method: 'GET' })).status).toBe(405);
  });
});

describe('PagerDuty’s Events API v1', () => {
  const PATH = '/generic/2010-04-15/create_event.json';
  const event = (changes: Record<string, unknown> = {}) => ({
    service_key: KEY,
    event_type: 'trigger',
    incident_key: 'srv01/HTTP',
    description: 'FAILURE for production/HTTP on machine srv01',
    client: 'Sample monitoring',
    client_url: 'https://monitoring.example',
    details: { 'ping time': '1500ms' },
    contexts: [
      { type: 'link', href: 'https://wiki.example', text: 'Runbook' },
      { type: 'image', src: 'https://graph.example/1.png' },
    ],
    ...changes,
  });
  let ports: SimulatedPorts;
  beforeEach(() => {
    ports = simulatedPorts();
  });
  const alerts = () => [...ports.stores.held.alerts.values()];

  it('is answered with 200 and the incident key', async () => {
    const answer = await sendTo(ports, PATH, event());
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ status: 'success', message: 'Event processed', incident_key: 'srv01/HTTP' });
    expect(alerts()).toMatchObject([
      {
        dedupKey: 'srv01/HTTP',
        title: 'FAILURE for production/HTTP on machine srv01',
        serviceId: 'checkout',
        labels: { 'ping time': '1500ms' },
        links: [{ href: 'https://wiki.example' }, { href: 'https://monitoring.example' }, {}],
      },
    ]);
  });

  it('is about the same alert as v2 with the same key', async () => {
    await sendTo(ports, PATH, event());
    await sendTo(ports, '/v2/enqueue', { routing_key: KEY, event_action: 'resolve', dedup_key: 'srv01/HTTP' });
    expect(alerts()).toMatchObject([{ status: 'resolved' }]);
  });

  it('makes a key for a trigger without one, and wants one to acknowledge and resolve', async () => {
    const { json } = await sendTo(ports, PATH, event({ incident_key: undefined }));
    expect(json.incident_key).toEqual(expect.any(String));
    await sendTo(ports, PATH, event({ event_type: 'resolve', incident_key: json.incident_key }));
    expect(alerts()).toMatchObject([{ status: 'resolved' }]);
    expect(await sendTo(ports, PATH, event({ event_type: 'resolve', incident_key: '' }))).toMatchObject({
      status: 400,
      json: { errors: ["'incident_key' is missing or blank"] },
    });
  });

  it.each([
    ['no description', { description: '' }, "'description' is missing or blank"],
    ['no key', { service_key: undefined }, "'service_key' is missing or blank"],
    ['an unknown type', { event_type: 'explode' }, "'event_type' must be one of 'trigger', 'acknowledge' or 'resolve'"],
  ])('is refused in the words of v1: %s', async (_, changes, error) => {
    const { json, status } = await sendTo(ports, PATH, event(changes));
    expect({ status, errors: json.errors }).toEqual({ status: 400, errors: [error] });
  });

  it('is throttled with 403', async () => {
    expect(await sendTo(broken(ports), PATH, event())).toMatchObject({
      status: 403,
      json: { status: 'throttle exceeded' },
    });
  });

  it('is found at no other address', async () => {
    for (const path of ['/generic/2010-04-15/other.json', '/constructor', '/integration', '/integration/x']) {
      expect((await sendTo(ports, path, event())).status).toBe(404);
    }
    // Opsgenie's clients have everything else under /v2: without their key it is 401.
    expect((await sendTo(ports, '/v2/change', event())).status).toBe(401);
  });
});
