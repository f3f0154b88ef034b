import { describe, expect, it } from 'vitest';
import type { Commit } from '../../../domain/incident/commit.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { findUnseen, followLeft, leaveForReconciler } from '../../../usecases/incident/follow-left.ts';
import { listIncidents } from '../../../usecases/incident/read-incident.ts';
import { reconcile } from '../../../usecases/reconcile.ts';

const opened = async () => {
  const ports = shopPorts();
  const [accepted] = await acceptSignals(ports, [signal('a')]);
  const incidentId = accepted?.incidentId ?? '';
  const [commit] = ports.stores.held.commits.get(incidentId) as [Commit];
  return { ports, incidentId, commit };
};

const withoutWorkflows = (ports: SimulatedPorts): SimulatedPorts => ({
  ...ports,
  workflows: { ...ports.workflows, ensureRunning: () => Promise.reject(new Error('down')) },
});

const machines = (ports: SimulatedPorts) => ports.collected.started.map(({ machine }) => machine);

describe('a commit that was left', () => {
  it('of a SEV1, its first one: the escalation runs without anybody looking after it', async () => {
    const { ports, commit } = await opened();
    await expect(followCommit(withoutWorkflows(ports), commit)).rejects.toThrow();
    ports.stores.held.projectionRows.clear();
    await leaveForReconciler(ports, commit);
    expect(await reconcile(ports)).toMatchObject({ commits: 1, unfollowed: 0 });
    expect(machines(ports)).toEqual(['page-responders', 'page-responders', 'major-incident']);
    expect((await listIncidents(ports, {}, { limit: 5 })).items).toMatchObject([{ seq: 1, major: 'candidate' }]);
    expect(await reconcile(ports)).toMatchObject({ commits: 0, unfollowed: 0 });
  });

  it('is tried with every run until it succeeds, and said each time', async () => {
    const { ports, commit } = await opened();
    await leaveForReconciler(ports, commit);
    for (let run = 1; run <= 3; run += 1) {
      ports.time.now += 60_000;
      expect(await followLeft(withoutWorkflows(ports))).toEqual({ followed: 0, unfollowed: 1 });
      expect(ports.collected.failures).toHaveLength(run);
    }
    expect([...ports.stores.held.unfollowed.values()]).toMatchObject([{ triedAt: '2026-11-21T20:03:00.000Z' }]);
    expect(await followLeft(ports)).toEqual({ followed: 1, unfollowed: 0 });
    expect(ports.stores.held.unfollowed.size).toBe(0);
  });

  it('holds up no other, however many fail', async () => {
    const { ports, incidentId, commit } = await opened();
    for (let seq = 100; seq < 160; seq += 1) await leaveForReconciler(ports, { incidentId, seq });
    ports.time.now += 1;
    await leaveForReconciler(ports, commit);
    let followed = 0;
    for (let run = 0; run < 2; run += 1) {
      ports.time.now += 60_000;
      followed += (await followLeft(ports)).followed;
    }
    expect(followed).toBe(1);
  });
});

describe('a commit that no follower has seen', () => {
  it('is found after a while, and followed', async () => {
    const { ports } = await opened();
    expect(await findUnseen(ports)).toBe(0);
    ports.time.now += 11 * 60_000;
    expect(await reconcile(ports)).toMatchObject({ commits: 1 });
    expect(machines(ports)).toContain('major-incident');
    expect(await findUnseen(ports)).toBe(0);
  });

  it('is found among many, a hundred incidents at a time', async () => {
    const { ports, commit } = await opened();
    for (let i = 0; i < 250; i += 1) {
      const [other] = await acceptSignals(ports, [signal(`x${i}`, { service: `unrouted-${i}`, environment: `e${i}` })]);
      for (const one of ports.stores.held.commits.get(other?.incidentId ?? '') ?? []) await followCommit(ports, one);
    }
    ports.time.now += 11 * 60_000;
    const incidents = ports.stores.held.commits.size;
    const found: number[] = [];
    for (let run = 0; run < Math.ceil(incidents / 100); run += 1) found.push(await findUnseen(ports));
    expect(found.reduce((sum, one) => sum + one, 0)).toBe(1);
    expect([...ports.stores.held.unfollowed.values()]).toMatchObject([{ incidentId: commit.incidentId, seq: 1 }]);
  });
});
