import type { AwsCall } from '../../../adapters/aws/json-protocol.ts';
import type { Item } from '../../../adapters/dynamodb/attributes.ts';
import { alertKey, memberKey } from '../../../adapters/dynamodb/keys.ts';
import type { Held } from '../../../adapters/memory/held.ts';
import type { HeadPlace } from '../../../ports/head-store.ts';
import { SIMULATION_START } from '../../../simulation/simulated-ports.ts';
import type { MeteredStores } from './dynamodb-meter.ts';

/** What one request may write. */
const BATCH = 25;
const AT_ONCE = 8;

const putAll = async (client: AwsCall, items: readonly Item[]): Promise<void> => {
  const batches = Array.from({ length: Math.ceil(items.length / BATCH) }, (_, i) =>
    items.slice(i * BATCH, (i + 1) * BATCH),
  ).values();
  const write = async (): Promise<void> => {
    for (const batch of batches)
      await client('BatchWriteItem', { RequestItems: { muster: batch.map((Item) => ({ PutRequest: { Item } })) } });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, write));
};

/** The item under which the store has an alert: the pattern of those of all others. */
const itemOf = async (client: AwsCall, alertId: string): Promise<Item> => {
  const { pk, sk } = alertKey(alertId);
  const { Item = {} } = await client<{ Item?: Item }>('GetItem', {
    TableName: 'muster',
    Key: { pk: { S: pk }, sk: { S: sk } },
  });
  return Item;
};

const member = (incidentId: string, id: string, seq: number, value: unknown): Item => {
  const { pk, sk } = memberKey(incidentId, id);
  return { pk: { S: pk }, sk: { S: sk }, id: { S: id }, seq: { N: String(seq) }, body: { S: JSON.stringify(value) } };
};

/**
 * Lays what one storm has left in memory into a table, so that nobody has to send its alerts one by one: commits, states and rows
 * through the stores; what is very many as items, of the form that the stores give them.
 */
export const copied = async (
  held: Held,
  { stores, client }: Pick<MeteredStores, 'stores' | 'client'>,
): Promise<void> => {
  for (const chain of held.commits.values()) for (const commit of chain) await stores.commits.append(commit);
  for (const [slot, incidentId] of held.slots) await stores.slots.claim(slot, incidentId);
  for (const [name, count] of held.counters) for (let n = 0; n < count; n += 1) await stores.counters.next(name);
  for (const row of held.projectionRows.values()) await stores.projections.put(row, true);
  for (const [key, state] of held.heads) await stores.heads.put(key.split(' ')[0] as HeadPlace, state);
  for (const [incidentId, members] of held.members)
    await putAll(
      client,
      [...members].map(([id, { seq, value }]) => member(incidentId, id, seq, value)),
    );
  const alerts = [...held.alerts.values()];
  const [first] = alerts;
  if (!first) return;
  const { source, integrationId, scope, dedupKey, title, labels, links } = first;
  const signal = {
    source,
    integrationId,
    scope,
    dedupKey,
    title,
    labels,
    links,
    status: 'firing',
    severity: 'error',
  } as const;
  const at = { occurredAt: SIMULATION_START, receivedAt: SIMULATION_START };
  const { alertId, serviceId, environment, routedBy, incidentId = '' } = first;
  await stores.alerts.record([{ alertId, signal: { ...signal, ...at }, count: 1, serviceId, environment, routedBy }]);
  await stores.alerts.attach([{ alertId, episode: 1, told: 'error' }], incidentId);
  const pattern = JSON.stringify(await itemOf(client, alertId));
  await putAll(
    client,
    alerts.map((alert) => JSON.parse(pattern.replaceAll(alertId, alert.alertId)) as Item),
  );
};
