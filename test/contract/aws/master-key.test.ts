import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { secretsManager } from '../../../adapters/aws/services.ts';
import { derivedSecrets } from '../../../adapters/secrets/derived-secrets.ts';
import { rememberedMasterKey } from '../../../adapters/secrets/master-key.ts';
import { masterKeyFromSecretsManager } from '../../../adapters/secrets/secrets-manager.ts';
import { linkKey } from '../../../domain/access/signing-keys.ts';
import { type AwsEndpoint, awsError, startAwsEndpoint } from './aws-endpoint.ts';

const SECRET = 'a master key for tests, of 40 characters';

let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.requests.length = 0;
  aws.answer = () => ({ body: { SecretString: SECRET } });
});

const masterKey = () => rememberedMasterKey(masterKeyFromSecretsManager(secretsManager(aws.settings), 'arn:secret'));

test('the key is read when it is first needed, and once', async () => {
  const read = masterKey();
  expect(aws.requests).toEqual([]);
  const [one, two] = await Promise.all([read(), read()]);
  expect(await read()).toBe(one);
  expect(two).toBe(one);
  expect(Buffer.from(one).toString()).toBe(SECRET);
  expect(aws.requests.map(({ operation, json }) => [operation, json])).toEqual([
    ['GetSecretValue', { SecretId: 'arn:secret' }],
  ]);
});

test('a read that failed is a typed error and is tried again', async () => {
  const read = masterKey();
  aws.answer = () => awsError('AccessDeniedException');
  await expect(read()).rejects.toMatchObject({ code: 'unreadable', cause: expect.any(Error) });
  aws.answer = () => ({ body: { SecretString: SECRET } });
  expect((await read()).length).toBe(40);
});

test('a key that could be guessed is refused', async () => {
  aws.answer = () => ({ body: { SecretString: 'short' } });
  await expect(masterKey()()).rejects.toMatchObject({ code: 'too-short' });
});

test('links are signed with a key of their own', async () => {
  const key = await derivedSecrets(masterKey()).linkKey();
  expect(key).toEqual(linkKey(Buffer.from(SECRET)));
  expect(Buffer.from(key).equals(Buffer.from(SECRET))).toBe(false);
});
