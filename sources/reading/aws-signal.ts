import { parseInstant, stamped } from '../../domain/instant/instant.ts';
import {
  type AlertSeverity,
  type Link,
  SIGNAL_LIMITS,
  type Signal,
  type SignalStatus,
  type UnknownWord,
} from '../../domain/signal/signal.ts';
import { NotUnderstoodError, type SourceRequest } from '../source.ts';
import { type AwsEvent, tagsOf } from './aws-event.ts';
import { addLabels, environmentIn } from './labels.ts';
import { addLink } from './links.ts';
import type { JsonRecord } from './record.ts';
import { nativeSeverity, severityOf } from './severity.ts';
import { cleanKey, cleanLine, cleanText } from './text.ts';

const LONGEST_NAME = 256;

/** What a source reads out of an event of AWS; anything in it may still be anything. */
export interface AwsCondition {
  /** What makes the condition this one, within the source; what is missing is left out. */
  readonly key: readonly unknown[];
  readonly status: SignalStatus;
  /** The sender's own word, which the integration may override. */
  readonly native?: unknown;
  /** What it means, unless overridden. */
  readonly severity: AlertSeverity;
  /** What of it its source's own tables do not have (`unknownIn`). */
  readonly unknownWords?: readonly UnknownWord[];
  readonly title: string;
  readonly description?: unknown;
  /** When it happened, where the detail says so; else the event's own time. */
  readonly at?: unknown;
  readonly groupKey?: string;
  readonly resource?: unknown;
  readonly service?: unknown;
  readonly tags?: unknown;
  readonly labels?: JsonRecord;
  readonly links?: readonly (readonly [href: unknown, text: string])[];
}

/** One text out of several: a title, a key. */
export const joined = (parts: readonly unknown[], separator = ' '): string =>
  parts
    .map((part) => cleanText(part, SIGNAL_LIMITS.dedupKey))
    .filter((part) => part !== undefined)
    .join(separator);

/**
 * The signal of an event of AWS. Its scope is the source, not the integration: what AWS names is unique everywhere, so the
 * same condition by two ways is one alert.
 *
 * @throws NotUnderstoodError when nothing names the condition
 */
export const awsSignal = (source: string, event: AwsEvent, request: SourceRequest, said: AwsCondition): Signal => {
  const { integration, receivedAt } = request;
  const dedupKey = cleanKey(joined(said.key));
  if (dedupKey === undefined) throw new NotUnderstoodError('The event does not say what it is about.');
  const tags = tagsOf(said.tags);
  const labels: Record<string, string> = {};
  addLabels(labels, { account: event.account, region: event.region });
  addLabels(labels, said.labels);
  addLabels(labels, said.tags);
  const links: Link[] = [];
  for (const [href, text] of said.links ?? []) addLink(links, href, text, text);
  const native = nativeSeverity(said.native);
  const overridden = native !== undefined && Object.keys(integration.severityOverrides).length > 0;
  return {
    source,
    integrationId: integration.id,
    dedupKey,
    scope: source,
    status: said.status,
    severity: overridden ? overriddenSeverity(native, request, said.severity) : said.severity,
    nativeSeverity: native,
    title: cleanLine(said.title, SIGNAL_LIMITS.title) ?? cleanLine(event.detailType, SIGNAL_LIMITS.title) ?? source,
    description: cleanText(said.description, SIGNAL_LIMITS.description),
    ...stamped(parseInstant(said.at) ?? parseInstant(event.time), receivedAt),
    receivedAt,
    groupKey: said.groupKey,
    resource: cleanText(said.resource ?? event.resource, SIGNAL_LIMITS.label),
    service: cleanText(said.service ?? tags.service ?? tags.app, LONGEST_NAME),
    environment: environmentIn(tags),
    labels,
    links,
    ...(said.unknownWords !== undefined && said.unknownWords.length > 0 && { unknownWords: said.unknownWords }),
  };
};

/** The integration's word for the sender's word; the usual meaning of the word does not count, the source knows better. */
const overriddenSeverity = (
  native: string,
  { integration }: SourceRequest,
  otherwise: AlertSeverity,
): AlertSeverity => {
  const { severityOverrides: overrides } = integration;
  return Object.hasOwn(overrides, native) || Object.hasOwn(overrides, native.toLowerCase())
    ? severityOf(native, integration, otherwise)
    : otherwise;
};
