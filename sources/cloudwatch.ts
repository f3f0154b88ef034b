import { type EpochMs, parseInstant, stamped } from '../domain/instant/instant.ts';
import { type Link, SIGNAL_LIMITS, type Signal, type SignalStatus } from '../domain/signal/signal.ts';
import {
  ALARM_EVENTS,
  type AlarmChange,
  configurationChangeOf,
  isAlarmWithoutEnvelope,
  readAlarmChange,
} from './reading/alarm-change.ts';
import { tagsOf } from './reading/aws-event.ts';
import { addLabels, environmentIn } from './reading/labels.ts';
import { addLink } from './reading/links.ts';
import { type JsonRecord, recordOr } from './reading/record.ts';
import { nativeSeverity, severityIn } from './reading/severity.ts';
import { nothing } from './reading/signal.ts';
import { cleanKey, cleanLine, cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_NAME = 256;

/** A metric alarm has ten at most, a query of Metrics Insights a few hundred characters. */
const MOST_METRICS = 20;
const LONGEST_QUERY = 2048;

/** A day, in seconds: longer than anybody waits for a suppressor. */
const LONGEST_PERIOD = 86_400;

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

/** The reason as JSON in a string; the message to a topic has it as a list. */
const alarmsInReason = ({ reasonData, triggeringAlarms: given }: JsonRecord): unknown => {
  if (typeof reasonData !== 'string' || !reasonData.includes('triggeringAlarms')) return given;
  try {
    return recordOr(JSON.parse(reasonData)).triggeringAlarms;
  } catch {
    return given;
  }
};

/** Which alarms set off a composite one. */
const triggeringAlarms = (state: JsonRecord): string[] => {
  const alarms = alarmsInReason(state);
  if (!Array.isArray(alarms)) return [];
  const names = alarms.slice(0, NAMED_CHILDREN).map((alarm) => cleanText(recordOr(alarm).arn, LONGEST_NAME * 2));
  return names.flatMap((arn) => (arn === undefined ? [] : [arn.slice(arn.indexOf(':alarm:') + 1)]));
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

/** An alarm waits for its suppressor, or goes on after it, no longer than its configuration says. */
const PERIODS: ReadonlyMap<string, string> = new Map([
  ['WaitPeriod', 'actionsSuppressorWaitPeriod'],
  ['ExtensionPeriod', 'actionsSuppressorExtensionPeriod'],
]);

/** The change that ends such a period is on its way when the period is over. */
const EVENT_DELAY_MS = 60_000;

const endOfPeriod = (by: string, { configuration }: AlarmChange, began: EpochMs): EpochMs | undefined => {
  const seconds = configuration[PERIODS.get(by) ?? ''];
  if (typeof seconds !== 'number' || !(seconds >= 0)) return undefined;
  return began + Math.trunc(Math.min(seconds, LONGEST_PERIOD) * 1000) + EVENT_DELAY_MS;
};

/**
 * EventBridge receives the change even when the alarm's own actions are held back by its suppressor or a mute rule; a
 * maintenance window kept in CloudWatch must not page people through here. What CloudWatch held back it does when the window
 * or the period is over and the alarm still stands, so neither may hold for longer here:
 * <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules-behaviour.html>.
 */
const suppressionIn = (
  alarm: AlarmChange,
  since: EpochMs,
): Pick<Signal, 'suppressedBySender' | 'suppressedBySenderUntil'> => {
  const { mute, state } = alarm;
  const rule = cleanText(mute.mutedByArn, LONGEST_NAME);
  if (rule !== undefined) {
    return { suppressedBySender: `muted by ${rule}`, suppressedBySenderUntil: parseInstant(mute.muteWindowEnd) };
  }
  const by = cleanText(state.actionsSuppressedBy, LONGEST_NAME);
  if (by === undefined) return {};
  const reason = cleanText(state.actionsSuppressedReason, SIGNAL_LIMITS.label);
  return {
    suppressedBySender: `actions suppressed by ${by}${reason === undefined ? '' : ` (${reason})`}`,
    suppressedBySenderUntil: endOfPeriod(by, alarm, since),
  };
};

/** An alarm over many time series, whose contributors go their own ways: its own state only counts them. */
const isOverSeries = ({ metrics }: JsonRecord): boolean =>
  Array.isArray(metrics) &&
  metrics.slice(0, MOST_METRICS).some((entry) => {
    const { expression } = recordOr(entry);
    return (
      typeof expression === 'string' && /^\s*SELECT\s[\s\S]*\sGROUP\s+BY\s/i.test(expression.slice(0, LONGEST_QUERY))
    );
  });

const labelsOf = (alarm: AlarmChange, metric: JsonRecord): Record<string, string> => {
  const labels: Record<string, string> = {};
  addLabels(labels, { account: alarm.account, region: alarm.region, namespace: metric.namespace, metric: metric.name });
  addLabels(labels, alarm.tags);
  addLabels(labels, metric.dimensions);
  addLabels(labels, alarm.contributor?.attributes);
  return labels;
};

const linksOf = ({ arn, region }: AlarmChange, name: string): Link[] => {
  const links: Link[] = [];
  if (region === undefined || !arn?.startsWith('arn:aws:')) return links;
  const place = encodeURIComponent(region);
  const console = `https://${place}.console.aws.amazon.com/cloudwatch/home?region=${place}#alarmsV2:alarm/${encodeURIComponent(name)}`;
  addLink(links, console, 'CloudWatch alarm', 'CloudWatch alarm');
  return links;
};

/** Values of dimensions and of a contributor's attributes are what the alarm is about. */
const valuesIn = (attributes: unknown): string | undefined =>
  cleanText(
    Object.values(recordOr(attributes))
      .filter((value) => typeof value === 'string')
      .join(' '),
    SIGNAL_LIMITS.label,
  );

/** Topics of long ago carry no ARN. */
const placedName = ({ account, region }: AlarmChange, name: string): string =>
  [account, region, 'alarm', name].filter((part) => part !== undefined).join(':');

const signalOf = (alarm: AlarmChange, { integration, receivedAt }: SourceRequest): Signal => {
  const { configuration, contributor, state } = alarm;
  const status = STATUS.get(state.value);
  if (status === undefined)
    throw new NotUnderstoodError('The state of the alarm is none of ALARM, OK, INSUFFICIENT_DATA.');
  const name = cleanText(alarm.name, LONGEST_NAME);
  const alarmKey = cleanKey(alarm.arn) ?? (name && placedName(alarm, name));
  if (alarmKey === undefined)
    throw new NotUnderstoodError('The event names no alarm, neither in resources nor in detail.');
  const known = name ?? cleanText(alarmKey.slice(alarmKey.lastIndexOf(':') + 1), LONGEST_NAME) ?? 'Alarm';
  const at = stamped(parseInstant(state.timestamp) ?? parseInstant(alarm.time), receivedAt);
  const metric = metricOf(configuration);
  const tags = tagsOf(alarm.tags);
  const native = nativeSeverity(tags.severity);
  const series = valuesIn(contributor?.attributes) ?? cleanText(contributor?.id, LONGEST_NAME);
  return {
    source: 'cloudwatch',
    integrationId: integration.id,
    // Each contributor of an alarm over many time series goes its own way between ALARM and OK.
    dedupKey:
      contributor === undefined ? alarmKey : (cleanKey(`${alarmKey} ${cleanText(contributor.id, 64)}`) ?? alarmKey),
    // The ARN is unique everywhere: the same alarm by two ways is one alert.
    scope: 'cloudwatch',
    status,
    ...severityIn(native, integration, status === 'unknown' ? 'info' : 'error'),
    title: cleanLine(series === undefined ? known : `${known}: ${series}`, SIGNAL_LIMITS.title) ?? known,
    description: descriptionOf(state, configuration),
    ...at,
    receivedAt,
    groupKey: contributor !== undefined || isOverSeries(configuration) ? alarmKey : undefined,
    resource: series ?? valuesIn(metric.dimensions) ?? cleanText(alarm.arn, SIGNAL_LIMITS.label),
    service: cleanText(tags.service ?? tags.app, LONGEST_NAME),
    environment: environmentIn(tags),
    labels: labelsOf(alarm, metric),
    links: linksOf(alarm, known),
    ...suppressionIn(alarm, at.occurredAt),
  };
};

/** Nobody will ever say that a deleted alarm is OK: what it said fires no more. */
const deletionOf = (alarm: AlarmChange, request: SourceRequest): Signal => ({
  ...signalOf({ ...alarm, state: { value: 'OK', timestamp: alarm.time } }, request),
  description: 'The alarm was deleted.',
  because: 'its alarm was deleted',
  // The event is stamped in whole seconds, the state in milliseconds: what is deleted is over in any case.
  saidAt: undefined,
});

/**
 * CloudWatch's alarm state changes: metric alarms, composite ones, and the contributors of alarms over many time series
 * (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html>), as EventBridge, a
 * topic or the alarm itself delivers them. Ordered by the timestamp of the state, since EventBridge keeps no order.
 */
const parse = (request: SourceRequest): Parsed => {
  const alarm = readAlarmChange(request.body);
  const operation = configurationChangeOf(request.body);
  if (operation !== undefined && operation !== 'delete')
    return nothing('The alarm was configured, and is still there.');
  if (operation === 'delete' && alarm) return { signals: [deletionOf(alarm, request)], rejected: [] };
  if (alarm === undefined) throw new NotUnderstoodError('This is not a change of the state of a CloudWatch alarm.');
  return { signals: [signalOf(alarm, request)], rejected: [] };
};

export const cloudwatch: Source = {
  id: 'cloudwatch',
  awsEvent: ALARM_EVENTS,
  knowsShape: isAlarmWithoutEnvelope,
  parse,
};

export const forwarding = 'always';

export const heading = 'Amazon CloudWatch alarms';

export const setup = `Tag alarms with \`severity\`, \`service\` and \`environment\`, and turn on the propagation of their tags, which is off by default
(CloudFormation and CDK: \`ActionConfiguration.AlarmTagsPropagation.Enabled\`; CLI: \`--action-configuration\`). Tags then come with the
events, with topics and with the action to Lambda. Without them every alarm is an error and goes where \`routing\` sends its
name.

ALARM fires, OK resolves, INSUFFICIENT_DATA does neither. An alarm over many time series (Metrics Insights) is one alert per
contributor besides its own. While a mute rule, or the suppressor of a composite alarm, holds the alarm's actions back, it is
recorded and pages nobody; it pages when the mute window or the waiting is over and it is still in alarm, as its own actions
would. Of two mute rules that overlap CloudWatch names one: the earlier end counts.

**Through a topic instead**, where no rule can be added: subscribe \`{{url}}/in/cloudwatch/{{key}}\` to the topic the alarm
publishes to, with the protocol HTTPS and without raw message delivery, which would leave the signature out. The subscription confirms
itself. Set the topic's attribute \`SignatureVersion\` to 2, and list its ARN under \`topicArns\` of the integration, so that no
other topic can use the address. A function may also subscribe, or be the alarm's action: allow \`sns.amazonaws.com\` or
\`lambda.alarms.cloudwatch.amazonaws.com\` to invoke \`ClassifyAlerts\`. The same alarm by two ways is one alert.`;
