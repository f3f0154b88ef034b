import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { integrationKey } from '../../../domain/access/keys.ts';
import { e2eIssuer, HOUR_SECONDS } from '../accounts.ts';
import { logTail } from '../emulator/child-process.ts';
import {
  callHttpApi,
  deploy,
  type Emulator,
  emulatorRegion,
  httpApiUrl,
  queuedMessages,
  restoredTable,
  type StackOutputs,
  sentMail,
  startEmulator,
  stopFunctions,
} from '../emulator/index.ts';
import type { ReceivedMail, Target, TargetOptions } from '../target.ts';
import { putOnBus } from './put-on-bus.ts';

const AUDIENCE = 'muster-e2e';
const STACK = 'Muster';

/** Muster as `cdk deploy` deploys it, to an emulator of AWS on this machine. */
export const startEmulatorTarget = async ({
  checkout,
  configurationDirectory,
  workDirectory,
}: TargetOptions): Promise<Target> => {
  const issuer = await e2eIssuer(AUDIENCE);
  const emulator = await startEmulator({ dir: workDirectory });
  try {
    const deployFrom = async (cwd: string | undefined, further: Readonly<Record<string, string>> = {}) =>
      outputsOf(
        await deploy({
          emulator,
          app: 'node bin/muster.ts',
          cwd,
          withinMs: 600_000,
          context: {
            configuration: configurationDirectory,
            ephemeral: 'true',
            issuer: issuer.url,
            audience: AUDIENCE,
            mailFrom: 'muster@e2e.example',
            ...further,
          },
        }),
        further.stackName ?? STACK,
      );
    let outputs = await deployFrom(checkout);
    const settings = {
      endpoint: emulator.url,
      region: emulatorRegion,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    const bus = new EventBridgeClient(settings);
    const secrets = new SecretsManagerClient(settings);
    // The emulator outputs the name of a secret where AWS outputs its ARN.
    const readMasterSecret = async (): Promise<{ arn: string; key: Buffer }> => {
      const { ARN = '', SecretString = '' } = await secrets.send(
        new GetSecretValueCommand({ SecretId: outputs('MasterSecretArn') }),
      );
      return { arn: ARN, key: Buffer.from(SecretString) };
    };
    let { key: masterKey } = await readMasterSecret();
    const alarms = new Set<string>();
    const givenUp = async (): Promise<string[]> => {
      const queues = ['Signals', 'Pages', 'Communications', 'Reconciliation', 'Events', 'Commits'];
      const found = queues.map(async (queue) => {
        const messages = await queuedMessages(emulator, outputs(`${queue}DeadLetterQueueUrl`));
        return messages.map(({ Body }) => `${queue}: ${Body.slice(0, 1000)}`);
      });
      return (await Promise.all(found)).flat();
    };

    return {
      name: 'emulator',
      http: (request) => callHttpApi(emulator, outputs('ApiEndpoint'), request),
      integrationKey: async (id) => integrationKey(masterKey, id, 1),
      // For an hour, whatever a scenario of signing in does to the tokens that it gets.
      token: async (role) =>
        issuer.signed({
          ...{ aud: AUDIENCE, sub: `a-${role}`, groups: [role] },
          exp: Math.floor(Date.now() / 1000) + HOUR_SECONDS,
        }),
      signIn: { url: httpApiUrl(emulator, outputs('ApiEndpoint')), issuer },
      putEvents: (events) => putOnBus(bus, outputs('EventBusName'), events),
      async changeAlarm(name, state) {
        if (!alarms.has(name)) await putAlarm(emulator, name);
        alarms.add(name);
        await cloudWatch(emulator, { Action: 'SetAlarmState', AlarmName: name, StateValue: state, StateReason: 'e2e' });
      },
      async mail() {
        return (await sentMail(emulator)).map(
          ({ To, Subject, BodyText }): ReceivedMail => ({ to: To.join(), subject: Subject, text: BodyText }),
        );
      },
      givenUp,
      async upgrade() {
        outputs = await deployFrom(undefined);
      },
      async restore() {
        await stopFunctions(emulator, STACK);
        const { arn: masterSecretArn } = await readMasterSecret();
        const { keyArn, streamArn, tableName } = await restoredTable(emulator, outputs('TableName'), 'MusterRestored');
        outputs = await deployFrom(undefined, {
          stackName: 'Restored',
          // What the first stack has made.
          mailIdentityExists: 'true',
          tableName,
          tableStreamArn: streamArn,
          tableKeyArn: keyArn,
          masterSecretArn,
        });
        masterKey = (await readMasterSecret()).key;
      },
      diagnose: async () => [...(await givenUp()), logTail(`${emulator.directory}/emulator.log`)].join('\n'),
      async stop() {
        await emulator.stop();
        await issuer.stop();
      },
    };
  } catch (error) {
    await emulator.stop();
    await issuer.stop();
    throw error;
  }
};

const outputsOf =
  (stacks: StackOutputs, stack: string) =>
  (name: string): string => {
    const value = stacks[stack]?.[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}: ${JSON.stringify(stacks)}`);
    return value;
  };

const putAlarm = (emulator: Emulator, name: string): Promise<void> =>
  cloudWatch(emulator, {
    Action: 'PutMetricAlarm',
    AlarmName: name,
    Namespace: 'E2E',
    MetricName: 'Errors',
    Statistic: 'Sum',
    Period: '60',
    EvaluationPeriods: '1',
    Threshold: '1',
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  });

/** CloudWatch by its query protocol, for two calls that are worth no client of their own. */
const cloudWatch = async (emulator: Emulator, parameters: Record<string, string>): Promise<void> => {
  const response = await fetch(emulator.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${emulatorRegion}/monitoring/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Version: '2010-08-01', ...parameters }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${parameters.Action} was answered ${response.status}: ${await response.text()}`);
};
