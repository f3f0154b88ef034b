import type { Change } from '../../domain/change/change.ts';
import { toMs } from '../../domain/instant/instant.ts';
import type { ChangeStore } from '../../ports/stores.ts';
import { number, text } from './attributes.ts';
import { CHANGE_PREFIX, changeKey, changesPartition } from './keys.ts';
import { pack, unpack } from './packed.ts';
import type { Table } from './table.ts';

const KEPT_SECONDS = 90 * 86_400;

/** What was changed, one partition per service, for 90 days. */
export const dynamoChanges = (table: Table): ChangeStore => ({
  async put(change) {
    await table.put('record a change', changeKey(change.serviceId, change.at, change.id), {
      body: pack(JSON.stringify(change)),
      expiresAt: number(Math.floor(toMs(change.at) / 1000) + KEPT_SECONDS),
    });
  },
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
