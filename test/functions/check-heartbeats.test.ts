import { expect, test } from 'vitest';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { definitionOf } from '../../domain/heartbeat/heartbeat.ts';
import { checkHeartbeats } from '../../functions/check-heartbeats.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { hearHeartbeat } from '../../usecases/heartbeats/watch-heartbeat.ts';
import { sqsEvent } from './sqs-event.ts';

/** A backup that gave a sign of life and should give one each minute. */
const setUp = async (): Promise<{ ports: SimulatedPorts; message: string; statuses: () => string[] }> => {
  const heartbeats = [{ id: 'backup', service: 'checkout', intervalSeconds: 60 }];
  const configuration = parseConfiguration({ ...structuredClone(exampleFile), heartbeats });
  const ports = simulatedPorts({ configuration });
  const [configured] = configuration.heartbeats;
  if (!configured) throw new Error('no heartbeat is configured');
  const definition = definitionOf(configured);
  await hearHeartbeat(ports, definition);
  return {
    ports,
    message: JSON.stringify({ heartbeat: definition.heartbeatId }),
    statuses: () => [...ports.stores.held.alerts.values()].map(({ status }) => status),
  };
};

test('a heartbeat that has fallen silent raises its alert, once, however often it is checked', async () => {
  const { message, ports, statuses } = await setUp();
  ports.time.now += 66_000;
  const handler = checkHeartbeats(() => ports);
  expect(await handler(sqsEvent(message, message))).toEqual({ batchItemFailures: [] });
  await handler(sqsEvent(message));
  expect(statuses()).toEqual(['firing']);
  expect([...ports.stores.held.alerts.values()]).toMatchObject([{ count: 1, title: 'backup has fallen silent' }]);
});

test('one that is checked before its time is asked for again, and raises nothing', async () => {
  const { message, ports, statuses } = await setUp();
  ports.collected.checks.length = 0;
  ports.time.now += 30_000;
  await checkHeartbeats(() => ports)(sqsEvent(message));
  expect(statuses()).toEqual([]);
  expect(ports.collected.checks).toHaveLength(1);
});

test('one that nobody knows any more is passed over', async () => {
  const { ports, statuses } = await setUp();
  const answer = await checkHeartbeats(() => ports)(sqsEvent(JSON.stringify({ heartbeat: 'configured gone' })));
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(statuses()).toEqual([]);
});

test.each(['not json', '{}', '{"heartbeat":1}'])('%s fails alone and becomes a dead letter', async (bad) => {
  const { message, ports, statuses } = await setUp();
  ports.time.now += 66_000;
  const answer = await checkHeartbeats(() => ports)(sqsEvent(bad, message));
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
  expect(statuses()).toEqual(['firing']);
  expect(ports.collected.failures).toHaveLength(1);
});

test('a store that fails leaves the message in the queue', async () => {
  const { message, ports } = await setUp();
  ports.time.now += 66_000;
  ports.stores.heartbeats.get = () => Promise.reject(new Error('throttled'));
  expect(await checkHeartbeats(() => ports)(sqsEvent(message))).toEqual({
    batchItemFailures: [{ itemIdentifier: 'm0' }],
  });
});
