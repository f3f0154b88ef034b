import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { integrationKey } from '../../../domain/access/keys.ts';
import type { HttpResponse, Target } from '../target.ts';

const run = promisify(execFile);

/** Calls AWS as whoever is signed in to the AWS CLI. */
const aws = async <T>(...args: readonly string[]): Promise<T> => {
  const { stdout } = await run('aws', [...args, '--output', 'json'], { maxBuffer: 16 * 1024 * 1024 });
  return (stdout.trim() === '' ? {} : JSON.parse(stdout)) as T;
};

interface Stacks {
  readonly Stacks: readonly {
    readonly Outputs: readonly { readonly OutputKey: string; readonly OutputValue: string }[];
  }[];
}

/**
 * Muster as it is deployed in the account that the AWS CLI is signed in to, with the end-to-end configuration, whose pager
 * is reached from there (MUSTER_PAGER_URL, MUSTER_PAGER_PORT). MUSTER_STACK names another stack than `Muster`.
 * MUSTER_TOKEN_VIEWER, …_RESPONDER, …_MANAGER and …_ADMIN are tokens of the stack's issuer.
 */
export const startAwsTarget = async (): Promise<Target> => {
  const stackName = process.env.MUSTER_STACK ?? 'Muster';
  const { Stacks } = await aws<Stacks>('cloudformation', 'describe-stacks', '--stack-name', stackName);
  const outputs = new Map(Stacks[0]?.Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  const output = (name: string): string => {
    const value = outputs.get(name);
    if (value === undefined) throw new Error(`The stack ${stackName} has no output ${name}.`);
    return value;
  };
  const { SecretString } = await aws<{ SecretString: string }>(
    ...['secretsmanager', 'get-secret-value', '--secret-id', output('MasterSecretArn')],
  );
  const masterKey = Buffer.from(SecretString);
  const alarms = new Set<string>();

  return {
    name: 'aws',
    async http({ method, path, headers, body }): Promise<HttpResponse> {
      const url = `${output('ApiUrl')}${path}`;
      const response = await fetch(url, { method, headers, body, signal: AbortSignal.timeout(30_000) });
      return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
    },
    integrationKey: async (id) => integrationKey(masterKey, id, 1),
    token: async (role) => {
      const token = process.env[`MUSTER_TOKEN_${role.toUpperCase()}`];
      if (!token) throw new Error(`Set MUSTER_TOKEN_${role.toUpperCase()} to a token of the stack's issuer.`);
      return token;
    },
    async putEvents(events) {
      const entries = events.map(({ source, detailType, detail }) => ({
        EventBusName: output('EventBusName'),
        Source: source,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      }));
      await aws('events', 'put-events', '--entries', JSON.stringify(entries));
    },
    async changeAlarm(name, state) {
      if (!alarms.has(name)) {
        await aws(
          ...['cloudwatch', 'put-metric-alarm', '--alarm-name', name, '--namespace', 'E2E', '--metric-name', 'Errors'],
          ...['--statistic', 'Sum', '--period', '60', '--evaluation-periods', '1', '--threshold', '1'],
          ...['--comparison-operator', 'GreaterThanOrEqualToThreshold'],
        );
        alarms.add(name);
      }
      await aws('cloudwatch', 'set-alarm-state', '--alarm-name', name, '--state-value', state, '--state-reason', 'e2e');
    },
    mail: async () => undefined,
    async givenUp() {
      const urls = [...outputs].filter(([name]) => name.endsWith('DeadLetterQueueUrl'));
      const found = urls.map(async ([name, url]) => {
        const { Attributes } = await aws<{ Attributes: { ApproximateNumberOfMessages: string } }>(
          ...['sqs', 'get-queue-attributes', '--queue-url', url, '--attribute-names', 'ApproximateNumberOfMessages'],
        );
        const count = Number(Attributes.ApproximateNumberOfMessages);
        return count > 0 ? [`${name}: ${count}`] : [];
      });
      return (await Promise.all(found)).flat();
    },
    diagnose: async () => `See the dashboard and the log groups of the stack ${stackName}.`,
    stop: async () => {
      if (alarms.size > 0) await aws('cloudwatch', 'delete-alarms', '--alarm-names', ...alarms);
    },
  };
};
