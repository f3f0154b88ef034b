import { expect, test } from 'vitest';
import { expectOneIncidentAndPage, resolvedByItself } from '../outcome.ts';
import { runProgram } from '../programs/program.ts';
import type { OnStage, Stage } from '../stage.ts';

type AlarmState = 'ALARM' | 'OK' | 'INSUFFICIENT_DATA';

const ARN = 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:';

/** The key pair of the integration `aws` is its id and its key. */
const AWS_ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: 'aws',
  AWS_DEFAULT_REGION: 'eu-west-1',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_PAGER: '',
};

const aws = async <T>({ clients, muster, url }: Stage, ...args: readonly string[]): Promise<T> => {
  const all = [...args, '--endpoint-url', url, '--output', 'json'];
  return JSON.parse(
    await runProgram(clients.aws, all, {
      env: { ...AWS_ENVIRONMENT, AWS_SECRET_ACCESS_KEY: await muster.target.integrationKey('aws') },
    }),
  ) as T;
};

/** The detail of `CloudWatch Alarm State Change`. */
const alarmDetail = (alarmName: string, value: AlarmState, before: AlarmState) => ({
  alarmName,
  state: { value, reason: 'Threshold Crossed', timestamp: new Date().toISOString() },
  previousState: { value: before, timestamp: new Date(Date.now() - 60_000).toISOString() },
  configuration: { description: 'Too many 5xx', metrics: [] },
});

/** The `aws` command and the SDK, against the same process. */
export const awsClients = (onStage: OnStage): void => {
  const putByCommand = async (stage: Stage, name: string, value: AlarmState, before: AlarmState): Promise<void> => {
    const entry = {
      Source: 'aws.cloudwatch',
      DetailType: 'CloudWatch Alarm State Change',
      Resources: [`${ARN}${name}`],
      Detail: JSON.stringify(alarmDetail(name, value, before)),
    };
    type Put = { FailedEntryCount: number; Entries: { EventId: string }[] };
    const put = await aws<Put>(stage, 'events', 'put-events', '--entries', JSON.stringify([entry]));
    expect(put).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
  };

  test('aws events put-events: two alarms of a service fire, one resolves, then the other', async () => {
    const stage = onStage();
    const { muster } = stage;
    await putByCommand(stage, 'typed-5xx', 'ALARM', 'OK');
    const { incidentId, title } = await muster.incidentOf('typed');
    expect(title).toBe('typed-5xx');
    await muster.page(incidentId, 'first');
    await putByCommand(stage, 'typed-latency', 'ALARM', 'OK');
    await putByCommand(stage, 'typed-5xx', 'ALARM', 'ALARM');
    await muster.until(incidentId, 'both alarms fire', ({ firing }) => firing === 2);

    await putByCommand(stage, 'typed-5xx', 'OK', 'ALARM');
    const half = await muster.until(incidentId, 'one alarm fires', ({ firing }) => firing === 1);
    expect(half.status).toBe('open');
    await putByCommand(stage, 'typed-latency', 'OK', 'ALARM');
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'typed');
  });

  test('aws events put-events: what is no JSON is refused by itself', async () => {
    const entries = [
      { Source: 'clients', DetailType: 'Nothing', Detail: '{"fine":true}' },
      { Source: 'clients', DetailType: 'Nothing', Detail: 'not json' },
    ];
    const put = await aws(onStage(), 'events', 'put-events', '--entries', JSON.stringify(entries));
    expect(put).toMatchObject({ FailedEntryCount: 1, Entries: [{}, { ErrorCode: 'MalformedDetail' }] });
  });

  test('the EventBridge client of the SDK: an alarm fires, lacks data for a while, and is OK', async () => {
    const { muster } = onStage();
    const put = (value: AlarmState, before: AlarmState) =>
      muster.target.putEvents([
        {
          source: 'aws.cloudwatch',
          detailType: 'CloudWatch Alarm State Change',
          detail: alarmDetail('coded-5xx', value, before),
        },
      ]);
    await put('ALARM', 'OK');
    const { incidentId } = await muster.incidentOf('coded');
    await muster.page(incidentId, 'first');
    await put('INSUFFICIENT_DATA', 'ALARM');
    const { firing, status } = await muster.until(incidentId, 'still firing', (state) => state.firing === 1);
    expect({ firing, status }).toEqual({ firing: 1, status: 'open' });
    await put('OK', 'INSUFFICIENT_DATA');
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'coded');
  });

  test('aws sns publish: an alarm that CloudWatch tells a topic', async () => {
    const stage = onStage();
    const { muster } = stage;
    const publish = (value: AlarmState, before: AlarmState) => {
      const message = {
        AlarmName: 'published-5xx',
        AlarmArn: `${ARN}published-5xx`,
        NewStateValue: value,
        OldStateValue: before,
        NewStateReason: 'Threshold Crossed',
        StateChangeTime: new Date().toISOString(),
      };
      const topic = 'arn:aws:sns:eu-west-1:111122223333:alarms';
      return aws(stage, 'sns', 'publish', '--topic-arn', topic, '--message', JSON.stringify(message));
    };
    await publish('ALARM', 'OK');
    const { incidentId } = await muster.incidentOf('published');
    await muster.page(incidentId, 'first');
    await publish('OK', 'ALARM');
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'published');
  });
};
