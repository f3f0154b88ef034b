import { EventBus, type EventPattern, Match, Rule } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, type IPrincipal, OrganizationPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { SOURCES } from '../sources/index.ts';
import type { DeadLetters } from './dead-letters.ts';
import { deploymentNameOf } from './deployment-name.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { durableBusTarget, durableQueueTarget } from './durable-rule-target.ts';
import type { QueueWithDeadLetters } from './queue-with-dead-letters.ts';
import type { Use } from './use.ts';

export interface EventIntakeProps {
  readonly settings: DeploymentSettings;
  /** Where events wait to be classified. */
  readonly signals: QueueWithDeadLetters;
  /** Accounts that may put events on the bus: they forward their alarms to it. */
  readonly trustedAccounts?: readonly string[];
  /** Every account of this AWS organization may, `o-…`. */
  readonly organization?: string;
}

/** The source of Muster's own events on the bus; `adapters/eventbridge` sets it. */
const OWN_SOURCE = 'muster';

/**
 * Events of AWS as alerts: the default bus of this account and the buses of other accounts forward to one bus, and
 * everything on it that Muster did not say itself is queued. What turns out not to be an alert is quarantined, not lost.
 */
export class EventIntake extends Construct {
  readonly bus: EventBus;
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, props: EventIntakeProps) {
    super(scope, id);
    const { settings, signals } = props;
    const busName = `${deploymentNameOf(scope)}-events`;
    this.bus = new EventBus(this, 'Bus', { eventBusName: busName, description: 'Alerts for Muster, and what it did' });
    // What is lost is the same as by what the queue gives up, and it is sent again the same way: into that queue.
    this.deadLetters = signals.deadLetters;
    new Rule(this, 'QueueAlerts', {
      description: 'Everything on the bus that Muster did not say itself waits to be classified',
      eventBus: this.bus,
      eventPattern: { source: Match.anythingBut(OWN_SOURCE) },
      targets: [durableQueueTarget(signals.queue, this.deadLetters)],
    });
    this.#forward('ForwardAlarms', {
      ...patternFor('aws.cloudwatch'),
      // Muster's own alarms reach people without Muster: see OwnAlarms.
      detail: { alarmName: Match.anythingButPrefix(settings.alarms.namePrefix) },
    });
    this.#forward('ForwardHealth', patternFor('aws.health'));
    this.#admit(props);
  }

  /** Domain events put on the bus. */
  get published(): Use<{ EVENT_BUS_NAME: string }> {
    return {
      variables: { EVENT_BUS_NAME: this.bus.eventBusName },
      allow: (fn) => fn.allow(['events:PutEvents'], this.bus.eventBusArn),
    };
  }

  /**
   * Forwards further sources of the default bus, `aws.guardduty`.
   *
   * @param ownStateMachines ARNs of Muster's own: their failures reach people without Muster, and an incident whose execution
   * fails must not open another one, whose execution fails
   */
  forward(eventSources: readonly string[], ownStateMachines: readonly string[]): void {
    // Not those above again: a second rule for alarms would let Muster's own through.
    const others = eventSources.filter((source) => source !== 'aws.cloudwatch' && source !== 'aws.health');
    for (const source of new Set(others)) {
      const notOurs = { detail: { stateMachineArn: Match.anythingBut(...ownStateMachines) } };
      this.#forward(`Forward-${source}`, { ...patternFor(source), ...(source === 'aws.states' ? notOurs : {}) });
    }
  }

  #forward(id: string, eventPattern: EventPattern): void {
    new Rule(this, id, { eventPattern, targets: [durableBusTarget(this.bus, this.deadLetters)] });
  }

  #admit({ trustedAccounts = [], organization }: EventIntakeProps): void {
    const admit = (sid: string, principal: IPrincipal): void => {
      this.bus.addToResourcePolicy(
        new PolicyStatement({
          sid,
          principals: [principal],
          actions: ['events:PutEvents'],
          resources: [this.bus.eventBusArn],
        }),
      );
    };
    for (const account of trustedAccounts) admit(`Account${account}`, new AccountPrincipal(account));
    if (organization !== undefined) admit('Organization', new OrganizationPrincipal(organization));
  }
}

/** Of a source that Muster reads, the events it reads; of any other, all: a rule of the configuration says what they mean. */
const patternFor = (source: string): EventPattern => {
  const detailType = SOURCES.flatMap(({ awsEvent }) => (awsEvent?.source === source ? awsEvent.detailTypes : []));
  return { source: [source], ...(detailType.length > 0 ? { detailType } : {}) };
};
