import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyChain } from '../../domain/chain/chain.ts';
import { foldCommits } from '../../domain/incident/evolve.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { type Accident, failingPorts, type Moment } from '../../simulation/failing-ports.ts';
import { ShopSystem, shopPorts, signal } from '../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../simulation/simulated-ports.ts';

/** Two conditions with one cause, one of them reported twice. */
const SIGNALS = [signal('latency'), signal('errors'), signal('errors', { occurredAt: signal('').occurredAt + 1 })];

const onceThrough = async (system: ShopSystem, signals: readonly Signal[] = SIGNALS): Promise<void> => {
  await system.sends(signals);
  await system.follows();
  await system.pages();
};

const pagesSent = (ports: SimulatedPorts): Map<string, number> => {
  const sent = new Map<string, number>();
  for (const { data } of ports.collected.sent) {
    const { id } = (data as { page: { id: string } }).page;
    sent.set(id, (sent.get(id) ?? 0) + 1);
  }
  return sent;
};

const duplicatesIn = (sent: Map<string, number>): number => [...sent.values()].reduce((sum, n) => sum + n - 1, 0);

const incidentsOf = (ports: SimulatedPorts) =>
  [...ports.stores.held.commits.values()].map((commits) => {
    expect(verifyChain(commits)).toBeUndefined();
    const state = foldCommits(commits);
    if (!state) throw new Error('a chain without an incident');
    return state;
  });

/** The promises that hold after any single accident. */
const expectPromisesKept = (system: ShopSystem): void => {
  const { ports } = system;
  const incidents = incidentsOf(ports);
  expect(incidents).toHaveLength(1);
  const [incident] = incidents;
  expect(incident).toMatchObject({ firing: 2, major: 'candidate', status: 'open' });
  const alerts = [...ports.stores.held.alerts.values()];
  expect(alerts).toHaveLength(2);
  for (const alert of alerts) expect(alert).toMatchObject({ incidentId: incident?.incidentId, status: 'firing' });
  // A late repetition is counted apart, and what is delivered twice may be counted twice; nothing is counted less.
  const counted = alerts.reduce((sum, alert) => sum + alert.count + alert.lateCount, 0);
  expect(counted).toBeGreaterThanOrEqual(SIGNALS.length);
  expect(counted).toBeLessThanOrEqual(system.deliveries);
  const sent = pagesSent(ports);
  expect([...sent.keys()].sort()).toEqual([`${incident?.incidentId}.p1.l1.ana`, `${incident?.incidentId}.p2.l1.mia`]);
  expect(duplicatesIn(sent)).toBeLessThanOrEqual(1);
  expect([...ports.stores.held.deliveries.values()].map((d) => d.status)).toEqual(['handed-over', 'handed-over']);
  expect(ports.collected.started.map((s) => s.machine).sort()).toEqual([
    'major-incident',
    'page-responders',
    'page-responders',
  ]);
};

const callsOfOneRun = async (): Promise<string[]> => {
  const system = new ShopSystem(shopPorts());
  const { ports, calls } = failingPorts(system.ports, []);
  system.through = ports;
  await onceThrough(system);
  return calls;
};

describe('from the alert to the page', async () => {
  const calls = await callsOfOneRun();

  it('keeps its promises without an accident, and needs no repetition', async () => {
    const system = new ShopSystem(shopPorts());
    await onceThrough(system);
    expectPromisesKept(system);
    expect(duplicatesIn(pagesSent(system.ports))).toBe(0);
    expect(system.ports.collected.failures).toEqual([]);
    await system.heals();
    expectPromisesKept(system);
    expect(duplicatesIn(pagesSent(system.ports))).toBe(0);
  });

  it('takes every kind of port on its way', () => {
    const kinds = new Set(calls.map((name) => (name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : name)));
    for (const kind of [
      'inForce',
      'stores.alerts',
      'stores.slots',
      'stores.commits',
      'queues',
      'stores.heads',
      'stores.projections',
      'workflows',
      'events',
      'stores.deliveries',
      'secrets',
      'transports.sms',
    ]) {
      expect(kinds).toContain(kind);
    }
  });

  const accidents = (['fails', 'crashes'] as Accident[]).flatMap((accident) =>
    (['before', 'after'] as Moment[]).flatMap((moment) =>
      calls.map((name, i) => ({ accident, moment, at: i + 1, name })),
    ),
  );
  it.each(accidents)('$accident $moment call $at ($name)', async ({ accident, moment, at }) => {
    const system = new ShopSystem(shopPorts());
    system.through = failingPorts(system.ports, [{ at, moment, accident }]).ports;
    await onceThrough(system);
    await system.heals();
    expectPromisesKept(system);
  });
});

describe('recovery', () => {
  /** Each condition fires and recovers; the crash may come anywhere in between. */
  const life = async (system: ShopSystem): Promise<void> => {
    await system.sends([signal('latency', { severity: 'warning' })]);
    await system.follows();
    system.passes(20);
    const over = system.ports.time.now;
    await system.sends([
      signal('latency', { severity: 'warning', status: 'resolved', occurredAt: over, receivedAt: over }),
    ]);
    await system.follows();
  };

  it('is never lost: wherever the process crashes, what recovered does not stay open', async () => {
    const counting = new ShopSystem(shopPorts());
    const { ports, calls } = failingPorts(counting.ports, []);
    counting.through = ports;
    await life(counting);
    expect(incidentsOf(counting.ports)).toMatchObject([{ quiet: { since: expect.any(String) }, firing: 0 }]);
    for (const moment of ['before', 'after'] as const) {
      for (let at = 1; at <= calls.length; at += 1) {
        const system = new ShopSystem(shopPorts());
        system.through = failingPorts(system.ports, [{ at, moment, accident: 'fails' }]).ports;
        await life(system);
        await system.heals();
        const left = incidentsOf(system.ports).filter(({ quiet }) => quiet === undefined);
        expect(left, `failed ${moment} call ${at}, ${calls[at - 1]}`).toEqual([]);
      }
    }
  });
});

describe('one group of alerts over two feeds', () => {
  const group = { key: 'a group', whole: false };
  const alerts = ['web-1', 'web-2'].map((name) => signal(name, { sharedGroup: group }));
  const whole = signal('the group', {
    source: 'pagerduty',
    integrationId: 'monitor',
    scope: 'monitor',
    service: 'search',
    sharedGroup: { ...group, whole: true },
  });
  const orders = { 'the group first': [[whole], alerts], 'the alerts first': [alerts, [whole]] };

  const told = async (system: ShopSystem, messages: readonly Signal[][]): Promise<void> => {
    for (const signals of messages) {
      await system.sends(signals);
      await system.follows();
      await system.pages();
      system.passes(1);
    }
  };

  it.each(Object.entries(orders))('is one incident wherever the process crashes: %s', async (_, messages) => {
    const counting = new ShopSystem(shopPorts());
    const { ports, calls } = failingPorts(counting.ports, []);
    counting.through = ports;
    await told(counting, messages);
    for (const accident of ['fails', 'crashes'] as const) {
      for (const moment of ['before', 'after'] as const) {
        for (let at = 1; at <= calls.length; at += 1) {
          const system = new ShopSystem(shopPorts());
          system.through = failingPorts(system.ports, [{ at, moment, accident }]).ports;
          await told(system, messages);
          await system.heals();
          const where = `${accident} ${moment} call ${at}, ${calls[at - 1]}`;
          const working = incidentsOf(system.ports).filter(({ status }) => status !== 'merged');
          expect(working, where).toMatchObject([{ serviceId: 'checkout', firing: 2 }]);
          expect(working[0]?.alerts.total, where).toBe(2);
          const paged = Object.values(working[0]?.pagings ?? {}).filter((p) => p.purpose === 'resolver');
          expect(paged.at(-1)?.status, where).toBe('paging');
          expect(duplicatesIn(pagesSent(system.ports)), where).toBeLessThanOrEqual(1);

          const end = system.ports.time.now;
          const over = { status: 'resolved', occurredAt: end, receivedAt: end } as const;
          await told(
            system,
            messages.map((signals) =>
              signals.map((s) => ({ ...s, ...over, sharedGroup: { key: group.key, whole: s === whole, over: true } })),
            ),
          );
          await system.heals();
          expect(
            incidentsOf(system.ports).filter(({ firing }) => firing > 0),
            where,
          ).toEqual([]);
          for (const alert of system.ports.stores.held.alerts.values()) expect(alert.status, where).toBe('resolved');
        }
      }
    }
  });
});

describe('many signals, many accidents', () => {
  const accident = fc.record({
    at: fc.integer({ min: 1, max: 120 }),
    moment: fc.constantFrom<Moment>('before', 'after'),
    accident: fc.constantFrom<Accident>('fails', 'crashes'),
  });
  const message = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    service: fc.constantFrom('checkout', 'search'),
    after: fc.integer({ min: 0, max: 9 }),
    severity: fc.constantFrom('critical' as const, 'error' as const, 'warning' as const),
  });

  it('loses no firing alert, opens one incident per service, pages somebody, keeps every chain', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 30 }),
        fc.array(fc.array(accident, { maxLength: 3 }), { minLength: 1, maxLength: 5 }),
        async (messages, accidents) => {
          const system = new ShopSystem(shopPorts());
          const { ports } = system;
          const size = Math.ceil(messages.length / accidents.length);
          for (const [i, unlucky] of accidents.entries()) {
            system.through = failingPorts(ports, unlucky).ports;
            const batch = messages.slice(i * size, (i + 1) * size);
            await onceThrough(
              system,
              batch.map(({ key, service, after, severity }) => {
                const at = signal('').occurredAt + after * 1000;
                return signal(`${service}-${key}`, {
                  service,
                  severity,
                  occurredAt: at,
                  receivedAt: ports.time.now + 9000,
                });
              }),
            );
            system.passes(1);
          }
          await system.heals();
          const incidents = incidentsOf(ports);
          const services = new Set(messages.map((m) => m.service));
          expect(incidents.map((incident) => incident.serviceId).sort()).toEqual([...services].sort());
          const alerts = [...ports.stores.held.alerts.values()];
          expect(alerts).toHaveLength(new Set(messages.map((m) => `${m.service}-${m.key}`)).size);
          for (const alert of alerts) {
            const incident = incidents.find(({ incidentId }) => incidentId === alert.incidentId);
            expect(incident?.alerts.recent[alert.alertId]).toMatchObject({ firing: true, episode: alert.episode });
          }
          expect(alerts.reduce((sum, a) => sum + a.count + a.lateCount, 0)).toBeGreaterThanOrEqual(messages.length);
          const sent = pagesSent(ports);
          for (const { pagings } of incidents) {
            for (const paging of Object.values(pagings)) {
              if (paging.status === 'paging') for (const page of paging.pages) expect(sent.has(page.pageId)).toBe(true);
            }
          }
          const crashes = accidents.flat().length;
          expect(duplicatesIn(sent)).toBeLessThanOrEqual(crashes);
        },
      ),
      { numRuns: 300 },
    );
  });
});
