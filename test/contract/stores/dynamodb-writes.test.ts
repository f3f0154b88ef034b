import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import dynalite from 'dynalite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../../adapters/aws/aws-error.ts';
import { NoCredentialsError } from '../../../adapters/aws/client-settings.ts';
import type { AwsCall } from '../../../adapters/aws/json-protocol.ts';
import type { AttributeValue } from '../../../adapters/dynamodb/attributes.ts';
import { dynamoStores } from '../../../adapters/dynamodb/dynamo-stores.ts';
import { INDEXES } from '../../../adapters/dynamodb/table-schema.ts';
import type { Stores } from '../../../ports/stores.ts';
import { createTable, dynamoDbOn } from './dynamodb-table.ts';
import { commitOf, delivery, fresh, incident, quarantined, record, T0 } from './samples.ts';

const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
const tableName = 'muster';
let client: AwsCall;
let stores: Stores;
let sent: string[];

beforeAll(async () => {
  // Else it closes an idle connection while the client sends on it.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const local = dynamoDbOn((server.address() as AddressInfo).port);
  await createTable(local, tableName);
  client = (operation, input) => {
    sent.push(operation);
    return local(operation, input);
  };
  stores = dynamoStores({ client, tableName, now: () => T0 });
});
beforeEach(() => {
  sent = [];
});
afterAll(() => {
  server.close();
});

const item = async (pk: string, sk: string): Promise<Record<string, AttributeValue>> => {
  const key = { TableName: tableName, Key: { pk: { S: pk }, sk: { S: sk } } };
  const { Item } = await client<{ Item?: Record<string, AttributeValue> }>('GetItem', key);
  return Item ?? {};
};

/** A row of the list of incidents. */
const listed = (id: string, seq: number, pending: boolean) => ({
  name: 'incident-list',
  key: id,
  version: 1,
  seq,
  row: {},
  listing: {
    at: '2026-11-21T19:00:00.000Z',
    status: 'open',
    major: 'none',
    services: ['checkout'],
    pending,
    open: true,
  },
});

/** What the indexes see of an item. */
const indexed = (attributes: Record<string, AttributeValue>) =>
  Object.values(INDEXES).flatMap(({ partition, sort, nonKeyAttributes }) =>
    [partition, sort, ...nonKeyAttributes].map((name) => attributes[name]),
  );

describe('how the DynamoDB store writes', () => {
  it('sends one update for a new alert, a repeat, and a resolution', async () => {
    const id = fresh('alert');
    await stores.alerts.record([record(id)]);
    expect(sent.splice(0)).toEqual(['UpdateItem']);
    await stores.alerts.record([record(id, { occurredAt: T0 + 1 })]);
    expect(sent.splice(0)).toEqual(['UpdateItem']);
    await stores.alerts.attach([{ alertId: id, episode: 1, told: 'error' }], 'incident');
    expect(sent.splice(0)).toEqual(['UpdateItem']);
    await stores.alerts.record([record(id, { status: 'resolved', occurredAt: T0 + 2 })]);
    expect(sent).toEqual(['UpdateItem']);
  });

  /** More than an item may have beside what is written with each repeat. */
  const long = { description: Array.from({ length: 400 }, (_, i) => ((i * 2654435761) >>> 0).toString(16)).join(' ') };

  it('writes what is long once, in an item of its own, which goes with its alert', async () => {
    const id = fresh('alert');
    await stores.alerts.record([record(id, long)]);
    expect(sent.splice(0)).toEqual(['UpdateItem', 'PutItem']);
    expect(JSON.stringify(await item(`ALERT#${id}`, 'ALERT'))).not.toContain(long.description);
    await stores.alerts.attach([{ alertId: id, episode: 1, told: 'error' }], 'incident');
    sent = [];
    await stores.alerts.record([record(id, { ...long, occurredAt: T0 + 1 })]);
    expect(sent.splice(0)).toEqual(['UpdateItem']);
    expect((await item(`ALERT#${id}`, 'CONTENTS')).expiresAt).toBeUndefined();
    await stores.alerts.record([record(id, { status: 'resolved', occurredAt: T0 + 2 })]);
    const { expiresAt } = await item(`ALERT#${id}`, 'ALERT');
    expect(expiresAt).toBeDefined();
    expect((await item(`ALERT#${id}`, 'CONTENTS')).expiresAt).toEqual(expiresAt);
    await stores.alerts.record([record(id, { ...long, occurredAt: T0 + 3 })]);
    expect((await item(`ALERT#${id}`, 'CONTENTS')).expiresAt).toBeUndefined();
  });

  it('lets a repeat write what whoever crashed did not, and writes it once where no incident gets the alert', async () => {
    const id = fresh('alert');
    const dying = dynamoStores({
      client: (operation, input) =>
        operation === 'PutItem' ? Promise.reject(new Error('crashed')) : client(operation, input),
      tableName,
      now: () => T0,
    });
    await expect(dying.alerts.record([record(id, long)])).rejects.toThrow('crashed');
    // Nobody is told of half an alert.
    expect(await stores.alerts.get(id)).toBeUndefined();
    expect((await stores.alerts.unattached(T0 + 1, { limit: 100 })).items.map(({ alertId }) => alertId)).not.toContain(
      id,
    );
    sent = [];
    await stores.alerts.record([record(id, { ...long, occurredAt: T0 + 1 })]);
    expect(sent.splice(0)).toEqual(['UpdateItem', 'PutItem', 'UpdateItem']);
    expect(await stores.alerts.get(id)).toMatchObject({ ...long, count: 2 });
    sent = [];
    await stores.alerts.record([record(id, { ...long, occurredAt: T0 + 2 })]);
    expect(sent).toEqual(['UpdateItem']);
  });

  it.each(['text', 'gzip'])('reads what an earlier version wrote into the alert as %s', async (how) => {
    const id = fresh('alert');
    await stores.alerts.record([record(id)]);
    const told = await stores.alerts.get(id);
    const { alertId: _, status: __, count: ___, ...rest } = told as NonNullable<typeof told>;
    const json = JSON.stringify({ ...rest, title: 'as it was', description: 'x'.repeat(2_000) });
    const contents = how === 'text' ? { S: json } : { B: gzipSync(json).toString('base64') };
    await client('UpdateItem', {
      TableName: tableName,
      Key: { pk: { S: `ALERT#${id}` }, sk: { S: 'ALERT' } },
      UpdateExpression: 'SET contents = :contents',
      ExpressionAttributeValues: { ':contents': contents },
    });
    await stores.alerts.record([record(id, { occurredAt: T0 + 1 })]);
    expect(await stores.alerts.get(id)).toMatchObject({ title: 'as it was', count: 2, status: 'firing' });
  });

  it.each([false, true])('touches no index by a repeat (attached: %s)', async (attached) => {
    const id = fresh('alert');
    await stores.alerts.record([record(id)]);
    if (attached) await stores.alerts.attach([{ alertId: id, episode: 1, told: 'error' }], 'incident');
    const before = indexed(await item(`ALERT#${id}`, 'ALERT'));
    expect(before.filter(Boolean)).toHaveLength(3);
    await stores.alerts.record([record(id, { occurredAt: T0 + 1 })]);
    expect(sent.splice(0)).toEqual([...(attached ? ['UpdateItem'] : []), 'UpdateItem', 'GetItem', 'UpdateItem']);
    expect(indexed(await item(`ALERT#${id}`, 'ALERT'))).toEqual(before);
  });

  it('lists an alert of an incident only while its incident does not know how it is, or something holds it back', async () => {
    const id = fresh('alert');
    const isListed = async () => /^UNTOLD#\d$/.test((await item(`ALERT#${id}`, 'ALERT')).todoPk?.S ?? '');
    const said = (after: number, severity: 'error' | 'critical', suppressedBy?: string) =>
      stores.alerts.record([record(id, { occurredAt: T0 + after, severity }, { suppressedBy })]);
    await said(0, 'error');
    await stores.alerts.attach([{ alertId: id, episode: 1, told: 'error' }], 'incident');
    expect(await isListed()).toBe(false);
    await said(1, 'critical');
    expect(await isListed()).toBe(true);
    await stores.alerts.attach([{ alertId: id, episode: 1, told: 'critical' }], 'incident');
    expect(await isListed()).toBe(false);
    await said(2, 'critical', 'window');
    await stores.alerts.attach([{ alertId: id, episode: 1, told: 'suppressed' }], 'incident');
    expect(await isListed()).toBe(true);
    await stores.alerts.record([record(id, { status: 'resolved', occurredAt: T0 + 3 })]);
    expect(await isListed()).toBe(true);
    await stores.alerts.attach([{ alertId: id, episode: 1, told: 'resolved' }], 'incident');
    expect(await isListed()).toBe(false);
  });

  it('lets expire what is not the incident itself: tombstones, resolved alerts, slots, waits, the ledger', async () => {
    const [tombstone, id] = [fresh('alert'), fresh('incident')];
    const days = (expiresAt: AttributeValue | undefined) => (Number(expiresAt?.N) - T0 / 1000) / 86_400;
    await stores.alerts.record([record(tombstone, { status: 'resolved' })]);
    expect(days((await item(`ALERT#${tombstone}`, 'ALERT')).expiresAt)).toBe(14);
    await stores.alerts.record([record(tombstone, { occurredAt: T0 + 1 })]);
    expect((await item(`ALERT#${tombstone}`, 'ALERT')).expiresAt).toBeUndefined();
    await stores.waits.put({ incidentId: id, waiter: 'major-incident', token: 't', seenSeq: 1 });
    expect(days((await item(`INCIDENT#${id}`, 'WAIT#major-incident')).expiresAt)).toBe(366);
    await stores.quarantine.put(quarantined(id, { receivedAt: new Date(T0).toISOString() }));
    expect(days((await item(`QUARANTINE#${id}`, 'ENTRY')).expiresAt)).toBe(90);
    await stores.commits.append(commitOf(id, 1));
    await stores.heads.put('newest', incident(id));
    await stores.projections.put(listed(id, 1, true), true);
    await stores.deliveries.intend(delivery(id, { intendedAt: new Date(T0).toISOString() }), 0);
    expect((await item(`PROJECTION#incident-list#${id}`, 'ROW')).pk).toBeDefined();
    expect((await item(`PROJECTION#incident-list#${id}`, 'ROW')).expiresAt).toBeUndefined();
    expect(days((await item(`INCIDENT#${id}`, 'DELIVERY#page-1/ada/sms')).expiresAt)).toBe(400);
    await stores.alerts.record([record(tombstone, { status: 'resolved', occurredAt: T0 + 2000 })]);
    expect(days((await item(`ALERT#${tombstone}`, 'ALERT')).expiresAt)).toBeCloseTo(90, 3);
    for (const sk of ['COMMIT#000000000001', 'HEAD#newest']) {
      expect([sk, (await item(`INCIDENT#${id}`, sk)).expiresAt]).toEqual([sk, undefined]);
      expect((await item(`INCIDENT#${id}`, sk)).pk).toBeDefined();
    }
  });

  it('keeps a slot that is still asked for: halfway through its time it begins anew', async () => {
    const slot = fresh('slot');
    let now = T0;
    const stored = dynamoStores({ client, tableName, now: () => now });
    const expiresAt = async () => Number((await item(`SLOT#${slot}`, 'SLOT')).expiresAt?.N);
    await stored.slots.claim(slot, 'incident-a');
    const first = await expiresAt();
    now += 199 * 86_400_000;
    await stored.slots.claim(slot, 'incident-b');
    expect(await expiresAt()).toBe(first);
    now += 2 * 86_400_000;
    expect(await stored.slots.claim(slot, 'incident-b')).toEqual({ incidentId: 'incident-a', claimed: false });
    expect(await expiresAt()).toBe(first + 201 * 86_400);
  });

  it('takes an alert off the unattached when it is resolved, and puts it to its incident when attached later', async () => {
    const id = fresh('alert');
    const listed = async () => (await item(`ALERT#${id}`, 'ALERT')).listPk?.S;
    await stores.alerts.record([record(id)]);
    expect(await listed()).toMatch(/^UNATTACHED#\d$/);
    await stores.alerts.record([record(id, { status: 'resolved', occurredAt: T0 + 1 })]);
    expect(await listed()).toBeUndefined();
    await stores.alerts.attach([{ alertId: id, episode: 1, told: 'error' }], 'late');
    expect(await listed()).toBe('INCIDENT#late');
    await stores.alerts.record([record(id, { occurredAt: T0 + 2 })]);
    expect(await listed()).toMatch(/^UNATTACHED#\d$/);
  });

  it('is in the todo index only while something is to be done', async () => {
    const id = fresh('incident');
    const todo = async (sk: string) => (await item(`INCIDENT#${id}`, sk)).todoPk?.S;
    const row = async () => (await item(`PROJECTION#incident-list#${id}`, 'ROW')).todoPk?.S;
    await stores.projections.put(listed(id, 1, true), true);
    expect(await row()).toMatch(/^PROCESS#\d$/);
    await stores.projections.put(listed(id, 2, false), false);
    expect(await row()).toBeUndefined();
    await stores.deliveries.intend(delivery(id), 0);
    expect(await todo('DELIVERY#page-1/ada/sms')).toMatch(/^UNSETTLED#\d$/);
    await stores.deliveries.settle({ incidentId: id, deliveryId: 'page-1/ada/sms', status: 'handed-over' });
    expect(await todo('DELIVERY#page-1/ada/sms')).toBeUndefined();
  });

  it('finds an incident by its number from its first commit on, and writes no item for it', async () => {
    const [id, before] = [fresh('incident'), fresh('incident')];
    const row = (key: string) => ({
      ...listed(key, 1, true),
      listing: { ...listed(key, 1, true).listing, alias: `INC-${key}` },
    });
    const opened = commitOf(id, 1);
    await stores.commits.append({ ...opened, events: [{ type: 'IncidentOpened', number: `INC-${id}` }] } as never);
    expect(await stores.projections.keyOf('incident-list', `INC-${id}`)).toBe(id);
    sent = [];
    await stores.projections.put(row(id), true);
    expect(sent.splice(0)).toEqual(['Query', 'PutItem']);
    // What an earlier version appended is not in the index.
    await stores.projections.put(row(before), true);
    expect(sent.splice(0)).toEqual(['Query', 'PutItem', 'PutItem']);
    expect(await stores.projections.keyOf('incident-list', `INC-${before}`)).toBe(before);
    expect(await stores.projections.keyOf('incident-list', fresh('number'))).toBeUndefined();
    expect((await stores.projections.pending('incident-list', 100)).filter((key) => key === id)).toEqual([id]);
  });

  it('tells whoever has to keep a pace how many units a row took', async () => {
    const id = fresh('incident');
    const units: number[] = [];
    const long = { ...listed(id, 1, true), row: { title: 'x'.repeat(2_500) } };
    await stores.projections.put(long, true, (spent) => units.push(spent));
    expect(units).toEqual([3]);
  });

  it('refuses a commit that does not fit into an item', async () => {
    const id = fresh('incident');
    const large = stores.commits.append(commitOf(id, 1, 'x'.repeat(400_000)));
    await expect(large).rejects.toMatchObject({ name: 'StoreError', code: 'too-large', retryable: false });
    expect(await stores.commits.read(id, 0)).toEqual([]);
  });
});

describe('how the DynamoDB store fails', () => {
  it('tells a table that is not there', async () => {
    const elsewhere = dynamoStores({ client, tableName: 'elsewhere', now: () => T0 });
    await expect(elsewhere.counters.next('x')).rejects.toMatchObject({
      name: 'StoreError',
      code: 'missing',
      retryable: false,
    });
    await expect(elsewhere.alerts.ofIncident('x', { limit: 1 })).rejects.toMatchObject({ code: 'missing' });
  });

  it('tells an endpoint that nobody listens on', async () => {
    const unreachable = dynamoStores({ client: dynamoDbOn(1), tableName, now: () => T0 });
    const failure = unreachable.alerts.record([record(fresh('alert'))]);
    await expect(failure).rejects.toMatchObject({ code: 'unreachable', retryable: true, cause: expect.anything() });
  });

  it('tells that it was given no credentials', async () => {
    const without: AwsCall = () => Promise.reject(new NoCredentialsError('not set'));
    const denied = dynamoStores({ client: without, tableName, now: () => T0 });
    await expect(denied.counters.next('x')).rejects.toMatchObject({ code: 'denied', retryable: false });
  });

  it('tells that it is throttled', async () => {
    const throttling: AwsCall = () =>
      Promise.reject(new AwsError('ProvisionedThroughputExceededException', 'slow down', { attempts: 1 }));
    const throttled = dynamoStores({ client: throttling, tableName, now: () => T0 });
    await expect(throttled.slots.claim('a', 'b')).rejects.toMatchObject({ code: 'throttled', retryable: true });
  });

  it('knows its own append when the answer to the first attempt was lost', async () => {
    const [mine, other] = [commitOf('incident', 1), commitOf('incident', 1)];
    const found = { body: { S: JSON.stringify(mine) } };
    const refusing =
      (attempts: number): AwsCall =>
      () =>
        Promise.reject(new AwsError('ConditionalCheckFailedException', 'exists', { attempts }, found));
    const append = (attempts: number, commit: typeof mine) =>
      dynamoStores({ client: refusing(attempts), tableName, now: () => T0 }).commits.append(commit);
    expect(await append(2, mine)).toBe(true);
    expect(await append(1, mine)).toBe(false);
    expect(await append(2, other)).toBe(false);
  });
});
