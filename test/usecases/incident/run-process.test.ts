import { describe, expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { executeCommand, loadIncident } from '../../../usecases/incident/execute-command.ts';
import {
  advanceIncident,
  assessIncident,
  assessPaging,
  type ProcessStep,
  pageNextLevel,
} from '../../../usecases/incident/run-process.ts';

const major = async () => {
  const ports = shopPorts();
  const [accepted] = await acceptSignals(ports, [signal('a')]);
  const incidentId = accepted?.incidentId ?? '';
  const by = (type: 'accept' | 'mitigate' | 'complete-review') =>
    executeCommand(ports, lookupIn(ports.configured.current), incidentId, {
      ...(type === 'mitigate'
        ? { type, by: 'fix', description: 'done' }
        : type === 'accept'
          ? { type }
          : { type, summary: 'learned' }),
      metadata: { now: toIso(ports.time.now), actor: { kind: 'person', id: 'mia' }, commandId: ports.ids.next() },
    });
  return { ports, incidentId, by, phase: async () => (await assessIncident(ports, incidentId)).phase };
};

describe('the process of a major incident', () => {
  it('goes from candidate to closed, each deadline moved by its clock', async () => {
    const { ports, incidentId, by, phase } = await major();
    const step = (name: ProcessStep) => advanceIncident(ports, incidentId, name);
    expect(await assessIncident(ports, incidentId)).toEqual({ phase: 'candidate', waitSeconds: 600, seq: 1 });
    ports.time.now += 600_000;
    expect(await phase()).toBe('candidate-overdue');
    await step('escalate-candidate');
    expect(await assessIncident(ports, incidentId)).toMatchObject({ phase: 'candidate', waitSeconds: 600 });
    await by('accept');
    expect(await phase()).toBe('to-organise');
    await step('organise');
    expect((await loadIncident(ports, incidentId))?.roles).toMatchObject({
      'incident-commander': { personId: 'mia' },
      'communications-lead': { personId: 'cleo' },
      'technical-lead': { personId: 'ana' },
    });
    expect(await phase()).toBe('in-progress');
    await by('mitigate');
    expect(await assessIncident(ports, incidentId)).toMatchObject({ phase: 'recovering', waitSeconds: 900 });
    ports.time.now += 900_000;
    expect(await phase()).toBe('recovery-due');
    await step('confirm-recovery');
    expect(await phase()).toBe('recovering');
    await acceptSignals(ports, [
      signal('a', { status: 'resolved', occurredAt: ports.time.now, receivedAt: ports.time.now }),
    ]);
    ports.time.now += 900_000;
    await step('confirm-recovery');
    expect(await phase()).toBe('to-review');
    await step('open-review');
    expect(await assessIncident(ports, incidentId)).toMatchObject({ phase: 'in-review', waitSeconds: 86_400 });
    ports.time.now += 5 * 86_400_000;
    expect(await phase()).toBe('review-overdue');
    await step('remind-review');
    expect(await phase()).toBe('in-review');
    await by('complete-review');
    expect(await phase()).toBe('to-close');
    await step('close');
    expect(await phase()).toBe('ended');
  });

  it('stands down for as long as a relapse would reopen', async () => {
    const { ports, incidentId, by, phase } = await major();
    await by('accept');
    await advanceIncident(ports, incidentId, 'organise');
    await by('mitigate');
    await acceptSignals(ports, [signal('a', { status: 'resolved', occurredAt: ports.time.now + 1 })]);
    ports.time.now += 900_000;
    await advanceIncident(ports, incidentId, 'confirm-recovery');
    await advanceIncident(ports, incidentId, 'open-review');
    await by('complete-review');
    expect(await assessIncident(ports, incidentId)).toMatchObject({ phase: 'standing-down', waitSeconds: 3600 });
    ports.time.now += 3_600_000;
    expect(await phase()).toBe('to-close');
  });

  it('takes no step that is not due', async () => {
    const { ports, incidentId } = await major();
    for (const step of [
      'escalate-candidate',
      'organise',
      'confirm-recovery',
      'open-review',
      'remind-review',
    ] as const) {
      await advanceIncident(ports, incidentId, step);
    }
    expect(await loadIncident(ports, incidentId)).toMatchObject({ seq: 1 });
  });

  it('of what does not exist has ended', async () => {
    const { ports } = await major();
    expect(await assessIncident(ports, 'inc-none')).toMatchObject({ phase: 'ended' });
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
    expect(await look()).toMatchObject({ phase: 'ended' });
    const paged = ports.collected.pages.filter((p) => p.job.pagingId === 'p1').map((p) => p.job.personId);
    expect(paged).toEqual(['ana', 'ben', 'zoe', 'zoe']);
  });
});
