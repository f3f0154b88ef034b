import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { broken, keyOf, sendTo } from '../fakes/intake.ts';
import { fixture } from '../fakes/source-fixtures.ts';

const rawOf = (source: string, name: string): string => fixture(source, name).rawBody as string;

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];

describe('alerts over HTTP', () => {
  it('pages for the very bytes that Alertmanager sends, before it answers', async () => {
    const ports = simulatedPorts();
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
    const ports = simulatedPorts();
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
    ['/in/alertmanager/KEY', {}],
    ['/in/alertmanager/KEY/api/v2/alerts', {}],
    ['/in/alertmanager/KEY/api/v1/alerts/', {}],
    ['/in/alertmanager/api/v2/alerts', { authorization: 'Bearer KEY' }],
    ['/api/v2/alerts', { authorization: `Basic ${btoa(`muster:${keyOf('prometheus')}`)}` }],
    ['/api/v1/alerts', { authorization: 'Bearer KEY' }],
  ])("is answered with 200 at %s, where clients of Alertmanager's own API post", async (path, given) => {
    const ports = simulatedPorts();
    const key = keyOf('prometheus');
    const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value.replace('KEY', key)]));
    const alert = { labels: { alertname: 'A', service: 'checkout' }, startsAt: '2026-11-21T15:00:00Z' };
    const answer = await sendTo(ports, path.replace('KEY', key), [alert], { headers });
    expect([answer.status, answer.json]).toMatchObject([200, { status: 'success', accepted: 1 }]);
    const ended = [{ ...alert, endsAt: '2026-11-21T15:10:00Z' }];
    await sendTo(ports, path.replace('KEY', key), ended, { headers });
    expect(alertsIn(ports).map(({ status }) => status)).toEqual(['resolved']);
  });

  it.each(['/api/v2/alerts', '/api/v2/silences', '/in/alertmanager/x/api/v3/alerts', '/in/generic/x/api/v2/alerts'])(
    'is not taken at %s without a key, or where there is no such API',
    async (path) => {
      expect((await sendTo(simulatedPorts(), path, [])).status).toBeGreaterThanOrEqual(401);
      expect((await sendTo(simulatedPorts(), path, [])).status).toBeLessThan(405);
    },
  );

  it.each([
    ['Bearer', (key: string) => ({ authorization: `Bearer ${key}` })],
    ['GenieKey', (key: string) => ({ authorization: `GenieKey ${key}` })],
    ['Basic, as the password', (key: string) => ({ authorization: `Basic ${btoa(`muster:${key}`)}` })],
    ['Basic, as the user', (key: string) => ({ authorization: `Basic ${btoa(`${key}:`)}` })],
    ['X-Api-Key', (key: string) => ({ 'x-api-key': key })],
    ['X-Api-Key beside foreign credentials', (key: string) => ({ authorization: 'Bearer proxy', 'x-api-key': key })],
  ])('takes the key from %s', async (_place, headersFor) => {
    const ports = simulatedPorts();
    const headers = headersFor(keyOf('scripts'));
    expect((await sendTo(ports, '/in/generic', { title: 'Disk full' }, { headers })).status).toBe(202);
  });

  it.each(['apiKey', 'auth_token', 'access_token'])('takes the key from the query as %s', async (name) => {
    const query = { [name]: keyOf('scripts') };
    expect((await sendTo(simulatedPorts(), '/in/generic', { title: 'Disk full' }, { query })).status).toBe(202);
  });

  it('takes both keys while they are rotated, PUT for POST, a slash at the end, and any content type', async () => {
    const ports = simulatedPorts();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const generation of [1, 2]) {
      const path = `/in/generic/${keyOf('scripts', generation)}/`;
      expect((await sendTo(ports, path, { title: 'Disk full' }, { headers, method: 'PUT' })).status).toBe(202);
    }
    expect((await sendTo(ports, `/in/generic/${keyOf('scripts', 3)}`, { title: 'Disk full' })).status).toBe(401);
    expect(alertsIn(ports)).toMatchObject([{ count: 2 }]);
  });

  it('reads bytes, compressed bytes, and a byte order mark', async () => {
    const ports = simulatedPorts();
    const path = `/in/generic/${keyOf('scripts')}`;
    const bytes = new TextEncoder().encode('\ufeff{"title":"Wärme"}');
    const headers = { 'content-encoding': 'gzip' };
    expect((await sendTo(ports, path, bytes)).status).toBe(202);
    expect((await sendTo(ports, path, gzipSync(bytes), { headers })).status).toBe(202);
    expect(alertsIn(ports)).toMatchObject([{ title: 'Wärme', count: 2 }]);
  });

  it('lists at most 25 alerts and counts them all', async () => {
    const alerts = Array.from({ length: 60 }, (_, i) => ({ title: `Disk full on db-${i}` }));
    const { json } = await sendTo(simulatedPorts(), `/in/generic/${keyOf('scripts')}`, alerts);
    expect(json).toMatchObject({ received: 60, accepted: 60 });
    expect(json.alerts).toHaveLength(25);
  });

  it('tells the people who run it what Alertmanager cut away', async () => {
    const ports = simulatedPorts();
    const path = `/in/alertmanager/${keyOf('prometheus')}`;
    const { json } = await sendTo(ports, path, rawOf('alertmanager', 'truncated.am-002'));
    expect(json.warnings).toMatchObject([expect.stringContaining('max_alerts')]);
    expect(ports.collected.happenings).toMatchObject([{ kind: 'incomplete-message' }]);
  });

  it('answers 503, which Alertmanager repeats at once, when nothing could be made durable', async () => {
    const ports = broken(simulatedPorts());
    const answer = await sendTo(ports, `/in/generic/${keyOf('scripts')}`, { title: 'Disk full' });
    expect(answer.status).toBe(503);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json.code).toBe('not-accepted');
  });

  it('answers 503 when the quarantine could not be made durable', async () => {
    const ports = simulatedPorts();
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
    const ports = simulatedPorts();
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
  ])('answers %s %s with %i and a problem', async (method, path, status) => {
    const answer = await sendTo(simulatedPorts(), path, {}, { method });
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ status, type: expect.stringMatching(/^urn:muster:problem:/) });
  });
});
