import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sns } from '../../../adapters/aws/services.ts';
import { smsTransport } from '../../../adapters/sns/sms-transport.ts';
import { topicTransport } from '../../../adapters/sns/topic-transport.ts';
import type { OutgoingMessage } from '../../../ports/ports.ts';
import { type AwsEndpoint, startAwsEndpoint } from './aws-endpoint.ts';

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.requests.length = 0;
  aws.answer = () => ({
    body: '<PublishResponse><PublishResult><MessageId>sns-1</MessageId></PublishResult></PublishResponse>',
  });
});

const refuse = (code: string, status: number): void => {
  aws.answer = () => ({
    status,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`,
  });
};

const message: OutgoingMessage = {
  channel: 'sms',
  address: '+49 170 000-0001',
  idempotencyKey: 'abc123',
  subject: 'SEV1 INC-2026-0001',
  text: 'SEV1 INC-2026-0001 Checkout: down',
  data: {
    type: 'muster.communication',
    occasion: 'declared',
    audience: 'business',
    incident: { number: 'INC-2026-0001', severity: 'SEV1' },
  },
};
const attributes = (): Record<string, string> => {
  const form = aws.requests[0]?.form ?? new URLSearchParams();
  return Object.fromEntries(
    Array.from({ length: 10 }, (_, n) => [
      form.get(`MessageAttributes.entry.${n + 1}.Name`),
      form.get(`MessageAttributes.entry.${n + 1}.Value.StringValue`),
    ]).filter(([name]) => name !== null),
  ) as Record<string, string>;
};

describe('a text message', () => {
  const sms = () => smsTransport({ client: sns(aws.settings), senderId: 'Muster' });

  test('goes to the number, as transactional, with the sender', async () => {
    expect(await sms().send(message)).toEqual({ sent: true, providerId: 'sns-1' });
    expect(aws.requests[0]?.form.get('PhoneNumber')).toBe('+491700000001');
    expect(aws.requests[0]?.form.get('Message')).toBe(message.text);
    expect(attributes()).toEqual({ 'AWS.SNS.SMS.SMSType': 'Transactional', 'AWS.SNS.SMS.SenderID': 'Muster' });
  });

  test.each(['0170 1234567', 'ana@example.com', '+0123456', ''])(
    'to "%s" is refused before it costs anything',
    async (address) => {
      expect(await sms().send({ ...message, address })).toMatchObject({ sent: false, retryable: false });
      expect(aws.requests).toEqual([]);
    },
  );

  test.each([
    ['OptedOut', 400, false],
    ['InvalidParameter', 400, false],
    ['AuthorizationError', 403, false],
    ['Throttled', 429, true],
    ['Throttling', 400, true],
    ['InternalError', 500, true],
  ])('refused with %s (%d): retryable %s', async (code, status, retryable) => {
    refuse(code, status);
    expect(await sms().send(message)).toMatchObject({ sent: false, retryable });
  });
});

describe('a message to a topic', () => {
  const topic = () =>
    topicTransport({ client: sns(aws.settings), arnPrefix: 'arn:aws:sns:eu-central-1:123456789012:muster-' });

  test('has a subject, a text for people, data for programs, and attributes to filter by', async () => {
    expect(await topic().send({ ...message, address: 'business' })).toEqual({ sent: true, providerId: 'sns-1' });
    const form = aws.requests[0]?.form;
    expect(form?.get('TopicArn')).toBe('arn:aws:sns:eu-central-1:123456789012:muster-business');
    expect(form?.get('Subject')).toBe(message.subject);
    expect(form?.get('MessageStructure')).toBe('json');
    const body = JSON.parse(form?.get('Message') ?? '{}') as Record<string, string>;
    expect(body.default).toBe(message.text);
    expect(JSON.parse(body.sqs ?? '')).toMatchObject({ ...message.data, text: message.text });
    expect(attributes()).toEqual({
      type: 'muster.communication',
      occasion: 'declared',
      audience: 'business',
      severity: 'SEV1',
      incident: 'INC-2026-0001',
    });
  });

  test('cannot leave its prefix', async () => {
    expect(await topic().send({ ...message, address: 'x:y' })).toMatchObject({ sent: false, retryable: false });
    expect(aws.requests).toEqual([]);
  });

  test('to a topic that does not exist is final', async () => {
    refuse('NotFound', 404);
    expect(await topic().send({ ...message, address: 'gone' })).toMatchObject({ sent: false, retryable: false });
  });
});
