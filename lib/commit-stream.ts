import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { COMMIT_PREFIX, TABLE_KEYS } from '../adapters/dynamodb/table-schema.ts';
import { GIVEN_UP } from '../domain/failure/given-up.ts';
import { DeadLetters } from './dead-letters.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { IncidentTable } from './incident-table.ts';
import type { MusterFunction } from './muster-function.ts';
import { WATCH_PERIOD } from './own-alarms.ts';

export interface CommitStreamProps {
  readonly settings: DeploymentSettings;
  readonly incidents: IncidentTable;
  readonly followedBy: MusterFunction<'follow-commits'>;
}

/** The guaranteed path: every commit is followed, in the order of its incident, and again until that succeeds. */
export class CommitStream extends Construct {
  readonly deadLetters: DeadLetters;

  constructor(scope: Construct, id: string, { settings, incidents, followedBy }: CommitStreamProps) {
    super(scope, id);
    this.deadLetters = new DeadLetters(this, 'GivenUp', { settings, holds: 'commits' });
    followedBy.function.addEventSource(
      new DynamoEventSource(incidents.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { Keys: { [TABLE_KEYS.sort]: { S: FilterRule.beginsWith(COMMIT_PREFIX) } } },
          }),
        ],
        batchSize: 25,
        // Order is kept per partition key, which is the incident: one slow incident holds up a tenth of the others at most.
        parallelizationFactor: 10,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        // About ten minutes of backing off: a fault that lasts longer is alarmed, and must not hold up other incidents.
        retryAttempts: 30,
        maxRecordAge: Duration.hours(12),
        onFailure: new SqsDlq(this.deadLetters.queue),
      }),
    );
    settings.alarms.watch(this, 'Behind', {
      metric: followedBy.function.metric('IteratorAge', { period: WATCH_PERIOD, statistic: 'Maximum' }),
      threshold: Duration.minutes(2).toMilliseconds(),
      evaluationPeriods: 2,
      errorImpact: `Late: ${GIVEN_UP.commits}`,
    });
  }
}
