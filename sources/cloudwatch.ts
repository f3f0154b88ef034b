import { notAfter, parseInstant } from '../domain/instant/instant.ts';
import { type Link, SIGNAL_LIMITS, type Signal, type SignalStatus } from '../domain/signal/signal.ts';
import { type AwsEvent, readAwsEvent, tagsOf } from './reading/aws-event.ts';
import { addLabels, environmentIn } from './reading/labels.ts';
import { addLink } from './reading/links.ts';
import { type JsonRecord, recordOr } from './reading/record.ts';
import { nativeSeverity, severityOf } from './reading/severity.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_NAME = 256;
const DETAIL_TYPE = 'CloudWatch Alarm State Change';

/** The children named in the description of a composite alarm; the rest are behind the link. */
const NAMED_CHILDREN = 10;

/** No data says nothing about the condition: it neither opens nor resolves. */
const STATUS: ReadonlyMap<unknown, SignalStatus> = new Map([
  ['ALARM', 'firing'],
  ['OK', 'resolved'],
  ['INSUFFICIENT_DATA', 'unknown'],
]);

/** The first metric of the alarm, where the alarm has one of its own: a composite and an expression have none. */
const metricOf = (configuration: JsonRecord): JsonRecord => {
  if (!Array.isArray(configuration.metrics)) return {};
  for (const entry of configuration.metrics) {
    const metric = recordOr(recordOr(recordOr(entry).metricStat).metric);
    if (metric.name !== undefined) return metric;
  }
  return {};
};

/** Which alarms set off a composite one: `reasonData` is JSON in a string. */
const triggeringAlarms = (state: JsonRecord): string[] => {
  if (typeof state.reasonData !== 'string' || !state.reasonData.includes('triggeringAlarms')) return [];
  try {
    const { triggeringAlarms: alarms } = recordOr(JSON.parse(state.reasonData));
    if (!Array.isArray(alarms)) return [];
    const names = alarms.slice(0, NAMED_CHILDREN).map((alarm) => cleanText(recordOr(alarm).arn, LONGEST_NAME * 2));
    return names.flatMap((arn) => (arn === undefined ? [] : [arn.slice(arn.indexOf(':alarm:') + 1)]));
  } catch {
    return [];
  }
};

const descriptionOf = (state: JsonRecord, configuration: JsonRecord): string | undefined => {
  const children = triggeringAlarms(state);
  const parts = [
    cleanText(configuration.description, SIGNAL_LIMITS.description),
    cleanText(state.reason, SIGNAL_LIMITS.description),
    children.length === 0 ? undefined : `Set off by ${children.join(', ')}`,
  ];
  return cleanText(parts.filter((part) => part !== undefined).join('\n\n'), SIGNAL_LIMITS.description);
};

/**
 * EventBridge receives the change even when the alarm's own actions are held back by its suppressor; a maintenance
 * window kept in CloudWatch must not page people through here.
 */
const suppressionIn = (state: JsonRecord): string | undefined => {
  const by = cleanText(state.actionsSuppressedBy, LONGEST_NAME);
  if (by === undefined) return undefined;
  const reason = cleanText(state.actionsSuppressedReason, SIGNAL_LIMITS.label);
  return `actions suppressed by ${by}${reason === undefined ? '' : ` (${reason})`}`;
};

const labelsOf = (event: AwsEvent, metric: JsonRecord): Record<string, string> => {
  const labels: Record<string, string> = {};
  addLabels(labels, { account: event.account, region: event.region, namespace: metric.namespace, metric: metric.name });
  addLabels(labels, event.detail.alarmTags);
  addLabels(labels, metric.dimensions);
  return labels;
};

const signalOf = (event: AwsEvent, { integration, receivedAt }: SourceRequest): Signal => {
  const { detail } = event;
  const state = recordOr(detail.state);
  const configuration = recordOr(detail.configuration);
  const status = STATUS.get(state.value);
  if (status === undefined)
    throw new NotUnderstoodError('The state of the alarm is none of ALARM, OK, INSUFFICIENT_DATA.');
  const name = cleanText(detail.alarmName, LONGEST_NAME);
  const dedupKey = cleanKey(event.resource) ?? (name && `${event.account}:${event.region}:alarm:${name}`);
  if (dedupKey === undefined)
    throw new NotUnderstoodError('The event names no alarm, neither in resources nor in detail.');
  const title = name ?? cleanText(dedupKey.slice(dedupKey.lastIndexOf(':') + 1), LONGEST_NAME) ?? 'Alarm';
  const metric = metricOf(configuration);
  const tags = tagsOf(detail.alarmTags);
  const native = nativeSeverity(tags.severity);
  const dimensions = Object.values(recordOr(metric.dimensions)).filter((value) => typeof value === 'string');
  const links: Link[] = [];
  if (event.region !== undefined && dedupKey.startsWith('arn:aws:')) {
    const region = encodeURIComponent(event.region);
    const alarm = encodeURIComponent(title);
    const console = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#alarmsV2:alarm/${alarm}`;
    addLink(links, console, 'CloudWatch alarm', 'CloudWatch alarm');
  }
  return {
    source: 'cloudwatch',
    integrationId: integration.id,
    dedupKey,
    // The ARN is unique everywhere: the same alarm by two ways is one alert.
    scope: 'cloudwatch',
    status,
    severity: severityOf(native, integration, status === 'unknown' ? 'info' : 'error'),
    nativeSeverity: native,
    title,
    description: descriptionOf(state, configuration),
    occurredAt: notAfter(parseInstant(state.timestamp) ?? parseInstant(event.time), receivedAt),
    receivedAt,
    resource: cleanText(dimensions.join(' '), SIGNAL_LIMITS.label) ?? cleanText(event.resource, SIGNAL_LIMITS.label),
    service: cleanText(tags.service ?? tags.app, LONGEST_NAME),
    environment: environmentIn(tags),
    labels: labelsOf(event, metric),
    links,
    suppressedBySender: suppressionIn(state),
  };
};

/**
 * CloudWatch's alarm state changes, metric and composite alarms, as EventBridge delivers them:
 * <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html>. Ordered by the
 * timestamp of the state, since EventBridge keeps no order.
 */
const parse = (request: SourceRequest): Parsed => {
  const event = readAwsEvent(request.body);
  if (event?.detailType !== DETAIL_TYPE) throw new NotUnderstoodError(`This is not an event of type "${DETAIL_TYPE}".`);
  return { signals: [signalOf(event, request)], rejected: [] };
};

export const cloudwatch: Source = {
  id: 'cloudwatch',
  title: 'Amazon CloudWatch alarms',
  setup: `Nothing to do in the account that Muster is deployed to: a rule on the default event bus sends every alarm state
change. Other accounts add a rule that targets Muster's event bus.

Tag alarms with \`severity\`, \`service\` and \`environment\`, and turn on the propagation of alarm tags, so that Muster
knows what an alarm is about.`,
  awsEvent: { source: 'aws.cloudwatch', detailTypes: [DETAIL_TYPE] },
  parse,
};
