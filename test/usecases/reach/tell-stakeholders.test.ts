import { describe, expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import type { CommunicationJob } from '../../../domain/incident/effects.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { executeCommand } from '../../../usecases/incident/execute-command.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { RecipientsLeftError, tellStakeholders } from '../../../usecases/reach/tell-stakeholders.ts';

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
  return { ports, incidentId, jobs: ports.collected.communications.splice(0) };
};

const addresses = (ports: SimulatedPorts) => ports.collected.sent.map((m) => m.address);
const toldEvents = (ports: SimulatedPorts, incidentId: string) =>
  (ports.stores.held.commits.get(incidentId) ?? [])
    .flatMap((c) => c.events)
    .filter((e) => e.type === 'StakeholdersTold');

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
    await expect(tellStakeholders(ports, business)).rejects.toThrow(RecipientsLeftError);
    ports.provider.answer = () => ({ sent: true });
    await tellStakeholders(ports, business);
    expect(addresses(ports)).toEqual(['ceo@example.com', 'owner@example.com', 'ceo@example.com']);
    expect(toldEvents(ports, incidentId)).toMatchObject([
      { reached: 1, failed: 1 },
      { reached: 2, failed: 0 },
    ]);
    expect(
      new Set(ports.collected.sent.filter((m) => m.address.startsWith('ceo')).map((m) => m.idempotencyKey)).size,
    ).toBe(1);
  });

  it('gives up on one who cannot be reached, at once or after three times', async () => {
    const { ports, jobs, incidentId } = await declared();
    const [business] = jobs as [CommunicationJob];
    ports.provider.answer = (m) =>
      m.address.startsWith('ceo')
        ? { sent: false, retryable: true, reason: 'busy' }
        : { sent: false, retryable: false, reason: 'no such mailbox' };
    await expect(tellStakeholders(ports, business)).rejects.toThrow(RecipientsLeftError);
    await expect(tellStakeholders(ports, business)).rejects.toThrow(RecipientsLeftError);
    await tellStakeholders(ports, business);
    await tellStakeholders(ports, business);
    expect(addresses(ports).filter((a) => a.startsWith('ceo'))).toHaveLength(3);
    expect(toldEvents(ports, incidentId).at(-1)).toMatchObject({ reached: 0, failed: 2 });
  });

  it('takes over from a sender that crashed, after its time', async () => {
    const { ports, jobs } = await declared();
    const [business] = jobs as [CommunicationJob];
    const dying = {
      ...ports,
      transports: { ...ports.transports, email: { send: () => Promise.reject(new Error('gone')) } },
    };
    await expect(tellStakeholders(dying, business)).rejects.toThrow('gone');
    await tellStakeholders(ports, business);
    expect(addresses(ports)).toEqual(['owner@example.com']);
    ports.time.now += 31_000;
    await tellStakeholders(ports, business);
    expect(addresses(ports)).toEqual(['owner@example.com', 'ceo@example.com']);
  });

  it('of a plan or an incident that is gone does nothing', async () => {
    const { ports, jobs } = await declared();
    const [business] = jobs as [CommunicationJob];
    await tellStakeholders(ports, { ...business, planId: 'gone' });
    await tellStakeholders(ports, { ...business, incidentId: 'gone' });
    expect(ports.collected.sent).toEqual([]);
  });
});
