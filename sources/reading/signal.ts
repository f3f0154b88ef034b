import { stamped } from '../../domain/instant/instant.ts';
import {
  type AlertSeverity,
  type Link,
  SIGNAL_LIMITS,
  type Signal,
  type SignalStatus,
} from '../../domain/signal/signal.ts';
import { NotUnderstoodError, type Parsed, type SourceRequest } from '../source.ts';
import { readInstant } from './instant.ts';
import { addLabels, environmentIn } from './labels.ts';
import { addLink } from './links.ts';
import { isRecord, type JsonRecord } from './record.ts';
import { alwaysFires, nativeSeverity, severityIn } from './severity.ts';
import { cleanKey, cleanLine, cleanText, derivedKey } from './text.ts';
import { type KnownWords, unknownStatus } from './unknown-word.ts';

const LONGEST_NAME = 256;
const LONGEST_SCOPE = 512;

/** What a source found in a message, as it stands there: `signalFrom` cleans and caps it. */
export interface Finding {
  /** Without one, messages with the same title, service, environment and resource are about the same condition. */
  readonly key?: unknown;
  /** The sender has another key each time that the condition comes back: that of an incident or a problem of its own. */
  readonly keyOfEpisode?: true;
  /** Within which the key is unique; the integration unless said otherwise. */
  readonly scope?: string | undefined;
  readonly status: SignalStatus;
  /** Of a resolution: why it is over, where that is not that the condition ended. */
  readonly because?: string | undefined;
  /** The sender's own word for it; undefined where it has none, or where what is no word of its own is refused. */
  readonly statusWord: unknown;
  /** Its words beside those that are common. */
  readonly statusWords?: KnownWords;
  /** The sender's own word. */
  readonly severity?: unknown;
  /** What the sender's words mean where they mean something else than usual, in lower case. */
  readonly severityWords?: ReadonlyMap<string, AlertSeverity>;
  readonly severityOtherwise?: AlertSeverity | undefined;
  /** The first that holds a text counts. */
  readonly title: readonly unknown[];
  readonly description?: unknown;
  readonly occurredAt?: unknown;
  readonly groupKey?: unknown;
  readonly resource?: unknown;
  readonly service?: unknown;
  readonly environment?: unknown;
  /** In the order in which they count where there are too many; a later one replaces an equal name. */
  readonly labels?: readonly unknown[];
  readonly links?: readonly (readonly [href: unknown, text: unknown])[];
}

/** The first of these that holds a text. */
export const firstText = (limit: number, ...values: readonly unknown[]): string | undefined => {
  for (const value of values) {
    const text = cleanText(value, limit);
    if (text !== undefined) return text;
  }
  return undefined;
};

/** Several parts as one key; undefined where one is missing, for then it would be the key of other conditions too. */
export const joinedKey = (...parts: readonly unknown[]): string | undefined => {
  const keys = parts.map(cleanKey);
  return keys.includes(undefined) ? undefined : keys.join(':');
};

/** @throws NotUnderstoodError when the body is no object */
export const objectIn = ({ body }: SourceRequest, sender: string): JsonRecord => {
  if (!isRecord(body)) throw new NotUnderstoodError(`This is not a message of ${sender}: it is no JSON object.`);
  return body;
};

/** A message of one alert. */
export const one = (signal: Signal): Parsed => ({ signals: [signal], rejected: [] });

/** An authentic message that is about no alert: accepted, and nothing happens. */
export const nothing = (ignored: string): Parsed => ({ signals: [], rejected: [], ignored });

/** Within which the keys of one integration are unique. */
export const scopeOfIntegration = (integrationId: string): string => `integration ${integrationId}`;

/** What messages about one condition have in common where no key of their sender tells. */
const unkeyed = ({ title, service, environment, resource }: Unkeyed): string =>
  derivedKey(title, service, environment, resource);

type Unkeyed = Pick<Signal, 'title' | 'service' | 'environment' | 'resource'>;

const MEASURED = /(?<![\d.,])\d[\d.,]*\s?%|[<>=]\s?\d[\d.,]*/g;

/**
 * The condition of an alert whose key is of this one time: what its messages have in common each time, but for what their titles
 * measure and count.
 */
export const conditionOf = (signal: Unkeyed): string =>
  unkeyed({ ...signal, title: signal.title.replace(MEASURED, '') });

/** A finding as a signal: well-formed, within the limits, with what the labels say where the message says nothing. */
export const signalFrom = (source: string, { integration, receivedAt }: SourceRequest, found: Finding): Signal => {
  const labels: Record<string, string> = {};
  for (const more of found.labels ?? []) addLabels(labels, more);
  const links: Link[] = [];
  for (const [href, text] of found.links ?? []) addLink(links, href, text, 'Link');
  const resource = cleanText(found.resource, SIGNAL_LIMITS.label);
  const service = firstText(LONGEST_NAME, found.service, labels.service, labels.app);
  const environment = cleanText(found.environment, LONGEST_NAME) ?? environmentIn(labels);
  const title = cleanLine(firstText(SIGNAL_LIMITS.title, ...found.title, found.key), SIGNAL_LIMITS.title) ?? 'Alert';
  const about = { title, service, environment, resource };
  const key = cleanKey(found.key);
  const description = cleanText(found.description, SIGNAL_LIMITS.description);
  const native = nativeSeverity(found.severity);
  const always = alwaysFires(native, labels, integration);
  const severity = severityIn(native, integration, found.severityOtherwise, found.severityWords);
  const unknownWords = [
    ...(severity.unknownWords ?? []),
    ...unknownStatus(found.statusWord, found.status, found.statusWords),
  ];
  return {
    source,
    integrationId: integration.id,
    dedupKey: key ?? unkeyed(about),
    ...(key === undefined || found.keyOfEpisode === undefined ? {} : { condition: conditionOf(about) }),
    scope: cleanText(found.scope, LONGEST_SCOPE) ?? scopeOfIntegration(integration.id),
    status: found.status,
    ...(found.because === undefined ? {} : { because: found.because }),
    ...severity,
    ...(unknownWords.length > 0 && { unknownWords }),
    title,
    description: description === title ? undefined : description,
    ...stamped(readInstant(found.occurredAt), receivedAt),
    receivedAt,
    groupKey: cleanKey(found.groupKey),
    resource,
    service,
    environment,
    labels,
    links,
    ...(always === undefined ? {} : { suppressedBySender: always }),
  };
};
