import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, test } from 'vitest';
import { ephemeral, newApp, newStack, type Resource, referred, resourcesOf, templateOf } from './synthesised.ts';

const inboundMail = { domain: 'alerts.example.com' };
const template = templateOf({ inboundMail });
const of = (type: string): [string, Resource][] => resourcesOf(template, `AWS::${type}`);
const only = (type: string): Resource['Properties'] => {
  const found = of(type);
  expect(found).toHaveLength(1);
  return found[0]?.[1].Properties;
};
const text = (value: unknown): string => JSON.stringify(value);

test('without a domain no mail is received: no bucket, no rule, no function for it', () => {
  const without = templateOf();
  for (const type of ['S3::Bucket', 'SES::ReceiptRule', 'SES::ReceiptRuleSet'])
    expect(resourcesOf(without, `AWS::${type}`)).toEqual([]);
  expect(text(without.toJSON())).not.toContain('MAIL_BUCKET_NAME');
});

describe('with a domain', () => {
  test('SES scans mail for it, takes none that is not encrypted, and puts it into the bucket and on the topic', () => {
    const { Rule, RuleSetName } = only('SES::ReceiptRule');
    expect(Rule).toMatchObject({
      Enabled: true,
      ScanEnabled: true,
      TlsPolicy: 'Require',
      Recipients: ['alerts.example.com'],
      Name: 'Muster-mail',
    });
    expect(Rule.Actions).toHaveLength(1);
    expect(referred(Rule.Actions[0].S3Action.BucketName)).toBe(of('S3::Bucket')[0]?.[0]);
    expect(referred(Rule.Actions[0].S3Action.TopicArn)).toMatch(/InboundMailTopic/);
    expect(referred(RuleSetName)).toBe(of('SES::ReceiptRuleSet')[0]?.[0]);
    expect(only('SES::ReceiptRuleSet')).toEqual({ RuleSetName: 'Muster-mail' });
  });

  test('the bucket is encrypted, closed to the public and to plain HTTP, and forgets', () => {
    const bucket = only('S3::Bucket');
    expect(text(bucket.BucketEncryption)).toContain('AES256');
    expect(bucket.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    expect(bucket.LifecycleConfiguration.Rules[0]).toMatchObject({ ExpirationInDays: 15, Status: 'Enabled' });
    const statements = only('S3::BucketPolicy').PolicyDocument.Statement;
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    );
  });

  test('only this rule of this account may write there and publish', () => {
    const allowed = [
      ...of('S3::BucketPolicy').map(([, { Properties }]) => Properties),
      ...of('SNS::TopicPolicy').map(([, { Properties }]) => Properties),
    ]
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement as Record<string, unknown>[])
      .filter(({ Effect, Principal }) => Effect === 'Allow' && text(Principal).includes('ses.amazonaws.com'));
    expect(allowed.map(({ Action }) => Action).sort()).toEqual(['s3:PutObject', 'sns:Publish']);
    for (const { Condition } of allowed) {
      expect(Condition).toMatchObject({ StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } });
      expect(text(Condition)).toContain(':receipt-rule-set/Muster-mail:receipt-rule/Muster-mail');
    }
  });

  test('the rule is made after what lets it write', () => {
    const [[, rule]] = of('SES::ReceiptRule') as [[string, Resource & { DependsOn: string[] }]];
    expect(rule.DependsOn).toContainEqual(expect.stringMatching(/InboundMailBucketPolicy/));
    expect(rule.DependsOn).toContainEqual(expect.stringMatching(/InboundMailTopicPolicy/));
  });

  test('the notice goes raw into a queue with dead letters, and what SNS cannot deliver there too', () => {
    const [subscription] = of('SNS::Subscription').filter(([, { Properties }]) => Properties.Protocol === 'sqs');
    const { Endpoint, RawMessageDelivery, RedrivePolicy } = subscription?.[1].Properties ?? {};
    expect(RawMessageDelivery).toBe(true);
    expect(referred(Endpoint)).toMatch(/InboundMailReceivedQueue/);
    expect(referred(RedrivePolicy.deadLetterTargetArn)).toMatch(/InboundMailReceivedDeadLetters/);
    const mapping = of('Lambda::EventSourceMapping').find(([, { Properties }]) =>
      referred(Properties.EventSourceArn)?.includes('InboundMailReceivedQueue'),
    );
    expect(mapping?.[1].Properties).toMatchObject({ FunctionResponseTypes: ['ReportBatchItemFailures'] });
    expect(referred(mapping?.[1].Properties.FunctionName)).toMatch(/ReceiveMail/);
  });

  test('the function may read mail in the bucket and do nothing else with it', () => {
    const statements = of('IAM::Policy')
      .filter(([id]) => id.includes('ReceiveMail'))
      .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement as { Action: string | string[] }[]);
    const actions = statements.flatMap(({ Action }) => [Action].flat());
    expect(actions.filter((action) => action.startsWith('s3:'))).toEqual(['s3:GetObject']);
    expect(actions.filter((action) => /^(?:ses|sns|kms:Create|s3:(?!GetObject))/.test(action))).toEqual([]);
    expect(actions).toContain('secretsmanager:GetSecretValue');
  });

  test('alarms say what users lose: a dead letter, a wait, an error', () => {
    const impacts = of('CloudWatch::Alarm')
      .map(([, { Properties }]) => Properties)
      .filter(({ AlarmName }) => text(AlarmName).includes('InboundMail') || text(AlarmName).includes('ReceiveMail'))
      .map(({ AlarmDescription }) => AlarmDescription as string);
    for (const impact of [/Given up: a mail was received/, /Late: a mail/, /receive-mail fails/])
      expect(impacts).toContainEqual(expect.stringMatching(impact));
  });

  test('administrators are shown addresses, and the outputs say what to enter into DNS', () => {
    const [api] = of('Lambda::Function').filter(([id]) => id.includes('ServeApi'));
    expect(api?.[1].Properties.Environment.Variables.MAIL_DOMAIN).toBe('alerts.example.com');
    const outputs = template.toJSON().Outputs as Record<string, { Value: unknown }>;
    expect(outputs.MailExchanger?.Value).toBe('10 inbound-smtp.eu-central-1.amazonaws.com');
    expect(outputs.MailRuleSetName?.Value).toBe('Muster-mail');
  });

  test('no rule set is activated unless somebody asks for it: it would end the one that is active', () => {
    expect(of('Lambda::Function').filter(([id]) => !id.startsWith('MusterFunctions'))).toEqual([]);
    const activating = templateOf({ inboundMail: { ...inboundMail, activate: true } });
    const [[, { Properties }]] = resourcesOf(activating, 'Custom::MusterActiveRuleSet') as [[string, Resource]];
    expect(text(Properties.Create)).toContain('setActiveReceiptRuleSet');
    expect(text(Properties.Update)).toContain('Muster-mail');
    expect(Properties.Delete).toBeUndefined();
  });

  test('a rule set that is there already gets one more rule', () => {
    const existing = templateOf({ inboundMail: { ...inboundMail, ruleSetName: 'default-rule-set' } });
    expect(resourcesOf(existing, 'AWS::SES::ReceiptRuleSet')).toEqual([]);
    const [[, { Properties }]] = resourcesOf(existing, 'AWS::SES::ReceiptRule') as [[string, Resource]];
    expect(Properties.RuleSetName).toBe('default-rule-set');
    expect(text(existing.toJSON())).toContain(':receipt-rule-set/default-rule-set:receipt-rule/Muster-mail');
  });

  test('a trial leaves nothing behind, mail included', () => {
    const trial = templateOf({ ...ephemeral, inboundMail });
    const [[, bucket]] = resourcesOf(trial, 'AWS::S3::Bucket') as [[string, Resource]];
    expect(bucket.DeletionPolicy).toBe('Delete');
    expect(resourcesOf(trial, 'Custom::S3AutoDeleteObjects')).toHaveLength(1);
  });
});

test.each([
  ['mail', { inboundMail }],
  ['mail by a rule set that is activated', { inboundMail: { ...inboundMail, activate: true } }],
  ['mail in a trial', { ...ephemeral, inboundMail }],
])('the AWS Solutions rules hold with %s', (_name, props) => {
  const app = newApp();
  newStack(app, props);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
});
