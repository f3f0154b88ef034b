import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { integrationKey } from '../../../domain/access/keys.ts';
import { logTail } from '../emulator/child-process.ts';
import {
  callHttpApi,
  deploy,
  type Emulator,
  emulatorRegion,
  queuedMessages,
  type StackOutputs,
  sentMail,
  startEmulator,
  startTokenIssuer,
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
  const issuer = await startTokenIssuer();
  const emulator = await startEmulator({ dir: workDirectory });
  try {
    const deployFrom = async (cwd: string | undefined) =>
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
          },
        }),
      );
    let outputs = await deployFrom(checkout);
    const settings = {
      endpoint: emulator.url,
      region: emulatorRegion,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    };
    const bus = new EventBridgeClient(settings);
    const secret = await new SecretsManagerClient(settings).send(
      new GetSecretValueCommand({ SecretId: outputs('MasterSecretArn') }),
    );
    const masterKey = Buffer.from(secret.SecretString ?? '');
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
      token: async (role) => issuer.token({ aud: AUDIENCE, sub: `a-${role}`, groups: [role] }),
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
  (stacks: StackOutputs) =>
  (name: string): string => {
    const value = stacks[STACK]?.[name];
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
