import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { Muster, type MusterProps } from '../../lib/muster.ts';
import { configuration, newApp, newStack, type Resource, templateOf } from './synthesised.ts';

/** Properties that give a resource the name by which an account knows it, in a region or everywhere. */
const NAME = /^(?:(?!Attribute|Display|Index|Metric|Stage)\w+Name|Name|Domain|Alias)$/;

/** These are names inside of something else, or of what an account has once and a second deployment leaves alone. */
const WITHIN = new Set([
  'AWS::ApiGatewayV2::Stage',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::ApiMapping',
  'AWS::Cognito::UserPoolGroup',
  'AWS::IAM::Policy',
  'AWS::Lambda::Permission',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Events::EventBusPolicy',
  'AWS::CDK::Metadata',
  'AWS::Lambda::EventInvokeConfig',
]);

const props: MusterProps = {
  configuration,
  ownAlarms: { emails: ['platform@example.com'] },
  inboundMail: { domain: 'alerts.example.com' },
  dashboard: true,
};
const another: MusterProps = { ...props, mail: { from: 'muster@example.com', identityExists: true } };

/** Every fixed name of a template, with the type of what has it. */
const fixedNames = (template: Template): string[] =>
  Object.values(template.toJSON().Resources as Record<string, Resource>)
    .filter(({ Type }) => !WITHIN.has(Type))
    .flatMap(({ Type, Properties = {} }) =>
      Object.entries(Properties as Record<string, unknown>).flatMap(([key, value]) =>
        NAME.test(key) && typeof value === 'string' ? [`${Type} ${key} ${value}`] : [],
      ),
    );

const env = { region: 'eu-central-1' };

describe('two deployments in one account and region', () => {
  test('in two stacks of one app share no name', () => {
    const app = newApp();
    const stacks = ['Europe', 'America'].map((id) => new Stack(app, id, { env }));
    stacks.forEach((stack, i) => void new Muster(stack, 'Muster', i === 0 ? props : another));
    const [one = [], two = []] = stacks.map((stack) => fixedNames(Template.fromStack(stack)));
    expect(one.length).toBeGreaterThan(20);
    expect(two.filter((name) => one.includes(name))).toEqual([]);
  });

  test('in one stack share no name', () => {
    const app = newApp();
    // With everything on, two are more than the 500 resources that a stack may have; that is a question of size, not of names.
    app.node.setContext('@aws-cdk/core:stackResourceLimit', 0);
    const stack = new Stack(app, 'Operations', { env });
    new Muster(stack, 'Muster', props);
    new Muster(stack, 'Trial', another);
    const names = fixedNames(Template.fromStack(stack));
    expect(names.length).toBeGreaterThan(40);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('hear nothing of what the functions of the other one count', () => {
    const app = newApp();
    app.node.setContext('@aws-cdk/core:stackResourceLimit', 0);
    const stack = new Stack(app, 'Operations', { env });
    new Muster(stack, 'Muster', props);
    new Muster(stack, 'Trial', another);
    const resources = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, Resource>);
    const counted = resources.filter(
      ({ Type, Properties }) => Type === 'AWS::CloudWatch::Alarm' && Properties.Namespace === 'Muster',
    );
    expect(counted.length).toBeGreaterThan(4);
    const looked = counted.map(({ Properties }) => JSON.stringify([Properties.MetricName, Properties.Dimensions]));
    expect(new Set(looked).size).toBe(looked.length);
    for (const { Properties } of counted)
      expect(Properties.Dimensions).toEqual([{ Name: 'deployment', Value: { Ref: expect.stringContaining('Table') } }]);
  });

  test('export nothing by name', () => {
    for (const output of Object.values(templateOf().toJSON().Outputs as Record<string, object>))
      expect(output).not.toHaveProperty('Export');
  });

  test('a deployment has the names that it had before there could be a second one', () => {
    const names = fixedNames(Template.fromStack(newStack(newApp(), props)));
    expect(names).toContain('AWS::Events::EventBus Name Muster-events');
    expect(names).toContain('AWS::SNS::Topic TopicName Muster-business-updates');
    expect(names).toContain('AWS::CloudWatch::Dashboard DashboardName Muster');
    expect(names).toContain('AWS::SES::ReceiptRuleSet RuleSetName Muster-mail');
  });
});
