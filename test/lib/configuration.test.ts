import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { configuration, newApp, newStack, type Resource, referred, resourcesOf, templateOf } from './synthesised.ts';

/** What a deployment of this configuration brings: the resource, its template, and the file that is uploaded. */
const deploymentOf = (one: Configuration) => {
  const app = newApp();
  const stack = newStack(app, { configuration: one });
  const { directory } = app.synth();
  const resources = JSON.parse(readFileSync(join(directory, `${stack.stackName}.template.json`), 'utf8')).Resources;
  const found = Object.entries(resources as Record<string, Resource & { DependsOn: string[] }>);
  const [, resource] = found.find(([, { Type }]) => Type === 'Custom::MusterConfiguration') ?? [];
  if (!resource) throw new Error('The template has no configuration.');
  const file = join(directory, `asset.${resource.Properties.Hash}.json`);
  return { file, found, resource, text: readFileSync(file, 'utf8') };
};

/** Synthesised once: each takes seconds. */
const ordinary = deploymentOf(configuration);

test('the document of a deployment is the configuration that was validated, to its version, for nobody else to read', () => {
  const { file, resource, text } = ordinary;
  expect(parseConfiguration(JSON.parse(text))).toEqual(configuration);
  expect(referred(resource.Properties.ServiceToken)).toMatch(/^MusterFunctionsApplyConfigurationFunction/);
  expect(resource.Properties.Version).toBe(configuration.version);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test('the template names nobody and no address: it has a hash, which is another when the configuration is', () => {
  const { found, resource } = ordinary;
  const template = JSON.stringify(found);
  const { people, stakeholders, teams } = configuration;
  const personal = [
    ...people.flatMap(({ contacts, email, name }) => [name, email, ...contacts.map(({ address }) => address)]),
    ...stakeholders.flatMap(({ email, name }) => [name, email]),
    ...teams.map(({ name }) => name),
  ];
  const named = personal.filter((text) => text !== undefined && template.includes(JSON.stringify(text).slice(1, -1)));
  expect(personal.length).toBeGreaterThan(5);
  expect(named).toEqual([]);
  const other = parseConfiguration({ ...structuredClone(exampleFile), unroutedService: exampleFile.services[0].id });
  expect(deploymentOf(other).resource.Properties.Hash).not.toBe(resource.Properties.Hash);
});

test('whoever applies it may read this document and nothing else of its bucket', () => {
  const { found, resource } = ordinary;
  const { Bucket, Key } = resource.Properties;
  const statements = found
    .filter(([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.includes('ApplyConfiguration'))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  const reading = statements.filter(({ Action }) => [Action].flat().some((action) => action.startsWith('s3:')));
  expect(reading).toEqual([
    {
      Action: 's3:GetObject',
      Effect: 'Allow',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::', Bucket, `/${Key}`]] },
    },
  ]);
  expect(statements.filter(({ Action }) => Action === 'kms:Decrypt')).toEqual([]);
});

test('a key of the bucket that lets nobody read by itself is used through S3 only', () => {
  const assetsKeyArn = 'arn:aws:kms:eu-central-1:111122223333:key/abc';
  const policies = resourcesOf(templateOf({ assetsKeyArn }), 'AWS::IAM::Policy');
  const statements = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
  expect(statements.filter(({ Resource }) => Resource === assetsKeyArn)).toEqual([
    {
      Action: 'kms:Decrypt',
      Effect: 'Allow',
      Resource: assetsKeyArn,
      Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } },
    },
  ]);
});

test('it is applied after every function and machine and what they use are new, and answered before CloudFormation gives up', () => {
  const { found, resource } = ordinary;
  const needed = found.filter(
    ([id, { Type }]) =>
      (Type === 'AWS::Lambda::Function' && id.startsWith('MusterFunctions')) ||
      ['AWS::StepFunctions::StateMachine', 'AWS::SNS::Topic'].includes(Type),
  );
  const ids = needed.map(([id]) => id).filter((id) => !id.includes('OwnAlarms'));
  expect(ids.length).toBeGreaterThan(15);
  expect(resource.DependsOn).toEqual(expect.arrayContaining(ids));
  const [, applying] = needed.find(([id]) => id.includes('ApplyConfiguration')) ?? [];
  expect(resource.Properties.ServiceTimeout).toBe('120');
  expect(applying?.Properties.Timeout).toBeLessThan(120);
});

test('ten thousand people and as many services leave the template as long as it was', () => {
  const [service] = exampleFile.services;
  const many = parseConfiguration({
    ...structuredClone(exampleFile),
    people: [
      ...exampleFile.people,
      ...Array.from({ length: 10_000 }, (_, i) => ({
        id: `person-${i}`,
        name: `Person ${i}`,
        contacts: [{ channel: 'email', address: `person-${i}@example.com` }],
      })),
    ],
    services: [
      ...exampleFile.services,
      ...Array.from({ length: 10_000 }, (_, i) => ({ ...service, id: `service-${i}`, aliases: [] })),
    ],
  });
  const large = deploymentOf(many);
  expect(JSON.stringify(large.found).length - JSON.stringify(ordinary.found).length).toBeLessThan(1000);
  expect(parseConfiguration(JSON.parse(large.text)).version).toBe(many.version);
});

test('each topic that a plan names exists under the prefix that the sending function is told', () => {
  const template = templateOf();
  const names = resourcesOf(template, 'AWS::SNS::Topic').flatMap(([, { Properties }]) => Properties.TopicName ?? []);
  expect(names).toEqual(['Muster-business-updates']);
  const sender = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) => id.includes('SendCommunication'));
  const { TOPIC_ARN_PREFIX } = sender?.[1].Properties.Environment.Variables ?? {};
  expect(JSON.stringify(TOPIC_ARN_PREFIX)).toMatch(/:sns:eu-central-1:.*:Muster-"/);
});

test('mail is sent by the identity of the address it comes from', () => {
  const template = templateOf({ mail: { from: 'Muster <muster@mail.example.org>' } });
  const [identity] = resourcesOf(template, 'AWS::SES::EmailIdentity');
  expect(identity?.[1].Properties.EmailIdentity).toBe('mail.example.org');
});

test('sources of AWS that Muster reads are forwarded by what it reads of them, others whole', () => {
  const template = templateOf({ eventSources: ['aws.health', 'aws.unheard-of'] });
  const patterns = resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties.EventPattern);
  const of = (source: string) => patterns.filter((pattern) => pattern?.source?.includes(source));
  expect(of('aws.unheard-of')).toEqual([{ source: ['aws.unheard-of'] }]);
  expect(of('aws.health').map((pattern) => pattern['detail-type'])).toEqual([
    expect.arrayContaining(['AWS Health Event']),
  ]);
});

test('asking for alarms once more opens no second way in, by which those of Muster itself would come', () => {
  const template = templateOf({ eventSources: ['aws.cloudwatch'] });
  const patterns = resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties.EventPattern);
  const alarms = patterns.filter((pattern) => pattern?.source?.includes('aws.cloudwatch'));
  expect(alarms).toHaveLength(1);
  expect(alarms[0].detail.alarmName).toEqual([{ 'anything-but': { prefix: 'Muster-own-' } }]);
});

test('executions of other state machines are forwarded, and never those of Muster itself', () => {
  const template = templateOf({ eventSources: ['aws.states'] });
  const patterns = resourcesOf(template, 'AWS::Events::Rule').map(([, { Properties }]) => Properties.EventPattern);
  const [executions] = patterns.filter((pattern) => pattern?.source?.includes('aws.states'));
  const left = executions.detail.stateMachineArn[0]['anything-but'].map(referred);
  expect(left.sort()).toEqual(
    resourcesOf(template, 'AWS::StepFunctions::StateMachine')
      .map(([id]) => id)
      .sort(),
  );
  expect(left).toHaveLength(2);
});
