import { type EpochMs, parseInstant } from '../../domain/instant/instant.ts';
import type { MailVerdicts } from '../../domain/mail/mail-verdicts.ts';

/** What SES says about a mail that it has put into a bucket. */
export interface MailNotification {
  readonly objectKey: string;
  /** Of the envelope, and matched by the rule. */
  readonly recipients: readonly string[];
  readonly receivedAt: EpochMs;
  /** Empty for mail that nobody may answer. */
  readonly returnPath: string;
  readonly verdicts: MailVerdicts;
}

/** A message that is about no mail, such as the one by which SES tries out a topic. */
export class NotAMailError extends Error {
  override readonly name = 'NotAMailError';
  readonly code = 'not-a-mail';
}

/** A notification that is not what SES sends, or about another bucket. */
export class MailNotificationError extends Error {
  override readonly name = 'MailNotificationError';
  readonly code = 'mail-notification-malformed';
}

type Json = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

const parsed = (text: string): Json => {
  try {
    return objectOf(JSON.parse(text));
  } catch {
    throw new NotAMailError('A message on the mail queue is no notification.');
  }
};

const statusOf = (verdict: unknown): string | undefined => {
  const { status } = objectOf(verdict);
  return typeof status === 'string' ? status.toUpperCase() : undefined;
};

/**
 * Reads the notification of an S3 action, as the topic delivered it: raw, or in the envelope of SNS.
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 *
 * @param bucket where the mail must be: what is elsewhere is not ours to read
 * @throws NotAMailError for a message about no mail
 * @throws MailNotificationError
 */
export const receivedIn = (body: string, bucket: string): MailNotification => {
  const outer = parsed(body);
  const inEnvelope = typeof outer.Message === 'string' && typeof outer.TopicArn === 'string';
  const notification = inEnvelope ? parsed(outer.Message as string) : outer;
  if (notification.notificationType !== 'Received') {
    throw new NotAMailError('A message on the mail queue is about no mail that was received.');
  }
  const receipt = objectOf(notification.receipt);
  const mail = objectOf(notification.mail);
  const { bucketName, objectKey, type } = objectOf(receipt.action);
  if (type !== 'S3' || typeof objectKey !== 'string' || bucketName !== bucket) {
    throw new MailNotificationError('The notification names no object in the bucket of mail.');
  }
  const receivedAt = parseInstant(mail.timestamp) ?? parseInstant(receipt.timestamp);
  if (receivedAt === undefined)
    throw new MailNotificationError('The notification says not when the mail was received.');
  const recipients = Array.isArray(receipt.recipients) ? receipt.recipients : [];
  return {
    objectKey,
    recipients: recipients.filter((recipient) => typeof recipient === 'string'),
    receivedAt,
    returnPath: typeof mail.source === 'string' ? mail.source.replace(/[<>\s]/g, '') : '',
    verdicts: {
      spam: statusOf(receipt.spamVerdict),
      virus: statusOf(receipt.virusVerdict),
      spf: statusOf(receipt.spfVerdict),
      dkim: statusOf(receipt.dkimVerdict),
      dmarc: statusOf(receipt.dmarcVerdict),
    },
  };
};
