import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { documentObjects } from '../../../adapters/s3/document-objects.ts';
import { type AwsEndpoint, awsError, startAwsEndpoint } from './aws-endpoint.ts';

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.requests.length = 0;
  aws.answer = () => ({ body: '{"a":1}' });
});

const objects = (options: { longest?: number; patienceMs?: number } = {}) =>
  documentObjects({
    client: new S3Client({ ...aws.settings, forcePathStyle: true }),
    longest: 100,
    patienceMs: 0,
    pauseMs: 10,
    ...options,
  });

test('a document is read from its bucket', async () => {
  expect(await objects().read('assets', 'abc.json')).toBe('{"a":1}');
  expect(aws.requests.map(({ operation }) => operation.split('?')[0])).toEqual(['/assets/abc.json']);
});

test('a permission that was given a moment ago is waited for', async () => {
  aws.answer = () => (aws.requests.length <= 2 ? awsError('AccessDenied', 403) : { body: '{"a":2}' });
  expect(await objects({ patienceMs: 1_000 }).read('assets', 'abc.json')).toBe('{"a":2}');
  expect(aws.requests).toHaveLength(3);
});

test.each([
  ['may not be read, however long one waits', () => awsError('AccessDenied', 403), { patienceMs: 30 }],
  ['is not there', () => awsError('NoSuchKey', 404), {}],
  ['is longer than anything that is read', () => ({ body: 'x'.repeat(101) }), {}],
])('a document that %s is a typed error', async (_what, answer, options) => {
  aws.answer = answer;
  await expect(objects(options).read('assets', 'abc.json')).rejects.toMatchObject({ code: 'document-unreadable' });
});
