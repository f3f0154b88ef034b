import { describe, expect, it } from 'vitest';
import type { Ports } from '../../../ports/ports.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { checkDueHeartbeats, checkHeartbeat } from '../../../usecases/heartbeats/watch-heartbeat.ts';
import { reconcile } from '../../../usecases/reconcile.ts';
import { ask, compatiblePorts } from '../../fakes/compatible.ts';
import { keyOf, sendTo } from '../../fakes/intake.ts';

const PING_ID = '3f2c9d4e-1111-4222-8333-444455556666';

const heartbeats = [
  { id: 'backup', integration: 'genie', service: 'checkout', intervalSeconds: 60, pingId: PING_ID },
  { id: 'watchdog', integration: 'prometheus', service: 'search', intervalSeconds: 300, alertname: 'Watchdog' },
];

const setUp = () => compatiblePorts({ heartbeats });

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()].map(({ status }) => status);
const held = (ports: SimulatedPorts) => [...ports.stores.held.heartbeats.values()];

/** Delivers each check when it is due, for this long; no delay is longer than fifteen minutes, as with SQS. */
const pass = async (ports: SimulatedPorts, seconds: number): Promise<void> => {
  const end = ports.time.now + seconds * 1000;
  const waiting = () => ports.collected.checks as { heartbeatId: string; delaySeconds: number; at?: number }[];
  for (;;) {
    for (const check of waiting()) check.at ??= ports.time.now + Math.min(900, check.delaySeconds) * 1000;
    const [next] = waiting().toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0));
    if (next?.at === undefined || next.at > end) break;
    ports.time.now = Math.max(ports.time.now, next.at);
    waiting().splice(waiting().indexOf(next), 1);
    await checkHeartbeat(ports, next.heartbeatId);
  }
  ports.time.now = end;
};

const ping = (ports: SimulatedPorts, path: string, method = 'GET', body?: string) =>
  ask(ports, method, path, body, { headers: {} });

describe('a source that falls silent', () => {
  it('raises an incident within its interval, a tenth and five seconds, and is resolved by its next sign', async () => {
    const ports = setUp();
    await ping(ports, `/ping/${PING_ID}`);
    await pass(ports, 65.9);
    expect(alertsIn(ports)).toEqual([]);
    await pass(ports, 5.1);
    expect(alertsIn(ports)).toEqual(['firing']);
    expect(ports.collected.pages.map(({ job }) => job.personId)).toContain('ana');
    await ping(ports, `/ping/${PING_ID}`);
    expect(alertsIn(ports)).toEqual(['resolved']);
    await pass(ports, 71);
    expect(alertsIn(ports)).toEqual(['firing']);
    expect([...ports.stores.held.alerts.values()]).toMatchObject([{ episode: 2 }]);
  });

  it('is not one that pings in time, and has one check under way however often it pings', async () => {
    const ports = setUp();
    for (let n = 0; n < 100; n += 1) {
      await ping(ports, `/ping/${PING_ID}`);
      await pass(ports, 13);
      expect(ports.collected.checks.length).toBeLessThanOrEqual(1);
    }
    expect(alertsIn(ports)).toEqual([]);
  });

  it('is found after an hour by checks of at most fifteen minutes', async () => {
    const ports = compatiblePorts({ heartbeats: [{ ...heartbeats[0], intervalSeconds: 3600 }] });
    await ping(ports, `/ping/${PING_ID}`);
    await pass(ports, 3959);
    expect(alertsIn(ports)).toEqual([]);
    await pass(ports, 6);
    expect(alertsIn(ports)).toEqual(['firing']);
  });

  it('is found by the reconciler when its check was lost, once', async () => {
    const ports = setUp();
    await ping(ports, `/ping/${PING_ID}`);
    ports.time.now += 70_000;
    expect(await reconcile(ports)).toMatchObject({ heartbeats: 1 });
    expect(await reconcile(ports)).toMatchObject({ heartbeats: 0 });
    expect(alertsIn(ports)).toEqual(['firing']);
  });

  it('is over, with the reason, once it is taken out of the configuration', async () => {
    const ports = setUp();
    await ping(ports, `/ping/${PING_ID}`);
    await pass(ports, 71);
    const { current } = ports.configured;
    ports.time.now += 120_000;
    await reconcile(ports);
    expect(alertsIn(ports)).toEqual(['firing']);

    ports.configured.current = { ...current, heartbeats: current.heartbeats.slice(1) };
    ports.time.now += 61_000;
    await reconcile(ports);
    expect(alertsIn(ports)).toEqual(['resolved']);
    const events = [...ports.stores.held.commits.values()].flat().flatMap((commit) => commit.events);
    expect(events).toContainEqual({
      type: 'NoteAdded',
      text: 'The heartbeat "backup" was taken out of the configuration: it is over.',
    });
    expect(events.at(-1)).toMatchObject({ type: 'IncidentQuietened' });
    ports.time.now += 1e6;
    await reconcile(ports);
    expect(held(ports)).toMatchObject([{ condition: 'unheard' }]);
    expect(ports.collected.checks).toEqual([]);
  });

  it('raises again when it is put back, heard and silent', async () => {
    const ports = setUp();
    await ping(ports, `/ping/${PING_ID}`);
    await pass(ports, 71);
    const { current } = ports.configured;
    ports.configured.current = { ...current, heartbeats: [] };
    ports.time.now += 61_000;
    await reconcile(ports);
    ports.configured.current = current;
    ports.time.now += 61_000;
    await reconcile(ports);
    expect(alertsIn(ports)).toEqual(['resolved']);
    await ping(ports, `/ping/${PING_ID}`);
    await pass(ports, 71);
    expect(alertsIn(ports)).toEqual(['firing']);
  });

  it('is checked again after a restart that took all timers', async () => {
    const ports = setUp();
    await ping(ports, `/ping/${PING_ID}`);
    ports.collected.checks.length = 0;
    ports.time.now += 30_000;
    await checkDueHeartbeats(ports, 1e9);
    expect(ports.collected.checks).toEqual([{ heartbeatId: 'configured backup', delaySeconds: 36 }]);
  });

  it('is raised again when the process ended between finding and raising', async () => {
    const ports = setUp();
    await ping(ports, `/ping/${PING_ID}`);
    ports.time.now += 70_000;
    const alerts = { ...ports.stores.alerts, record: () => Promise.reject(new Error('gone')) };
    const queues = { ...ports.queues, retrySignals: () => Promise.reject(new Error('gone')) };
    const crashing: Ports = { ...ports, queues, stores: { ...ports.stores, alerts } };
    await expect(checkHeartbeat(crashing, 'configured backup')).rejects.toThrow();
    expect(held(ports)).toMatchObject([{ condition: 'raising' }]);
    await reconcile(ports);
    expect(alertsIn(ports)).toEqual(['firing']);
    expect(held(ports)).toMatchObject([{ condition: 'silent' }]);
  });

  it('that speaks while it is being raised leaves no alert behind', async () => {
    const ports = setUp();
    await ping(ports, `/ping/${PING_ID}`);
    ports.time.now += 70_000;
    const { record } = ports.stores.alerts;
    let first = true;
    const interrupted: Ports['stores']['alerts'] = {
      ...ports.stores.alerts,
      record: async (records) => {
        if (first) {
          first = false;
          await ping(ports, `/ping/${PING_ID}`);
        }
        return record(records);
      },
    };
    await checkHeartbeat({ ...ports, stores: { ...ports.stores, alerts: interrupted } }, 'configured backup');
    expect(alertsIn(ports).filter((status) => status === 'firing')).toEqual([]);
    expect(held(ports)).toMatchObject([{ condition: 'heard' }]);
  });

  it('and is no longer configured raises nothing', async () => {
    const ports = setUp();
    await ping(ports, `/ping/${PING_ID}`);
    ports.configured.current = { ...ports.configured.current, heartbeats: [] };
    await pass(ports, 600);
    expect(alertsIn(ports)).toEqual([]);
  });
});

describe('pings as Healthchecks takes them', () => {
  it.each(['GET', 'POST', 'HEAD'])('%s is answered with OK', async (method) => {
    const answer = await ping(setUp(), `/ping/${PING_ID}`, method);
    expect([answer.status, answer.body]).toEqual([200, 'OK']);
  });

  it.each(['start', 'log', '0', 'fail', '255'])('/%s is answered with OK', async (said) => {
    expect((await ping(setUp(), `/ping/${PING_ID}/${said}`)).body).toBe('OK');
  });

  it('by key and slug', async () => {
    const ports = setUp();
    expect((await ping(ports, `/ping/${keyOf('genie')}/backup`)).status).toBe(200);
    expect(held(ports)).toMatchObject([{ condition: 'heard' }]);
    expect((await ping(ports, `/ping/${keyOf('other')}/backup`)).status).toBe(404);
    expect((await ping(ports, `/ping/${keyOf('genie')}/unknown`)).status).toBe(404);
  });

  it.each(['fail', '1', '137'])('/%s raises at once, with what was said, until the next success', async (said) => {
    const ports = setUp();
    await ping(ports, `/ping/${PING_ID}/${said}`, 'POST', 'disk full');
    expect(alertsIn(ports)).toEqual(['firing']);
    expect([...ports.stores.held.alerts.values()][0]?.description).toContain('disk full');
    await ping(ports, `/ping/${PING_ID}/start`);
    expect(alertsIn(ports)).toEqual(['firing']);
    await ping(ports, `/ping/${PING_ID}`);
    expect(alertsIn(ports)).toEqual(['resolved']);
  });

  it.each(['/ping', '/ping/', '/ping/00000000-0000-4000-8000-000000000000', `/ping/${PING_ID}/256`, '/ping/x/y/z/w'])(
    '%s is not found',
    async (path) => expect((await ping(setUp(), path)).status).toBe(404),
  );
});

describe('heartbeats as Opsgenie has them', () => {
  const hb = { name: 'nightly', interval: 10, intervalUnit: 'minutes', enabled: true, alertPriority: 'P1' };

  it.each(['GET', 'POST', 'PUT', 'PATCH', 'HEAD'])('%s ping is PONG, for unknown names too', async (method) => {
    const answer = await ask(setUp(), method, '/v2/heartbeats/nobody/ping');
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({ result: 'PONG - Heartbeat received', requestId: expect.any(String) });
  });

  it('are made, pinged, fall silent, speak again', async () => {
    const ports = setUp();
    expect((await ask(ports, 'POST', '/v2/heartbeats/', hb)).status).toBe(201);
    await pass(ports, 10_000);
    expect(alertsIn(ports)).toEqual([]);
    await ask(ports, 'GET', '/v2/heartbeats/nightly/ping');
    await pass(ports, 665);
    expect(alertsIn(ports)).toEqual(['firing']);
    expect((await ask(ports, 'GET', '/v2/heartbeats/nightly')).json.data).toMatchObject({
      name: 'nightly',
      interval: 10,
      intervalUnit: 'minutes',
      enabled: true,
      expired: true,
      alertPriority: 'P1',
    });
    await ask(ports, 'POST', '/v2/heartbeats/nightly/ping');
    expect(alertsIn(ports)).toEqual(['resolved']);
  });

  it('are listed, changed, disabled and deleted; what was raised is over then', async () => {
    const ports = setUp();
    await ask(ports, 'POST', '/v2/heartbeats', hb);
    await ask(ports, 'GET', '/v2/heartbeats/nightly/ping');
    expect((await ask(ports, 'PATCH', '/v2/heartbeats/nightly', { interval: 1, intervalUnit: 'hours' })).status).toBe(
      200,
    );
    expect((await ask(ports, 'GET', '/v2/heartbeats')).json.data).toMatchObject({
      heartbeats: [{ name: 'nightly', interval: 1, intervalUnit: 'hours' }],
    });
    await pass(ports, 4000);
    expect(alertsIn(ports)).toEqual(['firing']);
    await ask(ports, 'POST', '/v2/heartbeats/nightly/disable');
    expect(alertsIn(ports)).toEqual(['resolved']);
    expect((await ask(ports, 'DELETE', '/v2/heartbeats/nightly')).status).toBe(200);
    expect((await ask(ports, 'GET', '/v2/heartbeats/nightly')).status).toBe(404);
  });

  it('that are configured are pinged and not changed', async () => {
    const ports = setUp();
    await ask(ports, 'GET', '/v2/heartbeats/backup/ping');
    expect(held(ports)).toMatchObject([{ name: 'backup', condition: 'heard' }]);
    expect((await ask(ports, 'DELETE', '/v2/heartbeats/backup')).status).toBe(403);
  });

  it.each([
    [{ ...hb, name: undefined }, 'name'],
    [{ ...hb, interval: -1 }, 'interval'],
    [{ ...hb, intervalUnit: 'weeks' }, 'intervalUnit'],
  ])('%j is refused with 422', async (body, field) => {
    const answer = await ask(setUp(), 'POST', '/v2/heartbeats', body);
    expect(answer.status).toBe(422);
    expect(answer.json.errors).toHaveProperty(field);
  });
});

it('Prometheus’ Watchdog is a sign of life and no alert; its silence is one', async () => {
  const ports = setUp();
  const alert = {
    status: 'firing',
    labels: { alertname: 'Watchdog' },
    fingerprint: 'f',
    startsAt: '2026-11-21T19:00:00Z',
  };
  const notification = (status: string) => ({ status, groupKey: 'g', alerts: [{ ...alert, status }] });
  const path = `/in/alertmanager/${keyOf('prometheus')}`;
  expect((await sendTo(ports, path, notification('firing'))).status).toBe(202);
  expect((await sendTo(ports, path, notification('resolved'))).status).toBe(202);
  expect(alertsIn(ports)).toEqual([]);
  await pass(ports, 335);
  expect([...ports.stores.held.alerts.values()]).toMatchObject([{ status: 'firing', serviceId: 'search' }]);
});
