import { describe, expect, test } from 'vitest';
import frozen from '../fixtures/stack/kept-resources.json' with { type: 'json' };
import { ephemeral, type Resource, referred, resourcesOf, templateOf } from './synthesised.ts';
import { everything } from './variants.ts';

/** Limits of AWS that no emulator enforces, held by the template. Each is named with where AWS says it. */
const template = templateOf(everything);
const of = (type: string): [string, Resource][] => resourcesOf(template, `AWS::${type}`);

const functions = of('Lambda::Function');
const mappings = of('Lambda::EventSourceMapping').map(([, { Properties }]) => Properties);
const consumersOf = (queue: string): string[] =>
  mappings
    .filter(({ EventSourceArn }) => referred(EventSourceArn) === queue)
    .map(({ FunctionName }) => referred(FunctionName) ?? '');
const queues = of('SQS::Queue').filter(([id]) => consumersOf(id).length > 0);

/** Functions that one may call by filling a queue. */
const nextOf = new Map(
  functions.map(([id, { Properties }]) => {
    const told = Object.values(Properties.Environment?.Variables ?? {}).map(referred);
    return [id, queues.filter(([queue]) => told.includes(queue)).flatMap(([queue]) => consumersOf(queue))];
  }),
);

const isReached = (from: string, to: string, seen = new Set<string>()): boolean =>
  (nextOf.get(from) ?? []).some((next) => {
    if (next === to) return true;
    if (seen.has(next)) return false;
    seen.add(next);
    return isReached(next, to, seen);
  });

describe('a function that comes back to itself by queues', () => {
  // https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html: ended after some 16 turns, unless it is allowed.
  const looping = functions.filter(([id]) => isReached(id, id)).map(([id]) => id);
  const allowed = functions.filter(([, { Properties }]) => Properties.RecursiveLoop === 'Allow').map(([id]) => id);

  test('is let, and no other is', () => {
    expect(looping.length).toBeGreaterThan(2);
    expect(allowed.toSorted()).toEqual(looping.toSorted());
  });

  test('is the checker of heartbeats, which asks for its own next check', () => {
    expect(looping.some((id) => id.includes('CheckHeartbeats'))).toBe(true);
  });
});

describe('log groups into which AWS writes by itself', () => {
  // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html: one policy of 5,120 characters for all of an account and region.
  const names = new Map(
    of('Logs::LogGroup').map(([id, { Properties }]) => [id, JSON.stringify(Properties.LogGroupName)]),
  );
  const states = of('StepFunctions::StateMachine').flatMap(([, { Properties }]) =>
    Properties.LoggingConfiguration.Destinations.map((each: { CloudWatchLogsLogGroup: { LogGroupArn: unknown } }) =>
      referred(each.CloudWatchLogsLogGroup.LogGroupArn),
    ),
  ) as string[];
  const apis = of('ApiGatewayV2::Stage').map(([, { Properties }]) =>
    referred(Properties.AccessLogSettings.DestinationArn),
  ) as string[];

  test('have the names that share one entry of its policy', () => {
    expect(states).toHaveLength(2);
    for (const id of states) expect(names.get(id)).toContain('/aws/vendedlogs/states/');
    expect(apis).toHaveLength(1);
    for (const id of apis) expect(names.get(id)).toContain('/aws/vendedlogs/apis/');
  });

  test('are no name that a stack which was removed has kept', () => {
    for (const id of [...states, ...apis]) expect(names.get(id)).toContain('AWS::StackId');
  });

  test('are the only ones with a name: any other would be in the way of the next stack', () => {
    const named = [...names].filter(([, name]) => name !== undefined).map(([id]) => id);
    expect(named.toSorted()).toEqual([...states, ...apis].toSorted());
  });
});

describe.each(queues)('the queue %s', (id, { Properties }) => {
  const timeouts = functions
    .filter(([fn]) => consumersOf(id).includes(fn))
    .map(([, fn]) => fn.Properties.Timeout as number);
  const longest = Math.max(...timeouts);

  test('hides a message until whoever has it has surely ended', () => {
    expect(Properties.VisibilityTimeout).toBeGreaterThan(longest);
  });

  test('keeps what is throttled for as long as five attempts of six times the time-out, as AWS advises', () => {
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html; in more attempts, not in longer ones (decision 0080).
    const kept = Properties.VisibilityTimeout * Properties.RedrivePolicy.maxReceiveCount;
    // The clock asks for these the same again, each minute or each hour.
    const isAskedAgain = id.includes('Reconciliation') || id.includes('Comparisons');
    expect(kept).toBeGreaterThanOrEqual(isAskedAgain ? 300 : 5 * 6 * longest);
  });
});

describe('what is kept when the stack changes', () => {
  /** What CloudFormation makes anew instead of changing it: then the old one stays behind, and a new, empty one is used. */
  const REPLACED_BY: Readonly<Record<string, readonly string[]>> = {
    'AWS::DynamoDB::GlobalTable': ['TableName', 'KeySchema', 'LocalSecondaryIndexes'],
    'AWS::KMS::Key': [],
    'AWS::SecretsManager::Secret': ['Name'],
    'AWS::S3::Bucket': ['BucketName', 'ObjectLockEnabled'],
    'AWS::Cognito::UserPool': ['UsernameAttributes', 'AliasAttributes', 'UsernameConfiguration'],
    'AWS::Events::EventBus': ['Name'],
    'AWS::SQS::Queue': ['QueueName', 'FifoQueue'],
    'AWS::SNS::Topic': ['TopicName', 'FifoTopic'],
    'AWS::SES::ConfigurationSet': ['Name'],
    'AWS::SES::EmailIdentity': ['EmailIdentity'],
    'AWS::ApiGatewayV2::Api': ['ProtocolType'],
  };
  const kept = Object.entries(template.toJSON().Resources as Record<string, Resource>).flatMap(
    ([id, { Type, Properties = {} }]) => {
      const names = REPLACED_BY[Type];
      if (names === undefined) return [];
      const fixed = Object.fromEntries(names.flatMap((name) => (name in Properties ? [[name, Properties[name]]] : [])));
      return [[id, { Type, ...fixed }]];
    },
  );

  test('keeps its place in the template and everything by which it would be replaced', () => {
    expect(Object.fromEntries(kept)).toMatchObject(frozen.resources);
  });

  test('among it every kind of thing that holds data', () => {
    const holding = new Set(Object.values(frozen.resources).map(({ Type }) => Type));
    expect([...holding].toSorted()).toEqual(Object.keys(REPLACED_BY).toSorted());
  });

  test('the table has the keys it always had, and one deployment makes or removes one index at most', () => {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
    const [[, { Properties }]] = of('DynamoDB::GlobalTable') as [[string, Resource]];
    const indexes = Object.fromEntries(
      Properties.GlobalSecondaryIndexes.map(({ IndexName, ...index }: { IndexName: string }) => [IndexName, index]),
    ) as Record<string, object>;
    const before: Record<string, object> = frozen.indexes;
    const changed = [
      ...Object.keys(indexes).filter((name) => !(name in before)),
      ...Object.keys(before).filter((name) => !(name in indexes)),
    ];
    expect(changed.length).toBeLessThanOrEqual(1);
    for (const [name, index] of Object.entries(indexes)) if (name in before) expect(index).toEqual(before[name]);
  });
});

test('a stack is far from as large as one may be', () => {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  expect(Object.keys(template.toJSON().Resources)).toSatisfy((ids: string[]) => ids.length < 400);
  expect(JSON.stringify(template.toJSON()).length).toBeLessThan(600_000);
});

test('no concurrency is reserved unless somebody asks: a new account has ten in all, and would refuse the deployment', () => {
  const reserved = (resources: [string, Resource][]) =>
    resources.filter(([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined);
  expect(reserved(functions)).toEqual([]);
  const asked = reserved(resourcesOf(templateOf({ ...ephemeral, concurrencyOfPages: 20 }), 'AWS::Lambda::Function'));
  expect(asked.map(([id, { Properties }]) => [id, Properties.ReservedConcurrentExecutions])).toEqual([
    [expect.stringContaining('SendPage'), 20],
  ]);
});
