import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import type { Ports } from '../../ports/ports.ts';
import { pagerDutyErrors, pagerduty } from '../../sources/pagerduty.ts';
import { type JsonRecord, recordOr } from '../../sources/reading/record.ts';
import type { Parsed, Source } from '../../sources/source.ts';
import { atAddress } from '../doors.ts';
import { ingest, isAllShed } from '../message/ingest.ts';
import { withUnreadNames } from '../message/unread-names.ts';
import { BodyError } from '../request/read-body.ts';
import { type Answer, jsonAnswer, type ReceivedRequest } from '../request/received-request.ts';
import {
  eventIn,
  invalidEvent,
  keyOfEvent,
  senderOfEvent,
  THROTTLED,
  traceUnreadable,
  unreadableEvent,
} from './receive-event.ts';

/** v1's names in the errors, for clients print them. */
const inV1 = (error: string): string =>
  error
    .replace('event_action', 'event_type')
    .replace('dedup_key', 'incident_key')
    .replace('payload.summary', 'description')
    .replace('routing_key', 'service_key');

/** The same event in the words of v2. v1 knows no severity and no source of its own. */
const asV2 = (event: JsonRecord): JsonRecord => {
  const contexts = (Array.isArray(event.contexts) ? event.contexts.slice(0, 32) : []).map(recordOr);
  return {
    event_action: event.event_type,
    dedup_key: event.incident_key,
    payload: {
      summary: event.description,
      source: event.client ?? 'Events API v1',
      severity: 'error',
      custom_details: event.details,
    },
    client: event.client,
    client_url: event.client_url,
    links: contexts.filter(({ type }) => type === 'link'),
    images: contexts.filter(({ type }) => type === 'image'),
  };
};

/** An event as its sender spelled it. */
const inItsWords: Source = {
  id: 'pagerduty v1',
  parse: (request) => pagerduty.parse({ ...request, body: asV2(request.body as JsonRecord) }),
};

/** v1 throttles with 403, and its clients retry that: <https://developer.pagerduty.com/docs/events-api-v1/overview/>. */
const throttled = (): Answer => jsonAnswer(403, THROTTLED);

const createEvent = async (ports: Ports, keys: IntegrationKeys, request: ReceivedRequest): Promise<Answer> => {
  const given = eventIn(request);
  const event = asV2(given);
  const sender = await senderOfEvent(ports, keys, given.service_key, pagerDutyErrors(event), request);
  if ('errors' in sender) return invalidEvent(sender.errors.map(inV1));
  const { dedupKey: incidentKey, ...made } = keyOfEvent(ports, event.dedup_key);
  const { receivedAt } = request;
  const message = {
    integration: sender.integration,
    source: pagerduty,
    sourceName: pagerduty.id,
    headers: {},
    receivedAt,
  };
  const look = (parsed: Parsed): Parsed =>
    withUnreadNames(ports.remembered, inItsWords, { ...message, body: given }, parsed);
  const taken = await ingest(ports, [{ ...message, body: { ...event, dedup_key: incidentKey }, look, ...made }]);
  if (isAllShed(taken)) return throttled();
  return jsonAnswer(200, { status: 'success', message: 'Event processed', incident_key: String(incidentKey) });
};

/** `POST /generic/2010-04-15/create_event.json`: PagerDuty's Events API v1, answered with 200, not 202. */
export const receivePagerDutyV1 = atAddress('generic/2010-04-15/create_event.json', async (ports, keys, request) => {
  try {
    return await createEvent(ports, keys, request);
  } catch (error) {
    if (error instanceof BodyError) {
      await traceUnreadable(ports, keys, request, error);
      return unreadableEvent(error);
    }
    ports.observer.failed('receiving a PagerDuty event of v1', error);
    return throttled();
  }
});
