import { Duration, Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { durableQueueTarget } from './durable-rule-target.ts';
import type { OutgoingMail } from './outgoing-mail.ts';
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts';

export interface MailReceiptsProps {
  readonly settings: DeploymentSettings;
  readonly mail: OutgoingMail;
  readonly deadLetters: DeadLetters;
}

/** What is said of mail afterwards, and how EventBridge calls it: https://docs.aws.amazon.com/ses/latest/dg/monitoring-eventbridge.html */
const SAID = [
  [EmailSendingEvent.BOUNCE, 'Email Bounced'],
  [EmailSendingEvent.COMPLAINT, 'Email Complaint Received'],
  [EmailSendingEvent.DELIVERY, 'Email Delivered'],
  [EmailSendingEvent.DELIVERY_DELAY, 'Email Delivery Delayed'],
  [EmailSendingEvent.REJECT, 'Email Rejected'],
] as const;

/**
 * SES takes a mail to an address on its suppression list as any other, and says afterwards that it did not send it. What it says goes to
 * the default bus of the account, the only one it writes to, and from there into a queue.
 */
export class MailReceipts extends Construct {
  readonly queue: QueueWithDeadLetters;

  constructor(scope: Construct, id: string, { deadLetters, mail: { configurationSet }, settings }: MailReceiptsProps) {
    super(scope, id);
    this.queue = new QueueWithDeadLetters(this, 'Said', {
      settings,
      deadLetters,
      holds: 'communications',
      visibilityTimeout: Duration.seconds(60),
      maxReceiveCount: 15,
    });
    configurationSet.addEventDestination('ToTheDefaultBus', {
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: SAID.map(([event]) => event),
    });
    new Rule(this, 'QueueReceipts', {
      description: `${Stack.of(this).stackName}: what SES says of its mail waits to be recorded`,
      eventPattern: {
        source: ['aws.ses'],
        detailType: SAID.map(([, detailType]) => detailType),
        detail: { mail: { tags: { 'ses:configuration-set': [configurationSet.configurationSetName] } } },
      },
      targets: [durableQueueTarget(this.queue.queue, this.queue.deadLetters)],
    });
  }
}
