import { INTEGRATION_KEY_LENGTH } from '../../domain/access/keys.ts';
import type { Integration } from '../../domain/configuration/integration.ts';
import { configuredIn } from '../../domain/configuration/lookup.ts';
import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import type { Ports } from '../../ports/ports.ts';
import { pagerDutyErrors, pagerduty } from '../../sources/pagerduty.ts';
import { isRecord, type JsonRecord } from '../../sources/reading/record.ts';
import { atAddress } from '../doors.ts';
import { ingest, isAllShed, type Message } from '../message/ingest.ts';
import { withMadeKey } from '../message/made-key.ts';
import { beginningOf, traceRefusal } from '../message/trace.ts';
import { BodyError, readJsonBody } from '../request/read-body.ts';
import { type Answer, jsonAnswer, type ReceivedRequest } from '../request/received-request.ts';

/** What PagerDuty answers to an event that it does not take; clients print the errors. */
export const invalidEvent = (errors: readonly string[]): Answer =>
  jsonAnswer(400, { status: 'invalid event', message: 'Event object is invalid', errors });

/** As an invalid event; what is larger than any door takes is told by the status of that as well. */
export const unreadableEvent = ({ code, message }: BodyError): Answer =>
  code === 'body-too-large' ? { ...invalidEvent([message]), status: 413 } : invalidEvent([message]);

/** As PagerDuty says it, in all versions. */
export const THROTTLED = {
  status: 'throttle exceeded',
  message: 'Requests for this service are arriving too quickly. Please retry later.',
};

/**
 * 429, whatever went wrong here: Alertmanager's PagerDuty receiver retries it as it does 5xx, and pdjs retries nothing
 * else.
 */
const throttled = (dedupKey: string | null = null): Answer => jsonAnswer(429, { ...THROTTLED, dedup_key: dedupKey });

const routingKeyErrors = (key: unknown): string[] => {
  if (typeof key !== 'string' || key === '') return ["'routing_key' is missing or blank"];
  const errors: string[] = [];
  if (key.length !== INTEGRATION_KEY_LENGTH) {
    errors.push(`Length of 'routing_key' is incorrect (should be ${INTEGRATION_KEY_LENGTH} characters)`);
  }
  if (!/^[a-z0-9]*$/i.test(key)) errors.push("'routing_key' cannot contain non-alphanumeric characters.");
  return errors;
};

/** @throws BodyError */
export const eventIn = (request: ReceivedRequest): JsonRecord => {
  const body = readJsonBody(request);
  if (!isRecord(body)) throw new BodyError('malformed-json', 'The event must be a JSON object.');
  return body;
};

/** The key in the body; or in the header in which Kibana's connector sends it. */
export const routingKeyOf = (event: JsonRecord, { headers }: Pick<ReceivedRequest, 'headers'>): unknown =>
  event.routing_key ?? headers['x-routing-key'];

/** The integration of a key, where it is one. */
const integrationOf = async (ports: Ports, keys: IntegrationKeys, key: unknown): Promise<Integration | undefined> => {
  if (routingKeyErrors(key).length > 0) return undefined;
  const integrationId = await keys.identify(key as string);
  const configuration = await ports.configuration.current();
  return integrationId === undefined ? undefined : configuredIn(configuration).integration(integrationId);
};

/** Whose key it is; or everything that is wrong with the event, its key first. What is wrong with that of a known sender leaves a trace. */
export const senderOfEvent = async (
  ports: Ports,
  keys: IntegrationKeys,
  key: unknown,
  eventErrors: readonly string[],
  request: ReceivedRequest,
): Promise<{ readonly integration: Integration } | { readonly errors: readonly string[] }> => {
  const errors = [...routingKeyErrors(key), ...eventErrors];
  const integration = await integrationOf(ports, keys, key);
  if (!integration) return { errors: errors.length > 0 ? errors : ['Invalid routing key'] };
  if (errors.length === 0 && integration.source === pagerduty.id) return { integration };
  const refused =
    errors.length > 0
      ? errors
      : [`Invalid routing key: it belongs to an integration of the source "${integration.source}"`];
  await traceRefusal(ports, integration, request, refused.join('; '));
  return { errors: refused };
};

/** In text that is no JSON: `"routing_key": "…"`. */
const KEY_IN_TEXT = /"(?:routing_key|service_key)"\s{0,8}:\s{0,8}"([a-z0-9]{32})"/i;
const LOOKED_THROUGH = 65_536;

/** A body that cannot be read leaves a trace where its sender can be told all the same. */
export const traceUnreadable = async (
  ports: Ports,
  keys: IntegrationKeys,
  request: ReceivedRequest,
  error: BodyError,
): Promise<void> => {
  const beginning = beginningOf(request.body, LOOKED_THROUGH);
  const key = request.headers['x-routing-key'] ?? KEY_IN_TEXT.exec(beginning)?.[1]?.toLowerCase();
  const integration = await integrationOf(ports, keys, key);
  if (integration) await traceRefusal(ports, integration, request, error.message);
};

/**
 * The key of an event. A trigger without one is a new alert each time, under a new key by which its sender acknowledges and resolves
 * it; that it is of the same condition as others is told beside it.
 */
export const keyOfEvent = (
  { ids }: Pick<Ports, 'ids'>,
  given: unknown,
): { readonly dedupKey: string | number; readonly also?: Message['also'] } => {
  if ((typeof given === 'string' && given.trim() !== '') || typeof given === 'number') return { dedupKey: given };
  const madeKey = ids.next();
  return { dedupKey: madeKey, also: withMadeKey(madeKey) };
};

const enqueue = async (ports: Ports, keys: IntegrationKeys, request: ReceivedRequest): Promise<Answer> => {
  const event = eventIn(request);
  const sender = await senderOfEvent(ports, keys, routingKeyOf(event, request), pagerDutyErrors(event), request);
  if ('errors' in sender) return invalidEvent(sender.errors);
  const { integration } = sender;
  const { dedupKey, ...made } = keyOfEvent(ports, event.dedup_key);
  const { receivedAt } = request;
  const message = { integration, source: pagerduty, sourceName: pagerduty.id, headers: {}, receivedAt, ...made };
  const taken = await ingest(ports, [{ ...message, body: { ...event, dedup_key: dedupKey } }]);
  if (isAllShed(taken)) return throttled(String(dedupKey));
  // Always with the key: PagerDuty's Python client raises where it is missing, and it is how the sender resolves later.
  return jsonAnswer(202, { status: 'success', message: 'Event processed', dedup_key: String(dedupKey) });
};

/** The answer, or what PagerDuty's clients understand of what went wrong. */
export const answerPagerDuty = async (
  ports: Ports,
  keys: IntegrationKeys,
  request: ReceivedRequest,
  answer: () => Promise<Answer>,
): Promise<Answer> => {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof BodyError) {
      await traceUnreadable(ports, keys, request, error);
      return unreadableEvent(error);
    }
    ports.observer.failed('receiving a PagerDuty event', error);
    return throttled();
  }
};

/**
 * `POST /v2/enqueue`: PagerDuty's Events API v2, answer for answer, so that its clients work unchanged. The routing key
 * in the body is the integration's key. An acknowledge or a resolve for nothing is accepted and changes nothing.
 */
export const receivePagerDutyEvent = atAddress('v2/enqueue', (ports, keys, request) =>
  answerPagerDuty(ports, keys, request, () => enqueue(ports, keys, request)),
);
