import { describe, expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import { foldCommits } from '../../../domain/incident/evolve.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals, NotAcceptedError } from '../../../usecases/alerts/accept-signals.ts';
import { executeCommand } from '../../../usecases/incident/execute-command.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { advanceIncident } from '../../../usecases/incident/run-process.ts';
import { reconcile } from '../../../usecases/reconcile.ts';

const incidentsOf = (ports: SimulatedPorts) =>
  [...ports.stores.held.commits.values()].map((commits) => {
    const state = foldCommits(commits);
    if (!state) throw new Error('a chain without an incident');
    return state;
  });

const at = (seconds: number, changes: Partial<Signal> = {}): Partial<Signal> => ({
  occurredAt: SIMULATION_START + seconds * 1000,
  receivedAt: SIMULATION_START + seconds * 1000,
  ...changes,
});

describe('a storm', () => {
  it('of a thousand alerts with one cause is one incident with honest counts', async () => {
    const ports = shopPorts();
    const storm = Array.from({ length: 3000 }, (_, i) => signal(`pod-${i % 1000}`, at(Math.floor(i / 1000))));
    for (let from = 0; from < storm.length; from += 250) await acceptSignals(ports, storm.slice(from, from + 250));
    const incidents = incidentsOf(ports);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]?.firing).toBe(1000);
    expect(ports.stores.held.alerts.size).toBe(1000);
    expect([...ports.stores.held.alerts.values()].every((a) => a.count === 3)).toBe(true);
    // The resolver and the manager, once each; the commits hold only what joined.
    expect(ports.collected.pages.map((p) => p.job.personId)).toEqual(['ana', 'mia']);
    expect(ports.stores.held.commits.get(incidents[0]?.incidentId ?? '')).toHaveLength(4);
  });

  it('in one delivery is coalesced before it is written', async () => {
    const ports = shopPorts();
    const accepted = await acceptSignals(
      ports,
      Array.from({ length: 1000 }, (_, i) => signal('same', at(i / 1000))),
    );
    expect(accepted).toHaveLength(1000);
    expect([...ports.stores.held.alerts.values()]).toMatchObject([{ count: 1000, lateCount: 0 }]);
    // For the answer, and for those who might have come meanwhile: one COMMIT, where writes share one.
    expect(ports.stores.held.durableCalls).toBe(2);
  });

  it('of repeats writes nothing to the incident', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a')]);
    const [before] = incidentsOf(ports);
    for (let i = 1; i <= 100; i += 1) await acceptSignals(ports, [signal('a', at(i))]);
    expect(incidentsOf(ports)).toEqual([before]);
    expect([...ports.stores.held.alerts.values()]).toMatchObject([
      { count: 101, occurredAt: SIMULATION_START + 100_000 },
    ]);
  });

  it('of repeats of which one is news is answered with the incident of each, and tells it the news', async () => {
    const ports = shopPorts();
    const keys = ['a', 'b', 'c'];
    const opened = await acceptSignals(
      ports,
      keys.map((key) => signal(key, { severity: 'warning' })),
    );
    const again = await acceptSignals(
      ports,
      keys.map((key) => signal(key, at(1, { severity: key === 'b' ? 'critical' : 'warning' }))),
    );
    expect(again.map(({ alertId, incidentId }) => ({ alertId, incidentId }))).toEqual(
      opened.map(({ alertId, incidentId }) => ({ alertId, incidentId })),
    );
    expect(again.map(({ outcome }) => outcome)).toEqual(['repeated', 'repeated', 'repeated']);
    expect([...ports.stores.held.alerts.values()].every(({ severity, told }) => severity === told)).toBe(true);
  });

  it('opens exactly one incident when it is accepted concurrently', async () => {
    const ports = shopPorts();
    await Promise.all(Array.from({ length: 30 }, (_, i) => acceptSignals(ports, [signal(`pod-${i}`)])));
    const incidents = incidentsOf(ports);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]?.firing).toBe(30);
    const named = new Set([...ports.stores.held.alerts.values()].map((a) => a.incidentId));
    expect([...named]).toEqual([incidents[0]?.incidentId]);
    expect(ports.collected.pages.map((p) => p.job.personId).sort()).toEqual(['ana', 'mia']);
  });

  it('so concurrent, over many processes, that some lose every race is queued, not lost', async () => {
    const ports = shopPorts();
    const process = (): SimulatedPorts => ({ ...ports, stores: { ...ports.stores } });
    await Promise.all(Array.from({ length: 80 }, (_, i) => acceptSignals(process(), [signal(`pod-${i}`)])));
    expect(ports.collected.retriedSignals.length).toBeGreaterThan(0);
    await acceptSignals(ports, ports.collected.retriedSignals.splice(0));
    expect(incidentsOf(ports)).toMatchObject([{ firing: 80 }]);
    expect([...ports.stores.held.alerts.values()].every((a) => a.incidentId !== undefined)).toBe(true);
  });
});

describe('what belongs together', () => {
  it('is told apart by service and environment', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [
      signal('a'),
      signal('b', { service: 'search' }),
      signal('c', { environment: 'staging' }),
    ]);
    expect(incidentsOf(ports).map((i) => `${i.serviceId} ${i.environment}`)).toEqual([
      'checkout production',
      'search production',
      'checkout staging',
    ]);
  });

  it('opens another incident only when the first can take no more', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a', { severity: 'warning' })]);
    const lasts = async (): Promise<void> => {
      ports.time.now += 180_000;
      for (const { incidentId } of incidentsOf(ports)) await advanceIncident(ports, incidentId);
    };
    await acceptSignals(ports, [signal('a', at(1, { severity: 'warning', status: 'resolved' }))]);
    await lasts();
    ports.time.now += 3_600_000;
    await acceptSignals(ports, [signal('a', at(3779, { severity: 'warning' }))]);
    expect(incidentsOf(ports)).toMatchObject([{ relapses: 1, status: 'investigating' }]);
    await acceptSignals(ports, [signal('a', at(3780, { severity: 'warning', status: 'resolved' }))]);
    await lasts();
    ports.time.now += 3_601_000;
    await acceptSignals(ports, [signal('a', at(7560, { severity: 'warning' }))]);
    expect(incidentsOf(ports)).toMatchObject([{ status: 'resolved', relapses: 1 }, { status: 'open' }]);
  });

  it('goes on in the incident that another was merged into, worsened alerts too', async () => {
    const ports = shopPorts();
    const lookup = lookupIn(ports.configured.current);
    await acceptSignals(ports, [
      signal('a', { severity: 'warning' }),
      signal('b', { service: 'search', severity: 'warning' }),
    ]);
    const [child, parent] = incidentsOf(ports);
    const metadata = {
      now: toIso(SIMULATION_START),
      actor: { kind: 'person', id: 'ana' },
      commandId: 'merge',
    } as const;
    const into = { into: 'x', intoId: parent?.incidentId, intoNumber: parent?.number };
    await executeCommand(ports, lookup, child?.incidentId ?? '', { type: 'merge', ...into, metadata });
    for (const commit of ports.stores.held.commits.get(child?.incidentId ?? '') ?? [])
      await followCommit(ports, commit);
    await acceptSignals(ports, [signal('a', at(1, { severity: 'critical' })), signal('c', { severity: 'warning' })]);
    const [, joined] = incidentsOf(ports);
    expect(joined).toMatchObject({ firing: 3, severity: 'SEV1', children: [{ incidentId: child?.incidentId }] });
    await acceptSignals(ports, [signal('a', at(2, { status: 'resolved' }))]);
    expect(incidentsOf(ports)[1]?.firing).toBe(2);
  });

  it('opens another incident when the first is closed just before the alert joins', async () => {
    const ports = shopPorts();
    const lookup = lookupIn(ports.configured.current);
    await acceptSignals(ports, [signal('a', { severity: 'warning' })]);
    const first = incidentsOf(ports)[0]?.incidentId ?? '';
    const metadata = (commandId: string) =>
      ({ now: toIso(SIMULATION_START), actor: { kind: 'person', id: 'mia' }, commandId }) as const;
    let reads = 0;
    const racing: SimulatedPorts = {
      ...ports,
      stores: {
        ...ports.stores,
        commits: {
          ...ports.stores.commits,
          read: async (incidentId, afterSeq) => {
            const commits = await ports.stores.commits.read(incidentId, afterSeq);
            reads += 1;
            if (reads === 1) {
              await executeCommand(ports, lookup, first, { type: 'resolve', summary: 'over', metadata: metadata('1') });
              await executeCommand(ports, lookup, first, { type: 'close', metadata: metadata('2') });
            }
            return commits;
          },
        },
      },
    };
    await acceptSignals(racing, [signal('b', { severity: 'warning' })]);
    const [closed, next] = incidentsOf(ports);
    expect(closed).toMatchObject({ status: 'closed' });
    expect(next).toMatchObject({ status: 'open', firing: 1 });
    expect([...ports.stores.held.alerts.values()].at(-1)?.incidentId).toBe(next?.incidentId);
  });
});

describe('suppression', () => {
  const window = {
    id: 'move',
    reason: 'the database moves',
    from: toIso(SIMULATION_START - 1000),
    to: toIso(SIMULATION_START + 60_000),
    when: [{ fact: 'service', is: 'checkout' }],
  };

  it('records without acting, and acts when the window ends and it still fires', async () => {
    const ports = shopPorts({ maintenanceWindows: [window] });
    await acceptSignals(ports, [signal('a'), signal('a', at(1))]);
    expect(incidentsOf(ports)).toEqual([]);
    expect([...ports.stores.held.alerts.values()]).toMatchObject([
      { count: 2, suppressedBy: 'maintenance window move: the database moves' },
    ]);
    ports.time.now = SIMULATION_START + 30_000;
    await reconcile(ports);
    expect(incidentsOf(ports)).toEqual([]);
    ports.time.now = SIMULATION_START + 60_000;
    await reconcile(ports);
    expect(incidentsOf(ports)).toMatchObject([{ firing: 1, serviceId: 'checkout' }]);
    expect([...ports.stores.held.alerts.values()]).toMatchObject([{ count: 2, lastSeenAt: SIMULATION_START + 1000 }]);
  });

  it('forgets what recovered before the window ended', async () => {
    const ports = shopPorts({ maintenanceWindows: [window] });
    await acceptSignals(ports, [signal('a')]);
    await acceptSignals(ports, [signal('a', at(1, { status: 'resolved' }))]);
    ports.time.now = SIMULATION_START + 90_000;
    await reconcile(ports);
    expect(incidentsOf(ports)).toEqual([]);
  });

  it('by the sender holds until the sender says otherwise', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a', { suppressedBySender: 'actions suppressor' })]);
    ports.time.now = SIMULATION_START + 60_000;
    await reconcile(ports);
    expect(incidentsOf(ports)).toEqual([]);
    await acceptSignals(ports, [signal('a', at(60))]);
    expect(incidentsOf(ports)).toMatchObject([{ firing: 1 }]);
  });

  it('by the sender ends when the sender said it would, though nothing more comes', async () => {
    const ports = shopPorts();
    const suppressedBySenderUntil = SIMULATION_START + 60_000;
    await acceptSignals(ports, [signal('a', { suppressedBySender: 'muted', suppressedBySenderUntil })]);
    for (const [after, incidents] of [
      [59_000, 0],
      [60_000, 1],
    ] as const) {
      ports.time.now = SIMULATION_START + after;
      await reconcile(ports);
      expect(incidentsOf(ports)).toHaveLength(incidents);
    }
  });
});

describe('what senders do', () => {
  it('a resolution that overtakes its firing opens nothing', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a', at(10, { status: 'resolved' }))]);
    await acceptSignals(ports, [signal('a', at(5))]);
    expect(incidentsOf(ports)).toEqual([]);
  });

  it('an acknowledgement at the sender answers the resolvers, not the manager, however often', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a')]);
    for (const second of [1, 2, 3]) await acceptSignals(ports, [signal('a', at(second, { status: 'acknowledged' }))]);
    const [incident] = incidentsOf(ports);
    expect(incident?.pagings).toMatchObject({
      p1: { status: 'acknowledged', acknowledgedBy: 'prometheus' },
      p2: { status: 'paging' },
    });
  });

  it('text that is not well-formed is accepted all the same', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a', { title: 'half a pair: \ud800', labels: { 'x\udfff': '\ud800' } })]);
    expect(ports.collected.failures).toEqual([]);
    expect(incidentsOf(ports)).toMatchObject([{ title: 'half a pair: \ufffd' }]);
  });

  it('when the stores fail the signals are queued, and when the queue fails too the sender hears of it', async () => {
    const ports = shopPorts();
    const broken: SimulatedPorts = {
      ...ports,
      stores: { ...ports.stores, alerts: { ...ports.stores.alerts, record: () => Promise.reject(new Error('down')) } },
    };
    expect(await acceptSignals(broken, [signal('a')])).toMatchObject([{ outcome: 'queued' }]);
    expect(ports.collected.retriedSignals).toHaveLength(1);
    const noQueue: SimulatedPorts = {
      ...broken,
      queues: { ...ports.queues, retrySignals: () => Promise.reject(new Error('down too')) },
    };
    await expect(acceptSignals(noQueue, [signal('a')])).rejects.toThrow(NotAcceptedError);
  });
});

describe('an alert that a crash left without an incident', () => {
  it('comes into it as bad as it was, though what finds it says less', async () => {
    const ports = shopPorts();
    const gone = async (): Promise<never> => {
      throw new Error('the process is gone');
    };
    const crashing = { ...ports, stores: { ...ports.stores, slots: { ...ports.stores.slots, claim: gone } } };
    await acceptSignals(crashing, [signal('a', at(0, { severity: 'critical' }))]);
    await acceptSignals(ports, [signal('a', at(1, { severity: 'warning' }))]);
    expect(incidentsOf(ports)).toMatchObject([{ severity: 'SEV1', firing: 1 }]);
  });
});
