import type { OutgoingMessage, Transport } from '../../ports/ports.ts';
import { isRetryable, reasonOf } from '../aws/is-retryable.ts';
import type { AwsCall } from '../aws/json-protocol.ts';
import { mailboxOf } from '../mime/mailbox.ts';
import { DELIVERY_TAG, deliveryTag } from './delivery-tag.ts';

export interface SesTransportOptions {
  /** Of SES. */
  readonly client: AwsCall;
  /** `muster@example.com` or `Muster <muster@example.com>`. */
  readonly from: string;
  readonly configurationSet?: string;
}

/** Refused now and by every repetition. Everything else is decided by its status. */
const FINAL: ReadonlySet<string> = new Set([
  'MessageRejected',
  'MailFromDomainNotVerifiedException',
  'BadRequestException',
  'NotFoundException',
  'AccountSuspendedException',
]);

/** What lets a mail program keep one incident together and filter it; never a line break, which would end the header. */
const headersOf = ({ idempotencyKey, data, mail }: OutgoingMessage): { Name: string; Value: string }[] => {
  const { number } = (data.incident ?? {}) as { number?: string };
  const header = (Name: string, value: string) => ({ Name, Value: value.replace(/[^\x20-\x7e]/g, '').slice(0, 800) });
  return [
    header('X-Muster-Message', idempotencyKey),
    header('Auto-Submitted', 'auto-generated'),
    ...(number ? [header('X-Muster-Incident', number)] : []),
    ...(mail ? [header('In-Reply-To', mail.thread), header('References', mail.thread)] : []),
  ];
};

/** E-mail by SES. SES knows no idempotency key; the ledger's row is what keeps a message from going twice. */
export const sesTransport = ({ client, from, configurationSet }: SesTransportOptions): Transport => ({
  async send(message) {
    const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
    try {
      const { MessageId } = await client<{ MessageId?: string }>('SendEmail', {
        // A deployment that names its sender itself keeps that name.
        FromEmailAddress: message.mail && !from.includes('<') ? mailboxOf(message.mail.senderName, from) : from,
        ...(message.mail?.replyTo ? { ReplyToAddresses: [message.mail.replyTo] } : {}),
        Destination: { ToAddresses: [message.address] },
        ...(configurationSet ? { ConfigurationSetName: configurationSet } : {}),
        ...(message.deliveryId && { EmailTags: [{ Name: DELIVERY_TAG, Value: deliveryTag(message.deliveryId) }] }),
        Content: {
          Simple: {
            Subject: utf8(message.subject),
            Body: { Text: utf8(message.text), ...(message.html === undefined ? {} : { Html: utf8(message.html) }) },
            Headers: headersOf(message),
          },
        },
      });
      return { sent: true, providerId: MessageId };
    } catch (error) {
      const final = FINAL.has((error as { name?: string }).name ?? '');
      return { sent: false, retryable: !final && isRetryable(error), reason: reasonOf(error) };
    }
  },
});
