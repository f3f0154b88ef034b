import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { type Resource, referred, resourcesOf, templateOf } from './synthesised.ts';

const template = templateOf({
  organization: 'o-abc1234567',
  eventSources: ['aws.guardduty'],
  inboundMail: { domain: 'alerts.example.com' },
});
const of = (type: string): [string, Resource][] => resourcesOf(template, `AWS::${type}`);

const queues = of('SQS::Queue');
const isDeadLetterQueue = (id: string): boolean => id.includes('DeadLetters') || id.includes('GivenUp');
const deadLetterQueues = queues.filter(([id]) => isDeadLetterQueue(id));
const workQueues = queues.filter(([id]) => !isDeadLetterQueue(id));
const alarmed = of('CloudWatch::Alarm').flatMap(([, { Properties }]) =>
  (Properties.Dimensions ?? [])
    .filter(() => Properties.Namespace === 'AWS/SQS' && Properties.MetricName === 'ApproximateNumberOfMessagesVisible')
    .map((dimension: { Value: unknown }) => referred(dimension.Value)),
);
const targets = of('Events::Rule').flatMap(([id, { Properties }]) =>
  Properties.Targets.map((target: Record<string, unknown>) => [id, target] as const),
) as (readonly [string, Record<string, unknown>])[];
const mappings = of('Lambda::EventSourceMapping');

describe('nothing accepted is lost', () => {
  test('there is something to look at', () => {
    expect(workQueues).toHaveLength(7);
    expect(deadLetterQueues).toHaveLength(5);
    expect(targets).toHaveLength(6);
    expect(mappings).toHaveLength(8);
  });

  test.each(workQueues)('%s has a dead-letter queue', (_id, { Properties }) => {
    const target = referred(Properties.RedrivePolicy?.deadLetterTargetArn);
    expect(deadLetterQueues.map(([id]) => id)).toContain(target);
    expect(Properties.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(3);
  });

  test.each(deadLetterQueues)('%s keeps two weeks and is alarmed', (id, { Properties }) => {
    expect(Properties.MessageRetentionPeriod).toBe(1_209_600);
    expect(alarmed).toContain(id);
  });

  test.each(targets)('the target of %s has a dead-letter queue and says how it is retried', (_id, target) => {
    const { Arn } = target.DeadLetterConfig as { Arn: unknown };
    expect(deadLetterQueues.map(([id]) => id)).toContain(referred(Arn));
    expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
  });

  test.each(mappings)('what %s cannot process goes somewhere', (_id, { Properties }) => {
    const source = referred(Properties.EventSourceArn) ?? '';
    const destination = referred(Properties.DestinationConfig?.OnFailure?.Destination);
    if (destination === undefined) expect(workQueues.map(([id]) => id)).toContain(source);
    else expect(deadLetterQueues.map(([id]) => id)).toContain(destination);
  });

  test('a queue hides a message for longer than its function may take', () => {
    const timeouts = new Map(of('Lambda::Function').map(([id, { Properties }]) => [id, Properties.Timeout as number]));
    const hidden = new Map(workQueues.map(([id, { Properties }]) => [id, Properties.VisibilityTimeout as number]));
    for (const [, { Properties }] of mappings) {
      const visibility = hidden.get(referred(Properties.EventSourceArn) ?? '');
      if (visibility === undefined) continue;
      expect(visibility).toBeGreaterThan(
        timeouts.get(referred(Properties.FunctionName) ?? '') ?? Number.POSITIVE_INFINITY,
      );
    }
  });

  test('the stream is followed from its beginning, commits only, each failing alone', () => {
    const stream = mappings.map(([, m]) => m.Properties).find((p) => p.StartingPosition !== undefined);
    expect(stream).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(JSON.parse(stream.FilterCriteria.Filters[0].Pattern)).toEqual({
      eventName: ['INSERT'],
      dynamodb: { Keys: { sk: { S: [{ prefix: 'COMMIT#' }] } } },
    });
  });

  test('the table can be restored, is followed and protected', () => {
    const [[, { Properties, DeletionPolicy }]] = of('DynamoDB::GlobalTable') as [[string, Resource]];
    const [replica] = Properties.Replicas;
    expect(Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
    expect(replica.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true);
    expect(replica.DeletionProtectionEnabled).toBe(true);
    expect(DeletionPolicy).toBe('Retain');
  });

  test('the table is encrypted by AWS, or by a key of one’s own that rotates and is kept', () => {
    const tableOf = (one: Template): Resource => resourcesOf(one, 'AWS::DynamoDB::GlobalTable')[0]?.[1] as Resource;
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html: false is a key that AWS owns.
    expect(tableOf(template).Properties.SSESpecification).toEqual({ SSEEnabled: false });
    expect(of('KMS::Key')).toEqual([]);
    const own = templateOf({ encryptionKey: 'own' });
    expect(tableOf(own).Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
    const [[, key]] = resourcesOf(own, 'AWS::KMS::Key') as [[string, Resource]];
    expect(key).toMatchObject({ Properties: { EnableKeyRotation: true }, DeletionPolicy: 'Retain' });
  });
});
