import { type Link, SIGNAL_LIMITS, type Signal, type SignalStatus } from '../domain/signal/signal.ts';
import { groupOfEvent } from './reading/alertmanager-group.ts';
import { addLabels, environmentIn } from './reading/labels.ts';
import { addLink } from './reading/links.ts';
import { isRecord, type JsonRecord, recordOr } from './reading/record.ts';
import { nativeSeverity, severityIn } from './reading/severity.ts';
import { cleanKey, cleanText, derivedKey } from './reading/text.ts';
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

const linksOf = (event: JsonRecord): Link[] => {
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
  return links;
};

/** `firing` is where Alertmanager's default template puts the alerts. */
const descriptionOf = (details: unknown): string | undefined => {
  if (!isRecord(details)) return cleanText(details, SIGNAL_LIMITS.description);
  return cleanText(details.description ?? details.details ?? details.firing, SIGNAL_LIMITS.description);
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
  const summary = cleanText(payload.summary, SIGNAL_LIMITS.title);
  const resource = cleanText(payload.source, SIGNAL_LIMITS.label);
  // A trigger without a key is a new alert each time; intake gives it one before it comes here.
  const dedupKey =
    cleanKey(event.dedup_key) ?? derivedKey(summary, resource, cleanText(payload.component, LONGEST_NAME));
  const native = nativeSeverity(payload.severity);
  const labels: Record<string, string> = {};
  addLabels(labels, {
    component: payload.component,
    group: payload.group,
    class: payload.class,
    timestamp: payload.timestamp,
    client: event.client,
  });
  addLabels(labels, details);
  const status = STATUS.get(lower(event.event_action)) as SignalStatus;
  const sharedGroup = groupOfEvent(event.dedup_key, event.client_url, status);
  const signal: Signal = {
    source: 'pagerduty',
    integrationId: integration.id,
    dedupKey,
    scope: `integration ${integration.id}`,
    status,
    ...severityIn(native, integration),
    title: summary ?? cleanText(dedupKey, SIGNAL_LIMITS.title) ?? 'Event',
    description: descriptionOf(details),
    occurredAt: receivedAt,
    receivedAt,
    resource,
    service: cleanText(service ?? payload.component, LONGEST_NAME),
    environment: environmentIn(facts),
    labels,
    links: linksOf(event),
    ...(sharedGroup === undefined ? {} : { sharedGroup }),
  };
  return { signals: [signal], rejected: [], places: [payload] };
};

export const pagerduty: Source = {
  id: 'pagerduty',
  title: 'PagerDuty Events API v2',
  parse,
};

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
