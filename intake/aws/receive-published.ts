import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { Integration } from '../../domain/configuration/integration.ts';
import type { Ports } from '../../ports/ports.ts';
import { anySource } from '../../sources/readers.ts';
import { ingest, type Message } from '../message/ingest.ts';
import { type Publication, topicContent } from './topic-content.ts';

/** Who listens to a topic: the integrations that name it in their `topicArns`. */
export const listenersTo = ({ integrations }: Pick<Configuration, 'integrations'>, topicArn: string): Integration[] =>
  integrations.filter(({ topicArns }) => topicArns?.includes(topicArn) === true);

/**
 * Takes in what was published, once for each listener of its topic, as SNS would have delivered it. Whoever calls has
 * authenticated the publisher. Returns once everything is durable.
 *
 * @throws NotAcceptedError, StoreError: nothing may be answered as published
 */
export const receivePublished = async (ports: Ports, publications: readonly Publication[]): Promise<void> => {
  const receivedAt = ports.clock.now();
  const inForce = await ports.inForce();
  const messages: Message[] = [];
  for (const publication of publications) {
    for (const integration of listenersTo(inForce.configuration, publication.topicArn)) {
      const content = await topicContent(integration, await anySource(integration.source), publication);
      const sourceName = content.source?.id ?? integration.source;
      messages.push({ integration, ...content, sourceName, headers: {}, receivedAt });
    }
  }
  await ingest(ports, messages, { inForce });
};
