import { verify, X509Certificate } from 'node:crypto';
import type { EpochMs } from '../../domain/instant/instant.ts';
import { parseInstant } from '../../domain/instant/instant.ts';
import type { JsonRecord } from '../reading/record.ts';
import { SIGNED } from './sns-envelope.ts';

/** A message of SNS as it is sent over HTTPS: <https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html>. */
export interface SnsEnvelope {
  readonly Type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  readonly Timestamp: string;
  readonly SignatureVersion: string;
  readonly Signature: string;
  readonly SigningCertURL: string;
  readonly Subject?: string;
  readonly SubscribeURL?: string;
  readonly Token?: string;
}

const NEEDED = [
  'MessageId',
  'TopicArn',
  'Message',
  'Timestamp',
  'SignatureVersion',
  'Signature',
  'SigningCertURL',
] as const;

const ALGORITHM: Readonly<Record<string, string>> = { 1: 'sha1', 2: 'sha256' };

/** A delivery policy may spread the attempts over 3,600 s; five minutes more for the clocks. */
const STALE_AFTER_MS = 3_900_000;
const AHEAD_MS = 300_000;

const LONGEST_ADDRESS = 2048;

/**
 * Matched against the text, before any URL parser reads it: nothing but this host, no user, no port, no other path. China
 * has a domain of its own.
 */
const HOST = String.raw`https://sns\.(?:((?!cn-)[a-z]{2}(?:-[a-z]{2,16}){1,2}-\d{1,2})\.amazonaws\.com|(cn-[a-z]{2,16}-\d{1,2})\.amazonaws\.com\.cn)`;
const CERTIFICATE = new RegExp(String.raw`^${HOST}/SimpleNotificationService-[A-Za-z0-9]{1,64}\.pem$`);
const CONFIRMATION = new RegExp(
  String.raw`^${HOST}/\?Action=ConfirmSubscription(?:&[A-Za-z]{1,32}=[A-Za-z0-9:%._~-]{1,1024}){1,4}$`,
);
const TOPIC = /^arn:aws(?:-cn|-us-gov)?:sns:([a-z0-9-]{1,32}):\d{12}:[A-Za-z0-9_.-]{1,256}$/;

const regionIn = (pattern: RegExp, address: string): string | undefined => {
  const found = address.length <= LONGEST_ADDRESS ? pattern.exec(address) : null;
  return found ? (found[1] ?? found[2]) : undefined;
};

export type Checked = { readonly envelope: SnsEnvelope } | { readonly refused: string };

/**
 * Everything that can be refused without a certificate, so that nothing is fetched for a message that is refused anyway:
 * where the certificate is said to be is the sender's to choose.
 *
 * @param topicArns the topics whose messages are taken; any, when undefined
 */
export const checkSnsEnvelope = (body: JsonRecord, now: EpochMs, topicArns: readonly string[] | undefined): Checked => {
  for (const name of NEEDED) if (typeof body[name] !== 'string') return { refused: `The message has no ${name}.` };
  if (body.Subject !== undefined && body.Subject !== null && typeof body.Subject !== 'string')
    return { refused: 'The subject of the message is no text.' };
  const envelope = body as unknown as SnsEnvelope;
  if (!Object.hasOwn(ALGORITHM, envelope.SignatureVersion)) {
    return { refused: 'Only the signature versions 1 and 2 are known.' };
  }
  const region = regionIn(TOPIC, envelope.TopicArn);
  if (region === undefined) return { refused: 'The topic has no valid ARN.' };
  if (topicArns !== undefined && !topicArns.includes(envelope.TopicArn)) {
    return { refused: 'The integration takes no messages of this topic.' };
  }
  if (regionIn(CERTIFICATE, envelope.SigningCertURL) !== region) {
    return { refused: 'The certificate is not where SNS keeps that of the region of the topic.' };
  }
  if (envelope.Type === 'SubscriptionConfirmation') {
    if (typeof envelope.Token !== 'string' || typeof envelope.SubscribeURL !== 'string') {
      return { refused: 'The confirmation has no address or no token.' };
    }
    if (regionIn(CONFIRMATION, envelope.SubscribeURL) !== region) {
      return { refused: 'The subscription is not to be confirmed at SNS in the region of the topic.' };
    }
  }
  const sentAt = parseInstant(envelope.Timestamp);
  if (sentAt === undefined || sentAt < now - STALE_AFTER_MS || sentAt > now + AHEAD_MS) {
    return { refused: 'The message is too old, or from the future.' };
  }
  return { envelope };
};

/** The string to sign: each name and value that is present, each on a line of its own. */
export const snsStringToSign = (envelope: SnsEnvelope): string =>
  SIGNED[envelope.Type]
    .map((name) => ({
      name,
      value: (envelope as unknown as Readonly<Record<string, string | null | undefined>>)[name],
    }))
    .filter(({ value }) => value !== undefined && value !== null)
    .map(({ name, value }) => `${name}\n${value}\n`)
    .join('');

/**
 * True when the holder of this certificate signed the message. Whose certificate it is, is proven by where it was fetched.
 *
 * @param pem the certificate at `SigningCertURL`
 */
export const isSignedBySns = (envelope: SnsEnvelope, pem: string, now: EpochMs): boolean => {
  try {
    const certificate = new X509Certificate(pem);
    if (certificate.publicKey.asymmetricKeyType !== 'rsa') return false;
    if (certificate.validFromDate.getTime() > now || certificate.validToDate.getTime() < now) return false;
    const signed = Buffer.from(snsStringToSign(envelope), 'utf8');
    const algorithm = ALGORITHM[envelope.SignatureVersion] as string;
    return verify(algorithm, signed, certificate.publicKey, Buffer.from(envelope.Signature, 'base64'));
  } catch {
    // No certificate at all.
    return false;
  }
};
