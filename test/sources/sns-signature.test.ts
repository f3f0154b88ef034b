import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { checkSnsEnvelope, isSignedBySns, type SnsEnvelope, snsStringToSign } from '../../sources/signature/sns.ts';
import { isSnsEnvelope } from '../../sources/signature/sns-envelope.ts';

const read = (name: string) => readFileSync(new URL(`../fixtures/sns/${name}`, import.meta.url), 'utf8');
/** Made for these tests with openssl; signs nothing anywhere. */
const KEY = read('key.pem');
const CERTIFICATE = read('certificate.pem');

const SENT = '2026-11-21T19:04:41.100Z';
const NOW = toMs('2026-11-21T19:04:45.000Z');
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alarms';
const CERTIFICATE_URL = 'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem';
const SUBSCRIBE_URL = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=2336412f37`;

const unsigned = {
  Type: 'Notification',
  MessageId: 'm-1',
  TopicArn: TOPIC,
  Subject: 'ALARM: "checkout-5xx" in EU (Ireland)',
  Message: '{"AlarmName":"checkout-5xx"}',
  Timestamp: SENT,
  SignatureVersion: '2',
  Signature: '',
  SigningCertURL: CERTIFICATE_URL,
};
const confirmation = {
  ...unsigned,
  Type: 'SubscriptionConfirmation',
  Subject: undefined,
  Token: '2336412f37',
  SubscribeURL: SUBSCRIBE_URL,
};

type Body = Record<string, unknown>;

const signed = (body: Body): Body => {
  const algorithm = body.SignatureVersion === '1' ? 'sha1' : 'sha256';
  const text = Buffer.from(snsStringToSign(body as unknown as SnsEnvelope));
  return { ...body, Signature: sign(algorithm, text, KEY).toString('base64') };
};

/** What became of a message: refused without a certificate, not signed, or taken. */
const verdict = (body: Body, now = NOW, topics?: readonly string[], pem = CERTIFICATE): string => {
  const checked = checkSnsEnvelope(body, now, topics);
  if ('refused' in checked) return checked.refused;
  return isSignedBySns(checked.envelope, pem, now) ? 'taken' : 'not signed';
};

describe('a message of SNS', () => {
  it('is signed over its names and values, byte-sorted, a subject only where there is one', () => {
    expect(snsStringToSign(unsigned as unknown as SnsEnvelope)).toBe(
      `Message\n{"AlarmName":"checkout-5xx"}\nMessageId\nm-1\nSubject\n${unsigned.Subject}\nTimestamp\n${SENT}\nTopicArn\n${TOPIC}\nType\nNotification\n`,
    );
    expect(snsStringToSign(confirmation as unknown as SnsEnvelope)).toBe(
      `Message\n${unsigned.Message}\nMessageId\nm-1\nSubscribeURL\n${SUBSCRIBE_URL}\nTimestamp\n${SENT}\nToken\n2336412f37\nTopicArn\n${TOPIC}\nType\nSubscriptionConfirmation\n`,
    );
    const { Subject: _, ...without } = unsigned;
    expect(snsStringToSign(without as unknown as SnsEnvelope)).not.toContain('Subject');
  });

  it.each([
    ['a notification, version 2', unsigned],
    ['a notification, version 1', { ...unsigned, SignatureVersion: '1' }],
    ['without a subject', { ...unsigned, Subject: undefined }],
    ['with a subject that is null', { ...unsigned, Subject: null }],
    ['a confirmation', confirmation],
    ['in any script', { ...unsigned, Message: 'Störung 東京 😀' }],
  ])('is taken: %s', (_, body) => {
    expect(verdict(signed(body))).toBe('taken');
  });

  it('is refused when anything that is signed is changed', () => {
    const names = ['Message', 'MessageId', 'Subject', 'Timestamp', 'Signature'] as const;
    const body = signed(unsigned);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.integer({ min: 33, max: 126 }), (name, at, code) => {
        const text = String(body[name]);
        const index = at % text.length;
        const other = `${text.slice(0, index)}${String.fromCharCode(code)}${text.slice(index + 1)}`;
        // Base64 has more than one way to write the last bits.
        fc.pre(
          other !== text && !(name === 'Signature' && Buffer.from(other, 'base64').equals(Buffer.from(text, 'base64'))),
        );
        expect(verdict({ ...body, [name]: other })).not.toBe('taken');
      }),
      { numRuns: 300 },
    );
  });

  it('is refused under the other version, another certificate, and one that is none', () => {
    expect(verdict({ ...signed(unsigned), SignatureVersion: '1' })).toBe('not signed');
    expect(verdict(signed(unsigned), NOW, undefined, read('elliptic-certificate.pem'))).toBe('not signed');
    expect(verdict(signed(unsigned), NOW, undefined, 'no certificate')).toBe('not signed');
    expect(verdict(signed({ ...unsigned, SignatureVersion: '3' }))).toContain('versions 1 and 2');
  });

  it('is refused when it is stale, or from the future', () => {
    const minutes = (n: number) => verdict(signed(unsigned), NOW + n * 60_000);
    expect([minutes(60), minutes(-4)]).toEqual(['taken', 'taken']);
    expect([minutes(66), minutes(-6)]).toEqual(Array(2).fill('The message is too old, or from the future.'));
  });

  it('is refused of another topic than those that are configured', () => {
    expect(verdict(signed(unsigned), NOW, [TOPIC])).toBe('taken');
    expect(verdict(signed(unsigned), NOW, [`${TOPIC}-other`])).toContain('takes no messages of this topic');
  });

  const HOST = 'https://sns.eu-west-1.amazonaws.com';
  it.each([
    'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
    'https://user@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
    'https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0.pem',
    'https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0.pem',
    'https://evil-sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
    'https://sns.eu-west-1.amazonaws.com.cn/SimpleNotificationService-0.pem',
    'https://s3.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
    'https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0.pem',
    'https://sns..amazonaws.com/SimpleNotificationService-0.pem',
    'https://[::1]/SimpleNotificationService-0.pem',
    'https://169.254.169.254/SimpleNotificationService-0.pem',
    `${HOST}/bucket/SimpleNotificationService-0.pem`,
    `${HOST}/SimpleNotificationService-0.pem?x=.pem`,
    `${HOST}/SimpleNotificationService-0.pem#.pem`,
    `${HOST}/SimpleNotificationService-../evil.pem`,
    `${HOST}/SimpleNotificationService-%2e%2e.pem`,
    `${HOST}/SimpleNotificationService-0.pem\n`,
    `${HOST}\\@evil.example/SimpleNotificationService-0.pem`,
    `${HOST}/evil.pem`,
    `${HOST.toUpperCase()}/SimpleNotificationService-0.pem`,
    '',
  ])('is refused with its certificate at %j, which is not fetched', (SigningCertURL) => {
    expect(verdict(signed({ ...unsigned, SigningCertURL }))).toContain('The certificate is not where');
  });

  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'https://sns.eu-west-1.amazonaws.com/?Action=DeleteTopic&TopicArn=x',
    'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1&Url=https://evil.example/',
    'https://sns.eu-west-1.amazonaws.com.evil.example/?Action=ConfirmSubscription&Token=1',
    'https://sns.us-east-1.amazonaws.com/?Action=ConfirmSubscription&Token=1',
    'https://evil.example/?https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=1',
  ])('is not confirmed at %j, even when it is signed', (SubscribeURL) => {
    expect(verdict(signed({ ...confirmation, SubscribeURL }))).toContain('not to be confirmed');
  });

  it('is taken from China under its own domain', () => {
    const TopicArn = 'arn:aws-cn:sns:cn-north-1:111122223333:alarms';
    const SigningCertURL = 'https://sns.cn-north-1.amazonaws.com.cn/SimpleNotificationService-0.pem';
    expect(verdict(signed({ ...unsigned, TopicArn, SigningCertURL }))).toBe('taken');
    expect(verdict(signed({ ...unsigned, TopicArn, SigningCertURL: SigningCertURL.replace('.cn/', '/') }))).not.toBe(
      'taken',
    );
  });

  it.each([undefined, null, 7, {}, ''])('is refused with %j for what it needs', (value) => {
    for (const name of ['Message', 'MessageId', 'Timestamp', 'TopicArn', 'Signature', 'SigningCertURL']) {
      expect(verdict({ ...signed(unsigned), [name]: value })).not.toBe('taken');
    }
  });

  it('is told from everything else', () => {
    expect(isSnsEnvelope(unsigned)).toBe(true);
    for (const other of [
      null,
      [],
      {},
      { Type: 'Notification' },
      { Type: 'toString', TopicArn: TOPIC, Message: '', Signature: '' },
    ]) {
      expect(isSnsEnvelope(other)).toBe(false);
    }
  });
});
