import type { Integration } from '../../domain/configuration/integration.ts';
import { alertSeverityNamed } from '../../domain/severity/alert-severity-words.ts';
import { SIGNAL_LIMITS, type Signal, type SignalStatus, type UnknownWord } from '../../domain/signal/signal.ts';
import { signalStatusNamed } from '../../domain/signal/status-words.ts';
import type { Parsed, SourceRequest } from '../source.ts';
import { environmentIn } from './labels.ts';
import { nearName } from './near-name.ts';
import { isRecord, type JsonRecord, recordOr } from './record.ts';
import { firstText, signalFrom } from './signal.ts';
import { cleanText } from './text.ts';
import { type Watched, watched } from './watched.ts';

const LONGEST_WORD = 64;
const { title: LONGEST_TITLE, description: LONGEST_DESCRIPTION } = SIGNAL_LIMITS;

const statusNamed = (value: unknown): SignalStatus | undefined => {
  const word = cleanText(value, LONGEST_WORD);
  return word === undefined ? undefined : signalStatusNamed(word);
};

/** @returns undefined for a word that is no word for a state, and for one that only says that it fires */
export const statusOfWord = (value: unknown): SignalStatus | undefined => {
  const status = statusNamed(value);
  return status === 'firing' ? undefined : status;
};

/** What the envelope of a plain alert says, for what the alert itself leaves out. */
export interface Envelope {
  readonly status?: SignalStatus | undefined;
  readonly key?: string | undefined;
  readonly title?: string | undefined;
  readonly occurredAt?: unknown;
  readonly labels?: JsonRecord;
}

/** A type is a severity where it is a word for one (Apprise), and anything else (`alert`, `incident.opened`) where not. */
const severityInType = (type: unknown): unknown =>
  typeof type === 'string' && type.toLowerCase() !== 'alert' && alertSeverityNamed(type) !== undefined
    ? type
    : undefined;

const linksOf = (entry: JsonRecord): (readonly [unknown, unknown])[] => {
  const links: (readonly [unknown, unknown])[] = [];
  for (const link of Array.isArray(entry.links) ? entry.links : []) {
    const { href, url, text, title } = recordOr(link);
    links.push(typeof link === 'string' ? [link, undefined] : [href ?? url, text ?? title]);
  }
  links.push([entry.runbook_url ?? entry.runbook, 'Runbook'], [entry.url ?? entry.link, 'Source']);
  return links;
};

/**
 * An alert as scripts write it, under the names that are common; Apprise's JSON too, whose `type` is info, success,
 * warning or failure.
 *
 * @returns why it was not understood, or the signal
 */
export const plainAlert = (
  source: string,
  entry: unknown,
  request: SourceRequest,
  envelope: Envelope = {},
): Signal | string => {
  if (!isRecord(entry)) return 'an alert is an object';
  const title = firstText(LONGEST_TITLE, entry.title, entry.summary, entry.message, entry.name, envelope.title);
  if (title === undefined) return 'the alert has no title: send "title", "summary" or "message"';
  const word = entry.status ?? entry.state ?? entry.event_action ?? undefined;
  // That it fires is believed of a word for a state alone: a type may say it of any alert.
  const said = word === undefined ? statusOfWord(entry.type) : statusNamed(word);
  const { service } = entry;
  // What names the condition. An id is often that of the event, of which each has another.
  const named =
    entry.key ?? entry.dedup_key ?? entry.dedupKey ?? entry.dedup ?? entry.fingerprint ?? entry.alias ?? undefined;
  return signalFrom(source, request, {
    key: named ?? entry.id ?? envelope.key,
    ...(named === undefined && entry.id != null && { keyOfEpisode: true }),
    status: said ?? envelope.status ?? 'firing',
    statusWord: word,
    severity: entry.severity ?? entry.priority ?? entry.level ?? severityInType(entry.type),
    title: [title],
    description: firstText(LONGEST_DESCRIPTION, entry.description, entry.details, entry.message, entry.body),
    occurredAt: entry.occurred_at ?? entry.occurredAt ?? entry.timestamp ?? entry.time ?? envelope.occurredAt,
    groupKey: entry.group_key ?? entry.groupKey,
    resource: firstText(LONGEST_TITLE, entry.resource, entry.host, entry.hostname, entry.instance),
    service: isRecord(service) ? (service.id ?? service.name) : service,
    environment: environmentIn(entry),
    labels: [entry.labels ?? entry.tags ?? entry.custom_details, envelope.labels],
    links: linksOf(entry),
  });
};

/** Of Apprise's messages, beside what is read of them. */
const OF_APPRISE = ['version', 'attachments'];

let plainNames: ReadonlySet<string> | undefined;

/** What an alert in our own format is made of: every name that one of which nothing is known is asked for. */
const namesOfPlain = (): ReadonlySet<string> => {
  const seen: Watched[] = [];
  const integration = { id: '', source: '', keyGenerations: [], severityOverrides: {} };
  if (plainNames === undefined) {
    plainAlert('', watched({}, seen), { body: {}, headers: {}, integration, receivedAt: 0 }, { title: '-' });
    plainNames = new Set([...OF_APPRISE, ...seen.flatMap(({ asked }) => [...asked])]);
  }
  return plainNames;
};

/** Names that are none of our format's, nor of the fields that the integration chose; so many of one alert. */
export const unknownNames = (
  entry: JsonRecord,
  { dedupKeyFrom, serviceFrom }: Pick<Integration, 'dedupKeyFrom' | 'serviceFrom'>,
): readonly UnknownWord[] => {
  const known = namesOfPlain();
  const chosen = new Set([dedupKeyFrom ?? [], serviceFrom ?? []].flat().map((path) => path.split('.')[0]));
  return Object.keys(entry)
    .filter((name) => !known.has(name) && !chosen.has(name))
    .slice(0, 16)
    .map((name) => {
      const meant = nearName(name, known);
      return {
        field: 'field',
        word: cleanText(name, LONGEST_WORD) ?? '',
        taken: meant === undefined ? 'it may stand in "labels"' : `"${meant}" is`,
      };
    });
};

/** Reads each entry by itself, so that one bad entry costs only itself. */
export const readEach = (entries: readonly unknown[], read: (entry: unknown) => Signal | string): Parsed => {
  const signals: Signal[] = [];
  const rejected: Parsed['rejected'][number][] = [];
  const places: unknown[] = [];
  for (const entry of entries) {
    const signal = read(entry);
    if (typeof signal === 'string') rejected.push({ reason: signal, entry });
    else {
      signals.push(signal);
      places.push(entry);
    }
  }
  return { signals, rejected, places };
};
