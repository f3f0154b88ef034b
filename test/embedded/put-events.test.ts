import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putEvents } from '../../embedded/put-events.ts';
import { fixture } from '../fakes/source-fixtures.ts';
import { Bench, type MusterProcess, type ReadyLine } from './muster-process.ts';

const NOW = Date.parse('2026-11-21T03:00:00Z');
const TARGET = 'AWSEvents.PutEvents';

const entry = (changes: object = {}) => ({
  Source: 'shop',
  DetailType: 'Order Failed',
  Detail: '{"order":1}',
  ...changes,
});

const put = async (
  body: unknown,
  target = TARGET,
  accept: (events: readonly unknown[]) => Promise<unknown> = async () => {},
) => {
  const events: Record<string, unknown>[] = [];
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  const answer = await putEvents(target, bytes, NOW, newId, async (given) => {
    await accept(given);
    events.push(...(given as Record<string, unknown>[]));
  });
  return { ...answer, events };
};

describe('PutEvents', () => {
  it('hands over each entry as the event that a rule would deliver', async () => {
    const { status, body, events } = await put({ Entries: [entry({ Time: NOW / 1000 - 60, Resources: ['arn:a'] })] });
    expect(status).toBe(200);
    expect(body).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: 'id-1' }] });
    expect(events).toEqual([
      {
        version: '0',
        id: 'id-1',
        'detail-type': 'Order Failed',
        source: 'shop',
        account: '000000000000',
        time: '2026-11-21T02:59:00.000Z',
        region: 'local',
        resources: ['arn:a'],
        detail: { order: 1 },
      },
    ]);
  });

  it('refuses the entries that are wrong, one by one, and takes the others', async () => {
    const wrong = [
      entry({ Source: '' }),
      entry({ DetailType: undefined }),
      entry({ Detail: '{' }),
      entry({ Detail: '5' }),
      null,
    ];
    const { body, events } = await put({ Entries: [...wrong, entry()] });
    expect(body).toMatchObject({ FailedEntryCount: 5, Entries: { length: 6 } });
    const codes = (body.Entries as { ErrorCode?: string }[]).map(({ ErrorCode }) => ErrorCode);
    expect(codes).toEqual([
      'InvalidArgument',
      'InvalidArgument',
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      undefined,
    ]);
    expect(events).toHaveLength(1);
  });

  it.each([1e300, -1e300, 8.64e12, -8.64e12, 'soon', null])('survives the time %s', async (Time) => {
    const { status, events } = await put({ Entries: [entry({ Time })] });
    expect(status).toBe(200);
    expect(events[0]?.time).toMatch(/^[+-]?\d+-\d\d-\d\dT/);
  });

  it.each([
    ['no JSON', '{', 'SerializationException'],
    ['no list', {}, 'ValidationException'],
    ['null', 'null', 'ValidationException'],
    ['nothing in it', { Entries: [] }, 'ValidationException'],
    ['more than ten', { Entries: Array.from({ length: 11 }, () => entry()) }, 'ValidationException'],
  ])('refuses %s', async (_what, body, type) => {
    expect(await put(body)).toMatchObject({ status: 400, body: { __type: type }, events: [] });
  });

  it('refuses every other operation', async () => {
    expect(await put({}, 'AWSEvents.PutRule')).toMatchObject({
      status: 400,
      body: { __type: 'UnknownOperationException' },
    });
  });

  it('answers with a failure that the SDK repeats when the events could not be kept', async () => {
    const full = () => Promise.reject(new Error('the disk is full'));
    expect(await put({ Entries: [entry()] }, TARGET, full)).toMatchObject({
      status: 500,
      body: { __type: 'InternalException' },
    });
  });
});

const hasAwsCli = ((): boolean => {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('A running Muster', () => {
  const bench = new Bench();
  let muster: MusterProcess;
  let ready: ReadyLine;
  beforeAll(async () => {
    muster = bench.start({ MUSTER_DATA: bench.directory() });
    ready = await muster.whenReady();
  });
  afterAll(() => bench.clear());

  const alarm = (name: string) => {
    const { body } = fixture('cloudwatch', 'firing') as {
      body: { source: string; 'detail-type': string; detail: object };
    };
    return {
      Source: body.source,
      DetailType: body['detail-type'],
      Detail: JSON.stringify({ ...body.detail, alarmName: name }),
    };
  };

  it('takes the events of the AWS SDK', async () => {
    const client = new EventBridgeClient({
      endpoint: ready.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'cloudwatch', secretAccessKey: ready.integrations.cloudwatch?.key ?? '' },
    });
    const answer = await client.send(
      new PutEventsCommand({ Entries: [{ ...alarm('sdk-alarm'), Time: new Date() }, { Source: 'x' }] }),
    );
    expect(answer).toMatchObject({
      FailedEntryCount: 1,
      Entries: [{ EventId: expect.any(String) }, { ErrorCode: 'InvalidArgument' }],
    });
    await muster.told((line) => line.kind === 'IncidentOpened' && line.text.includes('sdk-alarm'));
    await expect(client.send(new PutEventsCommand({ Entries: [] }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
    client.destroy();
  });

  it.each([
    ['cloudwatch', 'not-its-key', 'SignatureDoesNotMatch'],
    ['nobody', 'any', 'InvalidClientTokenId'],
    ['alertmanager', undefined, 'AccessDeniedException'],
  ])('refuses what %s signs with a key that may not put events', async (id, key, name) => {
    const client = new EventBridgeClient({
      endpoint: ready.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: id, secretAccessKey: key ?? ready.integrations[id]?.key ?? '' },
    });
    const put = client.send(new PutEventsCommand({ Entries: [alarm('stranger')] }));
    await expect(put).rejects.toMatchObject({ name });
    client.destroy();
  });

  it('refuses what is not signed, from this machine too', async () => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': TARGET };
    const body = JSON.stringify({ Entries: [alarm('unsigned')] });
    const answer = await fetch(ready.url, { method: 'POST', headers, body });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ __type: 'MissingAuthenticationToken' });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const published = await fetch(ready.url, { method: 'POST', headers: form, body: 'Action=Publish&Message=x' });
    expect(published.status).toBe(403);
    expect(await published.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  it.runIf(hasAwsCli)('takes the events of the AWS CLI', async () => {
    const { stdout } = await promisify(execFile)(
      'aws',
      [
        'events',
        'put-events',
        '--endpoint-url',
        ready.url,
        '--region',
        'eu-west-1',
        '--entries',
        JSON.stringify([alarm('cli-alarm')]),
      ],
      {
        env: {
          ...process.env,
          AWS_ACCESS_KEY_ID: 'cloudwatch',
          AWS_SECRET_ACCESS_KEY: ready.integrations.cloudwatch?.key,
        },
      },
    );
    expect(JSON.parse(stdout)).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
  });
});
