import { tagsInList } from './aws-event.ts';
import { isRecord, type JsonRecord, recordOr } from './record.ts';
import { cleanText } from './text.ts';

const LONGEST_NAME = 256;
const LONGEST_ARN = 2048;

const CONFIGURATION_CHANGE = 'CloudWatch Alarm Configuration Change';

export const ALARM_EVENTS = {
  source: 'aws.cloudwatch',
  detailTypes: ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change', CONFIGURATION_CHANGE],
} as const;

/** What became of an alarm's configuration; undefined for what is no such change. */
export const configurationChangeOf = (body: unknown): string | undefined =>
  isRecord(body) && body['detail-type'] === CONFIGURATION_CHANGE && isRecord(body.detail)
    ? (cleanText(body.detail.operation, LONGEST_NAME) ?? 'none')
    : undefined;

/** A change of an alarm's state, whatever shape CloudWatch delivered it in. */
export interface AlarmChange {
  readonly arn: string | undefined;
  readonly account: string | undefined;
  readonly region: string | undefined;
  readonly time: unknown;
  readonly name: unknown;
  readonly state: JsonRecord;
  readonly configuration: JsonRecord;
  readonly tags: unknown;
  /** One time series of an alarm over many, which has a state of its own. */
  readonly contributor: JsonRecord | undefined;
  /** A mute rule that is active. */
  readonly mute: JsonRecord;
}

/** By name, or as a list of keys and values. */
const tagsIn = (tags: unknown): unknown => (Array.isArray(tags) ? tagsInList(tags) : tags);

const contributorIn = (detail: JsonRecord): JsonRecord | undefined =>
  isRecord(detail.alarmContributor) && detail.alarmContributor.id !== undefined ? detail.alarmContributor : undefined;

/** <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html> */
const fromEvent = (body: JsonRecord, detail: JsonRecord): AlarmChange => ({
  arn: Array.isArray(body.resources) ? cleanText(body.resources[0], LONGEST_ARN) : undefined,
  account: cleanText(body.account, LONGEST_NAME),
  region: cleanText(body.region, LONGEST_NAME),
  time: body.time,
  name: detail.alarmName,
  state: recordOr(detail.state),
  configuration: recordOr(detail.configuration),
  tags: tagsIn(detail.alarmTags),
  contributor: contributorIn(detail),
  mute: recordOr(detail.muteDetail),
});

/** <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html> */
const fromAction = (body: JsonRecord, data: JsonRecord): AlarmChange => ({
  ...fromEvent({ resources: [body.alarmArn], account: body.accountId, region: body.region, time: body.time }, data),
  // The tags, where they are propagated, may be beside the data or within it.
  tags: tagsIn(data.alarmTags ?? body.alarmTags),
});

const dimensionsIn = (list: unknown): JsonRecord => {
  const dimensions: Record<string, unknown> = {};
  for (const entry of Array.isArray(list) ? list.slice(0, 30) : []) {
    const { name, value } = recordOr(entry);
    if (typeof name === 'string' && name !== '__proto__') dimensions[name] = value;
  }
  return dimensions;
};

/**
 * The message that an alarm publishes to a topic. `Region` is a name for people, `EU (Ireland)`; the ARN has the code.
 * <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html>
 */
const fromTopic = (body: JsonRecord): AlarmChange => {
  const arn = cleanText(body.AlarmArn, LONGEST_ARN);
  const trigger = recordOr(body.Trigger);
  const own = { name: trigger.MetricName, namespace: trigger.Namespace, dimensions: dimensionsIn(trigger.Dimensions) };
  const children = Array.isArray(body.TriggeringChildren) ? body.TriggeringChildren : [];
  return {
    arn,
    account: cleanText(body.AWSAccountId, LONGEST_NAME) ?? arn?.split(':', 5)[4],
    region: arn?.split(':', 4)[3],
    time: body.StateChangeTime,
    name: body.AlarmName,
    state: {
      value: body.NewStateValue,
      reason: body.NewStateReason,
      timestamp: body.StateChangeTime,
      triggeringAlarms: children.slice(0, 10).map((child) => ({ arn: recordOr(child).Arn })),
      actionsSuppressedBy: body.ActionsSuppressedBy,
      actionsSuppressedReason: body.ActionsSuppressedReason,
    },
    configuration: {
      description: body.AlarmDescription,
      metrics: own.name === undefined ? [] : [{ metricStat: { metric: own } }],
    },
    tags: tagsIn(body.AlarmTags),
    contributor:
      body.AlarmContributorId === undefined
        ? undefined
        : { id: body.AlarmContributorId, attributes: body.AlarmContributorAttributes },
    mute: {},
  };
};

/** What an alarm sends to a Lambda function or to a topic: neither is an EventBridge event. */
export const isAlarmWithoutEnvelope = (body: JsonRecord): boolean =>
  isRecord(body.alarmData) ||
  ((typeof body.AlarmArn === 'string' || typeof body.AlarmName === 'string') && typeof body.NewStateValue === 'string');

/** @returns undefined for what is no change of an alarm's state */
export const readAlarmChange = (body: unknown): AlarmChange | undefined => {
  if (!isRecord(body)) return undefined;
  if (isRecord(body.alarmData)) return fromAction(body, body.alarmData);
  if (isAlarmWithoutEnvelope(body)) return fromTopic(body);
  const isChange =
    body.source === ALARM_EVENTS.source && ALARM_EVENTS.detailTypes.some((type) => type === body['detail-type']);
  return isChange && isRecord(body.detail) ? fromEvent(body, body.detail) : undefined;
};
