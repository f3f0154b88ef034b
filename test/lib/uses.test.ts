import { describe, expect, expectTypeOf, test } from 'vitest';
import { ENVIRONMENTS } from '../../functions/environment.ts';
import type { Exactly, Use } from '../../lib/use.ts';
import { type Resource, referred, resourcesOf, templateOf } from './synthesised.ts';

type Told<Name extends string> = Use<Record<Name, string>>;
type Table = Told<'TABLE_NAME'>;
type Pages = Told<'PAGES_QUEUE_URL'>;

test('the uses of a function tell it exactly what its entry point reads, or there is no such list', () => {
  expectTypeOf<Exactly<'assess-incident', [Table, Pages]>>().toEqualTypeOf<[Table, Pages]>();
  expectTypeOf<Exactly<'assess-incident', [Table]>>().toEqualTypeOf<{ readonly isNotTold: 'PAGES_QUEUE_URL' }>();
  expectTypeOf<Exactly<'assess-paging', [Table, Pages]>>().toEqualTypeOf<{ readonly readsNo: 'PAGES_QUEUE_URL' }>();
});

test('what a function falls back on by itself need not be told; what is only optional must', () => {
  expectTypeOf<Exactly<'assess-paging', [Table]>>().toEqualTypeOf<[Table]>();
  expectTypeOf<
    Exactly<
      'serve-api',
      [
        Table,
        Pages,
        Told<
          | 'SIGNALS_QUEUE_URL'
          | 'RECONCILIATION_QUEUE_URL'
          | 'MASTER_SECRET_ARN'
          | 'PUBLIC_URL'
          | 'ALARMS_TOPIC_ARN'
          | 'MAIL_IDENTITY'
          | 'DEAD_LETTER_QUEUES'
          | 'SIGN_OF_LIFE'
          | 'SIGN_IN_ISSUER'
          | 'SIGN_IN_AUDIENCE'
        >,
      ]
    >
  >().toEqualTypeOf<{ readonly isNotTold: 'MAIL_DOMAIN' | 'SENDERS_URL' }>();
});

interface Statement {
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
}

const template = templateOf({
  inboundMail: { domain: 'alerts.example.com' },
  smsSenderId: 'Muster',
  pingUrl: 'https://ping.example.com/muster',
});
const of = (type: string): [string, Resource][] => resourcesOf(template, `AWS::${type}`);
const typeOf = new Map(
  Object.entries(template.toJSON().Resources as Record<string, Resource>).map(([id, r]) => [id, r.Type]),
);

/** Every logical id that something refers to, however deep inside. */
const allReferred = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const id = referred(value);
  return id === undefined ? Object.values(value).flatMap(allReferred) : [id];
};

/** What may be done with a resource that a variable tells of. A table is written by whoever writes it, and read by all. */
const READ = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'];
const TOLD: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'AWS::DynamoDB::GlobalTable': [
    READ,
    [...READ, 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'].toSorted(),
  ],
  'AWS::SQS::Queue': [['sqs:SendMessage']],
  'AWS::SecretsManager::Secret': [['secretsmanager:GetSecretValue']],
  'AWS::StepFunctions::StateMachine': [['states:StartExecution'], ['states:SendTaskSuccess', 'states:StartExecution']],
  'AWS::Events::EventBus': [['events:PutEvents']],
  'AWS::S3::Bucket': [['s3:GetObject']],
  'AWS::SES::ConfigurationSet': [['ses:SendEmail']],
  'AWS::SNS::Topic': [['sns:GetTopicAttributes']],
};

/** What a function may do with what invokes it. */
const INVOKING: Readonly<Record<string, readonly string[]>> = {
  'AWS::SQS::Queue': [
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:ReceiveMessage',
  ],
  'AWS::DynamoDB::GlobalTable': [
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
  ],
};

/** What goes with something that a variable tells of, by another name. */
const ALONG: Readonly<Record<string, (variables: readonly string[]) => boolean>> = {
  'AWS::SNS::Topic': (variables) => variables.includes('TOPIC_ARN_PREFIX'),
  'AWS::SQS::Queue': (variables) => variables.includes('DEAD_LETTER_QUEUES'),
};

const functions = of('Lambda::Function').filter(([id]) => id.startsWith('MusterFunctions'));
const name = (id: string): string =>
  id
    .replace(/^MusterFunctions|Function[0-9A-F]{8}$/g, '')
    .replace(/[A-Z]/g, (letter, at: number) => `${at > 0 ? '-' : ''}${letter.toLowerCase()}`);

describe.each(functions.map(([id, fn]) => [name(id), id, fn] as const))('%s', (entryPoint, id, { Properties }) => {
  const variables = Properties.Environment.Variables as Record<string, unknown>;
  const told = new Set(
    Object.values(variables)
      .map(referred)
      .filter((resource) => resource !== undefined),
  );
  const role = referred(Properties.Role);
  const statements = of('IAM::Policy')
    .filter(([, policy]) => policy.Properties.Roles.some((each: unknown) => referred(each) === role))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement as Statement[]);
  const granted = new Map<string, Set<string>>();
  for (const { Action, Resource } of statements) {
    // A part of a resource's name, `…:execution:<machine>:*`, is not the resource.
    for (const resource of new Set([Resource].flat().flatMap(allReferred))) {
      const actions = granted.get(resource) ?? new Set();
      for (const action of [Action].flat()) actions.add(action);
      granted.set(resource, actions);
    }
  }
  const mappings = of('Lambda::EventSourceMapping').filter(
    ([, mapping]) => referred(mapping.Properties.FunctionName) === id,
  );
  const invokedBy = mappings.map(([, mapping]) => referred(mapping.Properties.EventSourceArn) as string);
  /** Where Lambda, in the function's name, puts what is given up. */
  const givenUp = mappings.map(([, mapping]) => referred(mapping.Properties.DestinationConfig?.OnFailure?.Destination));

  test('is told exactly the variables that its entry point reads', () => {
    const read = Object.keys(ENVIRONMENTS[entryPoint as keyof typeof ENVIRONMENTS]);
    const without = ['LOG_LEVEL', 'ROLE_CLAIMS'];
    expect(
      Object.keys(variables)
        .filter((variable) => variable !== 'NODE_OPTIONS')
        .toSorted(),
    ).toEqual(read.filter((variable) => !without.includes(variable)).toSorted());
  });

  test('may do with what it is told of, or invoked by, exactly what that use needs', () => {
    for (const resource of new Set([...told, ...invokedBy])) {
      const type = typeOf.get(resource) ?? '';
      if (TOLD[type] === undefined && INVOKING[type] === undefined) continue;
      const needed = [...(told.has(resource) ? (TOLD[type] ?? []) : [[]])].map((actions) =>
        [...actions, ...(invokedBy.includes(resource) ? (INVOKING[type] ?? []) : [])].toSorted(),
      );
      const found = [...(granted.get(resource) ?? [])].filter((action) => action !== 'states:DescribeExecution');
      expect(needed, resource).toContainEqual(found.toSorted());
    }
  });

  test('may touch nothing that it is not told of', () => {
    const known = new Set([...told, ...invokedBy, ...givenUp]);
    const untold = [...granted.keys()].filter((resource) => !known.has(resource));
    const unexplained = untold.filter((resource) => {
      const type = typeOf.get(resource) ?? '';
      if (type === 'AWS::Logs::LogGroup') return resource !== referred(Properties.LoggingConfig.LogGroup);
      // A token says by itself which machine waits for it.
      if (type === 'AWS::StepFunctions::StateMachine') return entryPoint !== 'await-change';
      return type !== '' && !ALONG[type]?.(Object.keys(variables));
    });
    expect(unexplained).toEqual([]);
  });
});

test('the doctor may look into every queue of dead letters, and do nothing else with any', () => {
  const [id = '', { Properties }] = functions.find(([each]) => name(each) === 'serve-api') as [string, Resource];
  const deadLetters = of('SQS::Queue')
    .filter(([queue]) => /DeadLettersQueue|GivenUpQueue|UndeliveredQueue/.test(queue))
    .map(([queue]) => queue);
  expect(deadLetters.length).toBeGreaterThan(3);
  const told = allReferred(Properties.Environment.Variables.DEAD_LETTER_QUEUES);
  expect(told.toSorted(), id).toEqual(deadLetters.toSorted());
  const role = referred(Properties.Role);
  const mayLook = of('IAM::Policy')
    .filter(([, policy]) => policy.Properties.Roles.some((each: unknown) => referred(each) === role))
    .flatMap(([, policy]) => policy.Properties.PolicyDocument.Statement as Statement[])
    .filter(({ Resource }) =>
      [Resource]
        .flat()
        .flatMap(allReferred)
        .some((each) => deadLetters.includes(each)),
    );
  expect([...new Set(mayLook.flatMap(({ Action }) => Action))]).toEqual(['sqs:GetQueueAttributes']);
  expect([...new Set(mayLook.flatMap(({ Resource }) => [Resource].flat().flatMap(allReferred)))].toSorted()).toEqual(
    deadLetters.toSorted(),
  );
});

test('every queue that a function may fill is filled by somebody', () => {
  const filled = new Set(
    functions.flatMap(([, { Properties }]) => Object.values(Properties.Environment.Variables).map(referred)),
  );
  const queues = ['Pages', 'Signals', 'Communications', 'Heartbeats'];
  for (const queue of queues)
    expect(
      [...filled].some((id) => id?.startsWith(`Muster${queue}Queue`)),
      queue,
    ).toBe(true);
});
