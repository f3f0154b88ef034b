import { SignatureV4 } from '@smithy/signature-v4';
import { expect, test } from 'vitest';
import { signRequest } from '../../../adapters/aws/sign-request.ts';
import { NodeSha256 } from '../../../intake/aws/node-sha256.ts';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** What the SDK signs a request with. */
const signedBySdk = async (
  request: Parameters<typeof signRequest>[0],
  credentials: Parameters<typeof signRequest>[1],
  { region, service }: Parameters<typeof signRequest>[2],
  at: number,
): Promise<string | undefined> => {
  const signer = new SignatureV4({ credentials, region, service, sha256: NodeSha256 });
  const { headers } = await signer.sign(
    {
      method: request.method,
      protocol: 'https:',
      hostname: request.host,
      path: new URL(request.path, 'https://x').pathname,
      query: Object.fromEntries(new URL(request.path, 'https://x').searchParams),
      headers: { ...request.headers, host: request.host },
      body: request.body,
    },
    { signingDate: new Date(at) },
  );
  return headers.authorization;
};

/** What the doctor asks: escaped names, and parameters. */
const QUESTIONS = [
  '/v2/email/account',
  '/v2/email/identities/muster%40example.com',
  '/v2/email/suppression/addresses?PageSize=1000',
  '/v2/email/suppression/addresses?NextToken=a%2Fb%2Bc%3D%3D&PageSize=1000',
];

test.each(QUESTIONS)('a question by %s is signed as the SDK signs it', async (path) => {
  const scope = { region: 'eu-central-1', service: 'ses' };
  const asked = { method: 'GET', host: 'email.eu-central-1.amazonaws.com', path, headers: {}, body: '' } as const;
  const at = Date.parse('2026-11-21T20:00:00.123Z');
  const { authorization } = signRequest(asked, CREDENTIALS, scope, at);
  expect(authorization).toBe(await signedBySdk(asked, CREDENTIALS, scope, at));
});

const BODIES = ['', '{}', '{"title":"Zahlung – steht € 😀"}', 'a=b&c=%20', '\u0000\n  two  spaces'];
const TYPES = ['application/x-amz-json-1.0', 'application/x-www-form-urlencoded; charset=utf-8', ' two  spaces '];
const TOKENS = [undefined, 'IQoJb3JpZ2luX2VjEA+/=='];
const PLACES = [
  { region: 'eu-central-1', service: 'dynamodb', path: '/' },
  { region: 'us-east-1', service: 'ses', path: '/v2/email/outbound-emails' },
  { region: 'cn-north-1', service: 'sqs', path: '/' },
];
const INSTANTS = ['2026-11-21T20:00:00.123Z', '2027-01-01T00:00:00.000Z', '2028-02-29T23:59:59.999Z'].map(Date.parse);

test.each(PLACES)('a request to $service in $region is signed as the SDK signs it', async ({ path, ...scope }) => {
  for (const body of BODIES) {
    for (const type of TYPES) {
      for (const sessionToken of TOKENS) {
        for (const at of INSTANTS) {
          const asked = {
            method: 'POST' as const,
            host: `${scope.service}.${scope.region}.amazonaws.com`,
            path,
            headers: { 'content-type': type, 'x-amz-target': 'AmazonSQS.SendMessage' },
            body,
          };
          const credentials = { ...CREDENTIALS, ...(sessionToken === undefined ? {} : { sessionToken }) };
          const { authorization } = signRequest(asked, credentials, scope, at);
          expect(authorization, JSON.stringify(asked)).toBe(await signedBySdk(asked, credentials, scope, at));
        }
      }
    }
  }
});
