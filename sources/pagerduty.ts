import { type Link, SIGNAL_LIMITS, type Signal, type SignalStatus } from '../domain/signal/signal.ts';
import { type ListedAlerts, listedAlerts } from './reading/alertmanager-details.ts';
import { groupOfEvent } from './reading/alertmanager-group.ts';
import { addLabels, environmentIn } from './reading/labels.ts';
import { addLink } from './reading/links.ts';
import { byPath, type NestedText, nestedTexts, textCalled } from './reading/nested.ts';
import { isRecord, type JsonRecord, recordOr } from './reading/record.ts';
import { tellsOfRecovery } from './reading/recovery-title.ts';
import { nativeSeverity, severityIn } from './reading/severity.ts';
import { firstText, scopeOfIntegration } from './reading/signal.ts';
import { cleanKey, cleanLine, cleanText, derivedKey } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_NAME = 256;

/** PagerDuty's limit of a dedup_key, in characters. */
const LONGEST_DEDUP_KEY = 255;

const STATUS: ReadonlyMap<unknown, SignalStatus> = new Map([
  ['trigger', 'firing'],
  ['acknowledge', 'acknowledged'],
  ['resolve', 'resolved'],
]);

const SEVERITIES: ReadonlySet<unknown> = new Set(['critical', 'error', 'warning', 'info']);

const lower = (value: unknown): unknown => (typeof value === 'string' ? value.toLowerCase() : value);

const isBlank = (value: unknown): boolean => cleanText(value, 16) === undefined;

/**
 * What PagerDuty would refuse in an event, in its words, for clients print them; empty for a valid event:
 * <https://developer.pagerduty.com/api-reference/368ae3d938c9e-send-an-event-to-pager-duty>. The routing key is not
 * looked at here. A summary of over 1024 characters is cut, not refused: the page matters more.
 */
export const pagerDutyErrors = (event: JsonRecord): string[] => {
  const errors: string[] = [];
  const action = lower(event.event_action);
  if (isBlank(event.event_action)) errors.push("'event_action' is missing or blank");
  else if (!STATUS.has(action)) errors.push("'event_action' must be one of 'trigger', 'acknowledge' or 'resolve'");
  if (isBlank(event.dedup_key)) {
    if (action === 'acknowledge' || action === 'resolve') errors.push("'dedup_key' is missing or blank");
  } else if (String(event.dedup_key).length > LONGEST_DEDUP_KEY) {
    errors.push(`'dedup_key' is too long (maximum is ${LONGEST_DEDUP_KEY} characters)`);
  }
  if (action !== 'trigger') return errors;
  const { payload } = event;
  if (!isRecord(payload)) return [...errors, "'payload' is missing or blank"];
  for (const field of ['summary', 'source', 'severity'] as const) {
    if (isBlank(payload[field])) errors.push(`'payload.${field}' is missing or blank`);
  }
  if (!isBlank(payload.severity) && !SEVERITIES.has(lower(payload.severity))) {
    errors.push("'payload.severity' must be one of 'critical', 'error', 'warning' or 'info'");
  }
  return errors;
};

const linksOf = (event: JsonRecord, details: JsonRecord, listed: ListedAlerts | undefined): Link[] => {
  const links: Link[] = [];
  for (const link of Array.isArray(event.links) ? event.links : []) {
    const { href, text } = recordOr(link);
    addLink(links, href, text, 'Link');
  }
  addLink(links, event.client_url, event.client, 'Client');
  for (const image of Array.isArray(event.images) ? event.images : []) {
    const { src, alt } = recordOr(image);
    addLink(links, src, alt, 'Image');
  }
  addLink(links, details.runbook_url ?? details.runbook, 'Runbook', 'Runbook');
  addLink(links, details.dashboard_url ?? details.dashboard, 'Dashboard', 'Dashboard');
  for (const { href, text } of listed?.links ?? []) addLink(links, href, text, 'Link');
  return links;
};

/** The severity that Alertmanager's receiver has where nobody chose one. */
const NOT_CHOSEN = 'error';

/** The sender's word; where Alertmanager only fills one in, that of its alerts. */
const chosenSeverity = ({ severity }: JsonRecord, listed: ListedAlerts | undefined): string | undefined =>
  nativeSeverity(lower(severity) === NOT_CHOSEN ? (listed?.worst?.nativeSeverity ?? severity) : severity);

/** Where senders put what they have to say about an alert. */
const TELLING = ['description', 'details', 'message', 'output', 'summary', 'reason', 'error'];

/**
 * `firing` is where Alertmanager's templates put the alerts. Of details inside details what is called a description; else all
 * of them, by their names.
 */
const descriptionOf = (
  details: unknown,
  listed: ListedAlerts | undefined,
  nested: readonly NestedText[],
): string | undefined => {
  if (!isRecord(details)) {
    const text = cleanText(details, SIGNAL_LIMITS.description);
    if (text !== undefined) return text;
  }
  const { description, details: more, firing } = recordOr(details);
  const own = firstText(SIGNAL_LIMITS.description, description, more, firing) ?? listed?.text;
  if (own !== undefined || nested.length === 0) return own;
  const told = textCalled(nested, TELLING) ?? nested.map(({ path, text }) => `${path}: ${text}`).join('\n');
  return cleanText(told, SIGNAL_LIMITS.description);
};

/** What the details hold beyond their own plain members; what Alertmanager lists there is read by itself. */
const nestedIn = (details: unknown, listed: ListedAlerts | undefined): readonly NestedText[] => {
  if (typeof details !== 'object' || details === null) return [];
  const { firing: _, resolved: __, ...others } = recordOr(details);
  const members = listed === undefined ? details : others;
  // As a rule all of them are plain: there is nothing to look into.
  if (!Object.values(members).some((value) => typeof value === 'object' && value !== null)) return [];
  return nestedTexts(members).filter(({ depth, list }) => depth > 1 || list);
};

/**
 * An event of PagerDuty's Events API v2. Keys are those of one integration, as PagerDuty keeps them apart by routing key.
 *
 * Events count in the order of their arrival, as they do at PagerDuty: `payload.timestamp` is absent from acknowledge and
 * resolve, and a client may send the same one with every trigger, so ordering by it would take a new trigger after a
 * resolve for a late one. It is kept as the label `timestamp`.
 */
const parse = (request: SourceRequest): Parsed => {
  const { body: event, integration, receivedAt } = request;
  if (!isRecord(event)) throw new NotUnderstoodError('An event of PagerDuty is a JSON object.');
  const errors = pagerDutyErrors(event);
  if (errors.length > 0) throw new NotUnderstoodError(`The event is invalid: ${errors.join(', ')}.`);
  const payload = recordOr(event.payload);
  const details = payload.custom_details;
  const { service, ...facts } = recordOr(details);
  const listed = listedAlerts(recordOr(details), request);
  const nested = nestedIn(details, listed);
  const summary = cleanLine(payload.summary, SIGNAL_LIMITS.title);
  const resource = cleanText(payload.source, SIGNAL_LIMITS.label);
  // A trigger without a key is a new alert each time; intake gives it one before it comes here.
  const dedupKey =
    cleanKey(event.dedup_key) ?? derivedKey(summary, resource, cleanText(payload.component, LONGEST_NAME));
  const native = chosenSeverity(payload, listed);
  const labels: Record<string, string> = {};
  addLabels(labels, {
    component: payload.component,
    group: payload.group,
    class: payload.class,
    timestamp: payload.timestamp,
    client: event.client,
  });
  addLabels(labels, details);
  if (listed) addLabels(labels, { ...listed.labels, firing: listed.text });
  addLabels(labels, byPath(nested));
  const always = listed?.suppressedBySender;
  const said = STATUS.get(lower(event.event_action)) as SignalStatus;
  const status = said === 'firing' && summary !== undefined && tellsOfRecovery(summary) ? 'resolved' : said;
  const sharedGroup = groupOfEvent(event.dedup_key, event.client_url, status);
  const signal: Signal = {
    source: 'pagerduty',
    integrationId: integration.id,
    dedupKey,
    scope: scopeOfIntegration(integration.id),
    status,
    ...severityIn(native, integration),
    title: summary ?? cleanLine(dedupKey, SIGNAL_LIMITS.title) ?? 'Event',
    description: descriptionOf(details, listed, nested),
    occurredAt: receivedAt,
    receivedAt,
    resource,
    service: firstText(LONGEST_NAME, service, payload.component, listed?.service, textCalled(nested, ['service'])),
    environment: environmentIn(facts) ?? listed?.environment,
    labels,
    links: linksOf(event, recordOr(details), listed),
    ...(sharedGroup === undefined ? {} : { sharedGroup }),
    ...(always === undefined ? {} : { suppressedBySender: always }),
  };
  return { signals: [signal], rejected: [], places: [payload] };
};

export const pagerduty: Source = {
  id: 'pagerduty',
  parse,
};

export const heading = 'PagerDuty Events API v2';

export const setup = `Point any client of the Events API v2 at this deployment, and use the key as its routing key:

- address: \`{{url}}/v2/enqueue\`
- routing key: \`{{key}}\`

Alertmanager:

\`\`\`yaml
receivers:
  - name: muster
    pagerduty_configs:
      - routing_key: '{{key}}'
        url: {{url}}/v2/enqueue
        send_resolved: true
\`\`\`

An event, to try it:

\`\`\`json
{
  "routing_key": "{{key}}", "event_action": "trigger", "dedup_key": "try-1",
  "payload": { "summary": "Trying Muster", "source": "me", "severity": "info" }
}
\`\`\`

The component of an event, or \`service\` in its custom details, names the service. Events API v1 is at
\`{{url}}/generic/2010-04-15/create_event.json\`, change events at \`{{url}}/v2/change/enqueue\`, and a topic of SNS subscribes
\`{{url}}/integration/{{key}}/enqueue\`.

Senders that have routing keys of PagerDuty already can keep them: see \`keyHashes\` in docs/integrations.md.`;
