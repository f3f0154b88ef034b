import { describe, expect, it } from 'vitest';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { broken, keyOf, sendTo } from '../../fakes/intake.ts';
import { fixture } from '../../fakes/source-fixtures.ts';

const rawOf = (source: string, name: string): string => fixture(source, name).rawBody as string;

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];

const trigger = (changes: Record<string, unknown> = {}) => ({
  routing_key: keyOf('monitor'),
  event_action: 'trigger',
  dedup_key: 'checkout/5xx',
  payload: { summary: '5xx above 5%', source: 'alb', severity: 'critical' },
  ...changes,
});

describe('PagerDuty events', () => {
  const enqueue = (ports: SimulatedPorts, event: unknown) => sendTo(ports, '/v2/enqueue', event);

  it('answers a trigger word for word, and pages', async () => {
    const ports = simulatedPorts();
    const answer = await enqueue(ports, trigger());
    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({ status: 'success', message: 'Event processed', dedup_key: 'checkout/5xx' });
    expect(ports.collected.pages.map(({ job }) => job.personId)).toContain('ana');
  });

  it('takes the very bytes of Alertmanager and pdjs, from trigger to resolve', async () => {
    const ports = simulatedPorts();
    const names = ['firing.am-003', 'partly-resolved.am-010', 'resolved.am-019', 'firing.sdk-tls-001'];
    for (const name of [
      ...names,
      'acknowledged.sdk-tls-002',
      'resolved.sdk-tls-003',
      'firing-without-key.sdk-tls-004',
    ]) {
      const raw = rawOf('pagerduty', name).replace('0123456789abcdef0123456789abcdef', keyOf('monitor'));
      const answer = await enqueue(ports, raw);
      expect(answer.status).toBe(202);
      expect(answer.json).toMatchObject({ status: 'success', dedup_key: expect.stringMatching(/.+/) });
    }
    expect(alertsIn(ports).map(({ status }) => status)).toEqual(['resolved', 'resolved', 'firing']);
  });

  it('makes a key where there is none, another each time, that the sender can resolve with', async () => {
    const ports = simulatedPorts();
    const first = await enqueue(ports, trigger({ dedup_key: undefined }));
    const second = await enqueue(ports, trigger({ dedup_key: '' }));
    expect(first.json.dedup_key).not.toBe(second.json.dedup_key);
    await enqueue(ports, trigger({ event_action: 'resolve', dedup_key: first.json.dedup_key }));
    expect(alertsIn(ports).map(({ status }) => status)).toEqual(['resolved', 'firing']);
  });

  it('opens a new episode for a trigger after a resolve, with the same timestamp as before', async () => {
    const ports = simulatedPorts();
    const event = trigger({ payload: { ...trigger().payload, timestamp: '2026-11-21T19:00:00.000+0000' } });
    await enqueue(ports, event);
    ports.time.now += 1000;
    await enqueue(ports, trigger({ event_action: 'resolve' }));
    ports.time.now += 1000;
    await enqueue(ports, event);
    expect(alertsIn(ports)).toMatchObject([{ status: 'firing', episode: 2 }]);
  });

  it.each(['acknowledge', 'resolve'])('accepts %s for nothing, and opens nothing', async (event_action) => {
    const ports = simulatedPorts();
    const answer = await enqueue(ports, { routing_key: keyOf('monitor'), event_action, dedup_key: 'none' });
    expect(answer.status).toBe(202);
    expect(answer.json.dedup_key).toBe('none');
    expect(ports.stores.held.commits.size).toBe(0);
  });

  it.each([
    [{ routing_key: 'short' }, "Length of 'routing_key' is incorrect (should be 32 characters)"],
    [{ routing_key: '-'.repeat(32) }, "'routing_key' cannot contain non-alphanumeric characters."],
    [{ routing_key: undefined }, "'routing_key' is missing or blank"],
    [{ routing_key: 'a'.repeat(32) }, 'Invalid routing key'],
    [
      { routing_key: keyOf('prometheus') },
      'Invalid routing key: it belongs to an integration of the source "alertmanager"',
    ],
    [{ payload: { source: 's', severity: 'info' } }, "'payload.summary' is missing or blank"],
  ])('refuses %j as PagerDuty does', async (changes, error) => {
    const answer = await enqueue(simulatedPorts(), trigger(changes));
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ status: 'invalid event', message: 'Event object is invalid', errors: [error] });
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['an answer of its own', '{"status":200,"headers":{},"body":"{}"}'],
  ])('refuses %s with errors that clients print', async (_what, body) => {
    const answer = await enqueue(simulatedPorts(), body);
    expect(answer.status).toBe(400);
    expect(answer.json.status).toBe('invalid event');
    const errors = answer.json.errors as string[];
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.every((error) => typeof error === 'string')).toBe(true);
  });

  it('answers 429, which pdjs and Alertmanager repeat, when nothing could be made durable', async () => {
    const answer = await enqueue(broken(simulatedPorts()), trigger());
    expect(answer.status).toBe(429);
    expect(answer.json).toMatchObject({ status: 'throttle exceeded', dedup_key: null });
  });
});
