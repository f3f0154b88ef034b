import { describe, expect, it } from 'vitest';
import { foldCommits } from '../../../domain/incident/evolve.ts';
import type { IncidentState } from '../../../domain/incident/state.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { reconcile } from '../../../usecases/reconcile.ts';

const incidentOf = (ports: SimulatedPorts): IncidentState => {
  const [chain] = ports.stores.held.commits.values();
  return foldCommits(chain ?? []) as IncidentState;
};

/** The alert's row is written, and the process is gone before its incident hears of it: no sender repeats, nothing is queued. */
const crashesAfterTheRow = async (ports: SimulatedPorts, signals: readonly Signal[]): Promise<void> => {
  const commits = { ...ports.stores.commits, append: () => Promise.reject(new Error('gone')) };
  const queues = { ...ports.queues, retrySignals: () => Promise.reject(new Error('gone')) };
  await expect(acceptSignals({ ...ports, queues, stores: { ...ports.stores, commits } }, signals)).rejects.toThrow();
};

const later = (ports: SimulatedPorts, change: Partial<Signal>): Signal => {
  ports.time.now += 1000;
  return signal('a', { ...change, occurredAt: ports.time.now, receivedAt: ports.time.now });
};

describe('news of an alert whose process dies before its incident hears of it', () => {
  const begun = async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a', { severity: 'warning' })]);
    ports.collected.pages.splice(0);
    return ports;
  };

  it('is told by the reconciler: a worse severity, and its page', async () => {
    const ports = await begun();
    await crashesAfterTheRow(ports, [later(ports, { severity: 'critical' })]);
    expect(incidentOf(ports).severity).not.toBe('SEV1');
    expect(await reconcile(ports)).toMatchObject({ alerts: 1 });
    expect(incidentOf(ports).severity).toBe('SEV1');
    expect(ports.collected.pages.length).toBeGreaterThan(0);
    expect(await reconcile(ports)).toMatchObject({ alerts: 0 });
  });

  it('is told by the reconciler: a recovery, with which the incident ends', async () => {
    const ports = await begun();
    await crashesAfterTheRow(ports, [later(ports, { status: 'resolved' })]);
    expect(incidentOf(ports).firing).toBe(1);
    expect(await reconcile(ports)).toMatchObject({ alerts: 1 });
    expect(incidentOf(ports).firing).toBe(0);
    expect(await reconcile(ports)).toMatchObject({ alerts: 0 });
  });

  it('is told by the next repeat of the same, where that comes first', async () => {
    const ports = await begun();
    await crashesAfterTheRow(ports, [later(ports, { severity: 'critical' })]);
    await acceptSignals(ports, [later(ports, { severity: 'critical' })]);
    expect(incidentOf(ports).severity).toBe('SEV1');
    const seq = incidentOf(ports).seq;
    await acceptSignals(ports, [later(ports, { severity: 'critical' })]);
    expect(incidentOf(ports).seq).toBe(seq);
  });

  it('is told by a milder repeat too: what was said stays said', async () => {
    const ports = await begun();
    await crashesAfterTheRow(ports, [later(ports, { severity: 'critical' })]);
    await acceptSignals(ports, [later(ports, { severity: 'warning' })]);
    expect(incidentOf(ports).severity).toBe('SEV1');
  });
});

describe('alerts that are left', () => {
  it('are all taken, however many a window held back', async () => {
    const window = {
      id: 'move',
      from: '2026-01-01T00:00:00.000Z',
      to: '2027-12-31T00:00:00.000Z',
      reason: 'the database moves',
      when: [{ fact: 'service', is: 'checkout' }],
    };
    const ports = shopPorts({ maintenanceWindows: [window] });
    const count = 2600;
    await acceptSignals(
      ports,
      Array.from({ length: count }, (_, i) => signal(`held-${i}`, { dedupKey: `held-${i}` })),
    );
    expect(ports.stores.held.commits.size).toBe(0);
    ports.time.now = Date.parse(window.to) + 1;
    expect(await reconcile(ports)).toMatchObject({ alerts: count });
    expect(incidentOf(ports).firing).toBe(count);
  });
});
