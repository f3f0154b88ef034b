import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { awsAccount } from '../../../adapters/aws/account.ts';
import { deadLetterUrlsIn } from '../../../adapters/sqs/dead-letter-queues.ts';
import { type AwsAnswer, type AwsEndpoint, awsError, startAwsEndpoint } from './aws-endpoint.ts';

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.requests.length = 0;
});

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:own-alarms';
const account = (mailIdentity = 'example.com') =>
  awsAccount({
    settings: aws.settings,
    mailIdentity,
    alarmsTopicArn: TOPIC,
    deadLetterUrls: deadLetterUrlsIn(
      'pages=https://sqs.example.com/1/p-dlq, commits=https://sqs.example.com/1/c,later=https://x',
    ),
    now: () => Date.parse('2026-11-21T20:00:00.000Z'),
  });
const answering = (answers: Readonly<Record<string, unknown>>): void => {
  aws.answer = ({ operation }): AwsAnswer =>
    operation in answers ? { body: answers[operation] } : awsError('UnknownOperationException', 404);
};

describe('SES', () => {
  test('says whether it sends, and how much', async () => {
    answering({
      '/v2/email/account': {
        DedicatedIpAutoWarmupEnabled: false,
        EnforcementStatus: 'HEALTHY',
        ProductionAccessEnabled: false,
        SendingEnabled: true,
        SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 17 },
      },
    });
    expect(await account().mail.standing()).toEqual({ isSandbox: true, maySend: true, mostADay: 200, sentInADay: 17 });
  });

  test('says whether it may send as the identity; one that is not there may not', async () => {
    answering({
      '/v2/email/identities/muster%40example.com': {
        IdentityType: 'EMAIL_ADDRESS',
        VerifiedForSendingStatus: true,
        DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS' },
      },
    });
    const identity = 'muster@example.com';
    expect(await account(identity).mail.sender()).toEqual({ identity, isVerified: true, isSigned: true });
    aws.answer = () => awsError('NotFoundException', 404);
    expect(await account().mail.sender()).toMatchObject({ isVerified: false, isSigned: false });
    aws.answer = () => awsError('AccessDeniedException', 403);
    await expect(account().mail.sender()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('lists whom it sends nothing to, page by page', async () => {
    answering({
      '/v2/email/suppression/addresses?PageSize=1000': {
        SuppressedDestinationSummaries: [{ EmailAddress: 'Ana@example.com', Reason: 'BOUNCE', LastUpdateTime: 1 }],
        NextToken: 'a/b=',
      },
      '/v2/email/suppression/addresses?NextToken=a%2Fb%3D&PageSize=1000': {
        SuppressedDestinationSummaries: [{ EmailAddress: 'ben@example.com', Reason: 'COMPLAINT', LastUpdateTime: 1 }],
      },
    });
    expect([...(await account().mail.suppressed())]).toEqual(['ana@example.com', 'ben@example.com']);
  });
});

const xml = (operation: string, result: string): string =>
  `<${operation}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><${operation}Result>${result}</${operation}Result></${operation}Response>`;

describe('SNS', () => {
  test('says whether text messages leave, and what may be spent', async () => {
    answering({
      GetSMSSandboxAccountStatus: xml('GetSMSSandboxAccountStatus', '<IsInSandbox>true</IsInSandbox>'),
      GetSMSAttributes: xml(
        'GetSMSAttributes',
        '<attributes><entry><key>MonthlySpendLimit</key><value>30</value></entry></attributes>',
      ),
    });
    expect(await account().texts.isSandbox()).toBe(true);
    expect(await account().texts.limit()).toBe(30);
    answering({ GetSMSAttributes: xml('GetSMSAttributes', '<attributes/>') });
    expect(await account().texts.limit()).toBeUndefined();
  });

  test('lists numbers that have opted out, page by page', async () => {
    aws.answer = ({ form }) => ({
      body: xml(
        'ListPhoneNumbersOptedOut',
        form.get('nextToken') === null
          ? '<phoneNumbers><member>+491700000001</member></phoneNumbers><nextToken>2</nextToken>'
          : '<phoneNumbers><member>+491700000002</member></phoneNumbers>',
      ),
    });
    expect([...(await account().texts.optedOut())]).toEqual(['+491700000001', '+491700000002']);
  });

  test('says how many hear the alarms', async () => {
    answering({
      GetTopicAttributes: xml(
        'GetTopicAttributes',
        '<Attributes><entry><key>SubscriptionsPending</key><value>1</value></entry><entry><key>SubscriptionsConfirmed</key><value>2</value></entry></Attributes>',
      ),
    });
    expect(await account().alarms.listeners()).toBe(2);
    expect(aws.requests[0]?.form.get('TopicArn')).toBe(TOPIC);
  });

  test('refuses in XML, and is refused by name', async () => {
    aws.answer = () => ({
      status: 403,
      body: '<ErrorResponse><Error><Code>AuthorizationError</Code><Message>not authorized</Message></Error></ErrorResponse>',
    });
    await expect(account().alarms.listeners()).rejects.toMatchObject({ name: 'AuthorizationError' });
  });
});

test('CloudWatch says what is spent this month, and not what was spent in the last', async () => {
  const point = (at: string, spent: number) =>
    `<member><Timestamp>${at}</Timestamp><Maximum>${spent}</Maximum><Unit>None</Unit></member>`;
  answering({
    GetMetricStatistics: xml(
      'GetMetricStatistics',
      `<Datapoints>${point('2026-10-31T23:00:00Z', 99)}${point('2026-11-21T10:00:00Z', 0.75)}${point('2026-11-21T09:00:00Z', 0.5)}</Datapoints>`,
    ),
  });
  expect(await account().texts.spent()).toBe(0.75);
  expect(Object.fromEntries(aws.requests[0]?.form ?? [])).toMatchObject({
    MetricName: 'SMSMonthToDateSpentUSD',
    'Statistics.member.1': 'Maximum',
  });
  answering({ GetMetricStatistics: xml('GetMetricStatistics', '<Datapoints/>') });
  expect(await account().texts.spent()).toBe(0);
});

test('Lambda says how many functions run at a time', async () => {
  answering({ '/2016-08-19/account-settings': { AccountLimit: { ConcurrentExecutions: 10 }, AccountUsage: {} } });
  expect(await account().limits.concurrency()).toBe(10);
});

describe('SQS', () => {
  test('says how much was given up in each queue, what somebody looks at included', async () => {
    aws.answer = ({ json }) => {
      const isOfPages = json.QueueUrl === 'https://sqs.example.com/1/p-dlq';
      return {
        body: {
          Attributes: {
            ApproximateNumberOfMessages: isOfPages ? '2' : '0',
            ApproximateNumberOfMessagesNotVisible: isOfPages ? '1' : '0',
            QueueArn: `arn:aws:sqs:eu-central-1:123456789012:${isOfPages ? 'p-dlq' : 'c'}`,
          },
        },
      };
    };
    expect(await account().deadLetters.counts()).toEqual([
      {
        ...{ holds: 'pages', messages: 3, url: 'https://sqs.example.com/1/p-dlq' },
        arn: 'arn:aws:sqs:eu-central-1:123456789012:p-dlq',
      },
      {
        ...{ holds: 'commits', messages: 0, url: 'https://sqs.example.com/1/c' },
        arn: 'arn:aws:sqs:eu-central-1:123456789012:c',
      },
    ]);
    expect(aws.requests.map(({ operation }) => operation)).toEqual(['GetQueueAttributes', 'GetQueueAttributes']);
  });
});

describe('what is refused or asked too often is told by its name, to every question', () => {
  const questions: Readonly<Record<string, () => Promise<unknown>>> = {
    'mail.standing': () => account().mail.standing(),
    'mail.sender': () => account().mail.sender(),
    'mail.suppressed': () => account().mail.suppressed(),
    'texts.isSandbox': () => account().texts.isSandbox(),
    'texts.limit': () => account().texts.limit(),
    'texts.spent': () => account().texts.spent(),
    'texts.optedOut': () => account().texts.optedOut(),
    'alarms.listeners': () => account().alarms.listeners(),
    'limits.concurrency': () => account().limits.concurrency(),
    'deadLetters.counts': () => account().deadLetters.counts(),
  };
  const isAskedByForm = (question: string): boolean => /^(texts|alarms)/.test(question);
  const refusal = (question: string, name: string, status: number): AwsAnswer =>
    isAskedByForm(question)
      ? { status, body: `<ErrorResponse><Error><Code>${name}</Code><Message>no</Message></Error></ErrorResponse>` }
      : awsError(name, status, 'no');

  test.each(
    Object.entries(questions).flatMap(([question, ask]) =>
      (
        [
          ['AccessDeniedException', 403],
          ['ThrottlingException', 400],
        ] as const
      ).map(([name, status]) => [question, name, status, ask] as const),
    ),
  )('%s: %s', async (question, name, status, ask) => {
    aws.answer = () => refusal(question, name, status);
    await expect(ask()).rejects.toMatchObject({ name });
  });
});
