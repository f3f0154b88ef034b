import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Source } from '../../sources/source.ts';
import { type Answer, problemAnswer, type ReceivedRequest } from './received-request.ts';
import { identifySender } from './request-tokens.ts';

/** A DNS expression: what is repeated in a header must be able to stand there. */
const ORIGIN = /^[A-Za-z0-9.:*_-]{1,253}$/;

const empty = (headers: Readonly<Record<string, string>>): Answer => ({ status: 200, headers, body: '' });

/**
 * The handshake by which a sender of CloudEvents asks whether its events are wanted here, before it sends any (Azure Event
 * Grid does): <https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/http-webhook.md#4-abuse-protection>. They are
 * wanted where the request brings the key that the events will bring. An OPTIONS without an origin asks for the methods.
 *
 * @param inPath what may be the key in the address
 */
export const answerHandshake = async (
  ports: Pick<Ports, 'inForce' | 'observer'>,
  keys: IntegrationKeys,
  request: ReceivedRequest,
  source: Source,
  inPath: string | undefined,
  methods: readonly string[],
): Promise<Answer> => {
  const allow = { allow: methods.join(', ') };
  const origin = request.headers['webhook-request-origin'];
  if (origin === undefined) return empty(allow);
  try {
    const integrationId = await identifySender(keys, request, inPath);
    const lookup = await ports.inForce();
    const integration = integrationId === undefined ? undefined : lookup.integration(integrationId);
    if (integration?.source !== source.id) {
      return problemAnswer('unauthenticated', 'Ask with the key that the events will be sent with.', allow);
    }
    if (!ORIGIN.test(origin)) return empty(allow);
    return empty({ ...allow, 'webhook-allowed-origin': origin, 'webhook-allowed-rate': '*' });
  } catch (error) {
    ports.observer.failed('answering a handshake', error);
    return problemAnswer('not-accepted', 'Ask again.', { ...allow, 'retry-after': '5' });
  }
};
