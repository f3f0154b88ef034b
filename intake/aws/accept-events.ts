import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { Integration } from '../../domain/configuration/integration.ts';
import type { Ports } from '../../ports/ports.ts';
import { awsEvents, hasEventRule } from '../../sources/aws-events.ts';
import { sourceForEvent } from '../../sources/event-readers.ts';
import { isRecord } from '../../sources/reading/record.ts';
import { cleanText } from '../../sources/reading/text.ts';
import type { Source } from '../../sources/source.ts';
import { type Ingested, ingest, type Message } from '../message/ingest.ts';
import { parseJson } from '../request/read-body.ts';

const LONGEST_NAME = 256;

/** What AWS itself delivers is accepted even before somebody has configured an integration for it. */
const unconfigured = (id: string): Integration => ({
  id,
  source: awsEvents.id,
  keyGenerations: [1],
  severityOverrides: {},
});

/** The integration that events come by where no key says which: the first of the configuration that reads them. */
export const integrationOfBus = ({ integrations }: Pick<Configuration, 'integrations'>): string =>
  integrations.find(({ source }) => source === awsEvents.id)?.id ?? awsEvents.id;

/** A queue repeats what throws for ever: text that is no JSON goes to the quarantine as the text it is. */
const jsonOf = (text: string): unknown => {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
};

/** What a topic put into a queue, or handed to a function, is in the `Message` of its envelope. */
const eventOf = (given: unknown): unknown => {
  const event = typeof given === 'string' ? jsonOf(given) : given;
  const inTopic =
    isRecord(event) &&
    event.Type === 'Notification' &&
    typeof event.TopicArn === 'string' &&
    event.source === undefined;
  return inTopic && typeof event.Message === 'string' ? jsonOf(event.Message) : event;
};

/** A rule of the integration comes before the source that knows the event: it was written for this deployment. */
const sourceOf = async (integration: Integration, event: unknown): Promise<Source | undefined> =>
  hasEventRule(integration, event) ? awsEvents : sourceForEvent(event);

const nameOf = (event: unknown): string => {
  const source = typeof event === 'object' && event !== null ? (event as { source?: unknown }).source : undefined;
  return (typeof source === 'string' ? cleanText(source, LONGEST_NAME) : undefined) ?? 'unknown event';
};

/**
 * Takes in EventBridge events, each read by the source that knows its `source` and `detail-type`, or by a rule of
 * the integration; the others are quarantined. The queue or the bus that delivers them has authenticated them.
 *
 * @param events bodies of SQS messages as text, or events
 * @throws NotAcceptedError, StoreError: leave the messages in the queue
 */
export const acceptEvents = async (
  ports: Ports,
  integrationId: string,
  events: readonly unknown[],
): Promise<Ingested> => {
  const inForce = await ports.inForce();
  const integration = inForce.integration(integrationId) ?? unconfigured(integrationId);
  const receivedAt = ports.clock.now();
  const messages: Message[] = [];
  for (const given of events) {
    const body = eventOf(given);
    const source = await sourceOf(integration, body);
    messages.push({ integration, source, sourceName: nameOf(body), body, headers: {}, receivedAt });
  }
  return ingest(ports, messages, { inForce });
};
