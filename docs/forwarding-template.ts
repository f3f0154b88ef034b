import { SOURCES } from '../sources/index.ts';
import { DOCUMENTATION } from './documentation.ts';

/** Per event source of AWS, the detail types that Muster reads, but for those that mean nothing to it. */
const detailTypesBySource = (): Readonly<Record<string, { readonly DetailTypes: readonly string[] }>> => {
  const bySource: Record<string, { DetailTypes: readonly string[] }> = {};
  for (const { awsEvent, id } of SOURCES) {
    if (awsEvent === undefined || DOCUMENTATION.get(id)?.forwarding === 'never') continue;
    bySource[awsEvent.source] = { DetailTypes: awsEvent.detailTypes };
  }
  return bySource;
};

/** A day, as with the rules of Muster's own account; the queue keeps what is older. */
const OLDEST_EVENT_SECONDS = 86_400;

/**
 * The CloudFormation template that forwards one event source of another account or region to Muster's bus: a rule on the default
 * bus, the role it sends by, a queue for what could not be sent.
 */
export const forwardingTemplate = (): object => {
  const patterns = detailTypesBySource();
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Forwards the events of one AWS service from this account and region to the event bus of Muster',
    Parameters: {
      EventBusArn: { Type: 'String', Description: 'Output EventBusArn of the stack of Muster' },
      Source: { Type: 'String', Default: 'aws.cloudwatch', AllowedValues: Object.keys(patterns) },
    },
    Mappings: { Patterns: patterns },
    Resources: {
      Undelivered: {
        Type: 'AWS::SQS::Queue',
        Properties: { MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true },
      },
      UndeliveredPolicy: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Undelivered' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sqs:SendMessage',
                Resource: { 'Fn::GetAtt': ['Undelivered', 'Arn'] },
                Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Forward', 'Arn'] } } },
              },
            ],
          },
        },
      },
      Sender: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'events.amazonaws.com' },
                Action: 'sts:AssumeRole',
                Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
              },
            ],
          },
          Policies: [
            {
              PolicyName: 'PutEvents',
              PolicyDocument: {
                Version: '2012-10-17',
                Statement: [{ Effect: 'Allow', Action: 'events:PutEvents', Resource: { Ref: 'EventBusArn' } }],
              },
            },
          ],
        },
      },
      Forward: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Description: 'Forwards events to Muster',
          EventPattern: {
            source: [{ Ref: 'Source' }],
            'detail-type': { 'Fn::FindInMap': ['Patterns', { Ref: 'Source' }, 'DetailTypes'] },
          },
          Targets: [
            {
              Id: 'Muster',
              Arn: { Ref: 'EventBusArn' },
              RoleArn: { 'Fn::GetAtt': ['Sender', 'Arn'] },
              DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Undelivered', 'Arn'] } },
              RetryPolicy: { MaximumEventAgeInSeconds: OLDEST_EVENT_SECONDS, MaximumRetryAttempts: 185 },
            },
          ],
        },
      },
    },
    Outputs: {
      UndeliveredQueueUrl: { Value: { Ref: 'Undelivered' }, Description: 'Events that could not be sent to Muster' },
    },
  };
};
