import type { Integration } from '../../domain/configuration/integration.ts';
import { awsEvents, hasEventRule } from '../../sources/aws-events.ts';
import { sourceForEvent } from '../../sources/event-readers.ts';
import { requestSource } from '../../sources/readers.ts';
import { alertmanagerText } from '../../sources/reading/alertmanager-text.ts';
import { isRecord } from '../../sources/reading/record.ts';
import type { Source } from '../../sources/source.ts';
import { BodyError, parseJson } from '../request/read-body.ts';

/** What a publisher gave to a topic. */
export interface Publication {
  readonly topicArn: string;
  readonly message: string;
  readonly subject: string | undefined;
}

/** What is to be read, and by whom; nobody where no source knows it. */
export interface TopicContent {
  readonly source: Source | undefined;
  readonly body: unknown;
}

/** Messages name their sender better than the integration does: one topic may carry alarms and events. */
export const readerOf = async (
  integration: Integration,
  source: Source | undefined,
  body: unknown,
): Promise<Source | undefined> => {
  if (hasEventRule(integration, body)) return awsEvents;
  return (await sourceForEvent(body)) ?? source;
};

const jsonIn = (message: string): unknown => {
  try {
    return parseJson(message);
  } catch (error) {
    if (!(error instanceof BodyError)) throw error;
    return undefined;
  }
};

/**
 * The message of a topic: JSON as its sender means it, the text of Alertmanager's default template alert by alert, and any
 * other text as one alert, for somebody who publishes in words wants to be heard.
 *
 * @param source who reads the JSON that nobody else knows
 */
export const topicContent = async (
  integration: Integration,
  source: Source | undefined,
  { message, subject, topicArn }: Publication,
): Promise<TopicContent> => {
  const json = jsonIn(message);
  if (isRecord(json)) return { source: await readerOf(integration, source, json), body: json };
  const group = alertmanagerText(message);
  if (group !== undefined) return { source: await requestSource('alertmanager'), body: group };
  const title = subject ?? message.slice(0, 200);
  return {
    source: await requestSource('generic'),
    body: { title, description: message, key: `${topicArn} ${subject ?? message}` },
  };
};
