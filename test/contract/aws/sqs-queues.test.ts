import { hash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sqs } from '../../../adapters/aws/services.ts';
import { QueueError, QueueNotGivenError, sqsQueues } from '../../../adapters/sqs/sqs-queues.ts';
import type { CommunicationJob, PageJob } from '../../../domain/incident/effects.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { type AwsEndpoint, awsError, startAwsEndpoint } from './aws-endpoint.ts';

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.requests.length = 0;
  aws.answer = ({ json }) => ({
    body: { MessageId: 'm-1', MD5OfMessageBody: hash('md5', String(json.MessageBody), 'hex') },
  });
});

const url = (name: string): string => `${aws.settings.endpoint}/123456789012/${name}`;
const queues = () =>
  sqsQueues({
    client: sqs(aws.settings),
    urls: { pages: url('pages'), communications: url('communications'), signals: url('signals') },
  });
const page = { pageId: 'inc-1.p1', attempt: 1 } as PageJob;
const signal = (n: number, description = ''): Signal => ({ dedupKey: `k${n}`, description }) as Signal;

test('a page is one message in the pages queue, at once', async () => {
  await queues().sendPage(page);
  expect(aws.requests.map(({ operation, json }) => [operation, json])).toEqual([
    ['SendMessage', { QueueUrl: url('pages'), MessageBody: JSON.stringify(page) }],
  ]);
});

test.each([
  [4.2, 5],
  [900, 900],
  [5000, 900],
])('a delay of %d s is sent as %d s', async (asked, sent) => {
  await queues().sendPage(page, asked);
  expect(aws.requests[0]?.json.DelaySeconds).toBe(sent);
});

test('a communication goes to its own queue', async () => {
  const job = { incidentId: 'inc-1', planId: 'business' } as CommunicationJob;
  await queues().sendCommunication(job);
  expect(aws.requests[0]?.json).toEqual({ QueueUrl: url('communications'), MessageBody: JSON.stringify(job) });
});

test('a communication to recipients who are left waits in the queue', async () => {
  await queues().sendCommunication({ incidentId: 'inc-1' } as CommunicationJob, 600);
  expect(aws.requests[0]?.json).toMatchObject({ QueueUrl: url('communications'), DelaySeconds: 600 });
});

test('signals to retry are split into messages that fit, and none is lost or reordered', async () => {
  const signals = Array.from({ length: 50 }, (_, n) => signal(n, 'ü'.repeat(8000)));
  await queues().retrySignals(signals);
  expect(aws.requests.length).toBeGreaterThan(1);
  for (const { json } of aws.requests) expect(Buffer.byteLength(String(json.MessageBody))).toBeLessThan(256 * 1024);
  const sent = aws.requests.flatMap(
    ({ json }) => (JSON.parse(String(json.MessageBody)) as { signals: Signal[] }).signals,
  );
  expect(sent.map((s) => s.dedupKey).sort()).toEqual(signals.map((s) => s.dedupKey).sort());
});

test('a signal larger than a part goes alone', async () => {
  await queues().retrySignals([signal(1), signal(2, 'x'.repeat(250_000)), signal(3)]);
  expect(aws.requests).toHaveLength(3);
});

test('what the queue refuses throws, with the cause', async () => {
  aws.answer = () => awsError('AWS.SimpleQueueService.NonExistentQueue');
  await expect(queues().sendPage(page)).rejects.toMatchObject({ code: 'queue-refused', cause: expect.any(Error) });
  await expect(queues().retrySignals([signal(1)])).rejects.toBeInstanceOf(QueueError);
});

test('an overloaded queue is tried again by the client', async () => {
  const good = aws.answer;
  aws.answer = (request) => (aws.requests.length === 1 ? awsError('ServiceUnavailable', 503) : good(request));
  await queues().sendPage(page);
  expect(aws.requests).toHaveLength(2);
});

test('a queue that the function was not given is a typed error, and nothing is sent', async () => {
  const none = sqsQueues({ client: sqs(aws.settings), urls: { pages: url('pages') } });
  await expect(none.retrySignals([signal(1)])).rejects.toBeInstanceOf(QueueNotGivenError);
  expect(aws.requests).toEqual([]);
});
