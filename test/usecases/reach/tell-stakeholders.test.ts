import { describe, expect, it } from 'vitest';
import { CHANNELS } from '../../../domain/channel/index.ts';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import type { CommunicationJob } from '../../../domain/incident/effects.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { executeCommand } from '../../../usecases/incident/execute-command.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { tellStakeholders } from '../../../usecases/reach/tell-stakeholders.ts';
import { reconcile } from '../../../usecases/reconcile.ts';

/** A SEV1 of checkout just declared: CEO, owner and the status page are to be told. */
const declared = async (): Promise<{ ports: SimulatedPorts; jobs: CommunicationJob[]; incidentId: string }> => {
  const ports = shopPorts();
  const [accepted] = await acceptSignals(ports, [signal('a')]);
  const incidentId = accepted?.incidentId ?? '';
  const metadata = { now: toIso(SIMULATION_START), actor: { kind: 'person', id: 'mia' }, commandId: 'accept' } as const;
  await executeCommand(ports, lookupIn(ports.configured.current), incidentId, {
    type: 'accept',
    businessImpact: 'no orders',
    metadata,
  });
  for (const commit of ports.stores.held.commits.get(incidentId) ?? []) await followCommit(ports, commit);
  return { ports, incidentId, jobs: ports.collected.communications.splice(0).map(({ job }) => job) };
};

const addresses = (ports: SimulatedPorts) => ports.collected.sent.map((m) => m.address);
const toldEvents = (ports: SimulatedPorts, incidentId: string) =>
  (ports.stores.held.commits.get(incidentId) ?? [])
    .flatMap((c) => c.events)
    .filter((e) => e.type === 'StakeholdersTold');

/** Time passes until the next job is due, which is run. */
const passUntilTried = async (ports: SimulatedPorts): Promise<void> => {
  const [next] = ports.collected.communications.splice(0);
  if (!next) throw new Error('nothing is to be tried again');
  ports.time.now += (next.delaySeconds ?? 0) * 1000;
  await tellStakeholders(ports, next.job);
};

describe('telling stakeholders', () => {
  it('is asked once per plan for the declaration and for nothing before it', async () => {
    const { jobs } = await declared();
    expect(jobs.map((j) => `${j.occasion} ${j.planId}`)).toEqual(['declared business', 'declared public']);
  });

  it('tells everybody who subscribed once, however often the job is delivered', async () => {
    const { ports, jobs, incidentId } = await declared();
    for (const job of [...jobs, ...jobs]) await tellStakeholders(ports, job);
    expect(addresses(ports)).toEqual(['ceo@example.com', 'owner@example.com', 'status-page']);
    expect(ports.collected.sent[0]).toMatchObject({ subject: 'INC-2026-0001 declared: Checkout: a', channel: 'email' });
    expect(ports.collected.sent[0]?.text).toContain('no orders');
    expect(toldEvents(ports, incidentId)).toMatchObject([
      { audience: 'business', reached: 2, failed: 0 },
      { audience: 'public', reached: 1, failed: 0 },
    ]);
  });

  it('tries again only those who were not reached, and the record ends with the truth', async () => {
    const { ports, jobs, incidentId } = await declared();
    const [business] = jobs as [CommunicationJob];
    ports.provider.answer = (m) =>
      m.address.startsWith('ceo') ? { sent: false, retryable: true, reason: 'busy' } : { sent: true };
    await tellStakeholders(ports, business);
    expect(ports.collected.communications).toMatchObject([{ delaySeconds: 2, job: { planId: 'business' } }]);
    ports.provider.answer = () => ({ sent: true });
    await passUntilTried(ports);
    expect(addresses(ports)).toEqual(['ceo@example.com', 'owner@example.com', 'ceo@example.com']);
    expect(toldEvents(ports, incidentId)).toMatchObject([
      { reached: 1, failed: 1 },
      { reached: 2, failed: 0 },
    ]);
    expect(
      new Set(ports.collected.sent.filter((m) => m.address.startsWith('ceo')).map((m) => m.idempotencyKey)).size,
    ).toBe(1);
    expect(ports.collected.communications).toEqual([]);
  });

  it('tries one who cannot be reached for the moment after seconds, minutes, every quarter of an hour, for a day', async () => {
    const { ports, jobs, incidentId } = await declared();
    const [business] = jobs as [CommunicationJob];
    const tries: number[] = [];
    ports.provider.answer = (m) => {
      if (!m.address.startsWith('ceo')) return { sent: true };
      tries.push((ports.time.now - SIMULATION_START) / 1000);
      return { sent: false, retryable: true, reason: 'busy' };
    };
    await tellStakeholders(ports, business);
    for (let turns = 0; ports.collected.communications.length > 0 && turns < 200; turns += 1)
      await passUntilTried(ports);
    expect(tries.slice(0, 10)).toEqual([0, 2, 10, 30, 90, 270, 870, 1770, 2670, 3570]);
    expect(tries.at(-1)).toBeGreaterThan(86_400 - 900);
    expect(tries.at(-1)).toBeLessThanOrEqual(86_400);
    const rows = [...ports.stores.held.deliveries.values()].filter((d) => d.recipient === 'ceo');
    expect(rows).toMatchObject([{ status: 'failed', attempts: tries.length }]);
    expect(rows[0]?.nextTryAt).toBeUndefined();
    expect(toldEvents(ports, incidentId)).toMatchObject([{ reached: 1, failed: 1 }]);
  });

  it('gives up at once on one whom the provider refuses for good', async () => {
    const { ports, jobs, incidentId } = await declared();
    const [business] = jobs as [CommunicationJob];
    ports.provider.answer = () => ({ sent: false, retryable: false, reason: 'no such mailbox' });
    await tellStakeholders(ports, business);
    await tellStakeholders(ports, business);
    expect(addresses(ports)).toEqual(['ceo@example.com', 'owner@example.com']);
    expect(ports.collected.communications).toEqual([]);
    expect(toldEvents(ports, incidentId)).toMatchObject([{ reached: 0, failed: 2 }]);
  });

  it('does not tell old news to whoever hears something newer of the same plan', async () => {
    const { ports, jobs, incidentId } = await declared();
    const [business] = jobs as [CommunicationJob];
    ports.provider.answer = () => ({ sent: false, retryable: true, reason: 'busy' });
    await tellStakeholders(ports, business);
    const [again] = ports.collected.communications.splice(0);
    ports.provider.answer = () => ({ sent: true });
    const metadata = { now: toIso(ports.time.now), actor: { kind: 'person', id: 'mia' }, commandId: 'update' } as const;
    const message = 'half of it is back';
    await executeCommand(ports, lookupIn(ports.configured.current), incidentId, {
      type: 'post-update',
      message,
      metadata,
    });
    for (const commit of ports.stores.held.commits.get(incidentId) ?? []) await followCommit(ports, commit);
    const newer = ports.collected.communications
      .splice(0)
      .map(({ job }) => job)
      .filter((job) => job.occasion === 'update');
    for (const job of newer) await tellStakeholders(ports, job);
    const before = ports.collected.sent.length;
    ports.time.now += 60_000;
    await tellStakeholders(ports, again?.job as CommunicationJob);
    expect(ports.collected.sent.length).toBe(before);
    expect(ports.collected.communications).toEqual([]);
    const rows = [...ports.stores.held.deliveries.values()].filter((d) => d.messageId === business.messageId);
    for (const row of rows) {
      expect(row).toMatchObject({ status: 'failed', failure: expect.stringContaining('something newer') });
      expect(row.nextTryAt).toBeUndefined();
    }
    expect(rows).toHaveLength(2);
  });

  it('takes over from a sender that crashed, after its time', async () => {
    const { ports, jobs } = await declared();
    const [business] = jobs as [CommunicationJob];
    let calls = 0;
    const dying = {
      ...ports,
      transports: {
        ...ports.transports,
        email: {
          send: () => {
            calls += 1;
            return Promise.reject(new Error('gone'));
          },
        },
      },
    };
    await expect(tellStakeholders(dying, business)).rejects.toThrow('gone');
    expect(calls).toBe(2);
    await tellStakeholders(ports, business);
    expect(addresses(ports)).toEqual([]);
    ports.time.now += 31_000;
    // As the reconciler finds it: with nothing of what was to be told.
    await reconcile(ports);
    const found = ports.collected.communications.splice(0);
    expect(found).toMatchObject([{ job: { messageId: business.messageId } }]);
    expect(found[0]?.job.told).toBeUndefined();
    await tellStakeholders(ports, found[0]?.job as CommunicationJob);
    expect(addresses(ports)).toEqual(['ceo@example.com', 'owner@example.com']);
    expect(ports.collected.sent[0]?.text).toContain('no orders');
  });

  it('shows the incident as it was then without reading its commits', async () => {
    const { ports, jobs } = await declared();
    const noReads = { ...ports.stores.commits, read: () => Promise.reject(new Error('read')) };
    const during: SimulatedPorts = { ...ports, stores: { ...ports.stores, commits: noReads } };
    // What is recorded on the timeline needs the incident as it is now.
    await expect(tellStakeholders(during, jobs[0] as CommunicationJob)).rejects.toThrow('read');
    expect(addresses(ports)).toEqual(['ceo@example.com', 'owner@example.com']);
  });

  it('finishes a job that an earlier version made, under the id that it had', async () => {
    const { ports, jobs, incidentId } = await declared();
    const { told: _, messageId: __, ...old } = jobs[0] as CommunicationJob;
    ports.provider.answer = (m) =>
      m.address.startsWith('ceo') ? { sent: false, retryable: true, reason: 'busy' } : { sent: true };
    await tellStakeholders(ports, old);
    ports.provider.answer = () => ({ sent: true });
    ports.time.now += 2000;
    await tellStakeholders(ports, old);
    expect(addresses(ports)).toEqual(['ceo@example.com', 'owner@example.com', 'ceo@example.com']);
    const ids = [...ports.stores.held.deliveries.values()].map((d) => d.deliveryId);
    expect(ids).toContain(`${incidentId}.c${old.seq}e${old.eventIndex}.business/ceo/email/1`);
  });

  it('tells a thousand recipients side by side, and no more at a time than their channel allows', async () => {
    const { ports, jobs } = await declared();
    const { stakeholders } = ports.configured.current;
    const ceo = stakeholders.find(({ id }) => id === 'ceo') as (typeof stakeholders)[number];
    ports.configured.current = {
      ...ports.configured.current,
      stakeholders: Array.from({ length: 1000 }, (_, i) => ({ ...ceo, id: `s${i}`, email: `s${i}@example.com` })),
    };
    let now = 0;
    let most = 0;
    const email = {
      send: async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        return { sent: true } as const;
      },
    };
    await tellStakeholders({ ...ports, transports: { ...ports.transports, email } }, jobs[0] as CommunicationJob);
    expect(most).toBe(CHANNELS.email.limits.atOnce);
    const rows = [...ports.stores.held.deliveries.values()].filter((d) => d.channel === 'email');
    expect(rows.filter((d) => d.status === 'handed-over')).toHaveLength(1000);
  });

  it('of a plan or an incident that is gone does nothing', async () => {
    const { ports, jobs } = await declared();
    const [business] = jobs as [CommunicationJob];
    await tellStakeholders(ports, { ...business, planId: 'gone' });
    await tellStakeholders(ports, { ...business, told: undefined, incidentId: 'gone' });
    expect(ports.collected.sent).toEqual([]);
  });
});

describe('whoever communicates', () => {
  const unreached = (ports: SimulatedPorts, retryable: boolean) => {
    ports.provider.answer = ({ address }) =>
      address.startsWith('ceo') ? { sent: false, retryable, reason: '451 try later' } : { sent: true };
  };
  const eventsOf = (ports: SimulatedPorts, incidentId: string) =>
    (ports.stores.held.commits.get(incidentId) ?? []).flatMap(({ events }) => events);
  const misses = (ports: SimulatedPorts, incidentId: string) =>
    eventsOf(ports, incidentId).filter(({ type }) => type === 'StakeholdersMissed');
  const pagedAfter = (ports: SimulatedPorts, incidentId: string) =>
    eventsOf(ports, incidentId).findLast((e) => e.type === 'PagingStarted' && e.purpose === 'communications-lead');

  it('hears of the third miss, not of the first two, and once; it goes on being tried', async () => {
    const { ports, jobs, incidentId } = await declared();
    unreached(ports, true);
    await tellStakeholders(ports, jobs[0] as CommunicationJob);
    await passUntilTried(ports);
    expect(misses(ports, incidentId)).toEqual([]);
    await passUntilTried(ports);
    for (let turns = 0; turns < 5; turns += 1) await passUntilTried(ports);
    expect(misses(ports, incidentId)).toMatchObject([
      { audience: 'business', occasion: 'declared', after: 'third-try', names: ['CEO'], count: 1 },
    ]);
    expect(pagedAfter(ports, incidentId)).toMatchObject({
      reason: expect.stringMatching(/^CEO \(business\) cannot be reached/),
    });
  });

  it('hears at once of one who is refused for good', async () => {
    const { ports, jobs, incidentId } = await declared();
    unreached(ports, false);
    await tellStakeholders(ports, jobs[0] as CommunicationJob);
    expect(misses(ports, incidentId)).toMatchObject([{ after: 'refusal', names: ['CEO'], failure: '451 try later' }]);
    expect(pagedAfter(ports, incidentId)).toMatchObject({ reason: expect.stringContaining('451 try later') });
  });
});

describe('two things at once', () => {
  const mia = { kind: 'person', id: 'mia' } as const;
  /** What is asked, each so many seconds after the one before; then all that is to be told is told. */
  const tellingOf = async (asked: readonly (readonly [seconds: number, command: object])[]) => {
    const { ports, incidentId, jobs } = await declared();
    for (const [at, [seconds, command]] of asked.entries()) {
      ports.time.now += seconds * 1000;
      const metadata = { now: toIso(ports.time.now), actor: mia, commandId: `asked ${at}` };
      const { commit } = await executeCommand(ports, lookupIn(ports.configured.current), incidentId, {
        ...command,
        metadata,
      } as never);
      if (commit) await followCommit(ports, commit);
    }
    jobs.push(...ports.collected.communications.splice(0).map(({ job }) => job));
    for (const job of jobs) await tellStakeholders(ports, job);
    return ports.collected.sent
      .filter(({ address }) => address.startsWith('ceo'))
      .map(({ subject, text }) => ({ subject, text }));
  };
  const update = { type: 'post-update', message: 'Cards are declined. We call the bank.' };

  it('are one message: declared, and what somebody said at once', async () => {
    const sent = await tellingOf([[1, update]]);
    expect(sent).toMatchObject([{ subject: expect.stringContaining('declared') }]);
    expect(sent[0]?.text).toContain(
      'no orders. Began: 20:00 UTC (now). The team on call has been alerted.\n\nCards are declined. We call the bank.',
    );
  });

  it('however many they are, under the one that matters most', async () => {
    const sent = await tellingOf([
      [1, update],
      [2, { type: 'mitigate', by: 'fix', description: 'd' }],
      [1, update],
    ]);
    expect(sent).toMatchObject([{ subject: expect.stringContaining('mitigated') }]);
  });

  it('are two messages when there is time between them', async () => {
    const sent = await tellingOf([
      [60, update],
      [60, { type: 'mitigate', by: 'fix', description: 'd' }],
    ]);
    expect(sent.map(({ subject }) => subject.split(' ')[1])).toEqual(['declared:', 'update:', 'mitigated:']);
  });

  it('are what is told: what nobody is told of changes nothing', async () => {
    const sent = await tellingOf([
      [1, { type: 'add-note', text: 'inside' }],
      [1, { type: 'identify', description: 'a lock' }],
    ]);
    expect(sent).toHaveLength(1);
  });
});
