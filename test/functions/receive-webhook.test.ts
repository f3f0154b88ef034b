import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, test } from 'vitest';
import { derivedIntegrationKeys } from '../../adapters/secrets/derived-integration-keys.ts';
import { integrationKey } from '../../domain/access/keys.ts';
import { receiveWebhook } from '../../functions/receive-webhook.ts';
import { simulatedPorts } from '../../simulation/simulated-ports.ts';

const MASTER = Buffer.alloc(32, 7);
const KEY = integrationKey(MASTER, 'scripts', 2);

const setUp = () => {
  const ports = simulatedPorts();
  const keys = derivedIntegrationKeys(async () => MASTER, ports.configuration);
  return { ports, handler: receiveWebhook(() => ({ ports, keys })) };
};

const requestWith = (
  body: string,
  more: Partial<APIGatewayProxyEventV2> & { stage?: string } = {},
): APIGatewayProxyEventV2 =>
  ({
    version: '2.0',
    rawPath: '/in/generic',
    rawQueryString: '',
    headers: { Authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body,
    isBase64Encoded: false,
    requestContext: { stage: more.stage ?? '$default', http: { method: 'POST' } },
    ...more,
  }) as APIGatewayProxyEventV2;

const alert = JSON.stringify({
  title: 'Checkout is down',
  service: 'checkout',
  severity: 'critical',
  environment: 'production',
  dedupKey: 'x',
});

test('an alert is answered with 202 when its incident and its page exist', async () => {
  const { ports, handler } = setUp();
  expect(await handler(requestWith(alert))).toMatchObject({ statusCode: 202 });
  expect(ports.stores.held.commits.size).toBe(1);
  expect(ports.collected.pages.map(({ job }) => job.personId)).toContain('ana');
});

test('a body in base64 is read as the bytes that were sent', async () => {
  const { ports, handler } = setUp();
  const body = Buffer.from(alert.replace('Checkout', 'Zählung')).toString('base64');
  expect(await handler(requestWith(body, { isBase64Encoded: true }))).toMatchObject({ statusCode: 202 });
  expect([...ports.stores.held.alerts.values()][0]?.title).toBe('Zählung is down');
});

test('the name of a stage is no part of the path', async () => {
  const { handler } = setUp();
  expect(await handler(requestWith(alert, { rawPath: '/prod/in/generic', stage: 'prod' }))).toMatchObject({
    statusCode: 202,
  });
});

test('a wrong key is 401 and leaves nothing', async () => {
  const { ports, handler } = setUp();
  expect(await handler(requestWith(alert, { headers: { authorization: 'Bearer nobody' } }))).toMatchObject({
    statusCode: 401,
  });
  expect(ports.stores.held.alerts.size).toBe(0);
});

test('what could be neither recorded nor queued is answered so that the sender repeats', async () => {
  const { ports } = setUp();
  const fail = () => Promise.reject(new Error('down'));
  const broken = {
    ...ports,
    stores: { ...ports.stores, alerts: { ...ports.stores.alerts, record: fail } },
    queues: { ...ports.queues, retrySignals: fail },
  };
  const keys = derivedIntegrationKeys(async () => MASTER, ports.configuration);
  const answer = await receiveWebhook(() => ({ ports: broken, keys }))(requestWith(alert));
  expect(answer.statusCode).toBe(503);
});
