import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { GIVEN_UP, type GivenUp } from '../domain/failure/given-up.ts';
import { acknowledge } from './acknowledged-findings.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { WATCH_PERIOD } from './own-alarms.ts';

export interface DeadLettersProps {
  readonly settings: DeploymentSettings;
  /** What ends here. */
  readonly holds: GivenUp;
}

/** What could not be delivered or processed, kept for two weeks to be looked at and sent again; one message is an alarm. */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { settings, holds }: DeadLettersProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    settings.givenUp.enter(holds, this.queue);
    acknowledge(this.queue, { 'AwsSolutions-SQS3': 'This queue is where dead letters end.' });
    settings.alarms.watch(this, 'NotEmpty', {
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: WATCH_PERIOD, statistic: 'Maximum' }),
      threshold: 1,
      errorImpact: `Given up: ${GIVEN_UP[holds]}`,
    });
  }
}
