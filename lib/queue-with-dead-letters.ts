import { Duration } from 'aws-cdk-lib';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { GIVEN_UP, type GivenUp } from '../domain/failure/given-up.ts';
import { DeadLetters } from './dead-letters.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { MusterFunction } from './muster-function.ts';
import { WATCH_PERIOD } from './own-alarms.ts';
import type { Use } from './use.ts';

export interface QueueWithDeadLettersProps {
  readonly settings: DeploymentSettings;
  /** What is in it, for the words of its alarms: what users lose for each message that is late, or that nobody could process. */
  readonly holds: GivenUp;
  /** How long a message stays hidden from others once received: how late the next attempt is after a crash. */
  readonly visibilityTimeout: Duration;
  /**
   * After so many attempts a message goes to the dead letters. A throttled attempt counts: together they last as long as AWS advises, half
   * a minute of throttling for each second of the function (decision 0080).
   */
  readonly maxReceiveCount: number;
  /**
   * Alarm when messages that are due wait for so long. Not by the age of the oldest one: that counts delayed messages too,
   * and a page to somebody's next contact is delayed on purpose. Left out: not watched.
   */
  readonly maximumWait?: Duration;
  /** Those of another queue, where what is given up costs users the same. @default its own */
  readonly deadLetters?: DeadLetters;
}

export interface ConsumedBy {
  readonly batchSize: number;
  /** The function takes a batch as one: it names no message that failed alone. @default false */
  readonly asOne?: boolean;
}

/** A queue whose messages are processed, or kept for two weeks while an alarm says what that costs. */
export class QueueWithDeadLetters extends Construct {
  readonly queue: Queue;
  readonly deadLetters: DeadLetters;
  readonly #settings: DeploymentSettings;

  constructor(scope: Construct, id: string, props: QueueWithDeadLettersProps) {
    super(scope, id);
    this.#settings = props.settings;
    this.deadLetters = props.deadLetters ?? new DeadLetters(this, 'DeadLetters', props);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: props.visibilityTimeout,
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: this.deadLetters.queue, maxReceiveCount: props.maxReceiveCount },
    });
    if (props.maximumWait) {
      this.#settings.alarms.watch(this, 'Waiting', {
        metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: WATCH_PERIOD, statistic: 'Minimum' }),
        threshold: 1,
        evaluationPeriods: props.maximumWait.toMinutes(),
        errorImpact: `Late: ${GIVEN_UP[props.holds]}`,
      });
    }
  }

  /** Lets a function process the messages, each failing on its own unless told otherwise. */
  consumedBy(consumer: MusterFunction, { batchSize, asOne = false }: ConsumedBy): void {
    consumer.function.addEventSource(new SqsEventSource(this.queue, { batchSize, reportBatchItemFailures: !asOne }));
  }

  /** Messages put in by a function that is told of the queue by this variable. */
  sent<Variable extends string>(variable: Variable): Use<Record<Variable, string>> {
    return {
      variables: { [variable]: this.queue.queueUrl } as Record<Variable, string>,
      allow: (fn) => fn.allow(['sqs:SendMessage'], this.queue.queueArn),
    };
  }
}
