import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  Architecture,
  type CfnFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import bundling from '../functions/bundling.json' with { type: 'json' };
import type { FunctionName } from '../functions/environment.ts';
import { acknowledge } from './acknowledged-findings.ts';
import type { DeploymentSettings, Network } from './deployment-settings.ts';
import { codeOf } from './function-code.ts';
import { WATCH_PERIOD } from './own-alarms.ts';
import type { Use } from './use.ts';

/** Who waits for these waits for a page: reading a source map while loading costs them 15 to 20 ms (`npm run bundle-sizes`). */
const hotFunctions: readonly string[] = bundling.hotFunctions;

export interface MusterFunctionProps<Name extends FunctionName> {
  /** The entry point: `functions/<name>.ts`. */
  readonly name: Name;
  /** What it uses: each brings the variables that tell of it and the permission. Nothing else is told or allowed. */
  readonly uses: readonly Use[];
  /** One sentence: what users lose while this function fails. It becomes the text of its alarm. */
  readonly errorImpact: string;
  /**
   * One error is an alarm. For what somebody has to know within a minute, and where nothing else says it as soon: dead letters, a failed
   * process and answers of 5xx are alarms of their own (`test/lib/alarms.test.ts`). @default false
   */
  readonly errorsAlarmed?: boolean;
  readonly settings: DeploymentSettings;
  /**
   * Memory in MB, and with it the share of a CPU (one at 1,769).
   *
   * @default 512: cold starts of a bundle this size are bound by CPU below that
   */
  readonly memorySize?: number;
  /** @default 15 s */
  readonly timeout?: Duration;
  /** It asks its own queue for its next turn: why that ends. Lambda stops a function that does so some 16 times, unless it is told to let it. */
  readonly loops?: string;
  /** Kept for it alone, of what the account has. @default none */
  readonly reservedConcurrency?: number | undefined;
}

/**
 * A Lambda function of Muster: bundled with its SDK, logging to a group of its own, and allowed nothing but its uses.
 *
 * No reserved concurrency unless asked for: a reservation is taken from an account's pool whether used or not, makes a deploy fail in a
 * new account (whose pool is 10), and throttles exactly in the storm that Muster is for (decision 0082).
 */
export class MusterFunction<Name extends FunctionName = FunctionName> extends Construct {
  readonly name: Name;
  readonly function: NodejsFunction;
  readonly role: Role;
  readonly logGroup: LogGroup;
  readonly errorImpact: string;

  constructor(scope: Construct, id: string, props: MusterFunctionProps<Name>) {
    super(scope, id);
    const { name, settings } = props;
    this.name = name;
    this.errorImpact = props.errorImpact;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetention,
      removalPolicy: settings.removalPolicy,
      ...(settings.encryptionKey && { encryptionKey: settings.encryptionKey }),
    });
    // Not the managed execution policy: that one allows writing to every log group of the account.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], this.logGroup.logGroupArn);
    this.function = new NodejsFunction(this, 'Function', {
      description: `Muster: ${name}. When it fails: ${props.errorImpact}`.slice(0, 256),
      code: codeOf(name),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role: this.role,
      logGroup: this.logGroup,
      tracing: settings.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      // Lambda's own three lines an invocation cost as much as the alert; those of failures and time-outs are WARN and above. Ours are
      // JSON already, which is written as it is: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      ...(settings.encryptionKey && { environmentEncryption: settings.encryptionKey }),
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout ?? Duration.seconds(15),
      reservedConcurrentExecutions: props.reservedConcurrency,
      // https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
      ...(props.loops === undefined ? {} : { recursiveLoop: RecursiveLoop.ALLOW }),
      environment: {
        ...variablesOf(props.uses),
        ...(hotFunctions.includes(name) ? {} : { NODE_OPTIONS: '--enable-source-maps' }),
      },
    });
    acknowledge(this.role, {
      'AwsSolutions-IAM5[Resource::*]':
        'Segments of X-Ray, network interfaces of Lambda, what an account says of itself: these actions have no resource to name.',
    });
    if (settings.vpc) this.#standIn(settings.vpc);
    if (settings.encryptionKey) this.#use(settings.encryptionKey);
    for (const use of props.uses) use.allow(this);
    if (props.errorsAlarmed) {
      settings.alarms.watch(this, 'Errors', {
        metric: this.function.metricErrors({ period: WATCH_PERIOD }),
        threshold: 1,
        errorImpact: `${name} fails: ${props.errorImpact}`,
      });
    }
  }

  /** As `vpcConfig` of the library does, without a VPC to look up and without the managed policy that allows more. */
  #standIn({ subnetIds, securityGroupIds }: Network): void {
    const resource = this.function.node.defaultChild as CfnFunction;
    resource.vpcConfig = { subnetIds: [...subnetIds], securityGroupIds: [...securityGroupIds] };
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
    this.allow(
      [
        'ec2:CreateNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:DeleteNetworkInterface',
        'ec2:AssignPrivateIpAddresses',
        'ec2:UnassignPrivateIpAddresses',
      ],
      '*',
    );
  }

  /** Services that hold what it is told and what it publishes use the key in its name; the table says so itself. */
  #use(key: IKey): void {
    const services = ['lambda', 'secretsmanager', 'sns'];
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [key.keyArn],
        conditions: {
          StringEquals: { 'kms:ViaService': services.map((one) => `${one}.${Stack.of(this).region}.amazonaws.com`) },
        },
      }),
    );
  }

  get arn(): string {
    return this.function.functionArn;
  }

  /** Allows actions on resources, and on nothing else. */
  allow(actions: readonly string[], ...resources: readonly string[]): this {
    this.role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
    return this;
  }
}

const variablesOf = (uses: readonly Use[]): Record<string, string> =>
  Object.fromEntries(
    uses
      .flatMap(({ variables }) => Object.entries(variables))
      .filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
