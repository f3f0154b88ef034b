import { describe, expect, test } from 'vitest';
import { ROUTES } from '../../intake/routes.ts';
import { type Resource, referred, resourcesOf, templateOf } from './synthesised.ts';

const customDomain = {
  domainName: 'muster.example.com',
  certificateArn: 'arn:aws:acm:eu-central-1:111111111111:certificate/1',
};
const withPool = templateOf();
const withIssuer = templateOf({
  tokenIssuer: { issuer: 'https://id.example.com', audience: ['muster'] },
  customDomain,
});
const of = (template: typeof withPool, type: string): Resource[] =>
  resourcesOf(template, `AWS::${type}`).map(([, resource]) => resource);

const routes = new Map(
  of(withPool, 'ApiGatewayV2::Route').map(({ Properties }) => [Properties.RouteKey as string, Properties]),
);
const functionOf = (routeKey: string): string => {
  const integration = /"integrations\/",\{"Ref":"([^"]+)"/.exec(JSON.stringify(routes.get(routeKey)?.Target))?.[1];
  const found = resourcesOf(withPool, 'AWS::ApiGatewayV2::Integration').find(([id]) => id === integration);
  return referred(found?.[1].Properties.IntegrationUri) ?? '';
};

describe('routes', () => {
  test.each([
    ['ANY /in/{proxy+}', 'NONE', 'ReceiveWebhook'],
    ['ANY /in/report/{proxy+}', 'NONE', 'ReceiveCompatible'],
    ['ANY /v2/enqueue', 'NONE', 'ReceiveWebhook'],
    ['ANY /v2/change/{proxy+}', 'NONE', 'ReceiveWebhook'],
    ['ANY /generic/{proxy+}', 'NONE', 'ReceiveWebhook'],
    ['ANY /integration/{proxy+}', 'NONE', 'ReceiveWebhook'],
    ['ANY /v2/{proxy+}', 'NONE', 'ReceiveCompatible'],
    ['ANY /opsgenie/{proxy+}', 'NONE', 'ReceiveCompatible'],
    ['POST /v1/json/{proxy+}', 'NONE', 'ReceiveCompatible'],
    ['ANY /api/{proxy+}', 'NONE', 'ReceiveWebhook'],
    ['GET /v1/incidents/requests/{request}', 'NONE', 'ReceiveCompatible'],
    ['GET /v1/maintenance', 'NONE', 'ReceiveCompatible'],
    ['POST /v1/incidents/create', 'NONE', 'ReceiveCompatible'],
    ['ANY /ping/{proxy+}', 'NONE', 'ReceiveCompatible'],
    ['ANY /v1/{proxy+}', 'NONE', 'ServeApi'],
    ['GET /v1/sign-in', 'NONE', 'ServeApi'],
    ['GET /v1/openapi.json', 'NONE', 'ServeApi'],
    ['GET /healthz', 'NONE', 'ServeApi'],
    ['ANY /a/{token}', 'NONE', 'ServeApi'],
    ['ANY /acknowledge/{token}', 'NONE', 'ServeApi'],
    ['GET /alert/detail/{alert}', 'NONE', 'ServeApi'],
  ])('%s asks for %s and is served by %s', (key, authorization, construct) => {
    expect(routes.get(key)?.AuthorizationType).toBe(authorization);
    expect(functionOf(key)).toMatch(new RegExp(`^MusterFunctions${construct}Function`));
  });

  test('they are those of the route table, and there are no others', () => {
    const table = ROUTES.filter(({ only }) => only === undefined).map(({ method, path }) => `${method} ${path}`);
    expect([...routes.keys()].toSorted()).toEqual(table.toSorted());
  });
});

test('the form that people report by has a limit of its own, and the API answers no preflight in its place', () => {
  const [stage] = of(withPool, 'ApiGatewayV2::Stage');
  const settings = stage?.Properties.RouteSettings as Record<string, unknown>;
  expect(settings['ANY /in/report/{proxy+}']).toMatchObject({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 });
  const [route] = resourcesOf(withPool, 'AWS::ApiGatewayV2::Route').find(
    ([, { Properties }]) => Properties.RouteKey === 'ANY /in/report/{proxy+}',
  ) as [string, Resource];
  expect((stage as { DependsOn?: readonly string[] }).DependsOn).toContain(route);
  expect(of(withPool, 'ApiGatewayV2::Api')[0]?.Properties.CorsConfiguration).toBeUndefined();
});

describe('limits of routes', () => {
  const settingsOf = (props: Parameters<typeof templateOf>[0]) =>
    of(templateOf(props), 'ApiGatewayV2::Stage')[0]?.Properties;
  const intake = ROUTES.filter(({ noSignIn, served }) => noSignIn === 'key' && served !== 'api').map(
    ({ method, path }) => `${method} ${path}`,
  );

  test('let through more of what carries alerts than can be kept, so that none is refused here that could be', () => {
    const { DefaultRouteSettings, RouteSettings } = settingsOf({});
    for (const route of intake)
      expect(RouteSettings[route], route).toEqual({ ThrottlingRateLimit: 4_000, ThrottlingBurstLimit: 5_000 });
    expect(DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1_000 });
    expect(RouteSettings).not.toHaveProperty(['ANY /v1/{proxy+}']);
  });

  test('are those that somebody asks for', () => {
    const { DefaultRouteSettings, RouteSettings } = settingsOf({
      routeLimits: { intake: { aSecond: 50, burst: 60 }, others: { aSecond: 7, burst: 8 } },
    });
    expect(RouteSettings['ANY /v2/enqueue']).toEqual({ ThrottlingRateLimit: 50, ThrottlingBurstLimit: 60 });
    expect(DefaultRouteSettings).toMatchObject({ ThrottlingRateLimit: 7, ThrottlingBurstLimit: 8 });
  });
});

test('beside a domain of one’s own the address of API Gateway is closed, unless senders still use it', () => {
  const closed = (template: typeof withPool) =>
    of(template, 'ApiGatewayV2::Api')[0]?.Properties.DisableExecuteApiEndpoint;
  expect(closed(withPool)).not.toBe(true);
  expect(closed(withIssuer)).toBe(true);
  expect(withIssuer.toJSON().Outputs).not.toHaveProperty('ApiEndpoint');
  const open = templateOf({ customDomain, defaultEndpoint: 'open' });
  expect(closed(open)).not.toBe(true);
  expect(open.toJSON().Outputs).toHaveProperty('ApiEndpoint');
});

test('the access log names the route and never the path, which holds keys and tokens', () => {
  const [stage] = of(withPool, 'ApiGatewayV2::Stage');
  const { Format } = stage?.Properties.AccessLogSettings ?? {};
  expect(stage?.Properties.StageName).toBe('$default');
  expect(Format).toContain('$context.routeKey');
  expect(Format).not.toMatch(/\$context\.(path|requestPath|domainName)|httpMethod|queryString|headers/i);
});

const toldToApi = (template: typeof withPool): Record<string, unknown> =>
  resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.startsWith('MusterFunctionsServeApi'))?.[1]
    .Properties.Environment.Variables;

test('no token is looked at by the gateway, which knows none of Muster’s own: the function is told whose it takes', () => {
  expect(of(withPool, 'ApiGatewayV2::Authorizer')).toEqual([]);
  expect(toldToApi(withIssuer)).toMatchObject({ SIGN_IN_ISSUER: 'https://id.example.com', SIGN_IN_AUDIENCE: 'muster' });
  const [client] = resourcesOf(withPool, 'AWS::Cognito::UserPoolClient');
  expect(JSON.stringify(toldToApi(withPool).SIGN_IN_ISSUER)).toContain('cognito-idp.eu-central-1.amazonaws.com');
  expect(toldToApi(withPool).SIGN_IN_AUDIENCE).toEqual({ Ref: client?.[0] });
});

test('with an issuer there is no user pool', () => {
  expect(resourcesOf(withIssuer, 'AWS::Cognito::UserPool')).toEqual([]);
  expect(resourcesOf(withIssuer, 'AWS::Cognito::UserPoolDomain')).toEqual([]);
});

test('links in messages lead to the domain of one’s own', () => {
  const urls = of(withIssuer, 'Lambda::Function').flatMap(
    ({ Properties }) => Properties.Environment.Variables.PUBLIC_URL ?? [],
  );
  expect(new Set(urls)).toEqual(new Set(['https://muster.example.com']));
});
