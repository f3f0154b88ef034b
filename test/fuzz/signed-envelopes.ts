import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type EpochMs, toMs } from '../../domain/instant/instant.ts';
import { type SnsEnvelope, snsStringToSign } from '../../sources/signature/sns.ts';

const read = (name: string): string => readFileSync(new URL(`../fixtures/sns/${name}`, import.meta.url), 'utf8');

/** Made for tests with openssl; signs nothing anywhere. */
const KEY = read('key.pem');
const CERTIFICATE = read('certificate.pem');
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alarms';

const notification = {
  Type: 'Notification',
  MessageId: 'm-1',
  TopicArn: TOPIC,
  Subject: 'ALARM: "checkout-5xx" in EU (Ireland)',
  Message: '{"AlarmName":"checkout-5xx","NewStateValue":"ALARM"}',
  Timestamp: '2026-11-21T19:04:41.100Z',
  SignatureVersion: '2',
  Signature: '',
  SigningCertURL: 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem',
};
const { Subject: _, ...confirmation } = {
  ...notification,
  Type: 'SubscriptionConfirmation',
  Token: '2336412f37',
  SubscribeURL: `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f37`,
};

const signed = (body: Readonly<Record<string, unknown>>) => {
  const text = Buffer.from(snsStringToSign(body as unknown as SnsEnvelope));
  const Signature = sign(body.SignatureVersion === '1' ? 'sha1' : 'sha256', text, KEY).toString('base64');
  return { ...body, Signature } as Readonly<Record<string, unknown>>;
};

/** Messages of a topic that are validly signed, and with which certificate and when they are. */
export const SIGNED_ENVELOPES: readonly {
  readonly body: Readonly<Record<string, unknown>>;
  readonly certificate: string;
  readonly now: EpochMs;
}[] = [
  notification,
  { ...notification, SignatureVersion: '1' },
  { ...notification, Subject: undefined, Message: 'Störung 東京 😀' },
  confirmation,
].map((body) => ({ body: signed(body), certificate: CERTIFICATE, now: toMs('2026-11-21T19:04:45.000Z') }));
