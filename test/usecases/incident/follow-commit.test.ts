import { describe, expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import type { IncidentCommand } from '../../../domain/incident/commands.ts';
import type { Commit } from '../../../domain/incident/commit.ts';
import type { IncidentEvent } from '../../../domain/incident/events.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { executeCommand } from '../../../usecases/incident/execute-command.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { loadIncident } from '../../../usecases/incident/load-incident.ts';
import { awaitChange } from '../../../usecases/incident/run-process.ts';

type CommandBody = { [C in IncidentCommand as C['type']]: Omit<C, 'metadata'> }[IncidentCommand['type']];

const ask = (ports: SimulatedPorts, incidentId: string, asked: CommandBody) =>
  executeCommand(ports, lookupIn(ports.configured.current), incidentId, {
    ...asked,
    metadata: { now: toIso(ports.time.now), actor: { kind: 'person', id: 'mia' }, commandId: ports.ids.next() },
  } as IncidentCommand);

const commitsOf = (ports: SimulatedPorts, incidentId: string): Commit[] =>
  ports.stores.held.commits.get(incidentId) ?? [];

const opened = async (dedupKey = 'a', service = 'checkout') => {
  const ports = shopPorts();
  const [accepted] = await acceptSignals(ports, [signal(dedupKey, { service })]);
  return { ports, incidentId: accepted?.incidentId ?? '' };
};

describe('following a commit', () => {
  it('keeps the projection, hands over the pages, starts the workflows and publishes what happened', async () => {
    const { ports, incidentId } = await opened();
    ports.collected.pages.splice(0);
    await followCommit(ports, commitsOf(ports, incidentId)[0] as Commit);
    expect(ports.stores.held.projectionRows.get(`incident-list ${incidentId}`)).toMatchObject({
      seq: 1,
      row: { major: 'candidate', firing: 1, alerts: 1, decideBy: expect.any(String) },
      listing: { status: 'open', major: 'candidate', pending: true },
    });
    expect(ports.collected.pages.map((p) => p.job.pageId)).toEqual([
      `${incidentId}.p1.l1.ana`,
      `${incidentId}.p2.l1.mia`,
    ]);
    expect(ports.collected.started).toEqual([
      { machine: 'page-responders', incidentId, pagingId: 'p1' },
      { machine: 'page-responders', incidentId, pagingId: 'p2' },
      { machine: 'major-incident', incidentId },
    ]);
    expect(ports.collected.published[0]).toMatchObject({ id: `${incidentId}-1-0`, detailType: 'Incident Opened' });
    expect(ports.collected.fed).toEqual([{ stream: `incidents/${incidentId}`, seq: 1, list: 'incidents' }]);
  });

  it('publishes an event as it was, without what the fold was told of its alerts for its own books', async () => {
    const { ports, incidentId } = await opened();
    const [first] = commitsOf(ports, incidentId) as [Commit];
    const attached: IncidentEvent = { type: 'AlertsAttached', alerts: [] };
    const corrected: IncidentEvent = {
      type: 'StampCorrected',
      stamp: 'detected',
      at: first.at,
      reason: 'seen earlier',
      before: first.at,
    };
    const known = {
      a: { episode: 1, severity: 'critical', serviceId: 'search', firing: true, attachedAt: first.at },
    } as const;
    await followCommit(ports, { ...first, events: [...first.events, { ...attached, before: known }, corrected] });
    const said = ports.collected.published.map(({ detail }) => detail.event);
    expect(said.slice(-2)).toEqual([attached, corrected]);
  });

  it('never moves the projection back, in whatever order commits come', async () => {
    const { ports, incidentId } = await opened();
    await ask(ports, incidentId, { type: 'add-note', text: 'one' });
    await ask(ports, incidentId, { type: 'identify', description: 'the deploy' });
    for (const seq of [3, 1, 2]) {
      await followCommit(ports, commitsOf(ports, incidentId)[seq - 1] as Commit);
      const shown = ports.stores.held.projectionRows.get(`incident-list ${incidentId}`);
      expect(shown).toMatchObject({ seq: 3, row: { status: 'identified' } });
    }
    expect(await loadIncident(ports, incidentId)).toMatchObject({ seq: 3 });
  });

  it('does every effect that can be done, then asks to be delivered again', async () => {
    const { ports, incidentId } = await opened();
    ports.collected.pages.splice(0);
    const broken: SimulatedPorts = {
      ...ports,
      workflows: { ...ports.workflows, ensureRunning: () => Promise.reject(new Error('down')) },
      events: { publish: () => Promise.reject(new Error('down')) },
    };
    await expect(followCommit(broken, commitsOf(ports, incidentId)[0] as Commit)).rejects.toThrow(
      '4 step(s) after commit 1',
    );
    expect(ports.collected.pages).toHaveLength(2);
    expect(ports.collected.happenings).toEqual([]);
  });

  it('lets no view stand in the way: where none can be kept or read, all that must follow still does', async () => {
    const followed = async (broken: Partial<SimulatedPorts['stores']['projections']>) => {
      const { ports, incidentId } = await opened();
      await ask(ports, incidentId, { type: 'accept' });
      for (const happened of Object.values(ports.collected)) happened.splice(0);
      const stores = { ...ports.stores, projections: { ...ports.stores.projections, ...broken } };
      const results: string[] = [];
      for (const commit of commitsOf(ports, incidentId))
        results.push(await followCommit({ ...ports, stores }, commit).then(() => 'followed', String));
      const { pages, communications, started, wakes, published } = ports.collected;
      return { results, effects: { pages, communications, started, wakes, published } };
    };
    const refuse = () => Promise.reject(new Error('too large'));
    const whole = await followed({});
    expect(whole.effects.pages.length * whole.effects.communications.length).toBeGreaterThan(0);
    const unkept = await followed({ put: refuse });
    expect(unkept.effects).toEqual(whole.effects);
    expect(unkept.results).toEqual([expect.stringContaining('1 step(s)'), expect.stringContaining('1 step(s)')]);
    expect((await followed({ get: refuse })).effects).toEqual(whole.effects);
  });

  it('wakes what waited before the commit, not what has seen it', async () => {
    const { ports, incidentId } = await opened();
    await ports.stores.waits.put({ incidentId, waiter: 'major-incident', token: 'old', seenSeq: 1 });
    await ports.stores.waits.put({ incidentId, waiter: 'page-responders:p1', token: 'new', seenSeq: 2 });
    await ask(ports, incidentId, { type: 'accept' });
    await followCommit(ports, commitsOf(ports, incidentId)[1] as Commit);
    // It was declared: the roles are filled before whoever waits is told that people work.
    expect(ports.collected.wakes).toEqual([
      { token: 'old', output: { phase: 'in-progress', waitSeconds: 3600, seq: 3 } },
    ]);
    expect(commitsOf(ports, incidentId).at(-1)?.command).toBe('organise');
    expect([...ports.stores.held.waits.values()].map((w) => w.token)).toEqual(['new']);
  });

  it.each([
    ['what waits for something else is told', { standing: 'recovering', until: 0 }, 1],
    ['what is to do it sooner is told', { standing: 'candidate', until: 3_600_000 }, 1],
    ['what waits for the same, as long, is not', { standing: 'candidate', until: 0 }, 0],
  ])('%s', async (_what, { standing, until }, wakes) => {
    const { ports, incidentId } = await opened();
    const wait = { incidentId, waiter: 'major-incident', token: 't', seenSeq: 1 };
    await ports.stores.waits.put({ ...wait, waitsFor: { standing, until: until && ports.clock.now() + until } });
    await ask(ports, incidentId, { type: 'acknowledge' });
    await followCommit(ports, commitsOf(ports, incidentId)[1] as Commit);
    expect(ports.collected.wakes).toHaveLength(wakes);
    expect([...ports.stores.held.waits.values()]).toHaveLength(1 - wakes);
  });

  it('and waiting race without losing the change', async () => {
    const { ports, incidentId } = await opened();
    await ask(ports, incidentId, { type: 'accept' });
    await followCommit(ports, commitsOf(ports, incidentId)[1] as Commit);
    await awaitChange(ports, { incidentId, waiter: 'major-incident', token: 'late', seenSeq: 1 });
    expect(ports.collected.wakes).toEqual([
      { token: 'late', output: { phase: 'in-progress', waitSeconds: 1, seq: 2 } },
    ]);
    await awaitChange(ports, { incidentId, waiter: 'major-incident', token: 'waits', seenSeq: 2 });
    await ask(ports, incidentId, { type: 'add-note', text: 'wakes nobody' });
    await followCommit(ports, commitsOf(ports, incidentId)[2] as Commit);
    expect(ports.collected.wakes).toHaveLength(1);
  });
});

describe('parents and children', () => {
  const merged = async (before: Parameters<typeof ask>[2][] = []) => {
    const { ports, incidentId: parentId } = await opened('a', 'checkout');
    const [accepted] = await acceptSignals(ports, [signal('b', { service: 'search', severity: 'warning' })]);
    const childId = accepted?.incidentId ?? '';
    for (const asked of before) await ask(ports, childId, asked);
    const { state: parent } = await ask(ports, parentId, { type: 'investigate' });
    await ask(ports, childId, { type: 'merge', into: parent.number, intoId: parentId, intoNumber: parent.number });
    const follow = async (id: string) => {
      for (const commit of commitsOf(ports, id)) await followCommit(ports, commit);
    };
    return { ports, parentId, childId, follow };
  };
  const family = async () => {
    const all = await merged();
    await all.follow(all.childId);
    return all;
  };

  it('the parent adopts the child and its alerts, once', async () => {
    const { ports, parentId, childId, follow } = await family();
    await follow(childId);
    expect(await loadIncident(ports, parentId)).toMatchObject({
      firing: 2,
      affectedServices: ['checkout', 'search'],
      children: [{ incidentId: childId, number: 'INC-2026-0002' }],
    });
  });

  it('an alert that recovered between the merge and the adoption does not fire on the parent', async () => {
    const { ports, parentId, childId, follow } = await merged();
    await acceptSignals(ports, [
      signal('b', { service: 'search', status: 'resolved', occurredAt: ports.time.now + 1 }),
    ]);
    await follow(childId);
    expect(await loadIncident(ports, parentId)).toMatchObject({ firing: 1, children: [{ incidentId: childId }] });
  });

  it('the parent of a declared child is declared, though its own commits alone say nothing of it', async () => {
    const { ports, parentId, childId, follow } = await merged([
      { type: 'accept', businessImpact: 'nobody finds a thing' },
      { type: 'assign-role', role: 'incident-commander', person: 'mia' },
      { type: 'post-update', message: 'we look', nextUpdateInMinutes: 30 },
    ]);
    expect(await loadIncident(ports, parentId)).toMatchObject({ major: 'candidate' });
    await follow(childId);
    expect(ports.collected.communications.map(({ job }) => `${job.incidentId === childId} ${job.occasion}`)).toContain(
      'true merged',
    );
    expect(await loadIncident(ports, parentId)).toMatchObject({
      major: 'accepted',
      businessImpact: 'nobody finds a thing',
      roles: { 'incident-commander': { personId: 'mia' } },
      lastUpdate: { message: 'we look', nextUpdateBy: expect.any(String) },
    });
  });

  it('a parent that was merged itself meanwhile passes the child on, once', async () => {
    const { ports, parentId, childId, follow } = await merged();
    const [accepted] = await acceptSignals(ports, [signal('c', { service: 'wiki', severity: 'warning' })]);
    const intoId = accepted?.incidentId ?? '';
    await ask(ports, parentId, { type: 'merge', into: 'x', intoId, intoNumber: 'INC-2026-0003' });
    await follow(childId);
    await follow(parentId);
    await follow(childId);
    expect(await loadIncident(ports, intoId)).toMatchObject({
      firing: 3,
      children: [{ incidentId: childId }, { incidentId: parentId }],
    });
    expect(await loadIncident(ports, parentId)).toMatchObject({ children: [] });
  });

  it('the child follows to resolved with the notes, and stays there when old commits are followed again', async () => {
    const { ports, parentId, childId, follow } = await family();
    await ask(ports, parentId, { type: 'mitigate', by: 'fix', description: 'rolled back' });
    await ask(ports, parentId, { type: 'resolve', summary: 'rolled back' });
    await ask(ports, parentId, { type: 'close' });
    await follow(parentId);
    expect(await loadIncident(ports, childId)).toMatchObject({ status: 'merged', parentStatus: 'resolved' });
    const before = commitsOf(ports, childId).length;
    await follow(parentId);
    await follow(parentId);
    expect(commitsOf(ports, childId)).toHaveLength(before);
    expect(commitsOf(ports, childId).at(-1)?.events).toEqual([
      { type: 'ParentFollowed', status: 'resolved', notes: 'rolled back' },
    ]);
  });
});
