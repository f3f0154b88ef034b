import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { afterAll, expect, test } from 'vitest';
import { AslWorkflow, AslWorkflowError } from '../../lib/asl-workflow.ts';
import type { DeploymentSettings } from '../../lib/deployment-settings.ts';
import { GivenUpQueues } from '../../lib/given-up-queues.ts';
import { MusterFunction } from '../../lib/muster-function.ts';
import { OwnAlarms } from '../../lib/own-alarms.ts';
import { newApp, resourcesOf, templateOf } from './synthesised.ts';

const directory = mkdtempSync(join(tmpdir(), 'asl-'));
afterAll(() => rmSync(directory, { recursive: true }));

const fileOf = (definition: object): string => {
  const file = join(directory, 'probe.asl.json');
  writeFileSync(file, JSON.stringify(definition));
  return file;
};
const invoking = (placeholder: string): object => ({
  QueryLanguage: 'JSONata',
  StartAt: 'Ask',
  States: {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Arguments: { FunctionName: `\${${placeholder}}` },
      End: true,
    },
  },
});
const build = (definition: object, names: readonly string[], numbers?: Record<string, number>): Stack => {
  const stack = new Stack(newApp(), 'Probe');
  const alarms = new OwnAlarms(stack, 'OwnAlarms', {});
  const settings: DeploymentSettings = {
    alarms,
    givenUp: new GivenUpQueues(),
    logRetention: RetentionDays.ONE_DAY,
    removalPolicy: RemovalPolicy.DESTROY,
  };
  const make = (id: string): MusterFunction =>
    new MusterFunction(stack, id, {
      name: 'assess-paging',
      uses: [],
      errorImpact: 'Nothing, this is a probe.',
      settings,
    });
  const functions = Object.fromEntries(names.map((name) => [name, make(name)]));
  const props = {
    definitionFile: fileOf(definition),
    functions,
    numbers,
    errorImpact: 'Nothing, this is a probe.',
    settings,
  };
  new AslWorkflow(stack, 'Workflow', props);
  return stack;
};

test('a file that names what it is not given is refused', () => {
  expect(() => build(invoking('Missing'), [])).toThrow(
    new AslWorkflowError('probe.asl.json names Missing, which it was not given.'),
  );
});

test('something given that the file does not name is refused', () => {
  expect(() => build(invoking('Asked'), ['Asked', 'Forgotten'])).toThrow(/was given Forgotten, which it does not name/);
  expect(() => build(invoking('Asked'), ['Asked'], { Limit: 1 })).toThrow(/was given Limit/);
});

test('the machine may invoke what it names, and is logged without the data, which holds tokens', () => {
  const template = Template.fromStack(build(invoking('Asked'), ['Asked']));
  template.hasResourceProperties('AWS::StepFunctions::StateMachine', {
    DefinitionSubstitutions: { Asked: Match.anyValue() },
    TracingConfiguration: { Enabled: false },
    LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
  });
});

test('every placeholder of the two processes is bound, and only a machine that continues as new may start itself', () => {
  const template = templateOf();
  const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine');
  expect(machines).toHaveLength(2);
  for (const [id, { Properties }] of machines) {
    const file = id.includes('MajorIncident') ? 'major-incident' : 'page-responders';
    const definition = readFileSync(join(import.meta.dirname, `../../statemachines/${file}.asl.json`), 'utf8');
    const named = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
    expect(new Set(Object.keys(Properties.DefinitionSubstitutions))).toEqual(named);
  }
  const own = resourcesOf(template, 'AWS::IAM::Policy').filter(([id]) => id.includes('ContinuesAsNew'));
  expect(own).toHaveLength(2);
});

test('a machine that does not continue as new may not start anything', () => {
  const template = Template.fromStack(build(invoking('Asked'), ['Asked']));
  for (const [, { Properties }] of resourcesOf(template, 'AWS::IAM::Policy')) {
    expect(JSON.stringify(Properties.PolicyDocument)).not.toContain('states:StartExecution');
  }
});
