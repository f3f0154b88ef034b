import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ses } from '../../../adapters/aws/services.ts';
import { deliveryOfTag } from '../../../adapters/ses/delivery-tag.ts';
import { sesTransport } from '../../../adapters/ses/ses-transport.ts';
import type { OutgoingMessage } from '../../../ports/ports.ts';
import { type AwsEndpoint, awsError, startAwsEndpoint } from './aws-endpoint.ts';

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.requests.length = 0;
  aws.answer = () => ({ body: { MessageId: 'ses-1' } });
});

const transport = () =>
  sesTransport({
    client: ses(aws.settings),
    from: 'Muster <muster@example.com>',
    configurationSet: 'muster',
  });
const message: OutgoingMessage = {
  channel: 'email',
  address: 'ana@example.com',
  idempotencyKey: 'abc123',
  subject: 'SEV1 – Zahlung steht',
  text: 'plain',
  html: '<p>rich</p>',
  data: { incident: { id: 'inc-1', number: 'INC-2026-0001' } },
};

test('an e-mail has both bodies, the configuration set, and headers that keep an incident together', async () => {
  expect(await transport().send(message)).toEqual({ sent: true, providerId: 'ses-1' });
  expect(aws.requests[0]?.json).toMatchObject({
    FromEmailAddress: 'Muster <muster@example.com>',
    Destination: { ToAddresses: ['ana@example.com'] },
    ConfigurationSetName: 'muster',
    Content: {
      Simple: {
        Subject: { Data: 'SEV1 – Zahlung steht', Charset: 'UTF-8' },
        Body: { Text: { Data: 'plain' }, Html: { Data: '<p>rich</p>' } },
        Headers: expect.arrayContaining([{ Name: 'X-Muster-Incident', Value: 'INC-2026-0001' }]),
      },
    },
  });
});

test('a mail names who sends it and whom an answer reaches, and refers to its thread', async () => {
  const mail = {
    senderName: 'Kestrel\r\nBcc: all@example.com incidents',
    replyTo: 'communications@example.com',
    messageId: '<abc123@example.com>',
    thread: '<inc-1.business@example.com>',
  };
  const bare = sesTransport({ client: ses(aws.settings), from: 'muster@example.com' });
  await bare.send({ ...message, mail });
  await transport().send({ ...message, mail });
  const headers = [
    { Name: 'In-Reply-To', Value: '<inc-1.business@example.com>' },
    { Name: 'References', Value: '<inc-1.business@example.com>' },
  ];
  expect(aws.requests.map(({ json }) => json)).toMatchObject([
    {
      FromEmailAddress: '"Kestrel Bcc: all@example.com incidents" <muster@example.com>',
      ReplyToAddresses: ['communications@example.com'],
      Content: { Simple: { Headers: expect.arrayContaining(headers) } },
    },
    { FromEmailAddress: 'Muster <muster@example.com>' },
  ]);
});

test('the tag of a mail leads to its row in the ledger, however its id is spelled', async () => {
  for (const deliveryId of [
    'inc_1.p1.l1.ana/0/email/1',
    'inc_1.plan-ü/ö.c000000001e000/ceo/email/1',
    `inc_1.${'x'.repeat(300)}`,
  ]) {
    await transport().send({ ...message, deliveryId });
    const [{ Name, Value }] = aws.requests.splice(0).flatMap(({ json }) => json.EmailTags) as [
      { Name: string; Value: string },
    ];
    expect(Name).toBe('muster-delivery');
    // https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_MessageTag.html
    expect(Value).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
    expect(deliveryId.startsWith(deliveryOfTag(Value))).toBe(true);
    expect(deliveryOfTag(Value).length).toBeGreaterThanOrEqual(Math.min(deliveryId.length, 190));
  }
});

test('nothing in a message can end a header', async () => {
  await transport().send({ ...message, data: { incident: { number: 'INC\r\nBcc: all@example.com' } } });
  expect(aws.requests[0]?.body).not.toMatch(/INC\\r|INC\\n/);
});

test('without html only the text is sent', async () => {
  await transport().send({ ...message, html: undefined });
  expect(aws.requests[0]?.body).not.toContain('"Html"');
});

test.each([
  ['MessageRejected', 400, false],
  ['MailFromDomainNotVerifiedException', 400, false],
  ['BadRequestException', 400, false],
  ['AccountSuspendedException', 400, false],
  ['AccessDeniedException', 403, false],
  ['TooManyRequestsException', 429, true],
  ['ServiceUnavailable', 503, true],
])('%s (%d): retryable %s', async (name, status, retryable) => {
  aws.answer = () => awsError(name, status);
  const result = await transport().send(message);
  expect(result).toMatchObject({ sent: false, retryable });
  expect(result.sent ? '' : result.reason).toContain(name);
});

test('an endpoint that is not there is retryable', async () => {
  const gone = sesTransport({
    client: ses({ ...aws.settings, endpoint: 'http://127.0.0.1:1' }),
    from: 'm@example.com',
  });
  expect(await gone.send(message)).toMatchObject({ sent: false, retryable: true });
});
