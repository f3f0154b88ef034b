import { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mailObjectsIn } from '../../../adapters/s3/mail-objects.ts';
import { type AwsEndpoint, awsError, startAwsEndpoint } from './aws-endpoint.ts';

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.requests.length = 0;
  aws.answer = () => ({ body: 'Subject: s\r\n\r\ntext' });
});

const objects = () => mailObjectsIn(new S3Client({ ...aws.settings, forcePathStyle: true }), 'mail-bucket', 2_097_152);

test('a mail is read from its bucket, no further than it is looked at', async () => {
  expect(Buffer.from(await objects().read('d6iitobk75ur44p8')).toString()).toBe('Subject: s\r\n\r\ntext');
  expect(aws.requests).toHaveLength(1);
  expect(aws.requests[0]?.operation).toMatch(/^\/mail-bucket\/d6iitobk75ur44p8\b/);
  expect(aws.requests[0]?.headers.range).toBe('bytes=0-2097151');
});

test.each([
  ['that may not be read or is not there', () => awsError('AccessDenied', 403)],
  ['while S3 fails', () => awsError('InternalError', 500)],
])('a mail %s is a typed error: the queue delivers its notice again', async (_what, answer) => {
  aws.answer = answer;
  await expect(objects().read('k')).rejects.toMatchObject({ code: 'mail-object-unreadable', cause: expect.any(Error) });
});
