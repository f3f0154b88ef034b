import type { Receipt } from '../../domain/delivery/receipt.ts';
import { parseInstant, toIso } from '../../domain/instant/instant.ts';
import { DELIVERY_TAG, deliveryOfTag } from './delivery-tag.ts';

/** An event on the bus that says nothing of a mail of ours. */
export class NoReceiptError extends Error {
  override readonly name = 'NoReceiptError';
  readonly code = 'no-receipt';
}

type Json = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const firstOf = (value: unknown): Json => objectOf(Array.isArray(value) ? value[0] : undefined);

/** Kept of what a mail server says. */
const LONGEST_REASON = 300;

/** `smtp; 550 5.1.1 user unknown` → `550 5.1.1 user unknown`. */
const saidBy = (recipient: Json): string | undefined =>
  textOf(recipient.diagnosticCode)
    ?.replace(/^smtp;\s*/i, '')
    .replace(/\s+/g, ' ')
    .slice(0, LONGEST_REASON) ?? textOf(recipient.status);

/** Bounces of SES itself, which has not tried: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html */
const NOT_TRIED: Readonly<Record<string, string>> = {
  OnAccountSuppressionList:
    'SES sends no mail to this address, which bounced before: it is on the suppression list of the account',
  Suppressed: 'SES sends no mail to this address, which bounced for others before: it is on its suppression list',
};

const ofBounce = (bounce: Json): Pick<Receipt, 'outcome' | 'reason'> => {
  const type = textOf(bounce.bounceType) ?? 'Undetermined';
  const subType = textOf(bounce.bounceSubType) ?? 'Undetermined';
  const said = saidBy(firstOf(bounce.bouncedRecipients));
  const why = NOT_TRIED[subType] ?? `the mail came back: ${said ?? `${type}, ${subType}`}`;
  // "Out of office" comes back as this one, from a mailbox that has the mail.
  const mayHaveArrived = type === 'Transient' && subType === 'General';
  return { outcome: mayHaveArrived ? 'delayed' : 'failed', reason: why };
};

/** By the type of event; `objectOf` each, since a field that is missing is no reason to lose the event. */
const READ: Readonly<Record<string, (detail: Json) => Pick<Receipt, 'outcome' | 'reason'> & { readonly said: Json }>> =
  {
    Bounce: ({ bounce }) => ({ ...ofBounce(objectOf(bounce)), said: objectOf(bounce) }),
    Complaint: ({ complaint }) => ({
      outcome: 'complained',
      reason: 'whoever got the mail called it unwanted',
      said: objectOf(complaint),
    }),
    Delivery: ({ delivery }) => ({ outcome: 'delivered', said: objectOf(delivery) }),
    DeliveryDelay: ({ deliveryDelay }) => {
      const said = objectOf(deliveryDelay);
      const why = saidBy(firstOf(said.delayedRecipients)) ?? textOf(said.delayType) ?? 'for an unknown reason';
      return { outcome: 'delayed', reason: `the mail is late: ${why}`, said };
    },
    Reject: ({ reject }) => {
      const said = objectOf(reject);
      return { outcome: 'failed', reason: `SES refused the mail: ${textOf(said.reason) ?? 'no reason given'}`, said };
    },
  };

/**
 * Reads an event of a configuration set, as EventBridge delivers it.
 * https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html
 *
 * @throws NoReceiptError for an event of another kind, or of a mail that another program has sent
 */
export const receiptIn = (event: unknown): Receipt => {
  const { detail: rawDetail, time } = objectOf(event);
  const detail = objectOf(rawDetail);
  const mail = objectOf(detail.mail);
  const eventType = textOf(detail.eventType) ?? '';
  const read = Object.hasOwn(READ, eventType) ? READ[eventType] : undefined;
  if (read === undefined) throw new NoReceiptError(`An event of SES of the type "${eventType}" is no receipt.`);
  const tags = objectOf(mail.tags)[DELIVERY_TAG];
  const tag = textOf(Array.isArray(tags) ? tags[0] : undefined);
  const providerId = textOf(mail.messageId);
  if (tag === undefined || providerId === undefined)
    throw new NoReceiptError('An event of SES is about a mail that is not in the ledger.');
  const { said, ...receipt } = read(detail);
  const at = parseInstant(said.timestamp) ?? parseInstant(time) ?? parseInstant(mail.timestamp);
  if (at === undefined) throw new NoReceiptError('An event of SES does not say when.');
  return { ...receipt, providerId, deliveryId: deliveryOfTag(tag), at: toIso(at) };
};
