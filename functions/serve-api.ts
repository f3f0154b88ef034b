import { Hono } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { awsAccount } from '../adapters/aws/account.ts';
import { clientSettings } from '../adapters/aws/client-settings.ts';
import { expressionsApart } from '../adapters/expressions/expressions-apart.ts';
import { derivedAccessTokens } from '../adapters/secrets/derived-access-tokens.ts';
import { derivedIntegrationKeys } from '../adapters/secrets/derived-integration-keys.ts';
import { derivedSecrets } from '../adapters/secrets/derived-secrets.ts';
import { answerUnknown, createApi } from '../api/create-api.ts';
import type { ApiExtras } from '../api/route.ts';
import type { Principal } from '../domain/access/principal.ts';
import { webhookSecret } from '../domain/access/signing-keys.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import type { Ports } from '../ports/ports.ts';
import { createAuthentication } from './composition/authenticate.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { masterKeyOf } from './composition/master-key.ts';
import type { Claims } from './composition/principal-of-claims.ts';
import { providersOf } from './composition/providers.ts';
import { queuesOf } from './composition/queues.ts';
import { readEnvironment } from './environment.ts';

interface Services {
  readonly ports: Ports;
  readonly integrationKeys: IntegrationKeys;
  readonly accessTokens: AccessTokens;
  readonly webhookSecretOf: (address: string) => Promise<string>;
  readonly mailDomain?: string | undefined;
  readonly examined?: ApiExtras['examined'];
  readonly authenticate: (request: Request, claims: Claims | undefined) => Promise<Principal | undefined>;
}

interface Bindings {
  readonly requestContext?: { readonly authorizer?: { readonly jwt?: { readonly claims?: Claims } } };
}

/** The API behind API Gateway, whose JWT authorizer verified the token; its claims never travel in a header. */
export const serveApi = (compose: () => Services) => {
  const serve = lazily(() => {
    const { ports, authenticate, ...extras } = compose();
    const claims = new WeakMap<Request, Claims>();
    const app = new Hono<{ Bindings: Bindings }>();
    app.use(async (context, next) => {
      const verified = context.env.requestContext?.authorizer?.jwt?.claims;
      if (verified) claims.set(context.req.raw, verified);
      await next();
    });
    app.route(
      '/',
      createApi({
        ports,
        authenticate: (request) => authenticate(request, claims.get(request)),
        extras,
      }),
    );
    app.notFound((context) => answerUnknown(context.req.raw));
    return handle(app);
  });
  return async (event: LambdaEvent) => serve()(event);
};

export const handler = serveApi(
  lazily((): Services => {
    const environment = readEnvironment('serve-api');
    const foundation = layFoundation('serve-api', environment);
    const masterKey = masterKeyOf(environment);
    const accessTokens = derivedAccessTokens(masterKey, foundation);
    return {
      ports: composePorts({
        ...foundation,
        providers: providersOf(foundation),
        expressions: expressionsApart(),
        queues: queuesOf(environment),
        secrets: derivedSecrets(masterKey),
        publicUrl: environment.PUBLIC_URL,
      }),
      integrationKeys: derivedIntegrationKeys(masterKey, foundation.configuration),
      accessTokens,
      webhookSecretOf: async (address) => webhookSecret(await masterKey(), address),
      mailDomain: environment.MAIL_DOMAIN,
      examined: {
        account: awsAccount({
          settings: clientSettings(),
          mailIdentity: environment.MAIL_IDENTITY,
          alarmsTopicArn: environment.ALARMS_TOPIC_ARN,
          now: foundation.clock.now,
        }),
      },
      authenticate: createAuthentication({
        configuration: foundation.configuration,
        accessTokens,
        roleClaims: environment.ROLE_CLAIMS.split(',').map((name) => name.trim()),
      }),
    };
  }),
);
