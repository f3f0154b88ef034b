import { expect, test } from 'vitest';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import type { NoticeJob } from '../../domain/incident/notices.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { sendCommunication } from '../../functions/send-communication.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { SIMULATION_START, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';
import { sqsEvent } from './sqs-event.ts';

const configuration = parseConfiguration({
  ...exampleFile,
  templates: [{ id: 'told', subject: '{{number}}', body: '{{title}}' }],
  communicationPlans: [
    { id: 'business', audience: 'business', occasions: ['declared'], template: 'told', topic: 'business' },
  ],
  stakeholders: [{ id: 'ceo', name: 'Cleo', email: 'cleo@example.com', audience: 'business' }],
});

const setUp = async () => {
  const ports = simulatedPorts({ configuration });
  const [accepted] = await acceptSignals(ports, [
    {
      source: 'generic',
      integrationId: 'scripts',
      scope: 'scripts',
      dedupKey: 'a',
      status: 'firing',
      severity: 'critical',
      title: 'Checkout is down',
      service: 'checkout',
      environment: 'production',
      occurredAt: SIMULATION_START,
      receivedAt: SIMULATION_START,
      labels: {},
      links: [],
    },
  ]);
  const job = { incidentId: accepted?.incidentId, seq: 1, eventIndex: 0, occasion: 'declared', planId: 'business' };
  return { ports, body: JSON.stringify(job) };
};

test('an audience is told by mail and by its topic', async () => {
  const { ports, body } = await setUp();
  expect(await sendCommunication(() => ports)(sqsEvent(body))).toEqual({ batchItemFailures: [] });
  expect(ports.collected.sent.map(({ channel, address }) => [channel, address])).toEqual([
    ['email', 'cleo@example.com'],
    ['topic', 'business'],
  ]);
});

test('recipients who are left are told by another message, later; the next delivery of it tells only them', async () => {
  const { ports, body } = await setUp();
  ports.provider.answer = ({ channel }) =>
    channel === 'email' ? { sent: false, retryable: true, reason: 'busy' } : { sent: true };
  expect(await sendCommunication(() => ports)(sqsEvent(body))).toEqual({ batchItemFailures: [] });
  const [left] = ports.collected.communications;
  expect(left).toMatchObject({ delaySeconds: 2, job: { recorded: { reached: 1, failed: 1 } } });
  ports.provider.answer = () => ({ sent: true });
  ports.collected.sent.length = 0;
  ports.time.now += 2000;
  expect(await sendCommunication(() => ports)(sqsEvent(JSON.stringify(left?.job)))).toEqual({ batchItemFailures: [] });
  expect(ports.collected.sent.map(({ channel }) => channel)).toEqual(['email']);
});

test('what is no communication fails alone', async () => {
  const { ports, body } = await setUp();
  const answer = await sendCommunication(() => ports)(sqsEvent('{}', body));
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(ports.collected.sent).toHaveLength(2);
});

test('a notice to one person goes by the same queue', async () => {
  const ports = simulatedPorts();
  const notice: NoticeJob = {
    incidentId: 'inc-1',
    noticeId: 'inc-1.n7.role-given.ana',
    kind: 'role-given',
    personId: 'ana',
    contactIndex: 0,
    attempt: 1,
    number: 'INC-2026-0001',
    title: 'Checkout is down',
    severity: 'SEV1',
    serviceId: 'checkout',
    since: toIso(SIMULATION_START),
    noticedAt: toIso(SIMULATION_START),
    roles: [{ roleId: 'scribe', tasks: [] }],
  };
  expect(await sendCommunication(() => ports)(sqsEvent(JSON.stringify({ notice })))).toEqual({ batchItemFailures: [] });
  expect(ports.collected.sent.map(({ data }) => data.type)).toEqual(['muster.notice']);
});
