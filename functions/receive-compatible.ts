import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { derivedIntegrationKeys } from '../adapters/secrets/derived-integration-keys.ts';
import { derivedSecrets } from '../adapters/secrets/derived-secrets.ts';
import { receiveCompatible } from '../intake/receive-compatible.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import type { Ports } from '../ports/ports.ts';
import type { SnsEndpoint } from '../ports/sns-endpoint.ts';
import { composePorts } from './composition/compose-ports.ts';
import { expressionsWhenNeeded } from './composition/expressions.ts';
import { layFoundation } from './composition/foundation.ts';
import { requestOf } from './composition/http-request.ts';
import { lazily } from './composition/lazily.ts';
import { masterKeyOf } from './composition/master-key.ts';
import { queuesOf } from './composition/queues.ts';
import { snsWhenNeeded } from './composition/sns-endpoint.ts';
import { warmUp } from './composition/warm-up.ts';
import { ACCEPTING, readOwn } from './environment.ts';

interface Services {
  readonly ports: Ports;
  readonly keys: IntegrationKeys;
  readonly sns?: SnsEndpoint;
}

/**
 * Clients of Opsgenie, products that were configured with an address of it, and clients of Healthchecks: an answer of 2xx
 * means that everything in the request is durable.
 */
export const serveCompatible =
  (services: () => Services) =>
  async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { ports, keys, sns } = services();
    const { status, headers, body } = await receiveCompatible(ports, keys, requestOf(event, ports.clock.now()), sns);
    return { statusCode: status, headers: { ...headers }, body };
  };

const compose = lazily((): Services => {
  const environment = readOwn('receive-compatible', ACCEPTING);
  const foundation = layFoundation('receive-compatible', environment);
  const masterKey = masterKeyOf(environment);
  return {
    ports: composePorts({
      ...foundation,
      queues: queuesOf(environment),
      secrets: derivedSecrets(masterKey),
      expressions: expressionsWhenNeeded(),
    }),
    keys: derivedIntegrationKeys(masterKey, foundation.configuration),
    sns: snsWhenNeeded(),
  };
});

await warmUp(() => compose().keys.identify('a key that is nobody’s'));

export const handler = serveCompatible(compose);
