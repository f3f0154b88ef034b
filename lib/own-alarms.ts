import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, type AlarmProps, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface OwnAlarmsProps {
  /** Who hears that Muster itself is unwell. Each address confirms its subscription once, by a link in a mail. */
  readonly emails?: readonly string[];
  /**
   * An existing topic, when a team has one that reaches it without Muster. Its policy must let `cloudwatch.amazonaws.com` publish for
   * this account, and so must the key that encrypts it: nothing here can change either. A topic is made unless given.
   */
  readonly topic?: ITopic;
}

interface Heard extends OwnAlarmsProps {
  readonly encryptionKey?: IKey | undefined;
}

/** One thing to watch, and what it costs people when it goes wrong. */
export interface Watch extends Partial<Pick<AlarmProps, 'evaluationPeriods' | 'datapointsToAlarm'>> {
  readonly metric: IMetric;
  /** Alarm at or above this value. */
  readonly threshold: number;
  /** What users lose: one sentence, the first thing the woken person reads. */
  readonly errorImpact: string;
  /** `below` alarms under the threshold and treats silence as an alarm: for what must keep happening. */
  readonly direction?: 'above' | 'below';
}

/**
 * The alarms about Muster itself. They go to a topic and to mailboxes of their own, never through Muster: an alarm "pages
 * are not being sent" that opens an incident whose page is not sent would alarm again, for ever, and wake nobody. The names
 * begin with {@link OwnAlarms.namePrefix}, by which the rule on the default bus leaves their state changes out.
 */
export class OwnAlarms extends Construct {
  readonly topic: ITopic;
  readonly namePrefix: string;
  readonly #alarms: Alarm[] = [];

  constructor(scope: Construct, id: string, { emails = [], encryptionKey, topic }: Heard) {
    super(scope, id);
    this.topic = topic ?? this.#heardTopic(encryptionKey);
    for (const email of emails) this.topic.addSubscription(new EmailSubscription(email));
    this.namePrefix = `${Stack.of(this).stackName}-own-`;
  }

  /** A policy of its own, as `enforceSSL` makes one, replaces the default that lets alarms of the account publish (decision 0080). */
  #heardTopic(masterKey: IKey | undefined): Topic {
    const topic = new Topic(this, 'Topic', {
      displayName: 'Muster is unwell',
      enforceSSL: true,
      ...(masterKey && { masterKey }),
    });
    const { account, partition, region } = Stack.of(this);
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccountPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cross-service-confused-deputy-prevention.html
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    );
    return topic;
  }

  get all(): readonly Alarm[] {
    return this.#alarms;
  }

  watch(
    scope: Construct,
    id: string,
    { direction = 'above', errorImpact, evaluationPeriods = 1, ...watch }: Watch,
  ): Alarm {
    const alarm = new Alarm(scope, id, {
      ...watch,
      evaluationPeriods,
      alarmName: `${this.namePrefix}${scope.node.path.split('/').slice(1).join('-')}-${id}`,
      alarmDescription: errorImpact,
      comparisonOperator:
        direction === 'above'
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: direction === 'above' ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.#alarms.push(alarm);
    return alarm;
  }
}

/** Alarms look at whole minutes: the shortest period that costs nothing extra. */
export const WATCH_PERIOD = Duration.minutes(1);
