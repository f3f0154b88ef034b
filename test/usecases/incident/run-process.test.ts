import { describe, expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import { shopWith } from '../../../simulation/shop-configuration.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { executeCommand } from '../../../usecases/incident/execute-command.ts';
import { loadIncident } from '../../../usecases/incident/load-incident.ts';
import { advanceIncident, assessPaging, pageNextLevel } from '../../../usecases/incident/run-process.ts';

const major = async () => {
  const ports = shopPorts();
  const [accepted] = await acceptSignals(ports, [signal('a')]);
  const incidentId = accepted?.incidentId ?? '';
  const asked = {
    accept: { type: 'accept' },
    mitigate: { type: 'mitigate', by: 'fix', description: 'done' },
    'post-update': { type: 'post-update', message: 'we look', nextUpdateInMinutes: 30 },
    resolve: { type: 'resolve', summary: 'over' },
    reopen: { type: 'reopen', reason: 'not over' },
    'complete-review': { type: 'complete-review', summary: 'learned' },
  } as const;
  const by = (type: keyof typeof asked) =>
    executeCommand(ports, lookupIn(ports.configured.current), incidentId, {
      ...asked[type],
      metadata: { now: toIso(ports.time.now), actor: { kind: 'person', id: 'mia' }, commandId: ports.ids.next() },
    });
  return { ports, incidentId, by, advance: () => advanceIncident(ports, incidentId) };
};

describe('the process of a major incident', () => {
  it('goes from candidate to closed, each deadline moved by its clock', async () => {
    const { ports, incidentId, by, advance } = await major();
    expect(await advance()).toEqual({ phase: 'candidate', waitSeconds: 600, seq: 1 });
    ports.time.now += 600_000;
    expect(await advance()).toEqual({ phase: 'candidate', waitSeconds: 600, seq: 2 });
    await by('accept');
    expect(await advance()).toMatchObject({ phase: 'in-progress' });
    expect((await loadIncident(ports, incidentId))?.roles).toMatchObject({
      'incident-commander': { personId: 'mia' },
      'communications-lead': { personId: 'cleo' },
      'technical-lead': { personId: 'ana' },
    });
    await by('mitigate');
    expect(await advance()).toMatchObject({ phase: 'recovering', waitSeconds: 900 });
    ports.time.now += 900_000;
    expect(await advance()).toMatchObject({ phase: 'recovering', waitSeconds: 900 });
    await acceptSignals(ports, [
      signal('a', { status: 'resolved', occurredAt: ports.time.now, receivedAt: ports.time.now }),
    ]);
    ports.time.now += 900_000;
    expect(await advance()).toMatchObject({ phase: 'in-review', waitSeconds: 86_400 });
    ports.time.now += 5 * 86_400_000;
    expect(await advance()).toMatchObject({ phase: 'in-review', waitSeconds: 86_400 });
    await by('complete-review');
    expect(await advance()).toMatchObject({ phase: 'ended' });
    expect(await loadIncident(ports, incidentId)).toMatchObject({ status: 'closed' });
    const askedByClock = ports.stores.held.commits
      .get(incidentId)
      ?.filter(({ actor }) => actor.id === 'major-incident process')
      .map(({ command, actor }) => `${command} ${actor.kind}`);
    expect(askedByClock).toEqual([
      'escalate-candidate clock',
      'organise system',
      'confirm-recovery clock',
      'confirm-recovery clock',
      'open-review system',
      'remind-review clock',
      'close system',
    ]);
  });

  it('stands down for as long as a relapse would reopen', async () => {
    const { ports, by, advance } = await major();
    await by('accept');
    await by('mitigate');
    await acceptSignals(ports, [
      signal('a', { status: 'resolved', occurredAt: ports.time.now, receivedAt: ports.time.now }),
    ]);
    ports.time.now += 900_000;
    await advance();
    await by('complete-review');
    expect(await advance()).toMatchObject({ phase: 'standing-down', waitSeconds: 3600 });
    ports.time.now += 3_600_000;
    expect(await advance()).toMatchObject({ phase: 'ended' });
  });

  it('does all that has become due while nobody looked, each thing once', async () => {
    const { ports, incidentId, by, advance } = await major();
    await by('accept');
    await by('post-update');
    await by('mitigate');
    ports.time.now += 3_600_000;
    const before = (await loadIncident(ports, incidentId))?.seq ?? 0;
    await Promise.all([advance(), advance()]);
    const since = ports.stores.held.commits.get(incidentId)?.slice(before);
    expect(since?.map(({ command }) => command)).toEqual(['organise', 'miss-update', 'confirm-recovery']);
  });

  it('does nothing that is not due', async () => {
    const { ports, incidentId, advance } = await major();
    ports.time.now += 599_000;
    await advance();
    expect(await loadIncident(ports, incidentId)).toMatchObject({ seq: 1 });
  });

  it('goes on where somebody else had moved it in between', async () => {
    const { ports, incidentId, by, advance } = await major();
    await by('accept');
    const { append } = ports.stores.commits;
    ports.stores.commits.append = async (commit) => {
      if (commit.command !== 'organise') return append(commit);
      ports.stores.commits.append = append;
      await by('mitigate');
      return append(commit);
    };
    expect(await advance()).toMatchObject({ phase: 'recovering', waitSeconds: 900 });
    expect(await loadIncident(ports, incidentId)).toMatchObject({ organised: true, status: 'mitigated' });
  });

  it('does not close what was reopened at the last moment', async () => {
    const { ports, incidentId, by, advance } = await major();
    ports.configured.current = shopWith({ review: { severities: [] } });
    await by('accept');
    await advance();
    await by('resolve');
    ports.time.now += 3_600_000;
    const { append } = ports.stores.commits;
    ports.stores.commits.append = async (commit) => {
      ports.stores.commits.append = append;
      await by('reopen');
      return append(commit);
    };
    expect(await advance()).toMatchObject({ phase: 'in-progress' });
    expect(await loadIncident(ports, incidentId)).toMatchObject({ status: 'investigating' });
  });

  it('of what does not exist has ended', async () => {
    const { ports } = await major();
    expect(await advanceIncident(ports, 'inc-none')).toMatchObject({ phase: 'ended' });
    expect(await assessPaging(ports, 'inc-none', 'p1')).toMatchObject({ phase: 'ended' });
  });
});

describe('a paging', () => {
  it('waits, is due, pages the next level once, and ends', async () => {
    const { ports, incidentId } = await major();
    const look = () => assessPaging(ports, incidentId, 'p1');
    expect(await look()).toEqual({ phase: 'waiting', waitSeconds: 300, level: 1, round: 0, seq: 1 });
    ports.time.now += 300_000;
    expect(await look()).toMatchObject({ phase: 'due', level: 1 });
    const due = { incidentId, pagingId: 'p1', level: 1, round: 0 };
    await Promise.all([pageNextLevel(ports, due), pageNextLevel(ports, due)]);
    expect(await look()).toMatchObject({ phase: 'waiting', waitSeconds: 200, level: 2 });
    for (const [level, round, seconds] of [
      [2, 0, 200],
      [3, 1, 60],
      [3, 2, 60],
    ] as const) {
      ports.time.now += seconds * 1000;
      await pageNextLevel(ports, { incidentId, pagingId: 'p1', level, round });
    }
    // Nothing was handed over to anybody: no round of the catch-all has counted.
    expect(await look()).toMatchObject({ phase: 'waiting', level: 3, round: 3 });
    const paged = ports.collected.pages.filter((p) => p.job.pagingId === 'p1').map((p) => p.job.personId);
    expect(paged).toEqual(['ana', 'ben', 'zoe', 'zoe', 'zoe']);
    const metadata = { now: toIso(ports.time.now), actor: { kind: 'person', id: 'zoe' }, commandId: 'answer' } as const;
    await executeCommand(ports, await ports.inForce(), incidentId, { type: 'acknowledge', metadata });
    expect(await look()).toMatchObject({ phase: 'ended' });
  });
});
