import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publish } from '../../embedded/publish.ts';
import type { Publication } from '../../intake/aws/topic-content.ts';
import { clientRequest } from '../fakes/client-request.ts';
import { Bench, type MusterProcess, type ReadyLine } from './muster-process.ts';

const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:alarms';

const post = async (
  form: Readonly<Record<string, string>> | string,
  accept: (publications: readonly Publication[]) => Promise<unknown> = async () => {},
) => {
  const published: Publication[] = [];
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `id-${ids}`;
  };
  const body = typeof form === 'string' ? form : String(new URLSearchParams(form));
  const answer = await publish(Buffer.from(body), {
    newId,
    listens: async (topicArn) =>
      topicArn.endsWith('nobody') ? 'nobody' : topicArn.endsWith('others') ? 'others' : 'signer',
    accept: async (publications) => {
      await accept(publications);
      published.push(...publications);
    },
  });
  return { ...answer, published };
};

const one = (changes: object = {}) => ({ Action: 'Publish', TopicArn: TOPIC, Message: 'hello', ...changes });

const batch = (...entries: readonly Readonly<Record<string, string>>[]) =>
  Object.assign(
    { Action: 'PublishBatch', TopicArn: TOPIC },
    ...entries.map((entry, i) =>
      Object.fromEntries(
        Object.entries(entry).map(([name, value]) => [`PublishBatchRequestEntries.member.${i + 1}.${name}`, value]),
      ),
    ),
  ) as Record<string, string>;

describe('Publish', () => {
  it('hands the message over and answers in XML as SNS does', async () => {
    expect(await post(one({ Subject: 'Hi' }))).toEqual({
      status: 200,
      body: '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>id-2</MessageId></PublishResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></PublishResponse>',
      published: [{ topicArn: TOPIC, message: 'hello', subject: 'Hi' }],
    });
  });

  it('takes the request of Alertmanager as it was recorded', async () => {
    const { status, published } = await post(clientRequest('alertmanager', 'sns-firing').rawBody);
    expect(status).toBe(200);
    expect(published).toMatchObject([
      { topicArn: 'arn:aws:sns:us-east-1:123456789012:incidents', subject: 'HighErrorRate' },
    ]);
  });

  it('hands over what is meant for HTTPS, of a message with a text for each protocol', async () => {
    const texts = (Message: object) => one({ MessageStructure: 'json', Message: JSON.stringify(Message) });
    expect((await post(texts({ default: 'd', https: 'h' }))).published[0]?.message).toBe('h');
    expect((await post(texts({ default: 'd', sms: 's' }))).published[0]?.message).toBe('d');
    expect((await post(texts({ sms: 's' }))).body).toContain('No default entry in JSON');
    expect((await post(one({ MessageStructure: 'json' }))).body).toContain('failed to parse');
  });

  it.each([
    ['no topic', { TopicArn: '' }, 400, 'InvalidParameter'],
    ['a telephone number', { TopicArn: '', PhoneNumber: '+491700000001' }, 400, 'InvalidParameter'],
    ['what is no ARN', { TopicArn: 'alarms' }, 400, 'InvalidParameter'],
    ['a topic that nobody listens to', { TopicArn: `${TOPIC}-nobody` }, 404, 'NotFound'],
    ['an empty message', { Message: '' }, 400, 'InvalidParameter'],
    ['a message that is too long', { Message: 'é'.repeat(131_073) }, 400, 'InvalidParameter'],
    ['a subject that is too long', { Subject: 's'.repeat(101) }, 400, 'InvalidParameter'],
    ['a subject of two lines', { Subject: 'a\nb' }, 400, 'InvalidParameter'],
    ['another action', { Action: 'CreateTopic' }, 400, 'InvalidAction'],
  ])('refuses %s', async (_what, changes, status, code) => {
    const answer = await post(one(changes));
    expect(answer).toMatchObject({ status, published: [] });
    expect(answer.body).toContain(`<Type>Sender</Type><Code>${code}</Code>`);
  });

  it('escapes what it repeats of a request', async () => {
    const { body } = await post(one({ Action: '<b>&"\u0000' }));
    expect(body).toContain('&lt;b&gt;&amp;&quot;\ufffd');
  });

  it('answers with a failure that the SDK repeats when the message could not be kept', async () => {
    const { body, status } = await post(one(), () => Promise.reject(new Error('the disk is full')));
    expect(status).toBe(500);
    expect(body).toContain('<Type>Receiver</Type><Code>InternalError</Code>');
  });
});

describe('PublishBatch', () => {
  it('answers for each entry by itself', async () => {
    const { body, published, status } = await post(batch({ Id: 'a', Message: 'one' }, { Id: 'b', Message: '' }));
    expect(status).toBe(200);
    expect(body).toContain('<Failed><member><Id>b</Id><Code>InvalidParameter</Code>');
    expect(body).toContain('<Successful><member><Id>a</Id><MessageId>');
    expect(published.map(({ message }) => message)).toEqual(['one']);
  });

  it.each([
    ['nothing', [], 'EmptyBatchRequest'],
    [
      'more than ten',
      Array.from({ length: 11 }, (_, i) => ({ Id: `i${i}`, Message: 'm' })),
      'TooManyEntriesInBatchRequest',
    ],
    ['equal ids', [1, 2].map(() => ({ Id: 'a', Message: 'm' })), 'BatchEntryIdsNotDistinct'],
    ['an id with a space', [{ Id: 'a b', Message: 'm' }], 'InvalidBatchEntryId'],
    ['more than 256 KB', [1, 2].map((i) => ({ Id: `i${i}`, Message: 'm'.repeat(150_000) })), 'BatchRequestTooLong'],
  ])('refuses %s', async (_what, entries, code) => {
    const { body, published, status } = await post(batch(...entries));
    expect([status, published]).toEqual([400, []]);
    expect(body).toContain(`<Code>${code}</Code>`);
  });
});

describe('A running Muster', () => {
  const bench = new Bench();
  let muster: MusterProcess;
  let ready: ReadyLine;
  beforeAll(async () => {
    const configuration = bench.directory();
    mkdirSync(configuration, { recursive: true });
    writeFileSync(
      join(configuration, 'muster.yaml'),
      `organisation: { name: Topics }
people: [{ id: ana, name: Ana, contacts: [{ channel: email, address: ana@example.com }] }]
teams: [{ id: team, name: Team, members: [ana] }]
escalationPolicies: [{ id: policy, name: Policy, levels: [{ people: [ana] }] }]
catchAll: { people: [ana] }
majorIncidentManagers: policy
unroutedService: shop
services: [{ id: shop, name: Shop, tier: 3, team: team, escalationPolicy: policy }]
roles: [{ id: lead, title: Lead }]
integrations: [{ id: alarms, source: aws-events, topicArns: ['${TOPIC}'] }]
`,
    );
    muster = bench.start({ MUSTER_DATA: bench.directory(), MUSTER_CONFIG: configuration });
    ready = await muster.whenReady();
  });
  afterAll(() => bench.clear());

  it('takes what the AWS SDK publishes', async () => {
    const client = new SNSClient({
      endpoint: ready.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'alarms', secretAccessKey: ready.integrations.alarms?.key ?? '' },
    });
    const published = await client.send(
      new PublishCommand({ TopicArn: TOPIC, Subject: 'Disk', Message: 'It is full' }),
    );
    expect(published.MessageId).toMatch(/\S/);
    await muster.told((line) => line.kind === 'IncidentOpened' && line.text.includes('Disk'));
    const entries = [
      { Id: 'good', Message: 'Another one', Subject: 'Memory & <swap>' },
      { Id: 'bad', Message: 'x', Subject: 'two\nlines' },
    ];
    const batch = await client.send(new PublishBatchCommand({ TopicArn: TOPIC, PublishBatchRequestEntries: entries }));
    expect(batch).toMatchObject({
      Successful: [{ Id: 'good', MessageId: expect.any(String) }],
      Failed: [{ Id: 'bad', Code: 'InvalidParameter', SenderFault: true }],
    });
    await expect(client.send(new PublishCommand({ TopicArn: `${TOPIC}2`, Message: 'x' }))).rejects.toMatchObject({
      name: 'NotFoundException',
      message: expect.stringContaining('topicArns'),
    });
    client.destroy();
  });
});
