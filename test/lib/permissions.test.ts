import { expect, test } from 'vitest';
import { guarded, type Resource, resourcesOf, templateOf } from './synthesised.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

const template = templateOf({ ...guarded, organization: 'o-abc1234567', tracing: true });
const of = (type: string): [string, Resource][] => resourcesOf(template, `AWS::${type}`);
const statements = of('IAM::Policy').flatMap(([id, { Properties }]) =>
  (Properties.PolicyDocument.Statement as Statement[]).map((statement) => ({ id, ...statement })),
);
const actionsOf = ({ Action }: Statement): string[] => [Action].flat();

/** Actions that AWS lets nobody narrow to a resource. */
const NOT_NARROWABLE = [
  ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
  ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
  [
    'logs:CreateLogDelivery',
    'logs:GetLogDelivery',
    'logs:UpdateLogDelivery',
    'logs:DeleteLogDelivery',
    'logs:ListLogDeliveries',
    'logs:PutResourcePolicy',
    'logs:DescribeResourcePolicies',
    'logs:DescribeLogGroups',
  ],
  // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
  [
    'ec2:CreateNetworkInterface',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSubnets',
    'ec2:DeleteNetworkInterface',
    'ec2:AssignPrivateIpAddresses',
    'ec2:UnassignPrivateIpAddresses',
  ],
  // What an account says of itself: https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
  [
    'cloudwatch:GetMetricStatistics',
    'lambda:GetAccountSettings',
    'ses:GetAccount',
    'ses:ListSuppressedDestinations',
    'sns:GetSMSAttributes',
    'sns:GetSMSSandboxAccountStatus',
    'sns:ListPhoneNumbersOptedOut',
  ],
].map((actions) => actions.toSorted().join());

test('no action is a wildcard', () => {
  expect(statements.length).toBeGreaterThan(50);
  for (const statement of statements) {
    for (const action of actionsOf(statement)) expect(action, statement.id).not.toContain('*');
  }
});

test('every resource is named, except where AWS has none to name', () => {
  const unnamed = statements.filter((statement) => [statement.Resource].flat().includes('*'));
  for (const statement of unnamed) {
    expect(NOT_NARROWABLE, statement.id).toContain(actionsOf(statement).toSorted().join());
  }
});

test('a part of a resource is open only for executions, named by incident, and for whom mail of one sender goes to', () => {
  const open = statements.filter(({ Resource }) => Resource !== '*' && JSON.stringify(Resource ?? '').includes('*'));
  expect(open.flatMap(actionsOf)).toEqual(expect.arrayContaining(['states:DescribeExecution', 'ses:SendEmail']));
  for (const statement of open) {
    if (actionsOf(statement).includes('ses:SendEmail')) {
      expect(actionsOf(statement)).toEqual(['ses:SendEmail']);
      expect(statement.Condition).toEqual({
        StringEquals: { 'ses:FromAddress': expect.stringMatching(/^[^<>@*]+@[^<>@*]+$/) },
      });
    } else expect(actionsOf(statement), statement.id).toEqual(['states:DescribeExecution']);
  }
});

test('only the functions that page people and that tell them of a role may text, and only to phone numbers', () => {
  const texting = statements.filter(({ NotResource }) => NotResource !== undefined);
  expect(texting.map(({ id }) => id.replace(/Role.*/, '')).toSorted()).toEqual([
    'MusterFunctionsSendCommunication',
    'MusterFunctionsSendPage',
  ]);
  for (const statement of texting) {
    expect(actionsOf(statement)).toEqual(['sns:Publish']);
    expect(JSON.stringify(statement.NotResource)).toContain(':sns:*:*:*');
  }
});

test('the master secret is read by the five functions that derive keys or sign links, and by nobody else', () => {
  const readers = statements.filter((statement) => actionsOf(statement).includes('secretsmanager:GetSecretValue'));
  expect(readers.map(({ id }) => id.replace(/^MusterFunctions|RoleDefaultPolicy.*$/g, '')).toSorted()).toEqual([
    'ReceiveCompatible',
    'ReceiveWebhook',
    'SendCommunication',
    'SendPage',
    'ServeApi',
  ]);
});

test('a machine invokes exactly the functions that its file names', () => {
  const invoked = (construct: string): number =>
    statements
      .filter(({ id }) => id.includes(construct))
      .filter((statement) => actionsOf(statement).includes('lambda:InvokeFunction'))
      .flatMap(({ Resource }) => [Resource].flat()).length;
  expect(invoked('ProcessesMajorIncidentRole')).toBe(2);
  expect(invoked('ProcessesPageRespondersRole')).toBe(3);
});

test('functions write to their own log group only, not by the managed policy that allows all', () => {
  for (const [, { Properties }] of of('IAM::Role')) expect(Properties.ManagedPolicyArns ?? []).toEqual([]);
});

test('other accounts may put events on the bus, and do nothing else', () => {
  const [[, { Properties }]] = of('Events::EventBusPolicy') as [[string, Resource]];
  expect(Properties.Statement).toMatchObject({
    Action: 'events:PutEvents',
    Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abc1234567' } },
  });
});

test('the template holds no secret: the one there is, is made in AWS', () => {
  expect(of('SecretsManager::Secret')).toHaveLength(1);
  const [[, { Properties }]] = of('SecretsManager::Secret') as [[string, Resource]];
  expect(Properties).not.toHaveProperty('SecretString');
  expect(Properties.GenerateSecretString.PasswordLength).toBe(64);
  expect(JSON.stringify(template.toJSON())).not.toMatch(/\{\{resolve:|mst_[a-z0-9]{40}|-----BEGIN|AKIA[A-Z0-9]{16}/);
});
