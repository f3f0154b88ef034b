import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Ports } from '../../ports/ports.ts';
import { acceptEvents } from '../../usecases/accept-events.ts';
import { listQuarantine, replayQuarantined } from '../../usecases/quarantine.ts';
import { type FakePorts, fakePorts } from '../fakes/fake-ports.ts';
import { keyOf, sendTo } from '../fakes/intake.ts';
import { fixture } from '../fakes/source-fixtures.ts';

const rawOf = (source: string, name: string): string => fixture(source, name).rawBody as string;

const alertsIn = (ports: FakePorts) => [...ports.stores.held.alerts.values()];
const quarantinedIn = (ports: FakePorts) => [...ports.stores.held.quarantined.values()];

const trigger = (changes: Record<string, unknown> = {}) => ({
  routing_key: keyOf('monitor'),
  event_action: 'trigger',
  dedup_key: 'checkout/5xx',
  payload: { summary: '5xx above 5%', source: 'alb', severity: 'critical' },
  ...changes,
});

/** Nothing can be recorded and nothing queued. */
const broken = (ports: FakePorts): FakePorts => {
  const fail = async (): Promise<never> => {
    throw new Error('the disk is full');
  };
  const queues: Ports['queues'] = { ...ports.queues, retrySignals: fail };
  return { ...ports, queues, stores: { ...ports.stores, alerts: { ...ports.stores.alerts, record: fail } } };
};

describe('alerts over HTTP', () => {
  it('pages for the very bytes that Alertmanager sends, before it answers', async () => {
    const ports = fakePorts();
    const path = `/in/alertmanager/${keyOf('prometheus')}`;
    const answer = await sendTo(ports, path, rawOf('alertmanager', 'firing.am-001'));
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({ status: 'accepted', received: 2, accepted: 2, quarantined: 0 });
    expect(answer.json.alerts).toMatchObject([{ outcome: 'opened' }, { outcome: 'opened' }]);
    expect(ports.collected.pages.map(({ job }) => job.personId)).toContain('ana');
    expect(ports.stores.held.durableCalls).toBeGreaterThan(0);
    expect(alertsIn(ports).map(({ serviceId }) => serviceId)).toEqual(['checkout', 'checkout']);
  });

  it('counts what Alertmanager repeats, and resolves alert by alert', async () => {
    const ports = fakePorts();
    const path = `/in/alertmanager/${keyOf('prometheus')}`;
    for (const name of ['firing.am-001', 'firing.am-001', 'partly-resolved.am-011', 'resolved.am-020']) {
      expect((await sendTo(ports, path, rawOf('alertmanager', name))).status).toBe(202);
    }
    expect(alertsIn(ports).map(({ status, count }) => [status, count])).toEqual([
      ['resolved', 3],
      ['resolved', 2],
    ]);
    expect(ports.stores.held.commits.size).toBe(1);
  });

  it.each([
    ['Bearer', (key: string) => ({ authorization: `Bearer ${key}` })],
    ['GenieKey', (key: string) => ({ authorization: `GenieKey ${key}` })],
    ['Basic, as the password', (key: string) => ({ authorization: `Basic ${btoa(`muster:${key}`)}` })],
    ['Basic, as the user', (key: string) => ({ authorization: `Basic ${btoa(`${key}:`)}` })],
    ['X-Api-Key', (key: string) => ({ 'x-api-key': key })],
    ['X-Api-Key beside foreign credentials', (key: string) => ({ authorization: 'Bearer proxy', 'x-api-key': key })],
  ])('takes the key from %s', async (_place, headersFor) => {
    const ports = fakePorts();
    const headers = headersFor(keyOf('scripts'));
    expect((await sendTo(ports, '/in/generic', { title: 'Disk full' }, { headers })).status).toBe(202);
  });

  it.each(['apiKey', 'auth_token', 'access_token'])('takes the key from the query as %s', async (name) => {
    const query = { [name]: keyOf('scripts') };
    expect((await sendTo(fakePorts(), '/in/generic', { title: 'Disk full' }, { query })).status).toBe(202);
  });

  it('takes both keys while they are rotated, PUT for POST, a slash at the end, and any content type', async () => {
    const ports = fakePorts();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const generation of [1, 2]) {
      const path = `/in/generic/${keyOf('scripts', generation)}/`;
      expect((await sendTo(ports, path, { title: 'Disk full' }, { headers, method: 'PUT' })).status).toBe(202);
    }
    expect((await sendTo(ports, `/in/generic/${keyOf('scripts', 3)}`, { title: 'Disk full' })).status).toBe(401);
    expect(alertsIn(ports)).toMatchObject([{ count: 2 }]);
  });

  it('reads bytes, compressed bytes, and a byte order mark', async () => {
    const ports = fakePorts();
    const path = `/in/generic/${keyOf('scripts')}`;
    const bytes = new TextEncoder().encode('\ufeff{"title":"Wärme"}');
    const headers = { 'content-encoding': 'gzip' };
    expect((await sendTo(ports, path, bytes)).status).toBe(202);
    expect((await sendTo(ports, path, gzipSync(bytes), { headers })).status).toBe(202);
    expect(alertsIn(ports)).toMatchObject([{ title: 'Wärme', count: 2 }]);
  });

  it('lists at most 25 alerts and counts them all', async () => {
    const alerts = Array.from({ length: 60 }, (_, i) => ({ title: `Disk full on db-${i}` }));
    const { json } = await sendTo(fakePorts(), `/in/generic/${keyOf('scripts')}`, alerts);
    expect(json).toMatchObject({ received: 60, accepted: 60 });
    expect(json.alerts).toHaveLength(25);
  });

  it('tells the people who run it what Alertmanager cut away', async () => {
    const ports = fakePorts();
    const path = `/in/alertmanager/${keyOf('prometheus')}`;
    const { json } = await sendTo(ports, path, rawOf('alertmanager', 'truncated.am-002'));
    expect(json.warnings).toMatchObject([expect.stringContaining('max_alerts')]);
    expect(ports.collected.happenings).toMatchObject([{ kind: 'incomplete-message' }]);
  });

  it('answers 503, which Alertmanager repeats at once, when nothing could be made durable', async () => {
    const ports = broken(fakePorts());
    const answer = await sendTo(ports, `/in/generic/${keyOf('scripts')}`, { title: 'Disk full' });
    expect(answer.status).toBe(503);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json.code).toBe('not-accepted');
  });

  it('answers 503 when the quarantine could not be made durable', async () => {
    const ports = fakePorts();
    const durable = async () => {
      throw new Error('the disk is full');
    };
    const answer = await sendTo(
      { ...ports, stores: { ...ports.stores, durable } },
      `/in/generic/${keyOf('scripts')}`,
      {},
    );
    expect(answer.status).toBe(503);
  });

  it('keeps a message that a defect of a source failed to read', async () => {
    const ports = fakePorts();
    const integration = ports.configured.current.integrations.find(({ id }) => id === 'scripts');
    // The source reads the overrides of the integration: without them it fails.
    Object.assign(integration as object, { severityOverrides: undefined });
    const answer = await sendTo(ports, `/in/generic/${keyOf('scripts')}`, { title: 'Disk full', severity: 'info' });
    expect(answer.json).toMatchObject({ accepted: 0, quarantined: 1 });
    expect(ports.collected.failures).toMatchObject([{ what: 'reading a message' }]);
  });

  it.each([
    ['GET', '/in/generic', 405],
    ['DELETE', '/v2/enqueue', 405],
    ['POST', '/', 404],
    ['POST', '/in', 404],
    ['POST', '/in/nagios/key', 404],
    ['POST', '/in/__proto__/key', 404],
    ['POST', '/in/generic/key/more', 404],
    ['POST', '/v2/change', 404],
  ])('answers %s %s with %i and a problem', async (method, path, status) => {
    const answer = await sendTo(fakePorts(), path, {}, { method });
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ status, type: expect.stringMatching(/^urn:muster:problem:/) });
  });
});

describe('PagerDuty events', () => {
  const enqueue = (ports: FakePorts, event: unknown) => sendTo(ports, '/v2/enqueue', event);

  it('answers a trigger word for word, and pages', async () => {
    const ports = fakePorts();
    const answer = await enqueue(ports, trigger());
    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({ status: 'success', message: 'Event processed', dedup_key: 'checkout/5xx' });
    expect(ports.collected.pages.map(({ job }) => job.personId)).toContain('ana');
  });

  it('takes the very bytes of Alertmanager and pdjs, from trigger to resolve', async () => {
    const ports = fakePorts();
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
    const ports = fakePorts();
    const first = await enqueue(ports, trigger({ dedup_key: undefined }));
    const second = await enqueue(ports, trigger({ dedup_key: '' }));
    expect(first.json.dedup_key).not.toBe(second.json.dedup_key);
    await enqueue(ports, trigger({ event_action: 'resolve', dedup_key: first.json.dedup_key }));
    expect(alertsIn(ports).map(({ status }) => status)).toEqual(['resolved', 'firing']);
  });

  it('opens a new episode for a trigger after a resolve, with the same timestamp as before', async () => {
    const ports = fakePorts();
    const event = trigger({ payload: { ...trigger().payload, timestamp: '2026-11-21T19:00:00.000+0000' } });
    await enqueue(ports, event);
    ports.time.now += 1000;
    await enqueue(ports, trigger({ event_action: 'resolve' }));
    ports.time.now += 1000;
    await enqueue(ports, event);
    expect(alertsIn(ports)).toMatchObject([{ status: 'firing', episode: 2 }]);
  });

  it.each(['acknowledge', 'resolve'])('accepts %s for nothing, and opens nothing', async (event_action) => {
    const ports = fakePorts();
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
    const answer = await enqueue(fakePorts(), trigger(changes));
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({ status: 'invalid event', message: 'Event object is invalid', errors: [error] });
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['more than 512 KB', JSON.stringify(trigger({ client: 'x'.repeat(513 * 1024) }))],
    ['an answer of its own', '{"status":200,"headers":{},"body":"{}"}'],
  ])('refuses %s with errors that clients print', async (_what, body) => {
    const answer = await enqueue(fakePorts(), body);
    expect(answer.status).toBe(400);
    expect(answer.json.status).toBe('invalid event');
    const errors = answer.json.errors as string[];
    expect(errors.length).toBeGreaterThan(0);
    expect(errors.every((error) => typeof error === 'string')).toBe(true);
  });

  it('answers 429, which pdjs and Alertmanager repeat, when nothing could be made durable', async () => {
    const answer = await enqueue(broken(fakePorts()), trigger());
    expect(answer.status).toBe(429);
    expect(answer.json).toMatchObject({ status: 'throttle exceeded', dedup_key: null });
  });
});

describe('EventBridge events', () => {
  const alarm = fixture('cloudwatch', 'firing').body;
  const health = fixture('aws-health', 'firing').body;

  it('reads each event by the source that knows it, as objects and as bodies of SQS', async () => {
    const ports = fakePorts();
    const taken = await acceptEvents(ports, 'aws', [alarm, JSON.stringify(health)]);
    expect(taken).toMatchObject({ received: 2, accepted: 2, quarantined: 0 });
    expect(alertsIn(ports).map(({ source }) => source)).toEqual(['cloudwatch', 'aws-health']);
    expect(ports.collected.pages.length).toBeGreaterThan(0);
  });

  it('quarantines what no source knows, and text that is no JSON, so that the queue does not repeat it', async () => {
    const ports = fakePorts();
    const unknown = { source: 'aws.guardduty', 'detail-type': 'GuardDuty Finding', detail: {} };
    const taken = await acceptEvents(ports, 'aws', [unknown, '{oops', null, alarm]);
    expect(taken).toMatchObject({ accepted: 1, quarantined: 3 });
    expect(quarantinedIn(ports).map(({ source }) => source)).toEqual([
      'aws.guardduty',
      'unknown event',
      'unknown event',
    ]);
  });

  it('accepts for an integration that nobody configured', async () => {
    expect(await acceptEvents(fakePorts(), 'default-bus', [alarm])).toMatchObject({ accepted: 1 });
  });

  it('does not page while the alarm holds its own actions back', async () => {
    const ports = fakePorts();
    await acceptEvents(ports, 'aws', [fixture('cloudwatch', 'suppressed.composite').body]);
    expect(ports.collected.pages).toEqual([]);
    expect(alertsIn(ports)).toMatchObject([{ suppressedBy: expect.stringContaining('WaitPeriod') }]);
  });

  it('leaves the messages in the queue when nothing could be made durable', async () => {
    await expect(acceptEvents(broken(fakePorts()), 'aws', [alarm])).rejects.toMatchObject({ code: 'not-accepted' });
  });
});

describe('the quarantine', () => {
  const path = `/in/generic/${keyOf('scripts')}`;

  it('keeps what was not understood once, however often it is repeated, and lists it', async () => {
    const ports = fakePorts();
    for (let i = 0; i < 3; i += 1) {
      expect((await sendTo(ports, path, { severity: 'critical' })).json).toMatchObject({ accepted: 0, quarantined: 1 });
    }
    const { items } = await listQuarantine(ports, { limit: 10 });
    expect(items).toMatchObject([
      {
        integrationId: 'scripts',
        source: 'generic',
        body: '{"severity":"critical"}',
        reason: expect.stringContaining('title'),
      },
    ]);
    expect(ports.collected.happenings).toMatchObject([{ kind: 'quarantined' }, {}, {}]);
  });

  it('replays what the present code understands, at the time it came', async () => {
    const ports = fakePorts();
    await ports.stores.quarantine.put({
      id: 'q-1',
      integrationId: 'scripts',
      source: 'generic',
      receivedAt: '2026-11-21T10:00:00.000Z',
      reason: 'was not understood then',
      body: '[{"title":"Disk full"},{"severity":"info"}]',
    });
    const replayed = await replayQuarantined(ports, 'q-1');
    expect(replayed).toMatchObject({ id: 'q-1', accepted: 1, quarantined: 1, alerts: [{ outcome: 'opened' }] });
    expect(ports.stores.held.quarantined.get('q-1')?.replayedAt).toBe('2026-11-21T20:00:00.000Z');
    expect(alertsIn(ports)).toMatchObject([{ title: 'Disk full', firstSeenAt: Date.parse('2026-11-21T10:00:00Z') }]);
    expect(quarantinedIn(ports)).toHaveLength(2);
  });

  it('refuses to replay what is not there, not understood, or nobody’s any more', async () => {
    const ports = fakePorts();
    await expect(replayQuarantined(ports, 'q-0')).rejects.toMatchObject({ code: 'quarantine-not-found' });
    await sendTo(ports, path, { severity: 'critical' });
    const [entry] = quarantinedIn(ports);
    const id = entry?.id as string;
    await expect(replayQuarantined(ports, id)).rejects.toMatchObject({ code: 'invalid-command' });
    expect(ports.stores.held.quarantined.get(id)?.replayedAt).toBeUndefined();
    ports.configured.current = { ...ports.configured.current, integrations: [] };
    await expect(replayQuarantined(ports, id)).rejects.toThrow(/no integration/);
  });

  it('replays an AWS event once a source knows it', async () => {
    const ports = fakePorts();
    const base = {
      id: 'q-2',
      integrationId: 'aws',
      source: 'aws.cloudwatch',
      reason: '',
      receivedAt: '2026-11-21T10:00:00.000Z',
    };
    await ports.stores.quarantine.put({ ...base, body: JSON.stringify(fixture('cloudwatch', 'firing').body) });
    expect(await replayQuarantined(ports, 'q-2')).toMatchObject({ accepted: 1, quarantined: 0 });
  });
});
