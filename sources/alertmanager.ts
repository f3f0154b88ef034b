import { hash } from 'node:crypto';
import { notAfter, parseInstant } from '../domain/instant/instant.ts';
import { type Link, SIGNAL_LIMITS, type Signal, type SignalStatus } from '../domain/signal/signal.ts';
import { addLabels, environmentIn } from './reading/labels.ts';
import { addLink } from './reading/links.ts';
import { isRecord, type JsonRecord, recordOr } from './reading/record.ts';
import { nativeSeverity, severityOf } from './reading/severity.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_SCOPE = 512;
const LONGEST_NAME = 256;

/** What all alerts of one notification share. */
interface Notification {
  readonly request: SourceRequest;
  readonly scope: string;
  readonly groupKey: string | undefined;
}

/** Alertmanager names a condition by the hash of its labels; senders that imitate it sometimes leave it out. */
const keyOf = (alert: JsonRecord, labels: Readonly<Record<string, string>>): string | undefined => {
  const fingerprint = cleanKey(alert.fingerprint);
  if (fingerprint !== undefined) return fingerprint;
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.length === 0 ? undefined : `labels:${hash('sha256', JSON.stringify(pairs), 'hex')}`;
};

const statusOf = (alert: JsonRecord): SignalStatus | undefined =>
  alert.status === 'firing' || alert.status === 'resolved' ? alert.status : undefined;

const linksOf = (alert: JsonRecord, annotations: JsonRecord): Link[] => {
  const links: Link[] = [];
  addLink(links, annotations.runbook_url ?? annotations.runbook, 'Runbook', 'Runbook');
  addLink(links, annotations.dashboard_url ?? annotations.dashboard, 'Dashboard', 'Dashboard');
  addLink(links, alert.generatorURL, 'Source', 'Source');
  return links;
};

const titleOf = (
  annotations: JsonRecord,
  labels: Readonly<Record<string, string>>,
  resource: string | undefined,
): string => {
  const summary = cleanText(annotations.summary ?? annotations.title, SIGNAL_LIMITS.title);
  if (summary !== undefined) return summary;
  const name = labels.alertname ?? 'Alert';
  return resource === undefined ? name : (cleanText(`${name} on ${resource}`, SIGNAL_LIMITS.title) ?? name);
};

/** @returns why it was not understood, or the signal */
const signalOf = (alert: unknown, { request, scope, groupKey }: Notification): Signal | string => {
  if (!isRecord(alert)) return 'an alert is an object';
  const status = statusOf(alert);
  if (status === undefined) return 'the status of an alert is "firing" or "resolved"';
  const labels: Record<string, string> = {};
  addLabels(labels, alert.labels);
  const dedupKey = keyOf(alert, labels);
  if (dedupKey === undefined) return 'the alert has neither a fingerprint nor labels';
  const annotations = recordOr(alert.annotations);
  const native = nativeSeverity(labels.severity ?? labels.priority);
  const resource = cleanText(labels.instance ?? labels.pod ?? labels.host, SIGNAL_LIMITS.label);
  return {
    source: 'alertmanager',
    integrationId: request.integration.id,
    dedupKey,
    scope,
    status,
    severity: severityOf(native, request.integration),
    nativeSeverity: native,
    title: titleOf(annotations, labels, resource),
    description: cleanText(annotations.description ?? annotations.message, SIGNAL_LIMITS.description),
    occurredAt: notAfter(parseInstant(status === 'firing' ? alert.startsAt : alert.endsAt), request.receivedAt),
    receivedAt: request.receivedAt,
    groupKey,
    resource,
    service: cleanText(labels.service ?? labels.app ?? labels.job, LONGEST_NAME),
    environment: environmentIn(labels),
    labels,
    links: linksOf(alert, annotations),
  };
};

/**
 * Alertmanager's webhook, version "4": <https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>.
 * Each alert is its own signal: the status of the whole notification stays "firing" while any alert of the group fires.
 * The key is the alert's fingerprint within that Alertmanager (`externalURL`), so that both of a pair, and two
 * integrations of one, speak of the same alert.
 */
const parse = (request: SourceRequest): Parsed => {
  const { body } = request;
  if (!isRecord(body) || !Array.isArray(body.alerts)) {
    throw new NotUnderstoodError('This is not a notification of Alertmanager: it has no list "alerts".');
  }
  const externalUrl = cleanText(body.externalURL, LONGEST_SCOPE);
  const notification: Notification = {
    request,
    scope: externalUrl === undefined ? `integration ${request.integration.id}` : `alertmanager ${externalUrl}`,
    groupKey: cleanKey(body.groupKey),
  };
  const signals: Signal[] = [];
  const rejected: Parsed['rejected'][number][] = [];
  for (const alert of body.alerts as unknown[]) {
    const signal = signalOf(alert, notification);
    if (typeof signal === 'string') rejected.push({ reason: signal, entry: { ...body, alerts: [alert] } });
    else signals.push(signal);
  }
  const hidden = typeof body.truncatedAlerts === 'number' ? body.truncatedAlerts : 0;
  if (!(hidden > 0)) return { signals, rejected };
  // Cut by max_alerts: neither the firing nor the resolution of these alerts will ever be delivered.
  const group = notification.groupKey ?? 'unknown';
  return {
    signals,
    rejected,
    warnings: [
      `Alertmanager cut ${hidden} alerts from the group ${group} (${body.status === 'resolved' ? 'resolved' : 'firing'}): set max_alerts to 0.`,
    ],
  };
};

export const alertmanager: Source = {
  id: 'alertmanager',
  title: 'Prometheus Alertmanager',
  setup: `Add a receiver to \`alertmanager.yml\` and route to it:

\`\`\`yaml
receivers:
  - name: muster
    webhook_configs:
      - url: {{url}}/in/alertmanager
        http_config:
          authorization:
            credentials: {{key}}
        send_resolved: true
        max_alerts: 0
\`\`\`

Muster reads the labels \`severity\`, \`service\` (or \`app\`, \`job\`) and \`environment\` (or \`env\`, \`stage\`), and the
annotations \`summary\`, \`description\`, \`runbook_url\` and \`dashboard\`.`,
  parse,
};
