import type { Integration } from '../domain/configuration/configuration.ts';
import { lookupIn } from '../domain/configuration/lookup.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import type { Ports } from '../ports/ports.ts';
import { SOURCES, sourceById } from '../sources/index.ts';
import type { Source } from '../sources/source.ts';
import { BodyError, readMessage } from './read-body.ts';
import { receivePagerDutyEvent } from './receive-pagerduty-event.ts';
import { type Answer, jsonAnswer, problemAnswer, type ReceivedRequest } from './received-request.ts';
import { identifySender } from './request-tokens.ts';
import { signatureVerdict } from './signature-verdict.ts';
import { type TakenIn, TooLargeToKeepError, takeIn } from './take-in.ts';

/** Alerts that an answer lists; a batch may hold thousands. */
const LISTED_ALERTS = 25;

const SEND_AGAIN = { 'retry-after': '5' } as const;

const answerFor = ({ received, accepted, quarantined, acceptances, warnings, changes, ignored }: TakenIn): Answer =>
  jsonAnswer(202, {
    status: 'accepted',
    received,
    accepted,
    quarantined,
    alerts: acceptances.slice(0, LISTED_ALERTS),
    ...(changes > 0 ? { changes } : {}),
    ...(ignored.length > 0 ? { ignored } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  });

const unauthenticated = (detail: string): Answer =>
  problemAnswer('unauthenticated', detail, { 'www-authenticate': 'Bearer realm="muster"' });

/** The integration that the request comes from, or the refusal. Where the address names it, its signature must prove it. */
const senderOf = async (
  ports: Ports,
  keys: IntegrationKeys,
  request: ReceivedRequest,
  source: Source,
  inPath: string | undefined,
): Promise<Integration | Answer> => {
  const byKey = await identifySender(keys, request, inPath);
  const claimed = byKey ?? (source.verify && inPath);
  const configuration = await ports.configuration.current();
  const integration = claimed === undefined ? undefined : lookupIn(configuration).integration(claimed);
  const verdict = integration && (await signatureVerdict(keys, request, source, integration.id));
  if (verdict === 'invalid') {
    return unauthenticated('The signature is wrong or too old: sign with the key of the integration.');
  }
  if (!integration || (byKey === undefined && verdict !== 'valid')) {
    return unauthenticated(
      `Send the key of the integration as "Authorization: Bearer <key>", or post to /in/${source.id}/<key>.`,
    );
  }
  if (integration.source === source.id) return integration;
  return problemAnswer(
    'source-mismatch',
    `This key belongs to the integration "${integration.id}" of the source "${integration.source}": post to /in/${integration.source}.`,
  );
};

const isAnswer = (value: Integration | Answer): value is Answer => 'status' in value;

const receiveAlerts = async (
  ports: Ports,
  keys: IntegrationKeys,
  request: ReceivedRequest,
  source: Source,
  inPath: string | undefined,
): Promise<Answer> => {
  const integration = await senderOf(ports, keys, request, source, inPath);
  if (isAnswer(integration)) return integration;
  const message = {
    integration,
    source,
    sourceName: source.id,
    body: readMessage(request, source.otherInput),
    headers: request.headers as Readonly<Record<string, string>>,
    receivedAt: request.receivedAt,
  };
  return answerFor(await takeIn(ports, [message], { refuseTooLarge: true }));
};

/** What the sender is told when the message was not taken in: 4xx only for what no repetition will mend. */
const refusalFor = (ports: Ports, error: unknown): Answer => {
  if (error instanceof BodyError || error instanceof TooLargeToKeepError)
    return problemAnswer(error.code, error.message);
  ports.observer.failed('receiving alerts', error);
  // 503: Alertmanager's webhook repeats 5xx at once, and 429 only minutes later.
  return problemAnswer('not-accepted', 'The alerts could not be recorded; send them again.', SEND_AGAIN);
};

/**
 * The door for alerts over HTTP, for whatever serves HTTP: `POST|PUT /in/{source}` and `/in/{source}/{key}` (GET for
 * senders that put everything into the query), `/in/{source}/{integration}` for those that sign, and PagerDuty's
 * `POST /v2/enqueue`. An answer of 2xx means that everything in it is durable.
 *
 * Authentic JSON is accepted, understood or not: a sender that is told 4xx repeats the same message for as long as its
 * alert fires. What is not understood is quarantined and can be replayed.
 *
 * @returns an answer always; it never rejects
 */
export const receiveRequest = async (
  ports: Ports,
  keys: IntegrationKeys,
  request: ReceivedRequest,
): Promise<Answer> => {
  const [first, second, third, ...more] = request.path.split('/').filter((segment) => segment !== '');
  const method = request.method.toUpperCase();
  if (first === 'v2' && second === 'enqueue' && third === undefined) {
    return method === 'POST'
      ? receivePagerDutyEvent(ports, keys, request)
      : problemAnswer('method-not-allowed', 'Events are sent with POST.', { allow: 'POST' });
  }
  if (first !== 'in' || second === undefined || more.length > 0) return problemAnswer('not-found');
  const source = sourceById(second);
  if (!source) {
    return problemAnswer('unknown-source', `Known sources: ${SOURCES.map(({ id }) => id).join(', ')}.`);
  }
  const allowed = source.otherInput?.query ? ['POST', 'PUT', 'GET'] : ['POST', 'PUT'];
  if (!allowed.includes(method)) {
    const detail = `Alerts of this source are sent with ${allowed.join(' or ')}.`;
    return problemAnswer('method-not-allowed', detail, { allow: allowed.join(', ') });
  }
  try {
    return await receiveAlerts(ports, keys, request, source, third);
  } catch (error) {
    return refusalFor(ports, error);
  }
};
