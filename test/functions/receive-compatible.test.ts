import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { expect, test } from 'vitest';
import { serveCompatible } from '../../functions/receive-compatible.ts';
import { compatiblePorts } from '../fakes/compatible.ts';
import { exampleKeys, keyOf } from '../fakes/intake.ts';
import { envelope, fakeSns, subscription } from '../fakes/sns-messages.ts';

const setUp = () => {
  const ports = compatiblePorts();
  const { asked, sns } = fakeSns();
  return { ports, asked, handler: serveCompatible(() => ({ ports, keys: exampleKeys(ports), sns })) };
};

const requestOf = (path: string, query: string, body: unknown): APIGatewayProxyEventV2 =>
  ({
    version: '2.0',
    rawPath: path,
    rawQueryString: query,
    headers: { 'Content-Type': 'text/plain; charset=UTF-8' },
    // API Gateway hands over as base64 what its content type does not call text.
    body: Buffer.from(JSON.stringify(body)).toString('base64'),
    isBase64Encoded: true,
    requestContext: { stage: '$default', http: { method: 'POST' } },
  }) as unknown as APIGatewayProxyEventV2;

test('a topic that was subscribed to an address of Opsgenie is confirmed, and its alarm pages', async () => {
  const { asked, handler, ports } = setUp();
  const query = `apiKey=${keyOf('aws')}`;
  expect(await handler(requestOf('/v1/json/amazonsns', query, subscription()))).toMatchObject({ statusCode: 200 });
  expect(asked.some((line) => line.startsWith('confirm '))).toBe(true);
  expect(await handler(requestOf('/v1/json/cloudwatch', query, envelope()))).toMatchObject({ statusCode: 200 });
  expect(ports.collected.pages.map(({ job }) => job.personId)).toContain('ana');
});

test('an alert is answered 202, with a request id', async () => {
  const { handler, ports } = setUp();
  const answer = await handler(requestOf('/v2/alerts/', `apiKey=${keyOf('genie')}`, { message: 'Checkout is down' }));
  expect(answer).toMatchObject({ statusCode: 202, headers: { 'x-request-id': expect.any(String) } });
  expect(ports.stores.held.alerts.size).toBe(1);
});
