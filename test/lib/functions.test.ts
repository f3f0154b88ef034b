import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { type Resource, referred, resourcesOf, templateOf } from './synthesised.ts';

const template = templateOf({
  tokenIssuer: { issuer: 'https://id.example.com', audience: ['muster'] },
  inboundMail: { domain: 'alerts.example.com' },
});
const of = (type: string): [string, Resource][] => resourcesOf(template, `AWS::${type}`);
const functions = of('Lambda::Function').filter(([id]) => id.startsWith('MusterFunctions'));

test('there is one function per entry point, and none that is not ours', () => {
  expect(functions).toHaveLength(16);
  expect(of('Lambda::Function')).toHaveLength(16);
});

describe.each(functions)('%s', (_id, { Properties }) => {
  test('runs on Node 24 on Graviton, and says what went wrong, not that it ran', () => {
    expect(Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN', ApplicationLogLevel: 'INFO' },
    });
    expect(Properties.MemorySize).toBeGreaterThanOrEqual(512);
    expect(Properties.Timeout).toBeGreaterThan(3);
  });

  test('logs to a group of its own that forgets', () => {
    const group = referred(Properties.LoggingConfig.LogGroup) ?? '';
    const users = functions.filter(([, fn]) => referred(fn.Properties.LoggingConfig.LogGroup) === group);
    expect(users).toHaveLength(1);
    expect(of('Logs::LogGroup').find(([name]) => name === group)?.[1].Properties.RetentionInDays).toBe(30);
  });

  test('is told no secret', () => {
    for (const [name, value] of Object.entries(Properties.Environment.Variables)) {
      if (/SECRET|KEY|TOKEN|PASSWORD/.test(name)) expect(name).toBe('MASTER_SECRET_ARN');
      expect(JSON.stringify(value)).not.toMatch(/resolve:secretsmanager/);
    }
  });
});

test('nothing is traced and there is no dashboard, unless somebody asks for it', () => {
  const traced = (one: Template) =>
    resourcesOf(one, 'AWS::Lambda::Function').filter(
      ([, { Properties }]) => Properties.TracingConfig?.Mode === 'Active',
    );
  const processes = (one: Template) =>
    resourcesOf(one, 'AWS::StepFunctions::StateMachine').filter(
      ([, { Properties }]) => Properties.TracingConfiguration?.Enabled,
    );
  expect([traced(template), processes(template), of('CloudWatch::Dashboard')]).toEqual([[], [], []]);
  const asked = templateOf({ tracing: true, dashboard: true });
  expect(traced(asked).length).toBeGreaterThan(10);
  expect(processes(asked)).toHaveLength(2);
  expect(resourcesOf(asked, 'AWS::CloudWatch::Dashboard')).toHaveLength(1);
});

test('every log group forgets', () => {
  for (const [, { Properties }] of of('Logs::LogGroup')) expect(Properties.RetentionInDays).toBeGreaterThan(0);
});

test('every alarm says what it means and tells somebody', () => {
  expect(of('CloudWatch::Alarm').length).toBeGreaterThan(15);
  for (const [id, { Properties }] of of('CloudWatch::Alarm')) {
    expect(Properties.AlarmDescription, id).toMatch(/.{30,}/);
    expect(Properties.AlarmActions, id).toHaveLength(1);
    expect(referred(Properties.AlarmActions[0]), id).toMatch(/OwnAlarmsTopic/);
  }
});
