import type { Change } from '../../domain/change/change.ts';
import { toMs } from '../../domain/instant/instant.ts';
import type { Retention } from '../../domain/retention/retention.ts';
import type { ChangeStore } from '../../ports/stores.ts';
import { text } from './attributes.ts';
import { CHANGE_PREFIX, changeKey, changesPartition } from './keys.ts';
import { pack, unpack } from './packed.ts';
import type { Table } from './table.ts';
import { ttl } from './ttl.ts';

/** What was changed, for whoever only tells of it: what accepts alerts carries no more. */
export const dynamoChangesKeeping = (table: Table, retention: () => Retention): Pick<ChangeStore, 'put'> => ({
  async put(change) {
    await table.put('record a change', changeKey(change.serviceId, change.at, change.id), {
      body: pack(JSON.stringify(change)),
      expiresAt: ttl(retention(), 'changes', toMs(change.at)),
    });
  },
});

/** What was changed, one partition per service, until its retention is over. */
export const dynamoChanges = (table: Table, retention: () => Retention): ChangeStore => ({
  ...dynamoChangesKeeping(table, retention),
  async ofService(serviceId, { from, to }, limit) {
    const query = {
      KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
      ScanIndexForward: false,
      Limit: limit,
      values: {
        pk: text(changesPartition(serviceId)),
        from: text(`${CHANGE_PREFIX}${from}`),
        // Sorts before every key of that instant, for the id follows it.
        to: text(`${CHANGE_PREFIX}${to}`),
      },
    };
    const items = await table.query('read changes', query, limit);
    return items.slice(0, limit).map((item) => JSON.parse(unpack(item.body)) as Change);
  },
});
