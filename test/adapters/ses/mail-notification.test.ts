import { expect, test } from 'vitest';
import { receivedIn } from '../../../adapters/ses/mail-notification.ts';
import { sesNotification } from '../../fakes/ses.ts';

const read = (notification: unknown) => receivedIn(JSON.stringify(notification), 'mail-bucket');

test('says which object, for whom, since when, and what SES found out', () => {
  const expected = {
    objectKey: 'd6iitobk75ur44p8kdnnp7g2n800',
    recipients: ['key@in.example.com'],
    receivedAt: Date.parse('2026-11-21T19:59:30.123Z'),
    returnPath: 'ana@example.com',
    verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' },
  };
  expect(read(sesNotification())).toEqual(expected);
  const TopicArn = 'arn:aws:sns:eu-central-1:123456789012:mail';
  expect(read({ Type: 'Notification', TopicArn, Message: JSON.stringify(sesNotification()) })).toEqual(expected);
});

test('a verdict that is missing or odd is nothing that passes', () => {
  const { verdicts } = read(
    sesNotification(({ receipt }) => {
      delete receipt.dmarcVerdict;
      receipt.spamVerdict = 'PASS';
      receipt.virusVerdict = { status: 'gray' };
      receipt.spfVerdict = null;
    }),
  );
  expect(verdicts).toEqual({ spam: undefined, virus: 'GRAY', spf: undefined, dkim: 'PASS', dmarc: undefined });
});

test.each(['', '<>', undefined])('a return path of %j is empty: nobody may answer', (source) => {
  expect(read(sesNotification(({ mail }) => Object.assign(mail, { source }))).returnPath).toBe('');
});

test.each([
  [
    'another bucket',
    (n: { receipt: { action: object } }) => Object.assign(n.receipt.action, { bucketName: 'elsewhere' }),
  ],
  ['another action', (n: { receipt: { action: object } }) => Object.assign(n.receipt.action, { type: 'SNS' })],
  ['no object', (n: { receipt: { action: object } }) => Object.assign(n.receipt.action, { objectKey: undefined })],
  ['no receipt', (n: object) => Object.assign(n, { receipt: null })],
])('with %s it is malformed', (_what, change) => {
  expect(() => read(sesNotification(change))).toThrow(expect.objectContaining({ code: 'mail-notification-malformed' }));
});

test.each([
  'Successfully validated SNS topic for Amazon SES event publishing.',
  '{"notificationType":"AmazonSnsSubscriptionSucceeded"}',
  '[]',
  'null',
  '',
])('%j is about no mail', (body) => {
  expect(() => receivedIn(body, 'mail-bucket')).toThrow(expect.objectContaining({ code: 'not-a-mail' }));
});
