import type { Flood, HeldMessage } from '../../domain/delivery/flood.ts';
import { toMs } from '../../domain/instant/instant.ts';
import { KEPT_MS } from '../../domain/retention/retention.ts';
import type { FloodStore } from '../../ports/stores.ts';
import { type AttributeValue, type Item, present, text } from './attributes.ts';
import { oldestWork } from './indexes.ts';
import { FLOOD_PREFIX, floodKey, floodPageKey, floodPartition, sortText, workPartition } from './keys.ts';
import { pack, unpack } from './packed.ts';
import type { Table } from './table.ts';
import { expiry } from './ttl.ts';
import { putVersion } from './versions.ts';

const bodyOf = <T>(item: Item): T => JSON.parse(unpack(item.body)) as T;

const keptFrom = (at: string): AttributeValue => expiry(toMs(at) + KEPT_MS.floods);

/** What people have been sent of late. */
export const dynamoFloods = (table: Table): FloodStore => ({
  async get(recipient) {
    const item = await table.get('read what somebody was sent', floodKey(recipient));
    return item === undefined ? undefined : bodyOf<Flood>(item);
  },
  async put(flood) {
    const { recipient, until, isPending, version } = flood;
    const attributes = present({
      body: pack(JSON.stringify(flood)),
      expiresAt: keptFrom(until),
      todoPk: isPending ? text(workPartition('FLOOD', recipient)) : undefined,
      todoSk: isPending ? text(sortText(toMs(until), recipient)) : undefined,
    });
    return putVersion('keep what somebody was sent', table, floodKey(recipient), attributes, version);
  },
  async hold(recipient, window, page) {
    await table.put('hold a page', floodPageKey(recipient, window, page.job.pageId), {
      body: pack(JSON.stringify(page)),
      expiresAt: keptFrom(page.heldAt),
    });
  },
  async held(recipient, window) {
    const items = await table.query('read pages that are held', {
      KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
      ConsistentRead: true,
      values: { pk: text(floodPartition(recipient, window)), prefix: text(FLOOD_PREFIX) },
    });
    return items.map((item) => bodyOf<HeldMessage>(item));
  },
  async due(before, limit) {
    const what = 'read digests that are due';
    const keys = await oldestWork(what, table, 'todo', 'FLOOD', limit, sortText(before));
    // The index may lag behind.
    return (await table.getAll(what, keys))
      .map((item) => bodyOf<Flood>(item))
      .filter(({ isPending, until }) => isPending && toMs(until) < before);
  },
});
