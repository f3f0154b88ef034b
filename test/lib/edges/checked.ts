import { type Edge, edgesOf } from './edges.ts';
import { type Request, type Statement, verdictOf, verdictWithin } from './iam.ts';
import { ACCOUNT, type RawTemplate, REGION, Resolved } from './resolved.ts';

const STRANGER = '999988887777';

/** The default policy of a topic, which any policy of one's own replaces: https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html */
const TOPIC_UNLESS_GIVEN: Statement = {
  Effect: 'Allow',
  Principal: '*',
  Action: 'sns:*',
  Resource: '*',
  Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
};

/** The policy of whatever receives, as it would be in force. */
const policyOf = (stack: Resolved, id: string): readonly Statement[] => {
  const explicit = (type: string, property: string): Statement[] =>
    stack.statements(type, (properties) =>
      [properties[property]].flat().some((named) => named === stack.value({ Ref: id })),
    );
  switch (stack.typeOf(id)) {
    case 'AWS::SNS::Topic': {
      const given = explicit('AWS::SNS::TopicPolicy', 'Topics');
      return given.length > 0 ? given : [TOPIC_UNLESS_GIVEN];
    }
    case 'AWS::SQS::Queue':
      return explicit('AWS::SQS::QueuePolicy', 'Queues');
    case 'AWS::S3::Bucket':
      return explicit('AWS::S3::BucketPolicy', 'Bucket');
    case 'AWS::Lambda::Function':
      return stack
        .of('AWS::Lambda::Permission')
        .filter(([, { FunctionName }]) => FunctionName === stack.arnOf(id) || FunctionName === stack.nameOf(id))
        .map(([, { Action, Principal, SourceAccount, SourceArn }]) => ({
          Effect: 'Allow',
          Principal: { Service: String(Principal) },
          Action: String(Action),
          Resource: stack.arnOf(id),
          Condition: {
            ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': String(SourceArn) } }),
            ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': String(SourceAccount) } }),
          },
        }));
    default:
      return [];
  }
};

const policiesOfRole = (stack: Resolved, role: string): readonly Statement[] => [
  ...stack.statements('AWS::IAM::Policy', ({ Roles }) =>
    (Roles as string[]).some((name) => role === `arn:aws:iam::${ACCOUNT}:role/${name}`),
  ),
  ...stack
    .of('AWS::IAM::Role')
    .filter(([id]) => stack.arnOf(id) === role)
    .flatMap(([, { Policies = [] }]) => Policies as { PolicyDocument: { Statement: Statement[] } }[])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement),
];

/** Which key encrypts what is received, where it is one of ours or of AWS, and not of the service itself. */
const KEY_PROPERTIES = ['KmsMasterKeyId'];

const KEY_OF_AWS = /alias\/aws\//;

/** `kms:ViaService`, by what encrypts. */
const encryptingService = (arn: string): string => `${arn.split(':')[2]}.${REGION}.amazonaws.com`;

const keyRefusals = (stack: Resolved, edge: Edge): string[] => {
  if (edge.receiver === undefined) return [];
  const properties = stack.of(stack.typeOf(edge.receiver) ?? '').find(([id]) => id === edge.receiver)?.[1] ?? {};
  const key = KEY_PROPERTIES.map((name) => properties[name]).find((value) => value !== undefined);
  const table = stack.typeOf(edge.receiver) === 'AWS::DynamoDB::GlobalTable' ? tableKey(properties) : undefined;
  const keyArn = key ?? table;
  if (keyArn === undefined) return [];
  if (KEY_OF_AWS.test(String(keyArn)))
    return 'service' in edge.caller
      ? [`${edge.title}: ${edge.caller.service} may not use ${keyArn}, whose policy nobody can change`]
      : [];
  const id = stack.idOf(keyArn) ?? stack.of('AWS::KMS::Key').find(([each]) => stack.nameOf(each) === keyArn)?.[0];
  if (id === undefined) return [];
  const keyPolicy = (stack.value(stack.raw(id)?.Properties.KeyPolicy) as { Statement: Statement[] }).Statement.map(
    (statement) => ({ ...statement, Resource: stack.arnOf(id) }),
  );
  const ways = table === undefined ? ['kms:GenerateDataKey', 'kms:Decrypt'] : ['kms:Decrypt'];
  return ways.flatMap((action) => {
    const context = { ...contextOf(edge, ACCOUNT), 'kms:ViaService': encryptingService(edge.resource) };
    const request = { caller: edge.caller, action, resource: stack.arnOf(id), context };
    return keyAllows(stack, keyPolicy, request) ? [] : [`${edge.title}: ${action} on the key ${id} is not allowed`];
  });
};

const tableKey = (properties: Record<string, unknown>): unknown =>
  (properties.Replicas as { SSESpecification?: { KMSMasterKeyId?: string } }[] | undefined)?.[0]?.SSESpecification
    ?.KMSMasterKeyId;

/** A key's policy decides alone, but for what it hands on to the account: then the role's own policies do. */
const keyAllows = (stack: Resolved, keyPolicy: readonly Statement[], request: Request): boolean => {
  if (verdictOf(keyPolicy, request) === 'denied') return false;
  if ('service' in request.caller) return verdictOf(keyPolicy, request) === 'allowed';
  const root = { ...request, caller: { role: `arn:aws:iam::${ACCOUNT}:root` } };
  const handedOn = verdictOf(keyPolicy, root) === 'allowed';
  return (
    verdictOf(keyPolicy, request) === 'allowed' ||
    (handedOn && verdictOf(policiesOfRole(stack, request.caller.role), request) === 'allowed')
  );
};

const contextOf = (edge: Edge, account: string): Record<string, string> => ({
  'aws:SecureTransport': 'true',
  ...('role' in edge.caller ? { 'ses:FromAddress': 'muster@example.com' } : {}),
  ...(edge.sourceArn === undefined
    ? {}
    : { 'aws:SourceAccount': account, 'aws:SourceArn': edge.sourceArn.replaceAll(ACCOUNT, account) }),
});

const edgeRefusals = (stack: Resolved, edge: Edge): string[] => {
  const ofResource = edge.receiver === undefined ? [] : policyOf(stack, edge.receiver);
  const ofRole = 'role' in edge.caller ? policiesOfRole(stack, edge.caller.role) : [];
  return edge.actions.flatMap((action) => {
    const ask = (context: Record<string, string>): string =>
      verdictWithin({ caller: edge.caller, action, resource: edge.resource, context }, ofResource, ofRole);
    const own = ask(contextOf(edge, ACCOUNT));
    const refusals = own === 'allowed' ? [] : [`${edge.title}: ${action} is ${own}`];
    if ('service' in edge.caller && ask(contextOf(edge, STRANGER)) === 'allowed')
      refusals.push(`${edge.title}: ${action} is allowed on behalf of any account`);
    return refusals;
  });
};

/** A role can be taken by the service that is to act in its name. */
const trustRefusals = (stack: Resolved): string[] => {
  const taken: [role: string, service: string][] = [
    ...stack.of('AWS::Lambda::Function').map(([, { Role }]): [string, string] => [String(Role), 'lambda']),
    ...stack
      .of('AWS::StepFunctions::StateMachine')
      .map(([, { RoleArn }]): [string, string] => [String(RoleArn), 'states']),
    ...stack
      .of('AWS::Events::Rule')
      .flatMap(([, { Targets = [] }]) => Targets as { RoleArn?: string }[])
      .flatMap(({ RoleArn }): [string, string][] => (RoleArn === undefined ? [] : [[RoleArn, 'events']])),
  ];
  return taken.flatMap(([role, service]) => {
    const trusted = stack
      .of('AWS::IAM::Role')
      .filter(([id]) => stack.arnOf(id) === role)
      .flatMap(([, { AssumeRolePolicyDocument }]) => (AssumeRolePolicyDocument as { Statement: Statement[] }).Statement)
      .map((statement) => ({ ...statement, Resource: role }));
    const request = {
      caller: { service: `${service}.amazonaws.com` },
      action: 'sts:AssumeRole',
      resource: role,
      context: {},
    };
    return verdictOf(trusted, request) === 'allowed'
      ? []
      : [`${service} may not take the role ${stack.idOf(role) ?? role}`];
  });
};

/** Every edge of a template that AWS would refuse, or would grant to strangers too: one line each, none when all is well. */
export const refusedEdges = (template: RawTemplate): string[] => {
  const stack = new Resolved(template);
  const edges = edgesOf(stack);
  return [
    ...new Set([
      ...edges.flatMap((edge) => [...edgeRefusals(stack, edge), ...keyRefusals(stack, edge)]),
      ...trustRefusals(stack),
    ]),
  ];
};
