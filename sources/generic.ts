import { notAfter, parseInstant } from '../domain/instant/instant.ts';
import { type Link, SIGNAL_LIMITS, type Signal, type SignalStatus } from '../domain/signal/signal.ts';
import { addLabels, environmentIn } from './reading/labels.ts';
import { addLink } from './reading/links.ts';
import { isRecord, type JsonRecord, recordOr } from './reading/record.ts';
import { nativeSeverity, severityOf } from './reading/severity.ts';
import { cleanKey, cleanText, derivedKey } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_NAME = 256;
const LONGEST_WORD = 64;

/** Words for "it is over", "somebody has it" and "cannot tell". Every other word, and none, means that it fires. */
const STATUS: ReadonlyMap<string, SignalStatus> = new Map(
  (
    [
      [
        'resolved',
        'resolved resolve ok okay up closed close recovered recovery success inactive normal cleared clear fixed',
      ],
      ['acknowledged', 'acknowledged acknowledge acked ack'],
      ['unknown', 'unknown nodata no_data insufficient_data'],
    ] as const
  ).flatMap(([status, words]) => words.split(' ').map((word) => [word, status] as const)),
);

const statusOf = (entry: JsonRecord): SignalStatus => {
  // `type` is Apprise's: info, success, warning, failure.
  const word = cleanText(entry.status ?? entry.state ?? entry.event_action ?? entry.type, LONGEST_WORD);
  return (word === undefined ? undefined : STATUS.get(word.toLowerCase())) ?? 'firing';
};

const serviceOf = ({ service }: JsonRecord): string | undefined =>
  isRecord(service) ? cleanText(service.id ?? service.name, LONGEST_NAME) : cleanText(service, LONGEST_NAME);

const linksOf = (entry: JsonRecord): Link[] => {
  const links: Link[] = [];
  for (const link of Array.isArray(entry.links) ? entry.links : []) {
    const { href, url, text, title } = recordOr(link);
    if (typeof link === 'string') addLink(links, link, undefined, 'Link');
    else addLink(links, href ?? url, text ?? title, 'Link');
  }
  addLink(links, entry.runbook_url ?? entry.runbook, 'Runbook', 'Runbook');
  addLink(links, entry.url ?? entry.link, 'Source', 'Source');
  return links;
};

/** The first of these that holds a text. */
const firstText = (limit: number, ...values: readonly unknown[]): string | undefined => {
  for (const value of values) {
    const text = cleanText(value, limit);
    if (text !== undefined) return text;
  }
  return undefined;
};

/** @returns why it was not understood, or the signal */
const signalOf = (entry: unknown, { integration, receivedAt }: SourceRequest): Signal | string => {
  if (!isRecord(entry)) return 'an alert is an object';
  const title = firstText(SIGNAL_LIMITS.title, entry.title, entry.summary, entry.message, entry.name);
  if (title === undefined) return 'the alert has no title: send "title", "summary" or "message"';
  const service = serviceOf(entry);
  const resource = firstText(SIGNAL_LIMITS.label, entry.resource, entry.host, entry.hostname, entry.instance);
  const environment = environmentIn(entry);
  const native = nativeSeverity(entry.severity ?? entry.priority ?? entry.level ?? entry.type);
  const key = entry.key ?? entry.dedup_key ?? entry.dedupKey ?? entry.id ?? entry.fingerprint ?? entry.alias;
  const message = firstText(SIGNAL_LIMITS.description, entry.description, entry.details, entry.message, entry.body);
  const labels: Record<string, string> = {};
  addLabels(labels, entry.labels ?? entry.tags ?? entry.custom_details);
  return {
    source: 'generic',
    integrationId: integration.id,
    dedupKey: cleanKey(key) ?? derivedKey(title, service, environment, resource),
    scope: `integration ${integration.id}`,
    status: statusOf(entry),
    severity: severityOf(native, integration),
    nativeSeverity: native,
    title,
    description: message === title ? undefined : message,
    occurredAt: notAfter(
      parseInstant(entry.occurred_at ?? entry.occurredAt ?? entry.timestamp ?? entry.time),
      receivedAt,
    ),
    receivedAt,
    groupKey: cleanKey(entry.group_key ?? entry.groupKey),
    resource,
    service,
    environment,
    labels,
    links: linksOf(entry),
  };
};

/** One alert, a list of alerts, or an object with a list `alerts`. */
const parse = (request: SourceRequest): Parsed => {
  const { body } = request;
  const inside = isRecord(body) ? body.alerts : body;
  if (!Array.isArray(inside)) {
    const signal = signalOf(body, request);
    if (typeof signal === 'string') throw new NotUnderstoodError(`This is not an alert: ${signal}.`);
    return { signals: [signal], rejected: [] };
  }
  const signals: Signal[] = [];
  const rejected: Parsed['rejected'][number][] = [];
  for (const entry of inside as unknown[]) {
    const signal = signalOf(entry, request);
    if (typeof signal === 'string') rejected.push({ reason: signal, entry });
    else signals.push(signal);
  }
  return { signals, rejected };
};

export const generic: Source = {
  id: 'generic',
  title: 'Plain JSON',
  setup: `Post JSON from a script or from any tool whose webhook can be edited:

\`\`\`sh
curl {{url}}/in/generic -H 'Authorization: Bearer {{key}}' -d '{
  "title": "Nightly backup failed", "status": "firing", "severity": "error", "key": "backup/nightly",
  "service": "backup", "environment": "production", "description": "exit code 2",
  "labels": { "host": "db-1" }, "links": [{ "href": "https://wiki.example.com/backup", "text": "Runbook" }],
  "occurred_at": "2026-11-21T03:00:00Z"
}'
\`\`\`

Only \`title\` (or \`summary\`, \`message\`) is needed. \`status\` is \`firing\` unless it says \`resolved\` (or \`ok\`,
\`closed\`, \`recovered\` …), \`acknowledged\` or \`unknown\`. \`severity\` is \`critical\`, \`error\`, \`warning\`, \`info\` or a
usual word for one. Messages with the same \`key\` (or \`dedup_key\`, \`id\`) are about the same alert; without one, messages
with the same title, service, environment and resource are. Send a list, or \`{ "alerts": [ … ] }\`, for several at once.
Messages about one alert are put in order by \`occurred_at\` (or \`timestamp\`); without it, by their arrival.`,
  parse,
};
