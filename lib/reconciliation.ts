import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { durableQueueTarget } from './durable-rule-target.ts';
import type { MusterFunction } from './muster-function.ts';
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

export interface ReconciliationProps {
  readonly settings: DeploymentSettings;
  /** Where runs are kept that went wrong each time. */
  readonly deadLetters: DeadLetters;
}

/**
 * Every minute somebody looks for what crashes have left. A queue is between the clock and the function because pages may
 * depend on it: a clock that invokes a function asynchronously loses the call when the function is throttled for long.
 */
export class Reconciliation extends Construct {
  /** Whoever wants it to look at an instant of their own sends here. */
  readonly queue: QueueWithDeadLetters;
  readonly #settings: DeploymentSettings;

  constructor(scope: Construct, id: string, { settings, deadLetters }: ReconciliationProps) {
    super(scope, id);
    this.#settings = settings;
    this.queue = new QueueWithDeadLetters(this, 'Due', {
      settings,
      deadLetters,
      holds: 'communications',
      visibilityTimeout: Duration.minutes(2),
      maxReceiveCount: 3,
    });
    new Rule(this, 'EveryMinute', {
      description: 'Look for what crashes have left',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [durableQueueTarget(this.queue.queue, this.queue.deadLetters)],
    });
  }

  runs(reconcile: MusterFunction<'reconcile'>): void {
    this.queue.consumedBy(reconcile, { batchSize: 10, asOne: true });
    this.#settings.alarms.watch(this, 'Silent', {
      metric: reconcile.function.metricInvocations({ period: Duration.minutes(5) }),
      threshold: 1,
      direction: 'below',
      errorImpact: 'The reconciler has not run for five minutes: what a crash leaves undone stays undone.',
    });
  }
}
