import { Duration } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { templateOf } from './synthesised.ts';

const template = templateOf({ checkpoints: { locked: Duration.days(400) } });

describe('Checkpoints on AWS', () => {
  it('lie in a bucket where nobody can change or remove one for as long as was asked', () => {
    template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: {
          ObjectLockEnabled: 'Enabled',
          Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 400 } },
        },
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          RestrictPublicBuckets: true,
          IgnorePublicAcls: true,
          BlockPublicPolicy: true,
        },
      },
    });
  });

  it('are made of the commits in the table’s stream, a minute at a time', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      MaximumBatchingWindowInSeconds: 60,
      BatchSize: 2_000,
      FunctionResponseTypes: Match.absent(),
      DestinationConfig: { OnFailure: Match.anyValue() },
    });
  });

  it('are written by a function that may remove none', () => {
    const actions = JSON.stringify(template.findResources('AWS::IAM::Policy')).match(/s3:\w+/g);
    expect([...new Set(actions)].toSorted()).toEqual(['s3:GetObject', 's3:ListBucket', 's3:PutObject']);
  });

  it('are not there unless asked for', () => {
    templateOf({}).resourceCountIs('AWS::S3::Bucket', 0);
  });

  it('are held against the table each hour, by a function that may write none', () => {
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 hour)' });
    const [fn] = Object.values(template.findResources('AWS::Lambda::Function')).filter(
      ({ Properties }) => Properties.Environment?.Variables?.COMPARED_BUCKET_NAME !== undefined,
    );
    expect(fn?.Properties.Environment.Variables.CHECKPOINT_BUCKET_NAME).toBeUndefined();
    templateOf({}).resourcePropertiesCountIs('AWS::Events::Rule', { ScheduleExpression: 'rate(1 hour)' }, 0);
  });

  it('are published to a topic where one is named, and only there', () => {
    const topicArn = 'arn:aws:sns:us-east-1:123456789012:copies';
    const published = templateOf({ checkpoints: { locked: Duration.days(400), topicArn } });
    published.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ CHECKPOINT_TOPIC_ARN: topicArn }) },
    });
    expect(JSON.stringify(published.findResources('AWS::IAM::Policy'))).toContain(topicArn);
    expect(JSON.stringify(template.toJSON())).not.toContain('CHECKPOINT_TOPIC_ARN');
  });
});
