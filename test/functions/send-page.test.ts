import { expect, test } from 'vitest';
import type { PageJob } from '../../domain/incident/effects.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { sendPage } from '../../functions/send-page.ts';
import { SIMULATION_START, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { sqsEvent } from './sqs-event.ts';

const job = (more: Partial<PageJob> = {}): PageJob => ({
  incidentId: 'inc-1',
  pagingId: 'p1',
  pageId: 'inc-1.p1.1.ana',
  personId: 'ana',
  level: 1,
  catchAll: false,
  purpose: 'resolver',
  contactIndex: 0,
  attempt: 1,
  number: 'INC-2026-0001',
  title: 'Checkout is down',
  severity: 'SEV1',
  serviceId: 'checkout',
  environment: 'production',
  reason: 'checkout is down',
  pagedAt: toIso(SIMULATION_START),
  acknowledgeBy: toIso(SIMULATION_START + 300_000),
  ...more,
});

test('a fresh page is sent without reading the incident first', async () => {
  const ports = simulatedPorts();
  expect(await sendPage(() => ports)(sqsEvent(JSON.stringify(job())))).toEqual({ batchItemFailures: [] });
  expect(ports.collected.sent.map(({ address }) => address)).toEqual(['+491700000001']);
});

test('a message received again is not sent when nobody waits for it any more', async () => {
  const ports = simulatedPorts();
  // No incident: its paging does not run.
  await sendPage(() => ports)(sqsEvent({ body: JSON.stringify(job()), receives: 2 }));
  expect(ports.collected.sent).toEqual([]);
});

test('a page that comes late is looked up first', async () => {
  const ports = simulatedPorts({ now: SIMULATION_START + 60_000 });
  await sendPage(() => ports)(sqsEvent(JSON.stringify(job())));
  expect(ports.collected.sent).toEqual([]);
});

test.each(['not json', '{}', JSON.stringify({ ...job(), attempt: 0 })])(
  '%s fails alone and becomes a dead letter',
  async (bad) => {
    const ports = simulatedPorts();
    const answer = await sendPage(() => ports)(sqsEvent(bad, JSON.stringify(job())));
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(ports.collected.sent).toHaveLength(1);
    expect(ports.collected.failures).toMatchObject([{ error: { code: 'message-malformed' } }]);
  },
);

test('a store that fails leaves the message in the queue', async () => {
  const ports = simulatedPorts();
  const down = {
    ...ports,
    stores: {
      ...ports.stores,
      deliveries: { ...ports.stores.deliveries, intend: () => Promise.reject(new Error('down')) },
    },
  };
  const answer = await sendPage(() => down)(sqsEvent(JSON.stringify(job())));
  expect(answer.batchItemFailures).toHaveLength(1);
});
