import { isRecord, type JsonRecord } from '../reading/record.ts';

/** What is signed, byte-sorted: <https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html>. */
export const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

/** True for what says it is a message of SNS; nothing of it is proven. */
export const isSnsEnvelope = (body: unknown): body is JsonRecord =>
  isRecord(body) &&
  typeof body.Type === 'string' &&
  Object.hasOwn(SIGNED, body.Type) &&
  typeof body.TopicArn === 'string' &&
  typeof body.Message === 'string' &&
  (body.Signature !== undefined || body.SigningCertURL !== undefined);
