import type { EpochMs } from '../../domain/instant/instant.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import type { LiveStore } from '../../ports/stores.ts';
import { type Item, number, numberOf, text } from './attributes.ts';
import type { When } from './expression.ts';
import { listPage } from './indexes.ts';
import { LIVE_VERSION, liveKey, liveList, OPEN_PARTITION, OPEN_PREFIX, openKey } from './keys.ts';
import { pack, unpack } from './packed.ts';
import type { Table } from './table.ts';

/** Longer than any writer can still be under way with an earlier seq. */
const ENDED_SECONDS = 86_400;

const recordOf = (item: Item): LiveRecord => JSON.parse(unpack(item.body)) as LiveRecord;

/**
 * Live records as they are now. Those that are open stand once more in one partition, which a strongly consistent query reads:
 * an index could still show the set of before, under the version of after.
 */
export const dynamoLive = (table: Table, now: () => EpochMs): LiveStore => ({
  async put(record) {
    const { kind, id, seq, ended } = record;
    const what = 'keep a live record';
    const item: Item = { seq: number(seq), body: pack(JSON.stringify(record)) };
    const unlessNewer: When = { text: 'attribute_not_exists(#pk) OR #seq <= :seq', values: { seq: number(seq) } };
    await table.put(what, liveKey(kind, id), { ...item, listPk: text(liveList(kind)), listSk: text(id) }, unlessNewer);
    // What has ended stays for a while, so that a slow writer does not open it again.
    const shown = ended
      ? { ...item, ended: { BOOL: true }, expiresAt: number(Math.floor(now() / 1000) + ENDED_SECONDS) }
      : item;
    await table.put(what, openKey(kind, id), shown, unlessNewer);
    await table.update(what, LIVE_VERSION, { add: { value: 1 } });
  },
  async get(kind, id) {
    const item = await table.get('read a live record', liveKey(kind, id));
    return item === undefined ? undefined : recordOf(item);
  },
  async ofKind(kind, page) {
    const request = { partition: liveList(kind), newestFirst: false, ...page };
    const { items, next } = await listPage('list live records', table, request);
    return next === undefined ? { items: items.map(recordOf) } : { items: items.map(recordOf), next };
  },
  async open() {
    const items = await table.query('read live records', {
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
      ConsistentRead: true,
      values: { pk: text(OPEN_PARTITION), prefix: text(OPEN_PREFIX) },
    });
    return items.filter((item) => item.ended === undefined).map(recordOf);
  },
  async version() {
    return numberOf((await table.get('read the version of live records', LIVE_VERSION))?.value);
  },
});
