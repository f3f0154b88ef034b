import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { configuration, referred, resourcesOf, templateOf } from './synthesised.ts';

const propertiesOf = (template = templateOf()) => {
  const [found] = resourcesOf(template, 'Custom::MusterConfiguration');
  if (!found) throw new Error('The template has no configuration.');
  return found[1].Properties;
};

test('the configuration in the template is the one that was validated, to its version', () => {
  const { Document, ServiceToken } = propertiesOf();
  expect(parseConfiguration(JSON.parse(Document))).toEqual(configuration);
  expect(referred(ServiceToken)).toMatch(/^MusterFunctionsApplyConfigurationFunction/);
});

test('a long one is compressed, and still the same', () => {
  const people = Array.from({ length: 600 }, (_, i) => ({
    id: `person-${i}`,
    name: `Person ${i}`,
    contacts: [{ channel: 'email', address: `person-${i}@example.com` }],
  }));
  const long = parseConfiguration({ ...structuredClone(exampleFile), people: [...exampleFile.people, ...people] });
  const properties = propertiesOf(templateOf({ configuration: long }));
  expect(properties.Document).toBeUndefined();
  const text = gunzipSync(Buffer.from(properties.DocumentGzip, 'base64')).toString('utf8');
  expect(parseConfiguration(JSON.parse(text)).version).toBe(long.version);
  expect(properties.DocumentGzip.length).toBeLessThan(text.length / 3);
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
