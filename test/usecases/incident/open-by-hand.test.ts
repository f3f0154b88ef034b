import { describe, expect, it } from 'vitest';
import type { Principal } from '../../../domain/access/principal.ts';
import { openByHand as schema } from '../../../domain/incident/commands.ts';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { openByHand } from '../../../usecases/incident/open-by-hand.ts';

const mia: Principal = { id: 'token-mia', name: 'Mia', role: 'manager', personId: 'mia' };
const ana: Principal = { id: 'token-ana', name: 'Ana', role: 'responder', personId: 'ana' };
const report = (more: Record<string, unknown> = {}) =>
  schema.parse({ title: 'Search is slow', service: 'search', ...more });

const alert = async (ports: SimulatedPorts, key: string): Promise<string> => {
  const now = ports.time.now;
  const [accepted] = await acceptSignals(ports, [
    {
      source: 'generic',
      integrationId: 'scripts',
      dedupKey: key,
      scope: 's',
      status: 'firing',
      severity: 'warning',
      title: key,
      occurredAt: now,
      receivedAt: now,
      service: 'search',
      labels: {},
      links: [],
    },
  ]);
  return accepted?.incidentId as string;
};

describe('opening by hand', () => {
  it('keeps who reported it, and is durable before it is answered', async () => {
    const ports = simulatedPorts();
    const { state, repeated } = await openByHand(
      ports,
      ana,
      report({ reporter: 'a customer', impactStartedAt: '2026-11-21T20:30:00+01:00' }),
    );
    expect(repeated).toBe(false);
    expect(state).toMatchObject({
      number: 'INC-2026-0001',
      origin: { kind: 'person', reporter: 'a customer', via: 'api' },
      stamps: { impactStarted: { at: '2026-11-21T19:30:00.000Z' } },
    });
    expect(ports.stores.held.durableCalls).toBe(1);
  });

  it('finds a service by its name or alias, and refuses one that is not there', async () => {
    const ports = simulatedPorts();
    expect((await openByHand(ports, ana, report({ service: 'shop-checkout' }))).state.serviceId).toBe('checkout');
    await expect(openByHand(ports, ana, report({ service: 'nothing' }))).rejects.toMatchObject({
      code: 'unknown-service',
    });
  });

  it('takes a manager to declare', async () => {
    const ports = simulatedPorts();
    await expect(openByHand(ports, ana, report({ declare: true }))).rejects.toMatchObject({ code: 'not-permitted' });
    expect((await openByHand(ports, mia, report({ declare: true }))).state.major).toBe('accepted');
    expect(ports.stores.held.commits.size).toBe(1);
  });

  it('opens one incident however many equal requests with one key race', async () => {
    const ports = simulatedPorts();
    const all = await Promise.all(Array.from({ length: 8 }, () => openByHand(ports, ana, report(), 'key')));
    expect(ports.stores.held.commits.size).toBe(1);
    expect(all.filter((o) => !o.repeated)).toHaveLength(1);
    expect(new Set(all.map((o) => o.state.hash)).size).toBe(1);
  });

  it('can be looked up by its number at once, before the stream has followed', async () => {
    const ports = simulatedPorts();
    const { state } = await openByHand(ports, ana, report());
    expect((await commandIncident(ports, ana, state.number, { type: 'investigate' })).status).toBe('investigating');
  });

  it('is not failed by a projection or a slot that cannot be written', async () => {
    const ports = simulatedPorts();
    const broken = () => Promise.reject(new Error('throttled'));
    const failing = {
      ...ports,
      stores: {
        ...ports.stores,
        projections: { ...ports.stores.projections, put: broken },
        slots: { claim: broken, holder: broken, replace: broken },
      },
    };
    expect((await openByHand(failing, ana, report())).state.status).toBe('open');
    expect(ports.collected.failures).toHaveLength(2);
  });
});

describe('later alerts', () => {
  it('join the incident that was opened by hand', async () => {
    const ports = simulatedPorts();
    const { state } = await openByHand(ports, ana, report());
    expect(await alert(ports, 'latency')).toBe(state.incidentId);
  });

  it('stay with the incident they belong to, when it came first', async () => {
    const ports = simulatedPorts();
    const first = await alert(ports, 'latency');
    const { state } = await openByHand(ports, ana, report());
    expect(state.incidentId).not.toBe(first);
    expect(await alert(ports, 'errors')).toBe(first);
  });

  it('join when the incident before has ended', async () => {
    const ports = simulatedPorts();
    const before = await openByHand(ports, mia, report());
    await commandIncident(ports, mia, before.state.incidentId, { type: 'resolve', summary: 'over' });
    await commandIncident(ports, mia, before.state.incidentId, { type: 'close' });
    const { state } = await openByHand(ports, ana, report());
    expect(await alert(ports, 'latency')).toBe(state.incidentId);
  });

  it('join also when the first try crashed before it claimed the slot', async () => {
    const ports = simulatedPorts();
    const crashed = {
      ...ports,
      stores: { ...ports.stores, slots: { ...ports.stores.slots, claim: () => Promise.reject(new Error('gone')) } },
    };
    const { state } = await openByHand(crashed, ana, report(), 'key');
    expect((await openByHand(ports, ana, report(), 'key')).repeated).toBe(true);
    expect(await alert(ports, 'latency')).toBe(state.incidentId);
  });
});
