import type { LambdaEvent } from 'hono/aws-lambda';
import { expect, test } from 'vitest';
import { derivedAccessTokens } from '../../adapters/secrets/derived-access-tokens.ts';
import { derivedIntegrationKeys } from '../../adapters/secrets/derived-integration-keys.ts';
import { accessTokenValue } from '../../domain/access/keys.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { createAuthentication } from '../../functions/composition/authenticate.ts';
import { principalOfClaims, roleOf } from '../../functions/composition/principal-of-claims.ts';
import { serveApi } from '../../functions/serve-api.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { simulatedPorts } from '../../simulation/simulated-ports.ts';

const MASTER = Buffer.alloc(32, 7);
const ROLE_CLAIMS = ['cognito:groups', 'groups', 'muster_role', 'scope'];
const configuration = parseConfiguration({
  ...exampleFile,
  people: exampleFile.people.map((p) => (p.id === 'ana' ? { ...p, email: 'Ana@example.com' } : p)),
  accessTokens: [{ id: 'dashboard', role: 'viewer' }],
});

const setUp = () => {
  const ports = simulatedPorts({ configuration });
  const accessTokens = derivedAccessTokens(async () => MASTER, ports);
  const authenticate = createAuthentication({
    configuration: ports.configuration,
    accessTokens,
    roleClaims: ROLE_CLAIMS,
  });
  const api = serveApi(() => ({
    ports,
    authenticate,
    accessTokens,
    webhookSecretOf: async () => 'whsec_',
    integrationKeys: derivedIntegrationKeys(async () => MASTER, ports.configuration),
  }));
  const get = async (
    options: {
      path?: string;
      method?: string;
      claims?: Record<string, unknown>;
      headers?: Record<string, string>;
    } = {},
  ) => {
    const { path = '/v1/incidents', method = 'GET', claims, headers = {} } = options;
    const answer = await api({
      version: '2.0',
      rawPath: path,
      rawQueryString: '',
      headers: { host: 'api.example.com', ...headers },
      isBase64Encoded: false,
      requestContext: {
        http: { method, path },
        ...(claims ? { authorizer: { jwt: { claims } } } : {}),
      },
    } as unknown as LambdaEvent);
    return answer as { statusCode: number; body: string };
  };
  return { get };
};

test('claims that name a role are let in', async () => {
  expect(await setUp().get({ claims: { sub: 'u-1', groups: '[viewer]' } })).toMatchObject({ statusCode: 200 });
});

test('somebody who is known and has no role is 403', async () => {
  const answer = await setUp().get({ claims: { sub: 'u-1', groups: '[accounting]' } });
  expect(answer.statusCode).toBe(403);
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'not-permitted' });
});

test('nobody is 401, whatever headers say about claims', async () => {
  const answer = await setUp().get({
    headers: { 'x-amzn-claims': '{"sub":"u","groups":["admin"]}', authorizer: 'admin' },
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
  [{ groups: '[responder viewer]' }, 'responder'],
  [{ groups: ['viewer', 'manager'] }, 'manager'],
  [{ 'cognito:groups': '[admin]' }, 'admin'],
  [{ scope: 'openid muster/responder email' }, 'responder'],
  [{ muster_role: 'Manager' }, 'manager'],
  [{ groups: '[muster-viewer]', scope: 'muster:admin' }, 'admin'],
  [{ groups: 'viewer,responder' }, 'responder'],
  [{ groups: '[administrators]' }, undefined],
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
