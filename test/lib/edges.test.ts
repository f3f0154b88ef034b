import { describe, expect, test } from 'vitest';
import { refusedEdges } from './edges/checked.ts';
import { edgesOf } from './edges/edges.ts';
import { type RawTemplate, Resolved } from './edges/resolved.ts';
import { adopted, ephemeral, guarded, templateOf } from './synthesised.ts';
import { everything } from './variants.ts';

describe.each([
  ['as it is by default', {}],
  ['with everything', everything],
  ['with the options of an organisation', { ...everything, ...guarded }],
  [
    'with an issuer, ephemeral',
    { ...ephemeral, tokenIssuer: { issuer: 'https://id.example.com', audience: ['muster'] } },
  ],
  ['with a table and a secret that are there', { ...everything, ...adopted }],
])('the stack %s', (_name, props) => {
  const template = templateOf(props).toJSON() as RawTemplate;

  test('each edge is allowed to whom it belongs, and to no other account', () => {
    expect(refusedEdges(template)).toEqual([]);
  });
});

test('every kind of edge is walked', () => {
  const titles = edgesOf(new Resolved(templateOf(everything).toJSON() as RawTemplate)).map(({ title }) => title);
  const kinds = ['alarm', 'rule', 'topic', 'mail rule', 'route', 'function', 'machine'];
  for (const kind of kinds)
    expect(titles.filter((title) => title.startsWith(`${kind} `)).length, kind).toBeGreaterThan(0);
  expect(titles.length).toBeGreaterThan(200);
});

/** One alarm, its topic and a rule with its queue, as small as can be. */
const small = (): Record<string, { Type: string; Properties: Record<string, unknown> }> => ({
  Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
  Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmActions: [{ Ref: 'Topic' }] } },
  Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
  Rule: { Type: 'AWS::Events::Rule', Properties: { Targets: [{ Arn: { 'Fn::GetAtt': ['Queue', 'Arn'] }, Id: '0' }] } },
  QueuePolicy: queuePolicy({ ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': ['Rule', 'Arn'] } } }),
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    },
  },
  Function: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
      Environment: { Variables: { PAGES_QUEUE_URL: { Ref: 'Queue' } } },
    },
  },
  Policy: {
    Type: 'AWS::IAM::Policy',
    Properties: {
      Roles: [{ Ref: 'Role' }],
      PolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] } }],
      },
    },
  },
});

const tlsOnly = (action: string): object => ({
  Effect: 'Deny',
  Principal: '*',
  Action: action,
  Resource: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

const topicPolicy = (...statements: object[]) => ({
  Type: 'AWS::SNS::TopicPolicy',
  Properties: { Topics: [{ Ref: 'Topic' }], PolicyDocument: { Statement: statements } },
});

function queuePolicy(Condition: object, Action = 'sqs:SendMessage') {
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'Queue' }],
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action,
            Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] },
            Condition,
          },
        ],
      },
    },
  };
}

const fromAlarms = (Condition: object): object => ({
  Effect: 'Allow',
  Principal: { Service: 'cloudwatch.amazonaws.com' },
  Action: 'sns:Publish',
  Resource: { Ref: 'Topic' },
  Condition,
});

const ownAccount = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };

const key = (...statements: object[]) => ({
  Key: {
    Type: 'AWS::KMS::Key',
    Properties: {
      KeyPolicy: {
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: { 'Fn::Join': ['', ['arn:aws:iam::', { Ref: 'AWS::AccountId' }, ':root']] } },
            Action: 'kms:*',
            Resource: '*',
          },
          ...statements,
        ],
      },
    },
  },
});
const encryptedTopic = { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } };

describe('what a small template gets wrong is found', () => {
  test('and what it gets right is not', () => {
    expect(refusedEdges({ Resources: small() })).toEqual([]);
    const Policy = topicPolicy(tlsOnly('sns:Publish'), fromAlarms(ownAccount));
    expect(refusedEdges({ Resources: { ...small(), TopicPolicy: Policy } })).toEqual([]);
    const usable = key({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      Resource: '*',
    });
    expect(refusedEdges({ Resources: { ...small(), Topic: encryptedTopic, ...usable } })).toEqual([]);
  });

  test.each([
    [
      'a topic whose one statement denies what is not encrypted: its alarms are mute',
      { TopicPolicy: topicPolicy(tlsOnly('sns:Publish')) },
      ['alarm Alarm → Topic: sns:Publish is not allowed'],
    ],
    [
      'a topic that takes alarms of one account, which is another',
      { TopicPolicy: topicPolicy(fromAlarms({ StringEquals: { 'aws:SourceAccount': '999900001111' } })) },
      ['alarm Alarm → Topic: sns:Publish is not allowed'],
    ],
    [
      'a topic that takes alarms of every account',
      { TopicPolicy: topicPolicy(fromAlarms({})) },
      ['alarm Alarm → Topic: sns:Publish is allowed on behalf of any account'],
    ],
    [
      'a topic whose Deny forgets that it is about plain text only',
      {
        TopicPolicy: topicPolicy(fromAlarms(ownAccount), {
          Effect: 'Deny',
          Principal: '*',
          Action: 'sns:Publish',
          Resource: '*',
        }),
      },
      ['alarm Alarm → Topic: sns:Publish is denied'],
    ],
    [
      'a topic that is encrypted with the key of AWS, which no alarm may use',
      { Topic: { Type: 'AWS::SNS::Topic', Properties: { KmsMasterKeyId: 'alias/aws/sns' } } },
      ['alarm Alarm → Topic: cloudwatch.amazonaws.com may not use alias/aws/sns, whose policy nobody can change'],
    ],
    [
      'a topic that is encrypted with a key of one’s own, which lets no alarm use it',
      { Topic: encryptedTopic, ...key() },
      [
        'alarm Alarm → Topic: kms:GenerateDataKey on the key Key is not allowed',
        'alarm Alarm → Topic: kms:Decrypt on the key Key is not allowed',
      ],
    ],
    [
      'a queue that takes from another rule',
      {
        QueuePolicy: queuePolicy({
          ArnEquals: { 'aws:SourceArn': 'arn:aws:events:eu-central-1:111122223333:rule/Else' },
        }),
      },
      ['rule Rule → Queue: sqs:SendMessage is not allowed'],
    ],
    [
      'a queue without a policy: it has no default that lets a rule in',
      { QueuePolicy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [], PolicyDocument: { Statement: [] } } } },
      ['rule Rule → Queue: sqs:SendMessage is not allowed'],
    ],
    [
      'a queue that lets be read and not written',
      { QueuePolicy: queuePolicy(ownAccount, 'sqs:ReceiveMessage') },
      ['rule Rule → Queue: sqs:SendMessage is not allowed'],
    ],
    [
      'a function that may fill nothing',
      { Policy: { Type: 'AWS::IAM::Policy', Properties: { Roles: [], PolicyDocument: { Statement: [] } } } },
      ['function Function → Queue: sqs:SendMessage is not allowed'],
    ],
    [
      'a role that Lambda may not take',
      { Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } } },
      ['lambda may not take the role Role'],
    ],
    [
      'a topic that has no way into the queue that subscribes to it',
      {
        Subscription: {
          Type: 'AWS::SNS::Subscription',
          Properties: { Protocol: 'sqs', TopicArn: { Ref: 'Topic' }, Endpoint: { 'Fn::GetAtt': ['Queue', 'Arn'] } },
        },
      },
      ['topic Topic → Queue: sqs:SendMessage is not allowed'],
    ],
    [
      'a bucket that tells a topic which does not listen',
      {
        Bucket: {
          Type: 'AWS::S3::Bucket',
          Properties: { NotificationConfiguration: { TopicConfigurations: [{ Topic: { Ref: 'Topic' } }] } },
        },
        TopicPolicy: topicPolicy(fromAlarms(ownAccount)),
      },
      ['bucket Bucket → Topic: sns:Publish is not allowed'],
    ],
    [
      'a schedule whose role may do nothing',
      {
        Schedule: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: {
            Target: { Arn: { 'Fn::GetAtt': ['Topic', 'TopicArn'] }, RoleArn: 'arn:aws:iam::111122223333:role/Nobody' },
          },
        },
        TopicPolicy: topicPolicy(fromAlarms(ownAccount)),
      },
      ['schedule Schedule → Topic: sns:Publish is not allowed'],
    ],
    [
      'events of mail for a topic that SES may not publish to',
      {
        Events: {
          Type: 'AWS::SES::ConfigurationSetEventDestination',
          Properties: {
            ConfigurationSetName: 'set',
            EventDestination: { SnsDestination: { TopicARN: { Ref: 'Topic' } } },
          },
        },
        TopicPolicy: topicPolicy(fromAlarms(ownAccount)),
      },
      ['mail events Events → Topic: sns:Publish is not allowed'],
    ],
  ])('%s', (_mistake, planted, found) => {
    expect(refusedEdges({ Resources: { ...small(), ...planted } })).toEqual(found);
  });
});
