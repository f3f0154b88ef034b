import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { NodeSha256 } from '../../../intake/aws/node-sha256.ts';
import { type SignedRequest, verifyAwsSignature } from '../../../intake/aws/verify-signature.ts';

/**
 * The worked example of AWS' documentation, which other implementations are tested with as well:
 * <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html> describes the same steps.
 */
const EXAMPLE: SignedRequest = {
  method: 'GET',
  path: '/',
  query: 'Action=ListUsers&Version=2010-05-08',
  headers: {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    host: 'iam.amazonaws.com',
    'x-amz-date': '20150830T123600Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
  },
  body: new Uint8Array(),
};
const EXAMPLE_SIGNED_AT = Date.parse('2015-08-30T12:36:00Z');

const KEYS: Readonly<Record<string, readonly string[]>> = {
  AKIDEXAMPLE: ['wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'],
  aws: ['the-newest-key', 'the-old-key'],
};
const keys = { keysOf: async (id: string) => KEYS[id] ?? [] };

const verify = (request: SignedRequest, now = EXAMPLE_SIGNED_AT) => verifyAwsSignature(request, keys, now);

const NOW = Date.parse('2026-11-28T18:00:00Z');

/** A request as a client of AWS signs it. */
const signedBy = async (secretAccessKey: string, changes: Partial<SignedRequest> = {}): Promise<SignedRequest> => {
  const request = { method: 'POST', path: '/', query: '', body: Buffer.from('{"Entries":[]}'), ...changes };
  const signer = new SignatureV4({
    credentials: { accessKeyId: 'aws', secretAccessKey },
    region: 'eu-west-1',
    service: 'events',
    sha256: NodeSha256,
  });
  const { headers } = await signer.sign(
    {
      ...request,
      query: {},
      protocol: 'http:',
      hostname: '127.0.0.1',
      headers: { host: '127.0.0.1:4000', 'x-amz-target': 'AWSEvents.PutEvents' },
    },
    { signingDate: new Date(NOW) },
  );
  return { ...request, headers };
};

describe('a request signed as AWS clients sign', () => {
  it("proves who sent it by AWS' own example", async () => {
    expect(await verify(EXAMPLE)).toMatchObject({
      integrationId: 'AKIDEXAMPLE',
      signature: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each(['the-newest-key', 'the-old-key'])('is taken with each live key: %s', async (key) => {
    expect(await verify(await signedBy(key), NOW)).toMatchObject({ integrationId: 'aws' });
  });

  it.each([299_000, -299_000])('is taken when the clocks are %i ms apart', async (apart) => {
    expect(await verify(await signedBy('the-newest-key'), NOW + apart)).toMatchObject({ integrationId: 'aws' });
  });

  it.each<[string, (request: SignedRequest) => SignedRequest, string]>([
    ['another body', (r) => ({ ...r, body: Buffer.from('{"Entries":[1]}') }), 'SignatureDoesNotMatch'],
    ['another method', (r) => ({ ...r, method: 'PUT' }), 'SignatureDoesNotMatch'],
    ['another path', (r) => ({ ...r, path: '/x' }), 'SignatureDoesNotMatch'],
    ['another query', (r) => ({ ...r, query: 'a=1' }), 'SignatureDoesNotMatch'],
    ['another host', (r) => ({ ...r, headers: { ...r.headers, host: 'evil.example' } }), 'SignatureDoesNotMatch'],
    [
      'another operation',
      (r) => ({ ...r, headers: { ...r.headers, 'x-amz-target': 'AWSEvents.PutRule' } }),
      'SignatureDoesNotMatch',
    ],
    [
      'a body that the signature leaves out',
      (r) => ({ ...r, headers: { ...r.headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
      'SignatureDoesNotMatch',
    ],
    [
      'a key pair that nobody has',
      (r) => ({
        ...r,
        headers: { ...r.headers, authorization: r.headers.authorization?.replace('=aws/', '=nobody/') },
      }),
      'InvalidClientTokenId',
    ],
    [
      'the key pair of somebody else',
      (r) => ({
        ...r,
        headers: { ...r.headers, authorization: r.headers.authorization?.replace('=aws/', '=AKIDEXAMPLE/') },
      }),
      'SignatureDoesNotMatch',
    ],
    [
      'a signature of another scheme',
      (r) => ({ ...r, headers: { ...r.headers, authorization: 'Bearer the-newest-key' } }),
      'SignatureDoesNotMatch',
    ],
    [
      'no signature',
      (r) => ({ ...r, headers: { ...r.headers, authorization: undefined } }),
      'MissingAuthenticationToken',
    ],
    [
      'the host left out of what is signed',
      (r) => ({
        ...r,
        headers: {
          ...r.headers,
          authorization: r.headers.authorization?.replace('SignedHeaders=host;', 'SignedHeaders='),
        },
      }),
      'SignatureDoesNotMatch',
    ],
    [
      'another day',
      (r) => ({ ...r, headers: { ...r.headers, 'x-amz-date': '20261129T180000Z' } }),
      'SignatureDoesNotMatch',
    ],
    ['no instant', (r) => ({ ...r, headers: { ...r.headers, 'x-amz-date': undefined } }), 'SignatureDoesNotMatch'],
  ])('is refused with %s', async (_, tampered, code) => {
    expect(await verify(tampered(await signedBy('the-newest-key')), NOW)).toMatchObject({ code });
  });

  it.each([301_000, -301_000])('is refused when the clocks are %i ms apart', async (apart) => {
    expect(await verify(await signedBy('the-newest-key'), NOW + apart)).toMatchObject({
      code: 'SignatureDoesNotMatch',
      message: expect.stringContaining('expired'),
    });
  });

  it('is refused with a key that has been taken out', async () => {
    expect(await verify(await signedBy('a-key-of-last-year'), NOW)).toMatchObject({ code: 'SignatureDoesNotMatch' });
  });
});
