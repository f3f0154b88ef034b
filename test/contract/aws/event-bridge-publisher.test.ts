import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventBridge } from '../../../adapters/aws/services.ts';
import { eventBridgePublisher } from '../../../adapters/eventbridge/event-bridge-publisher.ts';
import type { DomainEventMessage } from '../../../ports/ports.ts';
import { type AwsEndpoint, startAwsEndpoint } from './aws-endpoint.ts';

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.requests.length = 0;
  aws.answer = ({ json }) => ({
    body: { FailedEntryCount: 0, Entries: (json.Entries as unknown[]).map((_, n) => ({ EventId: `e${n}` })) },
  });
});

const publisher = () => eventBridgePublisher({ client: eventBridge(aws.settings), busName: 'muster' });
const message = (n: number, more: Record<string, unknown> = {}): DomainEventMessage => ({
  id: `inc-1-1-${n}`,
  detailType: 'Incident Opened',
  time: '2026-11-21T20:00:00.000Z',
  detail: { incidentId: 'inc-1', event: { type: 'IncidentOpened', ...more } },
});
const entries = () => aws.requests.map(({ json }) => json.Entries as Record<string, string>[]);

test('an event names its source, bus and id', async () => {
  await publisher().publish([message(1)]);
  expect(entries()[0]?.[0]).toMatchObject({ Source: 'muster', EventBusName: 'muster', DetailType: 'Incident Opened' });
  expect(JSON.parse(entries()[0]?.[0]?.Detail ?? '')).toMatchObject({ id: 'inc-1-1-1', incidentId: 'inc-1' });
});

test('nothing to say is nothing sent', async () => {
  await publisher().publish([]);
  expect(aws.requests).toEqual([]);
});

test('at most ten events go in one request', async () => {
  await publisher().publish(Array.from({ length: 23 }, (_, n) => message(n)));
  expect(entries().map((batch) => batch.length)).toEqual([10, 10, 3]);
});

test('a request stays below 256 KB', async () => {
  await publisher().publish(Array.from({ length: 5 }, (_, n) => message(n, { text: 'x'.repeat(100_000) })));
  expect(entries().flat()).toHaveLength(5);
  for (const { body } of aws.requests) expect(Buffer.byteLength(body)).toBeLessThan(256 * 1024);
});

test('an event that can never fit is published without what it is about', async () => {
  await publisher().publish([message(1, { text: 'x'.repeat(400_000) })]);
  expect(JSON.parse(entries()[0]?.[0]?.Detail ?? '')).toMatchObject({
    incidentId: 'inc-1',
    event: { type: 'IncidentOpened' },
  });
});

test('refused entries are named, after the other batches were sent', async () => {
  aws.answer = ({ json }) => {
    const count = (json.Entries as unknown[]).length;
    if (count < 10) return { body: { FailedEntryCount: 0, Entries: [] } };
    return {
      body: {
        FailedEntryCount: 1,
        Entries: Array.from({ length: count }, (_, n) => (n === 3 ? { ErrorCode: 'ThrottlingException' } : {})),
      },
    };
  };
  const publishing = publisher().publish(Array.from({ length: 12 }, (_, n) => message(n)));
  await expect(publishing).rejects.toMatchObject({
    code: 'publish-refused',
    refused: [{ id: 'inc-1-1-3', reason: 'ThrottlingException' }],
  });
  expect(entries()).toHaveLength(2);
});
