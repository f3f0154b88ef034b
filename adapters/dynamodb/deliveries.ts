import type { Delivery } from '../../domain/delivery/delivery.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import type { Retention } from '../../domain/retention/retention.ts';
import type { DeliveryLedger } from '../../ports/stores.ts';
import { type Item, number, numberOf, optionalNumberOf, present, text } from './attributes.ts';
import type { Change } from './expression.ts';
import { oldestWork } from './indexes.ts';
import { DELIVERY_PREFIX, deliveryKey, incidentPartition, sortText, workPartition } from './keys.ts';
import { pack, unpack } from './packed.ts';
import type { Table } from './table.ts';
import { ttl } from './ttl.ts';

/** So that a page's row stays below the kilobyte that a write costs by; each is written twice at least. */
const COMPRESS_JOB_FROM = 400;

/** What an item has beside the texts of its row. */
const BESIDE = new Set(['pk', 'sk', 'todoPk', 'todoSk', 'job']);

const attributesOf = ({ ageSeconds, job, ...delivery }: Partial<Delivery>): Item =>
  present({
    ...Object.fromEntries(
      Object.entries(delivery).map(([field, value]) => [field, typeof value === 'string' ? text(value) : undefined]),
    ),
    ageSeconds: ageSeconds === undefined ? undefined : number(ageSeconds),
    job: job === undefined ? undefined : pack(JSON.stringify(job), COMPRESS_JOB_FROM),
  });

const deliveryOf = (item: Item): Delivery => {
  const fields = Object.entries(item).flatMap(([field, { S }]) =>
    S === undefined || BESIDE.has(field) ? [] : [[field, S]],
  );
  const job = JSON.parse(unpack(item.job)) as Delivery['job'];
  const age = optionalNumberOf(item.ageSeconds);
  return {
    ...Object.fromEntries(fields),
    ...(age === undefined ? {} : { ageSeconds: age }),
    attempts: numberOf(item.attempts),
    job,
  } as Delivery;
};

/** The ledger of who was reached. A row is in the `todo` index while it is intended and nothing more. */
export const dynamoDeliveries = (table: Table, retention: () => Retention): DeliveryLedger => ({
  async intend(delivery, takeOverBefore) {
    const { incidentId, deliveryId, intendedAt } = delivery;
    const id = `${incidentId}/${deliveryId}`;
    const fields = attributesOf({ ...delivery, status: 'intended' });
    const result = await table.update(
      'intend a delivery',
      deliveryKey(incidentId, deliveryId),
      {
        set: {
          ...fields,
          expiresAt: ttl(retention(), 'deliveries', toMs(intendedAt)),
          todoPk: text(workPartition('UNSETTLED', id)),
          todoSk: text(sortText(intendedAt, id)),
        },
        add: { attempts: 1 },
        remove: ['failedAt', 'failure', 'nextTryAt'],
        when: {
          text: 'attribute_not_exists(#pk) OR (#status = :status AND #intendedAt < :before) OR (#status = :failed AND #attempts = :tried)',
          values: { before: text(toIso(takeOverBefore)), failed: text('failed'), tried: number(delivery.attempts) },
        },
      },
      'ALL_NEW',
    );
    return result.written && result.attributes !== undefined ? deliveryOf(result.attributes) : undefined;
  },
  async settle(change) {
    const what = 'settle a delivery';
    const key = deliveryKey(change.incidentId, change.deliveryId);
    const { incidentId: _, deliveryId: __, status, ...facts } = attributesOf(change);
    const attempts = change.attempts === undefined ? undefined : number(change.attempts);
    if (status === undefined) {
      await amend(what, table, key, { ...facts, attempts });
      return;
    }
    const settled = change.status !== 'intended';
    const result = await table.update(what, key, {
      set: { ...facts, attempts, status },
      remove: [...(settled ? ['todoPk', 'todoSk'] : []), ...(facts.nextTryAt === undefined ? ['nextTryAt'] : [])],
      when: {
        text: 'attribute_exists(#pk) AND #status <> :acknowledged',
        values: { acknowledged: text('acknowledged') },
      },
    });
    // Acknowledged already: what is told beside the status is still true of it.
    if (!result.written && result.found !== undefined) await amend(what, table, key, { ...facts, attempts });
  },
  async ofIncident(incidentId) {
    const items = await table.query('read deliveries', {
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
      ConsistentRead: true,
      values: { pk: text(incidentPartition(incidentId)), prefix: text(DELIVERY_PREFIX) },
    });
    return items.map(deliveryOf);
  },
  async between(incidentId, from, to, limit) {
    const { pk, sk } = deliveryKey(incidentId, from);
    const items = await table.query(
      'read some deliveries',
      {
        KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
        ConsistentRead: true,
        values: { pk: text(pk), from: text(sk), to: text(deliveryKey(incidentId, to).sk) },
      },
      limit,
    );
    // BETWEEN takes its upper end along.
    return items.map(deliveryOf).filter(({ deliveryId }) => deliveryId < to);
  },
  async unsettled(before, limit) {
    const what = 'read unsettled deliveries';
    const limitText = toIso(before);
    const items = await table.getAll(what, await oldestWork(what, table, 'todo', 'UNSETTLED', limit, limitText));
    return items.map(deliveryOf).filter(({ status, intendedAt }) => status === 'intended' && intendedAt < limitText);
  },
});

const amend = async (
  what: string,
  table: Table,
  key: ReturnType<typeof deliveryKey>,
  set: NonNullable<Change['set']>,
): Promise<void> => {
  if (Object.values(set).every((value) => value === undefined)) return;
  await table.update(what, key, { set, when: { text: 'attribute_exists(#pk)' } });
};
