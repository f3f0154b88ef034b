import { apiEdges } from './api-edges.ts';
import { functionEdges } from './function-edges.ts';
import type { Caller } from './iam.ts';
import { ACCOUNT, REGION, type Resolved } from './resolved.ts';

/** One thing of the stack that does something to another. */
export interface Edge {
  /** As it is told when it is not allowed: `alarm X → topic Y`. */
  readonly title: string;
  readonly caller: Caller;
  /** Every one of them is needed. */
  readonly actions: readonly string[];
  readonly resource: string;
  /** Of the receiver, where it is a resource of this template. */
  readonly receiver: string | undefined;
  /** On whose behalf a service asks: `aws:SourceArn`. */
  readonly sourceArn?: string;
}

/** In the name of a service, over TLS, for a resource of this account. */
const byService = (
  stack: Resolved,
  what: string,
  service: string,
  action: string,
  sourceArn: string,
  resource: unknown,
): Edge => ({
  title: `${what} → ${stack.idOf(String(resource).replace(/\/\*$/, '')) ?? String(resource)}`,
  caller: { service: `${service}.amazonaws.com` },
  actions: [action],
  resource: String(resource),
  receiver: stack.idOf(String(resource).replace(/\/\*$/, '')),
  sourceArn,
});

const alarms = (stack: Resolved): Edge[] =>
  stack
    .of('AWS::CloudWatch::Alarm')
    .flatMap(([id, properties]) =>
      ['AlarmActions', 'OKActions', 'InsufficientDataActions']
        .flatMap((kind) => (properties[kind] as string[] | undefined) ?? [])
        .map((topic) => byService(stack, `alarm ${id}`, 'cloudwatch', 'sns:Publish', stack.arnOf(id), topic)),
    );

interface Target {
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly DeadLetterConfig?: { readonly Arn: string };
}

const BY_ARN: readonly (readonly [service: string, action: string])[] = [
  ['sqs', 'sqs:SendMessage'],
  ['sns', 'sns:Publish'],
  ['lambda', 'lambda:InvokeFunction'],
  ['events', 'events:PutEvents'],
  ['states', 'states:StartExecution'],
];

const actionOn = (arn: string): string => {
  const found = BY_ARN.find(([service]) => arn.startsWith(`arn:aws:${service}:`));
  if (!found) throw new Error(`Nobody has said what is done to ${arn}.`);
  return found[1];
};

/** Of rules and of schedules alike. */
const targetEdges = (stack: Resolved, what: string, source: string, service: string, target: Target): Edge[] => [
  target.RoleArn === undefined
    ? byService(stack, what, service, actionOn(target.Arn), source, target.Arn)
    : {
        title: `${what} → ${stack.idOf(target.Arn) ?? target.Arn}`,
        caller: { role: target.RoleArn },
        actions: [actionOn(target.Arn)],
        resource: target.Arn,
        receiver: stack.idOf(target.Arn),
      },
  ...(target.DeadLetterConfig
    ? [byService(stack, `${what}, given up`, service, 'sqs:SendMessage', source, target.DeadLetterConfig.Arn)]
    : []),
];

const rules = (stack: Resolved): Edge[] =>
  stack
    .of('AWS::Events::Rule')
    .flatMap(([id, { Targets = [] }]) =>
      (Targets as Target[]).flatMap((target) => targetEdges(stack, `rule ${id}`, stack.arnOf(id), 'events', target)),
    );

const schedules = (stack: Resolved): Edge[] =>
  stack
    .of('AWS::Scheduler::Schedule')
    .flatMap(([id, { Target }]) =>
      targetEdges(
        stack,
        `schedule ${id}`,
        `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/default/${id}`,
        'scheduler',
        Target as Target,
      ),
    );

const subscriptions = (stack: Resolved): Edge[] =>
  stack.of('AWS::SNS::Subscription').flatMap(([id, { Endpoint, Protocol, RedrivePolicy, TopicArn }]) => {
    if (Protocol !== 'sqs' && Protocol !== 'lambda') return [];
    const topic = String(TopicArn);
    const deadLetters = (RedrivePolicy as { deadLetterTargetArn?: string } | undefined)?.deadLetterTargetArn;
    const what = `topic ${stack.idOf(topic) ?? topic}`;
    return [
      byService(stack, what, 'sns', actionOn(String(Endpoint)), topic, Endpoint),
      ...(deadLetters === undefined
        ? []
        : [byService(stack, `${what}, given up (${id})`, 'sns', 'sqs:SendMessage', topic, deadLetters)]),
    ];
  });

const buckets = (stack: Resolved): Edge[] =>
  stack.of('AWS::S3::Bucket').flatMap(([id, { NotificationConfiguration = {} }]) =>
    Object.values(NotificationConfiguration as Record<string, Record<string, unknown>[]>)
      .flatMap((configurations) => (Array.isArray(configurations) ? configurations : []))
      .map((each) => String(each.Topic ?? each.Queue ?? each.Function))
      .map((receiver) => byService(stack, `bucket ${id}`, 's3', actionOn(receiver), stack.arnOf(id), receiver)),
  );

const receivedMail = (stack: Resolved): Edge[] =>
  stack.of('AWS::SES::ReceiptRule').flatMap(([id, { Rule, RuleSetName }]) => {
    const { Actions, Name } = Rule as { Actions: Record<string, Record<string, string>>[]; Name?: string };
    const source = `arn:aws:ses:${REGION}:${ACCOUNT}:receipt-rule-set/${RuleSetName}:receipt-rule/${Name ?? id}`;
    return Actions.flatMap((action) =>
      Object.entries(action).flatMap(([kind, { BucketName, TopicArn }]) => {
        if (kind !== 'S3Action' && kind !== 'SNSAction') throw new Error(`Nobody has said what SES does by ${kind}.`);
        return [
          ...(BucketName
            ? [byService(stack, `mail rule ${id}`, 'ses', 's3:PutObject', source, `arn:aws:s3:::${BucketName}/*`)]
            : []),
          ...(TopicArn ? [byService(stack, `mail rule ${id}`, 'ses', 'sns:Publish', source, TopicArn)] : []),
        ];
      }),
    );
  });

/** What SES says of mail that left. CloudWatch needs no permission, the default bus of the account none either. */
const sentMail = (stack: Resolved): Edge[] =>
  stack.of('AWS::SES::ConfigurationSetEventDestination').flatMap(([id, { ConfigurationSetName, EventDestination }]) => {
    const topic = (EventDestination as { SnsDestination?: { TopicARN: string } }).SnsDestination?.TopicARN;
    const source = `arn:aws:ses:${REGION}:${ACCOUNT}:configuration-set/${ConfigurationSetName}`;
    return topic === undefined ? [] : [byService(stack, `mail events ${id}`, 'ses', 'sns:Publish', source, topic)];
  });

/** Every edge of a stack. */
export const edgesOf = (stack: Resolved): Edge[] => [
  ...alarms(stack),
  ...rules(stack),
  ...schedules(stack),
  ...subscriptions(stack),
  ...buckets(stack),
  ...receivedMail(stack),
  ...sentMail(stack),
  ...apiEdges(stack),
  ...functionEdges(stack),
];
