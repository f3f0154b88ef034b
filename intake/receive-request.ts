import type { Integration } from '../domain/configuration/integration.ts';
import { configuredIn } from '../domain/configuration/lookup.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import type { Ports } from '../ports/ports.ts';
import type { SnsEndpoint } from '../ports/sns-endpoint.ts';
import { REQUEST_SOURCE_IDS, requestSource, sourceOfApi } from '../sources/readers.ts';
import { isSnsEnvelope } from '../sources/signature/sns-envelope.ts';
import type { Parsed, Source } from '../sources/source.ts';
import { type Door, type Doors, openDoors, POST_ONLY, segmentsOf, whenItIsAsked } from './doors.ts';
import { type Ingested, ingest, TooLargeToKeepError } from './message/ingest.ts';
import { withSecondAddress } from './message/second-address.ts';
import { traceRefusal } from './message/trace.ts';
import { answerHandshake } from './request/answer-handshake.ts';
import { BodyError, readMessage } from './request/read-body.ts';
import { type Answer, jsonAnswer, problemAnswer, type ReceivedRequest } from './request/received-request.ts';
import { identifySender } from './request/request-tokens.ts';
import { signatureVerdict } from './request/signature-verdict.ts';

/** Alerts that an answer lists; a batch may hold thousands. */
const LISTED_ALERTS = 25;

const SEND_AGAIN = { 'retry-after': '5' } as const;

/** A success for what was shed, too: told 429 or 503, Alertmanager would stop or send all of it again. */
const answered = (
  status: 200 | 202,
  { received, accepted, shed, quarantined, acceptances, warnings, ...also }: Ingested,
): Answer =>
  jsonAnswer(status, {
    // The word that clients of Alertmanager's first API look for, where they take nothing but 200.
    status: status === 200 ? 'success' : 'accepted',
    received,
    accepted,
    quarantined,
    alerts: acceptances.slice(0, LISTED_ALERTS),
    ...(shed > 0 ? { shed } : {}),
    ...(also.changes > 0 ? { changes: also.changes } : {}),
    ...(also.ignored.length > 0 ? { ignored: also.ignored } : {}),
    ...(warnings.length > 0 ? { warnings } : {}),
  });

const answerFor = (taken: Ingested): Answer => answered(202, taken);

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
  const integration = claimed === undefined ? undefined : configuredIn(configuration).integration(claimed);
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

/** Topics are few among senders, and what verifies them is as large as some sources together. */
const topics = () => import('./aws/receive-topic-message.ts');

const isAnswer = (value: Integration | Answer): value is Answer => 'status' in value;

interface OneMessage {
  readonly byOwnApi: boolean;
  readonly integration: Integration;
  readonly request: ReceivedRequest;
  readonly sns: SnsEndpoint | undefined;
  readonly source: Source;
  readonly takeIn: typeof ingest;
}

const receiveAlerts = async (
  ports: Ports,
  keys: IntegrationKeys,
  inPath: string | undefined,
  asked: Omit<OneMessage, 'integration'>,
): Promise<Answer> => {
  const { request, source } = asked;
  const integration = await senderOf(ports, keys, request, source, inPath);
  if (isAnswer(integration)) return integration;
  return traced(ports, integration, request, () => takeMessage(ports, { ...asked, integration }));
};

/** What is refused of a sender that proved itself leaves a trace, beside the answer that its sender may not show to anybody. */
const traced = (
  ports: Ports,
  integration: Integration,
  request: ReceivedRequest,
  take: () => Promise<Answer>,
): Promise<Answer> =>
  take().catch(async (error: unknown) => {
    if (error instanceof BodyError || error instanceof TooLargeToKeepError)
      await traceRefusal(ports, integration, request, error.message);
    throw error;
  });

const takeMessage = async (
  ports: Ports,
  { byOwnApi, integration, request, sns, source, takeIn }: OneMessage,
): Promise<Answer> => {
  const body = readMessage(request, source.otherInput);
  if (sns && isSnsEnvelope(body)) {
    const { receiveTopicMessage } = await topics();
    return receiveTopicMessage(ports, sns, { integration, source, envelope: body, request }, answerFor);
  }
  const message = {
    integration,
    source,
    sourceName: source.id,
    body,
    headers: request.headers as Readonly<Record<string, string>>,
    receivedAt: request.receivedAt,
  };
  const look = (parsed: Parsed): Parsed => withSecondAddress(ports.remembered, parsed);
  const taken = await takeIn(ports, [{ ...message, look }], { refuseTooLarge: true });
  return answered(byOwnApi || source.ownApi?.isAsked(body) ? 200 : 202, taken);
};

/**
 * `POST /integration/{key}/enqueue`: the address that PagerDuty gives to topics of SNS. Raw delivery has no signature; the
 * key in the address is all that proves it.
 */
const receiveForIntegration = async (
  ports: Ports,
  keys: IntegrationKeys,
  request: ReceivedRequest,
  key: string,
  sns: SnsEndpoint | undefined,
): Promise<Answer> => {
  const integrationId = await keys.identify(key);
  const configuration = await ports.configuration.current();
  const integration = integrationId === undefined ? undefined : configuredIn(configuration).integration(integrationId);
  if (!integration) return unauthenticated('The address holds no key of an integration.');
  const { receiveFromTopic } = await topics();
  return traced(ports, integration, request, () => receiveFromTopic(ports, sns, { integration, request }, answerFor));
};

/** What the sender is told when the message was not taken in: 4xx only for what no repetition will mend. */
const refusalFor = (ports: Ports, error: unknown): Answer => {
  if (error instanceof BodyError || error instanceof TooLargeToKeepError)
    return problemAnswer(error.code, error.message);
  ports.observer.failed('receiving alerts', error);
  // 503: Alertmanager's webhook repeats 5xx at once, and 429 only minutes later.
  return problemAnswer('not-accepted', 'The alerts could not be recorded; send them again.', SEND_AGAIN);
};

/** `POST /integration/{key}/enqueue`. */
const integrationTopic: Door = async (ports, keys, request, sns) => {
  const [, key, action, ...more] = segmentsOf(request);
  if (key === undefined || action !== 'enqueue' || more.length > 0) return problemAnswer('not-found');
  if (request.method.toUpperCase() !== 'POST') return POST_ONLY;
  try {
    return await receiveForIntegration(ports, keys, request, key, sns);
  } catch (error) {
    return refusalFor(ports, error);
  }
};

/** What is in an address behind `/in/{source}`: the key, and whether it is that of the product's own API. */
const addressIn = (
  { ownApi }: Source,
  segments: readonly string[],
): { readonly inPath: string | undefined; readonly byOwnApi: boolean } | undefined => {
  const end = ownApi?.addresses.find((address) => `/${segments.join('/')}`.endsWith(`/${address}`));
  const [inPath, ...more] = end === undefined ? segments : segments.slice(0, -end.split('/').length);
  return more.length > 0 ? undefined : { inPath, byOwnApi: end !== undefined };
};

/**
 * `POST|PUT /in/{source}` and `/in/{source}/{key}` (GET for senders that put everything into the query),
 * `/in/{source}/{integration}` for those that sign. OPTIONS asks whether a sender may send.
 *
 * @param sourceOf the source of an id, of those that are served here
 * @param takeIn what takes their messages in
 */
export const sourceDoorOf =
  (sourceOf: typeof requestSource, takeIn = ingest): Door =>
  async (ports, keys, request, sns) => {
    const [, sourceId, ...behind] = segmentsOf(request);
    if (sourceId === undefined) return problemAnswer('not-found');
    const source = await sourceOf(sourceId);
    if (!source && behind.length > 1) return problemAnswer('not-found');
    if (!source) {
      return problemAnswer('unknown-source', `Known sources: ${REQUEST_SOURCE_IDS.join(', ')}.`);
    }
    const address = addressIn(source, behind);
    if (!address) return problemAnswer('not-found');
    const { inPath, byOwnApi } = address;
    const method = request.method.toUpperCase();
    const allowed = source.otherInput?.query ? ['POST', 'PUT', 'GET'] : ['POST', 'PUT'];
    if (method === 'OPTIONS') return answerHandshake(ports, keys, request, source, inPath, [...allowed, method]);
    if (!allowed.includes(method)) {
      const detail = `Alerts of this source are sent with ${allowed.join(' or ')}.`;
      return problemAnswer('method-not-allowed', detail, { allow: allowed.join(', ') });
    }
    try {
      return await receiveAlerts(ports, keys, inPath, { byOwnApi, request, sns, source, takeIn });
    } catch (error) {
      return refusalFor(ports, error);
    }
  };

const sourceDoor = sourceDoorOf(requestSource);

/** `POST /api/v2/alerts`, for clients of a product's own API that are given a host and nothing else; the key comes as a header. */
const ownApiDoor: Door = async (ports, keys, request, sns) => {
  const address = segmentsOf(request).join('/');
  const source = await sourceOfApi(address);
  if (!source) return problemAnswer('not-found');
  return sourceDoor(ports, keys, { ...request, path: `/in/${source.id}/${address}` }, sns);
};

/** What senders of alerts reach: `/in/…`, and PagerDuty's own addresses, each answered as PagerDuty does. */
export const ALERT_DOORS = {
  source: sourceDoor,
  'own-api': ownApiDoor,
  'pagerduty-event': whenItIsAsked(async () => (await import('./pagerduty/receive-event.ts')).receivePagerDutyEvent),
  'pagerduty-change': whenItIsAsked(async () => (await import('./pagerduty/receive-change.ts')).receivePagerDutyChange),
  'pagerduty-v1': whenItIsAsked(async () => (await import('./pagerduty/receive-v1.ts')).receivePagerDutyV1),
  'integration-topic': integrationTopic,
} satisfies Doors;

/**
 * Alerts over HTTP, for whatever serves HTTP. An answer of 2xx means that everything in the request is durable.
 *
 * Authentic JSON is accepted, understood or not: a sender that is told 4xx repeats the same message for as long as its
 * alert fires. What is not understood is quarantined and can be replayed.
 */
export const receiveRequest: Door = openDoors(ALERT_DOORS);
