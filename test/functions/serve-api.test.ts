import type { LambdaEvent } from 'hono/aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issuerOf } from '../../adapters/openid/issuer-of.ts';
import { derivedAccessTokens } from '../../adapters/secrets/derived-access-tokens.ts';
import { derivedIntegrationKeys } from '../../adapters/secrets/derived-integration-keys.ts';
import { accessTokenValue } from '../../domain/access/keys.ts';
import { principalOfClaims, roleOf } from '../../domain/access/principal-of-claims.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { serveApi } from '../../functions/serve-api.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { simulatedPorts } from '../../simulation/simulated-ports.ts';
import { principalOfToken } from '../../usecases/tokens/principal-of-token.ts';
import { type StandIn, standInIssuer } from '../openid/stand-in-issuer.ts';

const MASTER = Buffer.alloc(32, 7);
const ANA = { email: 'ana@example.com', password: 'a', groups: ['responder'] };
const ROLE_CLAIMS = ['cognito:groups', 'groups', 'muster_role', 'scope'];
const configuration = parseConfiguration({
  ...exampleFile,
  people: exampleFile.people.map((p) => (p.id === 'ana' ? { ...p, email: 'Ana@example.com' } : p)),
  accessTokens: [{ id: 'dashboard', role: 'viewer' }],
});

let issuer: StandIn;
beforeAll(async () => {
  issuer = await standInIssuer({ clientId: 'muster', accounts: [ANA] });
});
afterAll(() => issuer.stop());

const setUp = () => {
  const ports = simulatedPorts({ configuration });
  const accessTokens = derivedAccessTokens(async () => MASTER, ports);
  const trusted = issuerOf(
    { issuer: issuer.url, audience: 'muster, other', scope: 'openid', roleClaims: ROLE_CLAIMS.join() },
    { failed: () => {} },
  );
  const api = serveApi(() => ({
    ports,
    signIn: trusted.signIn,
    principalOf: principalOfToken({ configuration: ports.configuration, accessTokens, issuer: trusted }),
    accessTokens,
    webhookSecretOf: async () => 'whsec_',
    integrationKeys: derivedIntegrationKeys(async () => MASTER, ports.configuration),
  }));
  const get = async (
    options: {
      path?: string;
      method?: string;
      token?: string;
      headers?: Record<string, string>;
      context?: object;
    } = {},
  ) => {
    const { path = '/v1/incidents', method = 'GET', token, headers = {}, context = {} } = options;
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await api({
      version: '2.0',
      rawPath: path,
      rawQueryString: '',
      headers: { host: 'api.example.com', ...authorization, ...headers },
      isBase64Encoded: false,
      requestContext: { http: { method, path }, ...context },
    } as unknown as LambdaEvent);
    return answer as { statusCode: number; body: string; headers: Record<string, string> };
  };
  return { get };
};

test.each([
  ['an ID token', () => issuer.idTokenOf(ANA)],
  ['an access token, which has no address', () => issuer.accessTokenOf(ANA)],
])('%s of the issuer is let in as the person with that address', async (_name, token) => {
  const { statusCode, body } = await setUp().get({ path: '/v1/whoami', token: token() });
  expect(statusCode).toBe(200);
  expect(JSON.parse(body)).toMatchObject({ role: 'responder', personId: 'ana', name: 'Ana' });
  expect(Date.parse(JSON.parse(body).expiresAt)).toBeGreaterThan(Date.now());
});

test('somebody who is known and has no role is 403, and is told what to do', async () => {
  const token = issuer.signed({ aud: 'muster', sub: 'u-1', groups: ['accounting'] });
  const { body, statusCode } = await setUp().get({ token });
  expect(statusCode).toBe(403);
  expect(JSON.parse(body)).toMatchObject({ code: 'not-permitted', detail: expect.stringContaining('group viewer') });
});

test('a token that proves nobody is 401 in problem details that say why and what to do', async () => {
  const token = issuer.signed({ aud: 'muster', exp: 1 });
  const { body, headers, statusCode } = await setUp().get({ token });
  expect(statusCode).toBe(401);
  expect(headers['www-authenticate']).toContain('error="invalid_token"');
  expect(JSON.parse(body)).toMatchObject({
    code: 'unauthenticated',
    detail: 'The token has expired. Sign in with `muster login`.',
  });
});

test('an issuer that cannot be reached is 503: nobody can tell, and the caller may try again', async () => {
  const lost = await standInIssuer({ clientId: 'muster' });
  const accessTokens = { principalOf: async () => undefined, valueOf: async () => '' };
  const trusted = issuerOf(
    { issuer: lost.url, audience: 'muster', scope: 'openid', roleClaims: 'groups' },
    { failed: () => {} },
  );
  const ports = simulatedPorts({ configuration });
  const api = serveApi(() => ({
    ports,
    accessTokens,
    principalOf: principalOfToken({ configuration: ports.configuration, accessTokens, issuer: trusted }),
    webhookSecretOf: async () => 'whsec_',
    integrationKeys: derivedIntegrationKeys(async () => MASTER, ports.configuration),
  }));
  const token = lost.signed({ aud: 'muster', groups: ['viewer'] });
  await lost.stop();
  const answer = (await api({
    version: '2.0',
    rawPath: '/v1/incidents',
    rawQueryString: '',
    headers: { host: 'api.example.com', authorization: `Bearer ${token}` },
    isBase64Encoded: false,
    requestContext: { http: { method: 'GET', path: '/v1/incidents' } },
  } as unknown as LambdaEvent)) as { statusCode: number; headers: Record<string, string> };
  expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '3' } });
});

test('whoever has no token is told where to get one, without a token', async () => {
  const { body, statusCode } = await setUp().get({ path: '/v1/sign-in' });
  expect([statusCode, JSON.parse(body)]).toEqual([
    200,
    { openid: { issuer: issuer.url, clientId: 'muster', scope: 'openid' } },
  ]);
});

test('nobody is 401, whatever headers or a gateway say about claims', async () => {
  const answer = await setUp().get({
    headers: { 'x-amzn-claims': '{"sub":"u","groups":["admin"]}', authorizer: 'admin' },
    context: { authorizer: { jwt: { claims: { sub: 'u', groups: '[admin]' } } } },
  });
  expect(answer.statusCode).toBe(401);
});

test('an access token of the configuration is let in, another is not', async () => {
  const { get } = setUp();
  const token = accessTokenValue(MASTER, 'dashboard', 1);
  expect(await get({ headers: { authorization: `Bearer ${token}` } })).toMatchObject({ statusCode: 200 });
  expect(await get({ headers: { authorization: `Bearer ${token}x` } })).toMatchObject({ statusCode: 401 });
});

test('what is not served is a problem, not the text of a framework', async () => {
  const answer = await setUp().get({ path: '/nowhere' });
  expect(answer.statusCode).toBe(404);
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'not-found' });
});

test.each([
  [{ groups: 'viewer' }, 'viewer'],
  [{ groups: ['responder', 'viewer'] }, 'responder'],
  [{ groups: ['viewer', 'manager'] }, 'manager'],
  [{ 'cognito:groups': ['admin'] }, 'admin'],
  [{ groups: ['Domain admin'] }, undefined],
  [{ groups: [['admin']] }, undefined],
  [{ scope: 'openid muster/responder email' }, 'responder'],
  [{ muster_role: 'Manager' }, 'manager'],
  [{ groups: ['muster-viewer'], scope: 'muster:admin' }, 'admin'],
  [{ groups: 'viewer,responder' }, 'responder'],
  [{ groups: ['administrators'] }, undefined],
  [{ roles: 'admin' }, undefined],
  [{ groups: 7 }, undefined],
  [{}, undefined],
])('%o has the role %s', (claims, role) => {
  expect(roleOf(claims, ROLE_CLAIMS)).toBe(role);
});

test('a principal is the person with that address or id, else itself', () => {
  const of = (claims: Record<string, unknown>) =>
    principalOfClaims({ groups: 'viewer', ...claims }, ROLE_CLAIMS, configuration);
  expect(of({ sub: 'u-1', email: 'ana@EXAMPLE.com' })).toMatchObject({ id: 'u-1', name: 'Ana', personId: 'ana' });
  expect(of({ sub: 'ben' })).toMatchObject({ personId: 'ben' });
  expect(of({ sub: 'u-1', email: 'ana@example.com', email_verified: 'false' })).not.toHaveProperty('personId');
  expect(of({ sub: 'u-2', name: 'Zoe' })).toEqual({ id: 'u-2', name: 'Zoe', role: 'viewer' });
  expect(of({})).toBeUndefined();
});
