import { describe, expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import type { Delivery } from '../../../domain/delivery/delivery.ts';
import type { Receipt } from '../../../domain/delivery/receipt.ts';
import type { CommunicationJob, PageJob } from '../../../domain/incident/effects.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import { shopFile } from '../../../simulation/shop-configuration.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { executeCommand } from '../../../usecases/incident/execute-command.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { pageResponder } from '../../../usecases/reach/page-responder.ts';
import { ReceiptTooEarlyError, takeReceipt } from '../../../usecases/reach/take-receipt.ts';
import { tellStakeholders } from '../../../usecases/reach/tell-stakeholders.ts';

/** SES gives each message a name, and takes every one. */
const taking = (ports: SimulatedPorts): void => {
  ports.provider.answer = ({ address }) => ({ sent: true, providerId: `ses ${address}` });
};

/** Ana is reached by e-mail at once, by SMS after five minutes. */
const byMail = [
  { channel: 'email', address: 'ana@example.com' },
  { channel: 'sms', address: '+491700000001', afterSeconds: 300 },
];

const paged = async (contacts: object[] = byMail): Promise<{ ports: SimulatedPorts; job: PageJob }> => {
  const people = shopFile.people.map((p) => (p.id === 'ana' ? { ...p, contacts } : p));
  const ports = shopPorts({ people: people as typeof shopFile.people });
  taking(ports);
  await acceptSignals(ports, [signal('a', { severity: 'warning' })]);
  const job = ports.collected.pages.splice(0)[0]?.job;
  if (!job) throw new Error('nobody was paged');
  await pageResponder(ports, job, false);
  ports.collected.pages.splice(0);
  return { ports, job };
};

const rowsOf = (ports: SimulatedPorts): Delivery[] => [...ports.stores.held.deliveries.values()];
const onlyRow = (ports: SimulatedPorts): Delivery =>
  rowsOf(ports).find(({ channel }) => channel === 'email') as Delivery;
const receipt = (row: Delivery, outcome: Receipt['outcome'], reason?: string): Receipt => ({
  outcome,
  deliveryId: row.deliveryId,
  providerId: row.providerId ?? '',
  at: toIso(SIMULATION_START + 4_000),
  ...(reason === undefined ? {} : { reason }),
});
const events = (ports: SimulatedPorts, incidentId: string) =>
  (ports.stores.held.commits.get(incidentId) ?? []).flatMap((commit) => commit.events);

describe('a page by mail that came back', () => {
  const why = 'the mail came back: 550 5.1.1 ana@example.com: user unknown';

  it('has failed, and the next contact is asked at once, not when its turn comes', async () => {
    const { ports, job } = await paged();
    await takeReceipt(ports, receipt(onlyRow(ports), 'failed', why));
    expect(onlyRow(ports)).toMatchObject({ status: 'failed', failedAt: toIso(SIMULATION_START + 4_000) });
    expect(ports.collected.pages).toEqual([{ job: { ...job, contactIndex: 1, attempt: 1 }, delaySeconds: undefined }]);
  });

  it('stands on the timeline, without the address', async () => {
    const { ports, job } = await paged();
    await takeReceipt(ports, receipt(onlyRow(ports), 'failed', why));
    const [failed] = events(ports, job.incidentId).filter(({ type }) => type === 'ContactFailed');
    expect(failed).toMatchObject({
      personId: 'ana',
      channel: 'email',
      reason: expect.stringContaining('user unknown'),
    });
    expect(JSON.stringify(failed)).not.toContain('ana@example.com');
    expect(onlyRow(ports).failure).not.toContain('ana@example.com');
  });

  it('leads to the next level at once where nobody else of this one can be told', async () => {
    const { ports, job } = await paged([byMail[0] as object]);
    await takeReceipt(ports, receipt(onlyRow(ports), 'failed', why));
    expect(events(ports, job.incidentId).map(({ type }) => type)).toEqual(
      expect.arrayContaining(['ContactFailed', 'LevelUnreachable']),
    );
  });

  it('counts once, however often it is said', async () => {
    const { ports, job } = await paged();
    const said = receipt(onlyRow(ports), 'failed', why);
    for (const _ of [1, 2, 3]) await takeReceipt(ports, said);
    expect(events(ports, job.incidentId).filter(({ type }) => type === 'ContactFailed')).toHaveLength(1);
    expect(ports.collected.pages).toHaveLength(1);
  });

  it('wakes nobody once somebody has it', async () => {
    const { ports, job } = await paged();
    const metadata = { now: toIso(SIMULATION_START), actor: { kind: 'person', id: 'ana' }, commandId: 'ack' } as const;
    const { commit } = await executeCommand(ports, lookupIn(ports.configured.current), job.incidentId, {
      type: 'acknowledge',
      metadata,
    });
    if (commit) await followCommit(ports, commit);
    ports.collected.pages.splice(0);
    await takeReceipt(ports, receipt(onlyRow(ports), 'failed', why));
    expect(ports.collected.pages).toEqual([]);
    expect(events(ports, job.incidentId).some(({ type }) => type === 'ContactFailed')).toBe(false);
  });
});

it.each([
  ['delivered', 'deliveredAt'],
  ['complained', 'complainedAt'],
] as const)('a mail that is %s stays as it was handed over, with the time of it', async (outcome, field) => {
  const { ports } = await paged();
  await takeReceipt(ports, receipt(onlyRow(ports), outcome, 'why'));
  expect(onlyRow(ports)).toMatchObject({ status: 'handed-over', [field]: toIso(SIMULATION_START + 4_000) });
  expect(ports.collected.pages).toEqual([]);
});

it('a page that is late has not failed; the next contact is asked meanwhile, once', async () => {
  const { ports, job } = await paged();
  for (const _ of [1, 2]) await takeReceipt(ports, receipt(onlyRow(ports), 'delayed', '421 try later'));
  expect(onlyRow(ports)).toMatchObject({ status: 'handed-over', delayedAt: toIso(SIMULATION_START + 4_000) });
  expect(ports.collected.pages).toMatchObject([{ job: { pageId: job.pageId, contactIndex: 1 } }]);
});

it('a receipt that comes before its message was settled is to come again; one of another message changes nothing', async () => {
  const { ports } = await paged();
  const row = onlyRow(ports);
  ports.stores.held.deliveries.set(`${row.incidentId} ${row.deliveryId}`, {
    ...row,
    status: 'intended',
    providerId: undefined,
  });
  await expect(takeReceipt(ports, { ...receipt(row, 'failed'), providerId: 'ses ana@example.com' })).rejects.toThrow(
    ReceiptTooEarlyError,
  );
  ports.stores.held.deliveries.set(`${row.incidentId} ${row.deliveryId}`, row);
  await takeReceipt(ports, { ...receipt(row, 'failed'), providerId: 'another' });
  await takeReceipt(ports, { ...receipt(row, 'failed'), deliveryId: 'gone.p1/0/email/1' });
  expect(onlyRow(ports)).toEqual(row);
});

describe('a communication that came back', () => {
  /** A SEV1 of which the CEO and the owner were told by mail. */
  const told = async (): Promise<{
    ports: SimulatedPorts;
    incidentId: string;
    job: CommunicationJob;
    row: Delivery;
  }> => {
    const ports = shopPorts();
    taking(ports);
    const [accepted] = await acceptSignals(ports, [signal('a')]);
    const incidentId = accepted?.incidentId ?? '';
    const metadata = {
      now: toIso(SIMULATION_START),
      actor: { kind: 'person', id: 'mia' },
      commandId: 'accept',
    } as const;
    await executeCommand(ports, lookupIn(ports.configured.current), incidentId, {
      type: 'accept',
      businessImpact: 'no orders',
      metadata,
    });
    for (const commit of ports.stores.held.commits.get(incidentId) ?? []) await followCommit(ports, commit);
    const job = ports.collected.communications.splice(0)[0]?.job as CommunicationJob;
    await tellStakeholders(ports, job);
    return { ports, incidentId, job, row: rowsOf(ports).find(({ recipient }) => recipient === 'ceo') as Delivery };
  };
  const why = 'SES sends no mail to this address, which bounced before: it is on the suppression list of the account';

  it('is told to whoever communicates as a refusal is, and the count of those reached is put right', async () => {
    const { ports, incidentId, row } = await told();
    await takeReceipt(ports, receipt(row, 'failed', why));
    for (const { job } of ports.collected.communications.splice(0)) await tellStakeholders(ports, job);
    const all = events(ports, incidentId);
    expect(all.filter(({ type }) => type === 'StakeholdersMissed')).toMatchObject([
      { audience: 'business', occasion: 'declared', after: 'refusal', names: ['CEO'], failure: why },
    ]);
    expect(all.findLast((e) => e.type === 'PagingStarted')).toMatchObject({
      purpose: 'communications-lead',
      reason: expect.stringContaining('CEO (business) cannot be reached'),
    });
    expect(all.filter((e) => e.type === 'StakeholdersTold')).toMatchObject([
      { audience: 'business', reached: 2, failed: 0 },
      { audience: 'business', reached: 1, failed: 1 },
    ]);
    expect(ports.collected.sent.filter(({ address }) => address === row.address)).toHaveLength(1);
  });
});
