import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { COMMIT_PREFIX, TABLE_KEYS } from '../adapters/dynamodb/table-schema.ts';
import { acknowledge } from './acknowledged-findings.ts';
import { DeadLetters } from './dead-letters.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { durableQueueTarget } from './durable-rule-target.ts';
import type { IncidentTable } from './incident-table.ts';
import type { MusterFunction } from './muster-function.ts';
import { QueueWithDeadLetters } from './queue-with-dead-letters.ts';
import type { Use } from './use.ts';

/** Signed heads of all streams, kept where nobody changes them. */
export interface CheckpointKeeping {
  /** For so long nobody can change or remove one, but for whoever may bypass governance. */
  readonly locked: Duration;
  /** Of a topic, in whatever account, to which each is published as well: whoever subscribes has a copy that nobody here can take back. */
  readonly topicArn?: string | undefined;
}

export interface CheckpointsProps extends CheckpointKeeping {
  readonly settings: DeploymentSettings;
}

/** A bucket with Object Lock, and what fills it from the table's stream: nothing while nothing moves. */
export class Checkpoints extends Construct {
  readonly bucket: Bucket;
  readonly #settings: DeploymentSettings;
  readonly #topicArn: string | undefined;

  constructor(scope: Construct, id: string, { locked, settings, topicArn }: CheckpointsProps) {
    super(scope, id);
    this.#topicArn = topicArn;
    this.#settings = settings;
    this.bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.governance(locked),
      // What is locked cannot be emptied: a trial is not to be given any.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(this.bucket, {
      'AwsSolutions-S1':
        'Each object is written once, by one function, and locked; CloudTrail has data events of it where they are wanted.',
    });
  }

  get added(): Use<{ CHECKPOINT_BUCKET_NAME: string; CHECKPOINT_TOPIC_ARN: string | undefined }> {
    const topicArn = this.#topicArn;
    return {
      variables: { CHECKPOINT_BUCKET_NAME: this.bucket.bucketName, CHECKPOINT_TOPIC_ARN: topicArn },
      allow: (fn) => {
        this.#allow(fn, ['s3:GetObject', 's3:PutObject']);
        if (topicArn !== undefined) fn.allow(['sns:Publish'], topicArn);
      },
    };
  }

  get read(): Use<{ COMPARED_BUCKET_NAME: string }> {
    return {
      variables: { COMPARED_BUCKET_NAME: this.bucket.bucketName },
      allow: (fn) => this.#allow(fn, ['s3:GetObject']),
    };
  }

  #allow(fn: MusterFunction, actions: string[]): void {
    fn.allow(actions, this.bucket.arnForObjects('checkpoints/*'));
    fn.allow(['s3:ListBucket'], this.bucket.bucketArn);
    acknowledge(fn.role, {
      [`AwsSolutions-IAM5[Resource::<${Stack.of(this).getLogicalId(this.bucket.node.defaultChild as never)}.Arn>/checkpoints/*]`]:
        'Each checkpoint is an object of its own.',
    });
  }

  /** Each hour somebody holds the table against them. A call that is lost is made again an hour later. */
  comparedBy(fn: MusterFunction<'compare-heads'>): void {
    const due = new QueueWithDeadLetters(this, 'Comparisons', {
      settings: this.#settings,
      holds: 'comparisons',
      visibilityTimeout: Duration.minutes(6),
      maxReceiveCount: 3,
    });
    new Rule(this, 'EveryHour', {
      description: 'Hold the table against its checkpoints',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [durableQueueTarget(due.queue, due.deadLetters)],
    });
    due.consumedBy(fn, { batchSize: 10, asOne: true });
  }

  madeBy(fn: MusterFunction<'keep-checkpoint'>, incidents: IncidentTable): void {
    const deadLetters = new DeadLetters(this, 'GivenUp', { settings: this.#settings, holds: 'checkpoints' });
    fn.function.addEventSource(
      new DynamoEventSource(incidents.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { Keys: { [TABLE_KEYS.sort]: { S: FilterRule.beginsWith(COMMIT_PREFIX) } } },
          }),
        ],
        batchSize: 2_000,
        maxBatchingWindow: Duration.minutes(1),
        bisectBatchOnError: true,
        retryAttempts: 30,
        maxRecordAge: Duration.hours(12),
        onFailure: new SqsDlq(deadLetters.queue),
      }),
    );
  }
}
