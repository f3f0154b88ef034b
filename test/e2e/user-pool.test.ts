import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issuedTokens } from '../../adapters/openid/issued-tokens.ts';
import { openIssuer } from '../../cli/sign-in/issuer.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { CALLBACK_URLS, USUAL_SCOPE } from '../../domain/access/sign-in.ts';
import { deploy, type Emulator, emulatorRegion, sentMail, startEmulator } from './emulator/index.ts';

/**
 * The user pool of a deployment, as its template makes it, in an implementation of Cognito that is not ours: the administrator is
 * invited by mail, signs in on the page with what the command line asks for, and the tokens count. Cognito itself it is not: it asks for
 * no second factor that nobody has enrolled.
 */
let emulator: Emulator;
let outputs: Readonly<Record<string, string>>;

beforeAll(async () => {
  emulator = await startEmulator({ dir: resolve('.muster', 'e2e') });
  const stacks = await deploy({ emulator, app: `node ${join(import.meta.dirname, 'emulator', 'user-pool-app.ts')}` });
  outputs = stacks.People ?? {};
}, 300_000);

afterAll(() => emulator?.stop());

const output = (name: string): string => {
  const value = outputs[name];
  if (value === undefined) throw new Error(`The stack has no output ${name}: ${JSON.stringify(outputs)}`);
  return value;
};

/** A call to Cognito's own API. The emulator checks no signature. */
const cognito = async <T>(operation: string, body: object): Promise<T> => {
  const response = await fetch(emulator.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${emulatorRegion}/cognito-idp/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${operation} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
};

/** Where AWS has the page to sign in, which the emulator has at its own address. */
const PAGES = 'https://people.auth.us-east-1.amazoncognito.com';

/** What AWS serves under its own names is at the emulator, which says so in its discovery document. */
const asOfAws: typeof fetch = async (input, init) => {
  const { hostname, pathname, search } = new URL(input instanceof Request ? input.url : input);
  if (!/\.amazon(aws|cognito)\.com$/.test(hostname)) throw new Error(`Nobody asks ${hostname}.`);
  const response = await fetch(`${emulator.url}${pathname}${search}`, init);
  if (!pathname.endsWith('/openid-configuration')) return response;
  return Response.json(JSON.parse((await response.text()).replaceAll(emulator.url, PAGES)));
};

/** Fills in the form of a page and sends it; where it leads away, that address is given back unopened. */
const sent = async (
  page: { readonly url: string; readonly text: string },
  filled: Readonly<Record<string, string>>,
): Promise<{ readonly url: string; readonly text: string }> => {
  const hidden = Array.from(page.text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g));
  const action = /<form method="POST" action="([^"]*)"/.exec(page.text)?.[1];
  if (action === undefined) throw new Error(`There is no form on ${page.url}: ${page.text}`);
  const response = await asOfAws(new URL(action, page.url), {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams([
      ...hidden.map(([, name = '', value = '']): [string, string] => [name, value]),
      ...Object.entries(filled),
    ]),
  });
  return { url: response.headers.get('location') ?? page.url, text: await response.text() };
};

test('the pool takes in nobody by themselves, wants a second factor, and has the groups, the page and the client of the command line', async () => {
  const [UserPoolId, ClientId] = [output('UserPoolId'), output('ClientId')];
  const { UserPool } = await cognito<{ UserPool: Record<string, unknown> }>('DescribeUserPool', { UserPoolId });
  expect(UserPool).toMatchObject({
    MfaConfiguration: 'ON',
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    UserPoolTier: 'ESSENTIALS',
  });
  const { Groups } = await cognito<{ Groups: { GroupName: string }[] }>('ListGroups', { UserPoolId });
  expect(Groups.map(({ GroupName }) => GroupName).toSorted()).toEqual(['admin', 'manager', 'responder', 'viewer']);
  const { UserPoolClient } = await cognito<{ UserPoolClient: Record<string, unknown> }>('DescribeUserPoolClient', {
    ...{ UserPoolId, ClientId },
  });
  expect(UserPoolClient).toMatchObject({ CallbackURLs: CALLBACK_URLS, AllowedOAuthFlows: ['code'] });
  expect(UserPoolClient).not.toHaveProperty('ClientSecret');
  const Domain = new URL(output('SignInPage')).hostname.split('.')[0];
  const { DomainDescription } = await cognito<{ DomainDescription: Record<string, unknown> }>(
    'DescribeUserPoolDomain',
    {
      Domain,
    },
  );
  expect(DomainDescription).toMatchObject({ UserPoolId, ManagedLoginVersion: 2 });
});

test('the invited administrator signs in with the password of the mail, is asked for one of their own, and their token counts as admin', async () => {
  const invitation = (await sentMail(emulator)).find(({ To }) => To.includes('ada@e2e.example'));
  const words = invitation?.BodyHtml ?? invitation?.BodyText ?? '';
  expect(words).toContain('muster login --url https://muster.example.com');
  const [, password = ''] = /with this password: <code>(.*?)<\/code>/.exec(words) ?? [];
  const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
  const temporary = password.replaceAll(/&\w+;/g, (entity) => entities[entity] ?? entity);
  expect(temporary.length).toBeGreaterThanOrEqual(14);

  const [issuer, clientId, [redirectUri = '']] = [output('Issuer'), output('ClientId'), CALLBACK_URLS];
  const terminal = { fetch: asOfAws } as Pick<Terminal, 'fetch'> as Terminal;
  const opened = await openIssuer(terminal, { issuer, clientId });
  const attempt = await opened.attempt(redirectUri, USUAL_SCOPE);
  const asked = attempt.address.href;
  let page = { url: asked, text: await (await asOfAws(asked)).text() };
  page = await sent(page, { username: 'ada@e2e.example' });
  page = await sent(page, { challenge: 'PASSWORD' });
  page = await sent(page, { password: temporary });
  const own = 'A longer one, of 2026!';
  page = await sent(page, { new_password: own, confirm_password: own });
  expect(page.url).toMatch(/^http:\/\/localhost:17911\/callback\?/);
  const tokens = await attempt.finish(new URL(page.url));
  expect(tokens.refreshToken).toBeDefined();

  const verifying = issuedTokens({
    ...{
      issuer,
      audience: [clientId],
      fetch: asOfAws,
      now: Date.now,
      onFailed: (error) => expect.fail(String(error)),
    },
  });
  const verified = await verifying.claimsOf(tokens.token);
  expect(verified).toMatchObject({ claims: { email: 'ada@e2e.example', 'cognito:groups': ['admin'] } });
  const renewed = await opened.refreshed(tokens.refreshToken ?? '');
  expect(await verifying.claimsOf(renewed.token)).toMatchObject({ claims: { email: 'ada@e2e.example' } });
});

test('an address that is not registered is sent nowhere', async () => {
  const terminal = { fetch: asOfAws } as Pick<Terminal, 'fetch'> as Terminal;
  const opened = await openIssuer(terminal, { issuer: output('Issuer'), clientId: output('ClientId') });
  const { address } = await opened.attempt('http://localhost:17914/callback', USUAL_SCOPE);
  const response = await asOfAws(address, { redirect: 'manual' });
  expect([response.status, response.headers.get('location')]).toEqual([400, null]);
});
