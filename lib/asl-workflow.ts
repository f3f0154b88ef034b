import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { type CfnStateMachine, DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge, inFinding } from './acknowledged-findings.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { MusterFunction } from './muster-function.ts';
import { WATCH_PERIOD } from './own-alarms.ts';
import { inPartitionOf } from './partitions.ts';
import { vendedLogGroup } from './vended-log-group.ts';

export interface AslWorkflowProps {
  /** The Amazon States Language file. */
  readonly definitionFile: string;
  /** Placeholder → the function it stands for. The machine may invoke these and no others. */
  readonly functions: Readonly<Record<string, MusterFunction>>;
  /** Placeholder → number, for limits in the file. */
  readonly numbers?: Readonly<Record<string, number>>;
  /** One sentence: what users lose when an execution fails. */
  readonly errorImpact: string;
  readonly settings: DeploymentSettings;
}

/** The file and what it was given do not fit together. */
export class AslWorkflowError extends Error {
  override readonly name = 'AslWorkflowError';
}

/**
 * A state machine whose definition is a file. The library looks into no file: it would deploy one with a placeholder left
 * in, and a machine that may not invoke what it names. Both are checked here.
 */
export class AslWorkflow extends Construct {
  readonly machine: StateMachine;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: AslWorkflowProps) {
    super(scope, id);
    const { definitionFile, functions, numbers = {}, settings } = props;
    const definition = readFileSync(definitionFile, 'utf8');
    const given = [...Object.keys(functions), ...Object.keys(numbers)];
    checkPlaceholders(basename(definitionFile), definition, given);

    this.logGroup = vendedLogGroup(this, 'Logs', 'states', settings);
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    for (const fn of Object.values(functions)) {
      role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [fn.arn] }));
    }
    const elsewhere = inPartitionOf(Stack.of(this), definition);
    this.machine = new StateMachine(this, 'Machine', {
      definitionBody: elsewhere ? DefinitionBody.fromString(elsewhere) : DefinitionBody.fromFile(definitionFile),
      definitionSubstitutions: {
        ...Object.fromEntries(Object.entries(functions).map(([name, fn]) => [name, fn.arn])),
        ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
      },
      role,
      tracingEnabled: settings.tracing === true,
      // Without the data: it holds task tokens, and whoever has one can answer for the process.
      logs: { destination: this.logGroup, level: LogLevel.ALL, includeExecutionData: false },
      removalPolicy: settings.removalPolicy,
    });
    acknowledge(this.machine, {
      'AwsSolutions-SF2':
        'Traces are taken where somebody asks for them (`tracing`); the history of each execution says more.',
    });
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]':
        'Delivery of logs and X-Ray segments: the actions have no resource to name (Step Functions guide, "cw-logs").',
    });
    if (definition.includes(':states:startExecution"')) this.#mayContinueAsNew(role);
    for (const [placeholder, fn] of Object.entries(functions)) {
      if (mayAnswer(definition, placeholder)) this.answeredBy(fn);
    }
    settings.alarms.watch(this, 'Failed', {
      metric: this.machine.metricFailed({ period: WATCH_PERIOD }),
      threshold: 1,
      errorImpact: props.errorImpact,
    });
  }

  get arn(): string {
    return this.machine.stateMachineArn;
  }

  /**
   * Lets a function answer the tokens of this machine. A policy of its own: in the function's default policy, on which the
   * function depends, the machine's ARN would close a circle with the machine that invokes the function.
   */
  answeredBy(fn: MusterFunction): void {
    new Policy(this, `AnsweredBy${fn.node.id}`, {
      roles: [fn.role],
      statements: [
        new PolicyStatement({
          actions: ['states:SendTaskSuccess'],
          resources: [this.arn],
        }),
      ],
    });
  }

  /** Lets a function start executions and see whether one runs. */
  startedBy(fn: MusterFunction): void {
    fn.allow(['states:StartExecution'], this.arn);
    const executions = (machineName: string): string =>
      Stack.of(this).formatArn({
        service: 'states',
        resource: 'execution',
        resourceName: `${machineName}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    fn.allow(['states:DescribeExecution'], executions(this.machine.stateMachineName));
    const machineId = Stack.of(this).getLogicalId(this.machine.node.defaultChild as CfnStateMachine);
    acknowledge(fn.role, {
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:${inFinding(Stack.of(this).region, 'AWS::Region')}:${inFinding(Stack.of(this).account, 'AWS::AccountId')}:execution:<${machineId}.Name>:*]`]:
        'Executions are named by incident: they do not exist when this is deployed.',
    });
  }

  #mayContinueAsNew(role: Role): void {
    // As above: the machine depends on its role's default policy, which therefore cannot name the machine.
    new Policy(this, 'ContinuesAsNew', {
      roles: [role],
      statements: [new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.arn] })],
    });
  }
}

/** A function that is given the token of a task may answer it at once. */
const mayAnswer = (definition: string, placeholder: string): boolean =>
  Object.values((JSON.parse(definition) as { States: Record<string, TaskState> }).States).some(
    ({ Resource, Arguments }) =>
      Resource?.endsWith(':lambda:invoke.waitForTaskToken') && Arguments?.FunctionName === `\${${placeholder}}`,
  );

interface TaskState {
  readonly Resource?: string;
  readonly Arguments?: { readonly FunctionName?: string };
}

const checkPlaceholders = (file: string, definition: string, given: readonly string[]): void => {
  const used = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name as string));
  const missing = [...used].filter((name) => !given.includes(name));
  const unused = given.filter((name) => !used.has(name));
  if (missing.length > 0) throw new AslWorkflowError(`${file} names ${missing.join(', ')}, which it was not given.`);
  if (unused.length > 0) throw new AslWorkflowError(`${file} was given ${unused.join(', ')}, which it does not name.`);
};
