import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { SnsEndpoint } from '../../ports/sns-endpoint.ts';
import { type SnsEnvelope, snsStringToSign } from '../../sources/signature/sns.ts';
import { fixture } from './source-fixtures.ts';

const read = (name: string): string => readFileSync(new URL(`../fixtures/sns/${name}`, import.meta.url), 'utf8');

export const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alarms';

/** A message as SNS delivers it over HTTPS, signed with the key in the fixtures: an alarm, unless changed. */
export const envelope = (changes: Record<string, unknown> = {}): Record<string, unknown> => {
  const body = {
    Type: 'Notification',
    MessageId: 'm-1',
    TopicArn: TOPIC,
    Message: JSON.stringify(fixture('cloudwatch', 'firing.topic').body),
    Timestamp: '2026-11-21T19:59:00.000Z',
    SignatureVersion: '2',
    SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
    ...changes,
  };
  const text = Buffer.from(snsStringToSign(body as unknown as SnsEnvelope));
  return { Signature: sign('sha256', text, read('key.pem')).toString('base64'), ...body };
};

/** What SNS asks an address that was subscribed to a topic. */
export const subscription = (changes: Record<string, unknown> = {}): Record<string, unknown> =>
  envelope({
    Type: 'SubscriptionConfirmation',
    Message: 'You have chosen to subscribe.',
    Token: 't-1',
    SubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t-1`,
    ...changes,
  });

/** SNS, and what it was asked. */
export const fakeSns = (): { readonly sns: SnsEndpoint; readonly asked: readonly string[] } => {
  const asked: string[] = [];
  const sns: SnsEndpoint = {
    certificateAt: async (address) => {
      asked.push(`certificate ${address}`);
      return read('certificate.pem');
    },
    confirmAt: async (address) => {
      asked.push(`confirm ${address}`);
    },
  };
  return { sns, asked };
};
