import { Duration } from 'aws-cdk-lib';
import type { IEventBus, IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { EventBus as EventBusTarget, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { DeadLetters } from './dead-letters.ts';

/** An alert that could not be delivered for this long is better looked at by a person than delivered. */
const MAXIMUM_EVENT_AGE = Duration.hours(24);
const RETRY_ATTEMPTS = 185;

/** A queue as the target of a rule: retried for a day, then kept. */
export const durableQueueTarget = (queue: IQueue, deadLetters: DeadLetters): IRuleTarget =>
  new SqsQueue(queue, {
    deadLetterQueue: deadLetters.queue,
    maxEventAge: MAXIMUM_EVENT_AGE,
    retryAttempts: RETRY_ATTEMPTS,
  });

/** A bus as the target of a rule: as {@link durableQueueTarget}; the library's own target takes no retry policy. */
export const durableBusTarget = (bus: IEventBus, deadLetters: DeadLetters): IRuleTarget => {
  const target = new EventBusTarget(bus, { deadLetterQueue: deadLetters.queue });
  return {
    bind: (rule, id): RuleTargetConfig => ({
      ...target.bind(rule, id),
      retryPolicy: {
        maximumEventAgeInSeconds: MAXIMUM_EVENT_AGE.toSeconds(),
        maximumRetryAttempts: RETRY_ATTEMPTS,
      },
    }),
  };
};
