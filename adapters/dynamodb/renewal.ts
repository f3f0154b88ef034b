import type { EpochMs } from '../../domain/instant/instant.ts';
import { DAY_MS, halfKept, type Retention } from '../../domain/retention/retention.ts';
import { isApart } from './alert-contents.ts';
import { type AttributeValue, type Item, optionalNumberOf, text, textOf } from './attributes.ts';
import { eachBounded } from './in-parallel.ts';
import { contentsKey, DELIVERY_PREFIX, incidentPartition, type Key, slotKey } from './keys.ts';
import type { Table } from './table.ts';
import { INDEXES } from './table-schema.ts';
import { expiry, ttl } from './ttl.ts';

const WHAT = 'keep rows of an open incident for longer';

/** Below this much of its time a row gets its days anew: longer than any reconciler pauses, shorter than the least retention. */
const LITTLE_LEFT_MS = 7 * DAY_MS;

/** Rows looked at together. */
const PAGE = 500;

/** `Stores.keepSlot`: one small read; a write only where its days run low. Apart from `dynamoSlots`, which functions on the way of a page carry. */
export const dynamoSlotKeeping =
  (table: Table, retention: () => Retention, now: () => EpochMs) =>
  async (slot: string): Promise<boolean> => {
    const soon = now() + halfKept(retention(), 'slots');
    const key = slotKey(slot);
    const until = optionalNumberOf((await table.get('read a slot', key))?.expiresAt);
    if (until === undefined || until * 1000 >= soon) return false;
    const { written } = await table.update('keep a slot', key, {
      set: { expiresAt: ttl(retention(), 'slots', now()) },
      when: { text: '#expiresAt < :soon', values: { soon: expiry(soon) } },
    });
    return written;
  };

const keyOf = (item: Item): Key => ({ pk: textOf(item.pk), sk: textOf(item.sk) });

/**
 * `Stores.renew`: the time to live of a table asks nothing when it removes, so rows of an incident that is still open get their days
 * anew before they are over. One write for each row and each time that its days run low; nothing for those of young incidents.
 */
export const dynamoRenewal =
  (table: Table, retention: () => Retention, now: () => EpochMs) =>
  async (incidentId: string): Promise<number> => {
    const soon = expiry(now() + LITTLE_LEFT_MS);
    const runsLow = { text: 'attribute_exists(#expiresAt) AND #expiresAt < :soon', values: { soon } };
    const partition = incidentPartition(incidentId);

    const renew = async (keys: readonly Key[], until: AttributeValue): Promise<number> => {
      const renewed = await eachBounded(keys, (key) =>
        table.update(WHAT, key, { set: { expiresAt: until }, when: runsLow }),
      );
      return renewed.filter(({ written }) => written).length;
    };

    const deliveries = async (): Promise<number> => {
      const items = await table.query(WHAT, {
        KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
        FilterExpression: '#expiresAt < :soon',
        values: { pk: text(partition), prefix: text(DELIVERY_PREFIX), soon },
      });
      return renew(items.map(keyOf), ttl(retention(), 'deliveries', now()));
    };

    /** Only what is resolved has a time to live; the index says which those are. */
    const alerts = async (): Promise<number> => {
      const until = ttl(retention(), 'alerts', now());
      const { partition: hashKey } = INDEXES.list;
      let count = 0;
      let from: Item | undefined;
      do {
        const { items, lastKey } = await table.queryOnce(WHAT, {
          IndexName: table.indexNames.list,
          KeyConditionExpression: `#${hashKey} = :partition`,
          FilterExpression: '#status = :resolved',
          Limit: PAGE,
          ...(from && { ExclusiveStartKey: from }),
          values: { partition: text(partition), resolved: text('resolved') },
        });
        const rows = await table.getAll(WHAT, items.map(keyOf));
        const low = rows.filter(({ expiresAt }) => (optionalNumberOf(expiresAt) ?? Infinity) < Number(soon.N));
        // What an alert says first: a row without it would be no alert.
        const said = low.filter(({ contents }) => isApart(contents)).map(({ alertId }) => contentsKey(textOf(alertId)));
        await renew(said, until);
        count += await renew(low.map(keyOf), until);
        from = lastKey;
      } while (from !== undefined);
      return count;
    };

    return (await deliveries()) + (await alerts());
  };
