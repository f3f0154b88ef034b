import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { expect, test } from 'vitest';
import { forwardingTemplate } from '../../docs/forwarding-template.ts';
import { SOURCES } from '../../sources/index.ts';

const FILE = new URL('../../docs/forward-events.json', import.meta.url);

/** <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html> */
const LONGEST_PATTERN = 2048;

const written = JSON.parse(readFileSync(FILE, 'utf8'));

/** Read and written again by CloudFormation's own resource types: a property that none of them knows fails here. */
const resources = () => {
  const stack = new Stack(new App(), 'Forwarding');
  new CfnInclude(stack, 'Template', { templateFile: FILE.pathname });
  return Template.fromStack(stack).toJSON().Resources;
};

test('the template that forwards events is what `npm run docs:sources` writes', () => {
  expect(written).toEqual(forwardingTemplate());
});

test('it offers every source of AWS that means something, with the events that Muster reads', () => {
  const offered = written.Mappings.Patterns;
  for (const { awsEvent, id } of SOURCES) {
    if (awsEvent === undefined || id === 'scheduled-event') continue;
    expect(offered[awsEvent.source]?.DetailTypes, id).toEqual(awsEvent.detailTypes);
  }
  expect(Object.keys(offered)).not.toContain('aws.events');
  expect(written.Parameters.Source.AllowedValues).toEqual(Object.keys(offered));
});

test('its patterns are short enough, and its names such as CloudFormation takes in a mapping', () => {
  for (const [source, { DetailTypes }] of Object.entries<{ DetailTypes: string[] }>(written.Mappings.Patterns)) {
    const pattern = JSON.stringify({ source: [source], 'detail-type': DetailTypes });
    expect(pattern.length).toBeLessThanOrEqual(LONGEST_PATTERN);
    expect(source).toMatch(/^[A-Za-z0-9.-]+$/);
  }
});

test('it puts events on the bus of Muster and nowhere else, and keeps what could not be sent', () => {
  const { Forward, Sender, Undelivered } = resources();
  const [target] = Forward.Properties.Targets;
  expect(target).toMatchObject({
    Arn: { Ref: 'EventBusArn' },
    RoleArn: { 'Fn::GetAtt': ['Sender', 'Arn'] },
    DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Undelivered', 'Arn'] } },
  });
  expect(Forward.Properties.Targets).toHaveLength(1);
  const statements = Sender.Properties.Policies.flatMap(
    (policy: { PolicyDocument: { Statement: object[] } }) => policy.PolicyDocument.Statement,
  );
  expect(statements).toEqual([{ Effect: 'Allow', Action: 'events:PutEvents', Resource: { Ref: 'EventBusArn' } }]);
  expect(Undelivered.Properties.SqsManagedSseEnabled).toBe(true);
});
