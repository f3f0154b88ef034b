import { expect, test } from 'vitest';
import { NoReceiptError, receiptIn } from '../../../adapters/ses/sending-event.ts';
import { SES_EVENTS, type SesEventName, sesEvent } from '../../fakes/ses-events.ts';

const deliveryId = 'inc_1.p1.l1.ana/0/email/1';
const AT = '2026-11-21T20:00:04.669Z';

test.each<[SesEventName, string, string | undefined]>([
  ['bounced', 'failed', 'the mail came back: 550 5.1.1 recipient@example.com: user unknown'],
  [
    'suppressed',
    'failed',
    'SES sends no mail to this address, which bounced before: it is on the suppression list of the account',
  ],
  ['mailbox-full', 'failed', 'the mail came back: 452 4.2.2 mailbox full'],
  ['out-of-office', 'delayed', 'the mail came back: Transient, General'],
  ['complained', 'complained', 'whoever got the mail called it unwanted'],
  ['delivered', 'delivered', undefined],
  ['delayed', 'delayed', 'the mail is late: 421 4.4.1 Unable to connect to remote host'],
])('%s: %s', (name, outcome, reason) => {
  const receipt = receiptIn(sesEvent(name, { deliveryId, providerId: 'ses-1' }));
  expect(receipt).toEqual({ outcome, providerId: 'ses-1', deliveryId, at: AT, ...(reason && { reason }) });
});

test('what SES refuses is refused when it says so, which has no time of its own', () => {
  expect(receiptIn(sesEvent('rejected', { deliveryId }))).toMatchObject({
    outcome: 'failed',
    reason: 'SES refused the mail: Bad content',
    at: '2026-11-21T20:00:05.000Z',
  });
});

test('what says nothing of a mail of ours is no receipt', () => {
  expect(() => receiptIn(sesEvent('opened', { deliveryId }))).toThrow(NoReceiptError);
  for (const name of SES_EVENTS) expect(() => receiptIn(sesEvent(name)), name).toThrow(NoReceiptError);
  for (const event of [undefined, {}, { detail: null }, { detail: { eventType: 'toString', mail: { tags: [] } } }])
    expect(() => receiptIn(event)).toThrow(NoReceiptError);
});

test('an event that says less is read as far as it goes', () => {
  const event = sesEvent('bounced', { deliveryId }) as { detail: { bounce: object } };
  event.detail.bounce = {};
  expect(receiptIn(event)).toMatchObject({
    outcome: 'failed',
    reason: 'the mail came back: Undetermined, Undetermined',
  });
});
