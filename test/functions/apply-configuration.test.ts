import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import { DocumentObjectError } from '../../adapters/s3/document-objects.ts';
import { applyConfiguration } from '../../functions/apply-configuration.ts';
import { answerCloudFormation, type CloudFormationAnswer } from '../../functions/composition/answer-cloud-formation.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { simulatedPorts } from '../../simulation/simulated-ports.ts';

const event = (
  RequestType: string,
  properties: Record<string, unknown>,
  ResponseURL = '',
): CloudFormationCustomResourceEvent =>
  ({
    RequestType,
    ResponseURL,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Configuration',
    ResourceProperties: { ServiceToken: 'arn', ...properties },
  }) as CloudFormationCustomResourceEvent;

const text = JSON.stringify(exampleFile);
const BUCKET = 'assets';

const setUp = (objects: Readonly<Record<string, string>> = {}) => {
  const ports = simulatedPorts();
  const answers: CloudFormationAnswer[] = [];
  const documents = {
    read: async (bucket: string, key: string) => {
      const found = bucket === BUCKET ? objects[key] : undefined;
      if (found === undefined) throw new DocumentObjectError(`The document ${key} cannot be read from ${bucket}.`);
      return found;
    },
  };
  const handler = applyConfiguration(
    () => ({ ports, documents }),
    async (_, answer) => void answers.push(answer),
  );
  return { ports, answers, handler };
};

test.each([
  ['an object of a bucket', { Bucket: BUCKET, Key: 'good.json', Hash: 'good' }],
  ['JSON text, in a template of before', { Document: text }],
  ['gzip in base64, in a template of before', { DocumentGzip: gzipSync(text).toString('base64') }],
])('a configuration as %s comes into force', async (_, properties) => {
  const { ports, answers, handler } = setUp({ 'good.json': text });
  await handler(event('Create', properties));
  const current = await ports.stores.configurations.current();
  expect(current?.organisation.name).toBe('Example Shop');
  expect(answers).toEqual([
    { status: 'SUCCESS', physicalResourceId: 'muster-configuration', data: { Version: current?.version } },
  ]);
});

test.each([
  ['an invalid one', { Bucket: BUCKET, Key: 'bad.json' }, 'unroutedService: there is no service "nowhere"'],
  ['what is no JSON', { Bucket: BUCKET, Key: 'text.json' }, 'not JSON text'],
  [
    'an object that is not there',
    { Bucket: BUCKET, Key: 'gone.json', Version: 'abcdefabcdef' },
    'gone.json cannot be read',
  ],
  ['no document', {}, 'does not say where its document is'],
])('%s fails the deployment with the reason, and the last good one stays', async (_, properties, reason) => {
  const { ports, answers, handler } = setUp({
    'bad.json': JSON.stringify({ ...exampleFile, unroutedService: 'nowhere' }),
    'text.json': '{',
  });
  await handler(event('Create', { Document: text }));
  const before = await ports.stores.configurations.current();
  await handler(event('Update', properties));
  expect(answers[1]).toMatchObject({ status: 'FAILED', reason: expect.stringContaining(reason) });
  expect(await ports.stores.configurations.current()).toEqual(before);
});

test('a deployment that is rolled back finds what was in force then, even where its object is gone', async () => {
  const renamed = JSON.stringify({ ...exampleFile, organisation: { name: 'Renamed' } });
  const { ports, answers, handler } = setUp({ 'new.json': renamed });
  await handler(event('Create', { Document: text }));
  const before = await ports.stores.configurations.current();
  await handler(event('Update', { Bucket: BUCKET, Key: 'new.json' }));
  expect((await ports.stores.configurations.current())?.organisation.name).toBe('Renamed');
  await handler(event('Update', { Bucket: BUCKET, Key: 'gone.json', Version: before?.version }));
  expect(answers[2]).toMatchObject({ status: 'SUCCESS', data: { Version: before?.version } });
  expect(await ports.stores.configurations.current()).toEqual(before);
});

test('deleting the resource leaves the configuration in force', async () => {
  const { ports, answers, handler } = setUp();
  await handler(event('Create', { Document: text }));
  await handler(event('Delete', { Document: '{' }));
  expect(answers[1]).toMatchObject({ status: 'SUCCESS' });
  expect(await ports.stores.configurations.current()).toBeDefined();
});

test('a function that cannot even be composed answers instead of letting CloudFormation wait', async () => {
  const answers: CloudFormationAnswer[] = [];
  const broken = applyConfiguration(
    () => {
      throw new Error('TABLE_NAME is missing');
    },
    async (_, answer) => void answers.push(answer),
  );
  await broken(event('Create', { Document: text }));
  expect(answers).toMatchObject([{ status: 'FAILED', reason: 'TABLE_NAME is missing' }]);
});

test('CloudFormation is answered by PUT to its URL, again when it did not take it, within 4 KB', async () => {
  const puts: { method?: string; type?: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    puts.push({
      method: request.method,
      type: request.headers['content-type'],
      body: Buffer.concat(chunks).toString(),
    });
    response.writeHead(puts.length === 1 ? 503 : 200).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer`;
  await answerCloudFormation(event('Create', {}, url), {
    status: 'FAILED',
    physicalResourceId: 'id',
    reason: 'x'.repeat(9000),
  });
  server.close();
  server.closeAllConnections();
  expect(puts).toHaveLength(2);
  expect(puts[1]).toMatchObject({ method: 'PUT', type: '' });
  expect(JSON.parse(puts[1]?.body ?? '')).toMatchObject({
    Status: 'FAILED',
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'Configuration',
  });
  expect(Buffer.byteLength(puts[1]?.body ?? '')).toBeLessThan(4096);
});
