import type { Edge } from './edges.ts';
import { ACCOUNT, REGION, type Resolved } from './resolved.ts';

type Does = (
  stack: Resolved,
  value: string,
  variables: Readonly<Record<string, string>>,
) => readonly (readonly [actions: readonly string[], resource: string])[];

const READS_TABLE = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const sends: Does = (stack, url) => [[['sqs:SendMessage'], stack.arnOf(stack.idOf(url) ?? '')]];
const starts: Does = (_stack, arn) => [
  [['states:StartExecution', 'states:SendTaskSuccess'], arn],
  [['states:DescribeExecution'], `${arn.replace(':stateMachine:', ':execution:')}:inc_1-major-incident-0`],
];

/** What a function does with what a variable tells it of. A variable that is not here tells of nothing that asks for a permission. */
const DOES: Readonly<Record<string, Does>> = {
  TABLE_NAME: (stack, name) => {
    const table = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
    const [[, properties] = ['', {}]] = stack
      .of('AWS::DynamoDB::GlobalTable')
      .filter(([id]) => stack.nameOf(id) === name);
    const indexes = (properties as { GlobalSecondaryIndexes?: { IndexName: string }[] }).GlobalSecondaryIndexes ?? [];
    return [
      [READS_TABLE, table],
      ...indexes.map(({ IndexName }) => [['dynamodb:Query'], `${table}/index/${IndexName}`] as const),
    ];
  },
  PAGES_QUEUE_URL: sends,
  SIGNALS_QUEUE_URL: sends,
  HEARTBEATS_QUEUE_URL: sends,
  COMMUNICATIONS_QUEUE_URL: sends,
  RECONCILIATION_QUEUE_URL: sends,
  MASTER_SECRET_ARN: (_stack, arn) => [[['secretsmanager:GetSecretValue'], arn]],
  MAJOR_INCIDENT_MACHINE_ARN: starts,
  PAGE_RESPONDERS_MACHINE_ARN: starts,
  EVENT_BUS_NAME: (_stack, name) => [[['events:PutEvents'], `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${name}`]],
  MAIL_BUCKET_NAME: (_stack, name) => [[['s3:GetObject'], `arn:aws:s3:::${name}/received`]],
  CHECKPOINT_BUCKET_NAME: (_stack, name) => [
    [['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${name}/checkpoints/1`],
    [['s3:ListBucket'], `arn:aws:s3:::${name}`],
  ],
  COMPARED_BUCKET_NAME: (_stack, name) => [
    [['s3:GetObject'], `arn:aws:s3:::${name}/checkpoints/1`],
    [['s3:ListBucket'], `arn:aws:s3:::${name}`],
  ],
  CHECKPOINT_TOPIC_ARN: (_stack, arn) => [[['sns:Publish'], arn]],
  // Also on the identity of who is written to: SES in its sandbox asks for that, too.
  SES_CONFIGURATION_SET: (_stack, name, { MAIL_FROM = '' }) => [
    [['ses:SendEmail'], `arn:aws:ses:${REGION}:${ACCOUNT}:configuration-set/${name}`],
    [['ses:SendEmail'], `arn:aws:ses:${REGION}:${ACCOUNT}:identity/${/@([^\s>]+)/.exec(MAIL_FROM)?.[1]}`],
    [['ses:SendEmail'], `arn:aws:ses:${REGION}:${ACCOUNT}:identity/who-is-written-to@example.org`],
  ],
  ALARMS_TOPIC_ARN: (_stack, arn) => [
    [['sns:GetTopicAttributes'], arn],
    [
      [
        'ses:GetAccount',
        'ses:ListSuppressedDestinations',
        'sns:GetSMSAttributes',
        'sns:GetSMSSandboxAccountStatus',
        'sns:ListPhoneNumbersOptedOut',
        'cloudwatch:GetMetricStatistics',
        'lambda:GetAccountSettings',
      ],
      '*',
    ],
  ],
  MAIL_IDENTITY: (_stack, identity) => [
    [['ses:GetEmailIdentity'], `arn:aws:ses:${REGION}:${ACCOUNT}:identity/${identity}`],
  ],
  TOPIC_ARN_PREFIX: (stack, prefix) =>
    stack.of('AWS::SNS::Topic').flatMap(([id]) => {
      const topic = stack.arnOf(id);
      return topic.startsWith(prefix) ? [[['sns:Publish'], topic] as const] : [];
    }),
};

const QUEUE_READ = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueAttributes'];
const STREAM_READ = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

interface Called {
  readonly Role: string;
  readonly Environment?: { readonly Variables: Record<string, string> };
}

const edge = (stack: Resolved, what: string, role: string, actions: readonly string[], resource: string): Edge => {
  const receiver =
    stack.idOf(resource) ?? stack.idOf(resource.replace(/\/(index\/[^/]+|received|checkpoints\/1)$/, ''));
  return { title: `${what} → ${receiver ?? resource}`, caller: { role }, actions, resource, receiver };
};

const calls = (stack: Resolved): Edge[] =>
  stack.of('AWS::Lambda::Function').flatMap(([id, properties]) => {
    const { Environment, Role } = properties as unknown as Called;
    const variables = Environment?.Variables ?? {};
    return Object.entries(variables).flatMap(([variable, value]) =>
      (DOES[variable]?.(stack, value, variables) ?? []).map(([actions, resource]) =>
        edge(stack, `function ${id}`, Role, actions, resource),
      ),
    );
  });

/** Lambda reads a queue or a stream in the function's name, and puts there what is given up. */
const mappings = (stack: Resolved): Edge[] =>
  stack.of('AWS::Lambda::EventSourceMapping').flatMap(([, properties]) => {
    const { DestinationConfig, EventSourceArn, FunctionName } = properties as {
      DestinationConfig?: { OnFailure?: { Destination: string } };
      EventSourceArn: string;
      FunctionName: string;
    };
    const [id, fn] =
      stack.of('AWS::Lambda::Function').find(([each]) => each === FunctionName || stack.arnOf(each) === FunctionName) ??
      [];
    if (id === undefined || fn === undefined) throw new Error(`No function of this template is ${FunctionName}.`);
    const role = String(fn.Role);
    const reads = EventSourceArn.startsWith('arn:aws:sqs:') ? QUEUE_READ : STREAM_READ;
    const givenUp = DestinationConfig?.OnFailure?.Destination;
    return [
      edge(stack, `function ${id}, invoked`, role, reads, EventSourceArn),
      ...(givenUp === undefined ? [] : [edge(stack, `function ${id}, given up`, role, ['sqs:SendMessage'], givenUp)]),
    ];
  });

const machines = (stack: Resolved): Edge[] =>
  stack.of('AWS::StepFunctions::StateMachine').flatMap(([id, { DefinitionSubstitutions = {}, RoleArn }]) =>
    Object.values(DefinitionSubstitutions as Record<string, string>)
      .filter((value) => String(value).startsWith('arn:aws:lambda:'))
      .map((fn) => edge(stack, `machine ${id}`, String(RoleArn), ['lambda:InvokeFunction'], fn)),
  );

/** What functions call, what invokes them by their own role, and what machines call. */
export const functionEdges = (stack: Resolved): Edge[] => [...calls(stack), ...mappings(stack), ...machines(stack)];
