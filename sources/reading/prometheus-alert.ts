import { hash } from 'node:crypto';
import { parseInstant, stamped } from '../../domain/instant/instant.ts';
import { type Link, SIGNAL_LIMITS, type Signal, type SignalStatus } from '../../domain/signal/signal.ts';
import type { Parsed, SourceRequest } from '../source.ts';
import { envelopeOf } from './envelope.ts';
import { addLabels, environmentIn } from './labels.ts';
import { addLink } from './links.ts';
import { isRecord, type JsonRecord, recordOr } from './record.ts';
import { alwaysFires, nativeSeverity, severityIn } from './severity.ts';
import { cleanKey, cleanLine, cleanText } from './text.ts';

const LONGEST_NAME = 256;
const LONGEST_ADDRESS = 2048;

/** What all alerts of one notification share. */
export interface Notification {
  readonly source: string;
  readonly request: SourceRequest;
  readonly scope: string;
  readonly groupKey: string | undefined;
  readonly sharedGroup?: Signal['sharedGroup'];
  /** Where the alerts themselves do not say whether they fire. */
  readonly statusOf?: (alert: JsonRecord) => SignalStatus;
  /** Addresses that this sender adds to an alert: the name of the member, and what the link is called. */
  readonly moreLinks: readonly (readonly [member: string, text: string])[];
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

const linksOf = (alert: JsonRecord, annotations: JsonRecord, more: Notification['moreLinks']): Link[] => {
  const links: Link[] = [];
  addLink(links, annotations.runbook_url ?? annotations.runbook, 'Runbook', 'Runbook');
  addLink(links, annotations.dashboard_url ?? annotations.dashboard, 'Dashboard', 'Dashboard');
  addLink(links, alert.generatorURL, 'Source', 'Source');
  for (const [member, text] of more) addLink(links, alert[member], text, text);
  return links;
};

/** Grafana gives these names to alerts that stand for a rule which could not be evaluated; `rulename` is the rule's own. */
const UNEVALUATED: ReadonlyMap<string | undefined, string> = new Map([
  ['DatasourceNoData', 'no data'],
  ['DatasourceError', 'error in the evaluation'],
]);

const titleOf = (
  annotations: JsonRecord,
  labels: Readonly<Record<string, string>>,
  resource: string | undefined,
): string => {
  const unevaluated = UNEVALUATED.get(labels.alertname);
  // The summary of such an alert tells of the condition, with the value missing.
  if (unevaluated !== undefined && labels.rulename !== undefined) {
    return cleanLine(`${labels.rulename}: ${unevaluated}`, SIGNAL_LIMITS.title) ?? unevaluated;
  }
  const summary = cleanLine(annotations.summary ?? annotations.title, SIGNAL_LIMITS.title);
  if (summary !== undefined) return summary;
  const name = cleanLine(labels.alertname, SIGNAL_LIMITS.title) ?? 'Alert';
  return resource === undefined ? name : (cleanLine(`${name} on ${resource}`, SIGNAL_LIMITS.title) ?? name);
};

/** What Grafana measured, by the names of the rule's queries and expressions. */
const addValues = (labels: Record<string, string>, values: unknown): void => {
  if (!isRecord(values)) return;
  const named: Record<string, unknown> = {};
  for (const name of Object.keys(values).slice(0, SIGNAL_LIMITS.labels)) named[`value ${name}`] = values[name];
  addLabels(labels, named);
};

/** @returns why it was not understood, or the signal */
const signalOf = (alert: unknown, notification: Notification): Signal | string => {
  const { source, request, scope, groupKey } = notification;
  if (!isRecord(alert)) return 'an alert is an object';
  const status = statusOf(alert) ?? notification.statusOf?.(alert);
  if (status === undefined) return 'the status of an alert is "firing" or "resolved"';
  const labels: Record<string, string> = {};
  addLabels(labels, alert.labels);
  const dedupKey = keyOf(alert, labels);
  if (dedupKey === undefined) return 'the alert has neither a fingerprint nor labels';
  // Not before the key, which may be that of the labels: values change with every message.
  addValues(labels, alert.values);
  const annotations = recordOr(alert.annotations);
  const native = nativeSeverity(labels.severity ?? labels.priority);
  const always = alwaysFires(native, labels, request.integration);
  const resource = cleanText(labels.instance ?? labels.pod ?? labels.host, SIGNAL_LIMITS.label);
  return {
    source,
    integrationId: request.integration.id,
    dedupKey,
    scope,
    status,
    ...severityIn(native, request.integration),
    title: titleOf(annotations, labels, resource),
    description: cleanText(annotations.description ?? annotations.message, SIGNAL_LIMITS.description),
    ...stamped(parseInstant(status === 'firing' ? alert.startsAt : alert.endsAt), request.receivedAt),
    receivedAt: request.receivedAt,
    datedByBeginning: true,
    groupKey,
    ...(notification.sharedGroup === undefined ? {} : { sharedGroup: notification.sharedGroup }),
    resource,
    service: cleanText(labels.service ?? labels.app ?? labels.job, LONGEST_NAME),
    environment: environmentIn(labels),
    labels,
    links: linksOf(alert, annotations, notification.moreLinks),
    ...(always === undefined ? {} : { suppressedBySender: always }),
  };
};

/** What is read of a notification beside its alerts, no larger than it is read. */
const readOf = (body: JsonRecord): JsonRecord => ({
  receiver: cleanText(body.receiver, LONGEST_NAME),
  status: cleanText(body.status, LONGEST_NAME),
  version: cleanText(body.version, LONGEST_NAME),
  orgId: cleanText(body.orgId, LONGEST_NAME),
  externalURL: cleanText(body.externalURL, LONGEST_ADDRESS),
  groupKey: cleanKey(body.groupKey),
  truncatedAlerts: hiddenAlerts(body),
});

/**
 * The alerts of a notification, each a signal of its own: the status of the whole stays "firing" while any alert of the
 * group fires. A rejected alert is kept as a notification of that alert alone.
 */
export const readNotification = (body: JsonRecord, alerts: readonly unknown[], notification: Notification): Parsed => {
  let envelope: JsonRecord | undefined;
  const signals: Signal[] = [];
  const rejected: Parsed['rejected'][number][] = [];
  const places: unknown[] = [];
  for (const alert of alerts) {
    const signal = signalOf(alert, notification);
    if (typeof signal === 'string') {
      envelope ??= envelopeOf({ ...body, alerts: [] }, readOf(body));
      rejected.push({ reason: signal, entry: { ...envelope, alerts: [alert] } });
    } else {
      signals.push(signal);
      places.push(alert);
    }
  }
  return { signals, rejected, places };
};

/** How many alerts the sender cut from the notification. */
export const hiddenAlerts = ({ truncatedAlerts }: JsonRecord): number =>
  typeof truncatedAlerts === 'number' && truncatedAlerts > 0 ? truncatedAlerts : 0;
