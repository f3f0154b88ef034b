import { expect, test } from 'vitest';
import type { Signal } from '../../domain/signal/signal.ts';
import { classifyAlerts } from '../../functions/classify-alerts.ts';
import { SIMULATION_START, type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { sqsEvent } from './sqs-event.ts';

/** As composed: no queue behind it that signals could go back to. */
const setUp = (): SimulatedPorts => {
  const ports = simulatedPorts();
  return { ...ports, queues: { ...ports.queues, retrySignals: () => Promise.reject(new Error('not given')) } };
};

const alarm = (name: string): string =>
  JSON.stringify({
    version: '0',
    id: `e-${name}`,
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '123456789012',
    time: '2026-11-21T19:59:00Z',
    region: 'eu-central-1',
    resources: [`arn:aws:cloudwatch:eu-central-1:123456789012:alarm:${name}`],
    detail: {
      alarmName: name,
      state: { value: 'ALARM', reason: 'Threshold crossed', timestamp: '2026-11-21T19:59:00.000+0000' },
      previousState: { value: 'OK', timestamp: '2026-11-21T19:00:00.000+0000' },
      configuration: { metrics: [] },
    },
  });

const signal = (dedupKey: string): Signal => ({
  source: 'generic',
  integrationId: 'scripts',
  scope: 'scripts',
  dedupKey,
  status: 'firing',
  severity: 'critical',
  title: 'Checkout is down',
  service: 'checkout',
  environment: 'production',
  occurredAt: SIMULATION_START,
  receivedAt: SIMULATION_START,
  labels: {},
  links: [],
});

test('duplicates in a batch fold into one write', async () => {
  const ports = setUp();
  let writes = 0;
  const { alerts } = ports.stores;
  const counting = {
    ...ports,
    stores: {
      ...ports.stores,
      alerts: {
        ...alerts,
        record: (records: Parameters<typeof alerts.record>[0]) => {
          writes += records.length;
          return alerts.record(records);
        },
      },
    },
  };
  const answer = await classifyAlerts(() => counting)(sqsEvent(alarm('cpu'), alarm('cpu'), alarm('cpu')));
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(writes).toBe(1);
  expect([...ports.stores.held.alerts.values()].map(({ count }) => count)).toEqual([3]);
});

test('signals that come back are accepted and counted', async () => {
  const ports = setUp();
  await classifyAlerts(() => ports)(sqsEvent(JSON.stringify({ signals: [signal('a'), signal('b')] })));
  expect([...ports.stores.held.alerts.values()].map(({ count }) => count)).toEqual([1, 1]);
  expect(ports.stores.held.commits.size).toBe(1);
});

test('what is no JSON is kept in the quarantine, not in the queue', async () => {
  const ports = setUp();
  expect(await classifyAlerts(() => ports)(sqsEvent('not json', alarm('cpu')))).toEqual({ batchItemFailures: [] });
  expect(ports.stores.held.quarantined.size).toBe(1);
  expect(ports.stores.held.alerts.size).toBe(1);
});

test('a message that fails, fails alone: the others of its batch are accepted', async () => {
  const ports = setUp();
  const bad = JSON.stringify({ signals: [{ ...signal('bad'), labels: undefined }] });
  const answer = await classifyAlerts(() => ports)(sqsEvent(alarm('cpu'), bad, alarm('memory')));
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm1' }] });
  expect([...ports.stores.held.alerts.values()].filter(({ source }) => source === 'cloudwatch')).toHaveLength(2);
});

test('when the store is down every message stays in the queue', async () => {
  const ports = setUp();
  const down = {
    ...ports,
    stores: { ...ports.stores, alerts: { ...ports.stores.alerts, record: () => Promise.reject(new Error('down')) } },
  };
  const answer = await classifyAlerts(() => down)(sqsEvent(alarm('cpu'), JSON.stringify({ signals: [signal('a')] })));
  expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m0', 'm1']);
});

test('takes what a topic invokes it with, and what an alarm does by itself', async () => {
  const ports = setUp();
  const topic = { Records: [{ EventSource: 'aws:sns', Sns: { Message: alarm('by-topic') } }] };
  const { detail, resources } = JSON.parse(alarm('by-itself')) as { detail: unknown; resources: string[] };
  const action = { source: 'aws.cloudwatch', alarmArn: resources[0], accountId: '123456789012', alarmData: detail };
  for (const event of [topic, action]) {
    expect(await classifyAlerts(() => ports)(event as never)).toEqual({ batchItemFailures: [] });
  }
  expect([...ports.stores.held.alerts.values()].map(({ title }) => title)).toEqual(['by-topic', 'by-itself']);
});

test('lets Lambda repeat what a topic delivered and nobody could keep', async () => {
  const ports = setUp();
  const fails = (): Promise<never> => Promise.reject(new Error('the table is gone'));
  const broken = { ...ports, stores: { ...ports.stores, alerts: { ...ports.stores.alerts, record: fails } } };
  const topic = { Records: [{ Sns: { Message: alarm('by-topic') } }] };
  await expect(classifyAlerts(() => broken)(topic as never)).rejects.toMatchObject({ code: 'not-accepted' });
});
