import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../../simulation/example-configuration.ts';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { writeShed } from '../../../usecases/alerts/shed-counts.ts';
import { reconcile } from '../../../usecases/reconcile.ts';
import { ask, compatiblePorts } from '../../fakes/compatible.ts';
import { broken, keyOf, sendTo } from '../../fakes/intake.ts';

/** Every integration takes in one alert at once, and one more each minute. */
const NARROW = { rateLimit: { perMinute: 1, burst: 1 } };

const integrations = [
  ...exampleFile.integrations,
  { id: 'genie', source: 'opsgenie', service: 'checkout' },
  { id: 'nd', source: 'netdata', service: 'search' },
].map((integration) => ({ ...integration, ...NARROW }));

const narrowPorts = (): SimulatedPorts =>
  simulatedPorts({ configuration: parseConfiguration({ ...structuredClone(exampleFile), integrations }) });

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];

const said = { title: 'Nightly backup failed', key: 'backup', occurred_at: '2026-11-21T19:00:00Z' };

const LATER = '2026-11-21T19:00:05Z';

const send = (ports: SimulatedPorts, ...alerts: readonly object[]) =>
  sendTo(ports, `/in/generic/${keyOf('scripts', 2)}`, alerts);

const shedIn = (ports: SimulatedPorts) => ports.collected.happenings.filter(({ kind }) => kind === 'repeats-shed');

describe('an integration over its rate limit', () => {
  it('has its repeats shed, and is told so with 202', async () => {
    const ports = narrowPorts();
    await send(ports, said);
    const { json, status } = await send(ports, said, said);
    expect(status).toBe(202);
    expect(json).toMatchObject({ status: 'accepted', received: 2, accepted: 0, shed: 2, quarantined: 0 });
    expect(json.alerts).toMatchObject([{ outcome: 'shed' }, { outcome: 'shed' }]);
    expect(alertsIn(ports)).toMatchObject([{ count: 1 }]);
  });

  it.each([
    ['with its recovery', (ports: SimulatedPorts) => send(ports, { ...said, status: 'resolved', occurred_at: LATER })],
    ['with its acknowledgement', (ports: SimulatedPorts) => send(ports, { ...said, status: 'acknowledged' })],
    ['with what is worse', (ports: SimulatedPorts) => send(ports, { ...said, severity: 'critical' }), 1],
    ['by the reconciler', (ports: SimulatedPorts) => reconcile(ports)],
    [
      'a minute later, with whatever comes of others',
      async (ports: SimulatedPorts) => {
        ports.time.now += 60_000;
        await send(ports, { title: 'Another' });
      },
    ],
  ])('has what was shed counted exactly: %s', async (_, happens, more = 0) => {
    const ports = narrowPorts();
    await send(ports, said);
    for (let request = 0; request < 20; request += 1) await send(ports, said, said);
    expect(alertsIn(ports)).toMatchObject([{ count: 1 }]);
    await happens(ports);
    expect(alertsIn(ports)[0]).toMatchObject({ count: 41 + more, lateCount: 0 });
  });

  it('keeps what was shed while the store fails, and counts nothing twice', async () => {
    const ports = narrowPorts();
    await send(ports, said);
    await send(ports, said, said);
    await expect(writeShed(broken(ports))).rejects.toThrow('the disk is full');
    await writeShed(ports);
    await writeShed(ports);
    expect(alertsIn(ports)).toMatchObject([{ count: 3 }]);
  });

  it('never opens again what somebody else has ended meanwhile', async () => {
    const ports = narrowPorts();
    await send(ports, { ...said, occurred_at: undefined });
    await send(ports, { ...said, occurred_at: undefined });
    const [alert] = alertsIn(ports);
    if (!alert) throw new Error('no alert');
    const at = ports.time.now + 500;
    ports.stores.held.alerts.set(alert.alertId, { ...alert, status: 'resolved', resolvedAt: at, lastSeenAt: at });
    ports.time.now += 3_600_000;
    await writeShed(ports);
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved', episode: 1, lateCount: 1 }]);
  });

  it('is not read for while it is within its limit', async () => {
    const ports = simulatedPorts();
    const states = () => Promise.reject(new Error('not to be read'));
    const watched = { ...ports, stores: { ...ports.stores, alerts: { ...ports.stores.alerts, states } } };
    for (let i = 0; i < 100; i += 1) expect((await send(watched, said)).json).not.toHaveProperty('shed');
    expect(ports.collected.failures).toEqual([]);
    expect(alertsIn(ports)).toMatchObject([{ count: 100 }]);
  });

  it('still brings what is new: first alerts, worse, acknowledged, resolved, fired again', async () => {
    const ports = narrowPorts();
    const told = (seconds: number, changes: object) => ({
      ...said,
      severity: 'warning',
      occurred_at: `2026-11-21T19:00:0${seconds}Z`,
      ...changes,
    });
    const outcomes: unknown[] = [];
    for (const alert of [
      told(0, {}),
      told(0, { key: 'other' }),
      told(0, { severity: 'critical' }),
      told(0, { severity: 'error' }),
      told(1, { status: 'acknowledged' }),
      told(1, {}),
      told(2, { status: 'resolved' }),
      told(2, {}),
    ]) {
      const { json } = await send(ports, alert);
      outcomes.push((json.alerts as { outcome: string }[])[0]?.outcome);
    }
    expect(outcomes).toEqual(['opened', 'opened', 'repeated', 'shed', 'acknowledged', 'shed', 'resolved', 'opened']);
    const keyed = alertsIn(ports).find(({ dedupKey }) => dedupKey === 'backup');
    expect(keyed).toMatchObject({ status: 'firing', episode: 2 });
  });

  it('loses only the repeats of a batch', async () => {
    const ports = narrowPorts();
    await send(ports, said);
    const { json } = await send(ports, said, { ...said, key: 'new' }, { ...said, severity: 'critical', key: 'newer' });
    expect(json).toMatchObject({ received: 3, accepted: 2, shed: 1 });
    expect(alertsIn(ports).map(({ dedupKey }) => dedupKey)).toEqual(['backup', 'new', 'newer']);
    expect(alertsIn(ports).every(({ incidentId }) => incidentId !== undefined)).toBe(true);
  });

  it('keeps a repeat of which the same batch says more', async () => {
    const ports = narrowPorts();
    await send(ports, said);
    const { json } = await send(ports, said, { ...said, status: 'resolved' }, said);
    expect(json).not.toHaveProperty('shed');
    expect(alertsIn(ports)).toMatchObject([{ status: 'firing', episode: 2 }]);
  });

  it('finishes an alert that a crash left without an incident', async () => {
    const ports = narrowPorts();
    await send(ports, said);
    const [alert] = alertsIn(ports);
    if (!alert) throw new Error('no alert');
    ports.stores.held.alerts.set(alert.alertId, { ...alert, incidentId: undefined });
    await send(ports, said);
    expect(alertsIn(ports)[0]?.incidentId).toBe(alert.incidentId);
  });

  it('has an alert without a time of its own written once a second, so that nothing of before ends it', async () => {
    const ports = narrowPorts();
    const untimed = { title: 'Disk full', key: 'disk' };
    const outcomes: unknown[] = [];
    for (let i = 0; i < 8; i += 1) {
      const { json } = await send(ports, untimed);
      outcomes.push((json.alerts as { outcome: string }[])[0]?.outcome);
      ports.time.now += 400;
    }
    expect(outcomes).toEqual(['opened', 'shed', 'shed', 'repeated', 'shed', 'shed', 'repeated', 'shed']);
  });

  it('is told of once a minute, with the number, whatever the number of requests', async () => {
    const ports = narrowPorts();
    await send(ports, said);
    for (let i = 0; i < 50; i += 1) await send(ports, said);
    expect(shedIn(ports)).toMatchObject([{ details: { integration: 'scripts', repeats: 1 } }]);
    ports.time.now += 60_000;
    // One more is taken in after a minute.
    await send(ports, said);
    await send(ports, said);
    expect(shedIn(ports)[1]).toMatchObject({ details: { integration: 'scripts', repeats: 50 } });
  });

  it('has everything taken in when nobody can tell repeats from news', async () => {
    const ports = narrowPorts();
    await send(ports, said);
    const states = () => Promise.reject(new Error('throttled'));
    const { json } = await send(
      { ...ports, stores: { ...ports.stores, alerts: { ...ports.stores.alerts, states } } },
      said,
    );
    expect(json).not.toHaveProperty('shed');
    expect(alertsIn(ports)).toMatchObject([{ count: 2 }]);
    expect(ports.collected.failures).toHaveLength(1);
  });

  it('has nothing shed while something of it may wait in the queue', async () => {
    const ports = narrowPorts();
    const untimed = { title: 'Disk full', key: 'disk' };
    await send(ports, untimed);
    const { alerts } = broken(ports).stores;
    ports.time.now += 100;
    await send({ ...ports, stores: { ...ports.stores, alerts } }, { ...untimed, status: 'resolved' });
    expect(ports.collected.retriedSignals).toHaveLength(1);
    ports.time.now += 100;
    const { json } = await send(ports, untimed);
    expect(json).not.toHaveProperty('shed');
  });
});

describe('a client of another product over its rate limit', () => {
  const trigger = (ports: SimulatedPorts, changes: object = {}) =>
    sendTo(ports, '/v2/enqueue', {
      routing_key: keyOf('monitor'),
      event_action: 'trigger',
      dedup_key: 'checkout/5xx',
      payload: { summary: '5xx above 5%', source: 'alb', severity: 'error', timestamp: '2026-11-21T19:00:00Z' },
      ...changes,
    });

  it('of PagerDuty is throttled with 429, and heard when it has news', async () => {
    const ports = narrowPorts();
    expect((await trigger(ports)).status).toBe(202);
    const { json, status } = await trigger(ports);
    expect(status).toBe(429);
    expect(json).toEqual({
      status: 'throttle exceeded',
      message: 'Requests for this service are arriving too quickly. Please retry later.',
      dedup_key: 'checkout/5xx',
    });
    expect((await trigger(ports, { dedup_key: 'another' })).status).toBe(202);
    expect((await trigger(ports, { event_action: 'acknowledge' })).status).toBe(202);
    expect((await trigger(ports, { event_action: 'resolve' })).status).toBe(202);
    expect(alertsIn(ports).map(({ status }) => status)).toEqual(['resolved', 'firing']);
  });

  it('of PagerDuty’s v1 is throttled with 403', async () => {
    const ports = narrowPorts();
    const create = (type: string) =>
      sendTo(ports, '/generic/2010-04-15/create_event.json', {
        service_key: keyOf('monitor'),
        event_type: type,
        incident_key: 'disk',
        description: 'The disk is full',
      });
    expect((await create('trigger')).status).toBe(200);
    const { json, status } = await create('trigger');
    expect(status).toBe(403);
    expect(json).toMatchObject({ status: 'throttle exceeded' });
    expect((await create('resolve')).status).toBe(200);
  });

  it('of Opsgenie is throttled with 429; its actions are not', async () => {
    const ports = compatiblePorts({ integrations });
    const create = () => ask(ports, 'POST', '/v2/alerts', { message: 'Checkout is down', alias: 'checkout' });
    expect((await create()).status).toBe(202);
    const { json, status } = await create();
    expect(status).toBe(429);
    expect(json).toEqual({
      message: expect.stringContaining('too many requests'),
      took: 0,
      requestId: expect.any(String),
    });
    const act = (verb: string) => ask(ports, 'POST', `/v2/alerts/checkout/${verb}?identifierType=alias`, {});
    expect((await act('acknowledge')).status).toBe(202);
    expect((await act('close')).status).toBe(202);
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved' }]);
  });
});
