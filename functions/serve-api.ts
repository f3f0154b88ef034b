import { Hono } from 'hono';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { awsAccount } from '../adapters/aws/account.ts';
import { clientSettings } from '../adapters/aws/client-settings.ts';
import { expressionsApart } from '../adapters/expressions/expressions-apart.ts';
import { issuerOf } from '../adapters/openid/issuer-of.ts';
import { derivedAccessTokens } from '../adapters/secrets/derived-access-tokens.ts';
import { derivedIntegrationKeys } from '../adapters/secrets/derived-integration-keys.ts';
import { derivedSecrets } from '../adapters/secrets/derived-secrets.ts';
import { deadLetterUrlsIn } from '../adapters/sqs/dead-letter-queues.ts';
import { bearerOf } from '../api/bearer.ts';
import { answerUnknown, createApi } from '../api/create-api.ts';
import type { ApiExtras } from '../api/route.ts';
import type { SignIn } from '../domain/access/sign-in.ts';
import { webhookSecret } from '../domain/access/signing-keys.ts';
import { KEPT_BESIDE_DAYS } from '../domain/retention/retention.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import type { Ports } from '../ports/ports.ts';
import { principalOfToken } from '../usecases/tokens/principal-of-token.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { masterKeyOf } from './composition/master-key.ts';
import { providersOf } from './composition/providers.ts';
import { queuesOf } from './composition/queues.ts';
import { readEnvironment } from './environment.ts';

interface Services {
  readonly ports: Ports;
  readonly integrationKeys: IntegrationKeys;
  readonly accessTokens: AccessTokens;
  readonly webhookSecretOf: (address: string) => Promise<string>;
  readonly mailDomain?: string | undefined;
  readonly sendersUrl?: string | undefined;
  readonly examined?: ApiExtras['examined'];
  readonly keptOutside?: ApiExtras['keptOutside'];
  readonly signIn?: SignIn | undefined;
  readonly principalOf: ReturnType<typeof principalOfToken>;
}

/** The API behind API Gateway, which lets every request through: the token is verified here, as on every target. */
export const serveApi = (compose: () => Services) => {
  const serve = lazily(() => {
    const { ports, principalOf, ...extras } = compose();
    const app = new Hono();
    const authenticate = async (request: Request) => {
      const token = bearerOf(request);
      return token === undefined ? undefined : principalOf(token);
    };
    app.route('/', createApi({ ports, authenticate, extras }));
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
    const issuer = issuerOf(
      {
        issuer: environment.SIGN_IN_ISSUER,
        audience: environment.SIGN_IN_AUDIENCE,
        scope: environment.SIGN_IN_SCOPE,
        roleClaims: environment.ROLE_CLAIMS,
      },
      foundation.observer,
    );
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
      sendersUrl: environment.SENDERS_URL,
      keptOutside: {
        rawMailDays: environment.MAIL_DOMAIN === undefined ? 0 : KEPT_BESIDE_DAYS.rawMail,
        recoveryDays: KEPT_BESIDE_DAYS.recovery,
      },
      examined: {
        account: awsAccount({
          settings: clientSettings(),
          mailIdentity: environment.MAIL_IDENTITY,
          alarmsTopicArn: environment.ALARMS_TOPIC_ARN,
          deadLetterUrls: deadLetterUrlsIn(environment.DEAD_LETTER_QUEUES),
          now: foundation.clock.now,
        }),
        hasSignOfLife: environment.SIGN_OF_LIFE === 'told',
      },
      signIn: issuer.signIn,
      principalOf: principalOfToken({ configuration: foundation.configuration, accessTokens, issuer }),
    };
  }),
);
