import { expect, test } from 'vitest';
import { recordDelivery } from '../../functions/record-delivery.ts';
import { SIMULATION_START, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { delivery } from '../contract/stores/samples.ts';
import { SES_EVENTS, sesEvent } from '../fakes/ses-events.ts';
import { sqsEvent } from './sqs-event.ts';

const deliveryId = 'inc_1.p1.l1.ana/0/email/1';

/** A mail in the ledger that SES has taken. */
const taken = async () => {
  const ports = simulatedPorts();
  await ports.stores.deliveries.intend(delivery('inc_1', { deliveryId, channel: 'email' }), SIMULATION_START);
  await ports.stores.deliveries.settle({ incidentId: 'inc_1', deliveryId, status: 'handed-over', providerId: 'ses-1' });
  const row = async () => (await ports.stores.deliveries.ofIncident('inc_1'))[0];
  return { ports, row };
};

test.each([
  ['delivered', { status: 'handed-over', deliveredAt: '2026-11-21T20:00:04.669Z' }],
  ['suppressed', { status: 'failed', failure: expect.stringContaining('suppression list') }],
] as const)('what SES says (%s) reaches the ledger', async (name, expected) => {
  const { ports, row } = await taken();
  const event = sqsEvent(JSON.stringify(sesEvent(name, { deliveryId, providerId: 'ses-1' })));
  expect(await recordDelivery(() => ports)(event)).toEqual({ batchItemFailures: [] });
  expect(await row()).toMatchObject(expected);
});

test('events of mails that are not ours are no failure: other programs may send with the same set', async () => {
  const { ports, row } = await taken();
  const before = await row();
  const events = SES_EVENTS.map((name) => JSON.stringify(sesEvent(name)));
  expect(await recordDelivery(() => ports)(sqsEvent(...events))).toEqual({ batchItemFailures: [] });
  expect(await row()).toEqual(before);
});

test('what is no event of SES becomes a dead letter', async () => {
  const { ports } = await taken();
  const { batchItemFailures } = await recordDelivery(() => ports)(
    sqsEvent('not json', '{"source":"aws.ec2","detail":{}}'),
  );
  expect(batchItemFailures).toHaveLength(2);
});
