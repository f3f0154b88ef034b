import type { Integration } from '../domain/configuration/configuration.ts';
import { lookupIn } from '../domain/configuration/lookup.ts';
import type { Ports } from '../ports/ports.ts';
import { sourceForEvent } from '../sources/index.ts';
import { parseJson } from './read-body.ts';
import { type Message, type TakenIn, takeIn } from './take-in.ts';

/** What AWS itself delivers is accepted even before somebody has configured an integration for it. */
const unconfigured = (id: string): Integration => ({
  id,
  source: 'cloudwatch',
  keyGenerations: [1],
  severityOverrides: {},
});

/** A queue repeats what throws for ever: text that is no JSON goes to the quarantine as the text it is. */
const eventOf = (event: unknown): unknown => {
  if (typeof event !== 'string') return event;
  try {
    return parseJson(event);
  } catch {
    return event;
  }
};

const nameOf = (event: unknown): string => {
  const source = typeof event === 'object' && event !== null ? (event as { source?: unknown }).source : undefined;
  return typeof source === 'string' ? source.slice(0, 256) : 'unknown event';
};

/**
 * Takes in EventBridge events, each read by the source that knows its `source` and `detail-type`; the others are
 * quarantined. The queue or the bus that delivers them has authenticated them.
 *
 * @param events bodies of SQS messages as text, or events
 * @throws NotAcceptedError, StoreError: leave the messages in the queue
 */
export const acceptEvents = async (
  ports: Ports,
  integrationId: string,
  events: readonly unknown[],
): Promise<TakenIn> => {
  const integration =
    lookupIn(await ports.configuration.current()).integration(integrationId) ?? unconfigured(integrationId);
  const receivedAt = ports.clock.now();
  const messages = events.map((given): Message => {
    const body = eventOf(given);
    return { integration, source: sourceForEvent(body), sourceName: nameOf(body), body, headers: {}, receivedAt };
  });
  return takeIn(ports, messages);
};
