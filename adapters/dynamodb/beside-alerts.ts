import type { EpochMs } from '../../domain/instant/instant.ts';
import { halfKept, type Kept, type Retention } from '../../domain/retention/retention.ts';
import type { Stores } from '../../ports/stores.ts';
import { type Item, textOf } from './attributes.ts';
import { eachBounded } from './in-parallel.ts';
import { listPage } from './indexes.ts';
import { type Key, mailThreadList, opsgenieKey } from './keys.ts';
import { alertOfOpsgenie } from './opsgenie.ts';
import type { Table } from './table.ts';
import { expiry, ttl } from './ttl.ts';

const WHAT = 'keep what stands beside an alert';

const PAGE = 100;

const keyOf = (item: Item): Key => ({ pk: textOf(item.pk), sk: textOf(item.sk) });

/**
 * `Stores.keepBeside`. Mails that an earlier version remembered are in no list of their alert, and go by their days.
 */
export const dynamoBesideAlerts = (
  table: Table,
  retention: () => Retention,
  now: () => EpochMs,
): Stores['keepBeside'] => {
  const keep = async (keys: readonly Key[], kind: Kept): Promise<number> => {
    const set = { expiresAt: ttl(retention(), kind, now()) };
    const soon = expiry(now() + halfKept(retention(), kind));
    const when = { text: 'attribute_exists(#pk) AND #expiresAt < :soon', values: { soon } };
    const kept = await eachBounded(keys, (key) => table.update(WHAT, key, { set, when }));
    return kept.filter(({ written }) => written).length;
  };
  const isLow = (item: Item, kind: Kept): boolean =>
    Number(item.expiresAt?.N ?? Infinity) < Number(expiry(now() + halfKept(retention(), kind)).N);

  return async ({ alertId, dedupKey, integrationId }) => {
    let count = 0;
    let next: string | undefined;
    do {
      const partition = mailThreadList(integrationId, dedupKey);
      const page = await listPage(WHAT, table, {
        partition,
        newestFirst: false,
        limit: PAGE,
        ...(next !== undefined && { next }),
      });
      count += await keep(page.items.filter((item) => isLow(item, 'mailThreads')).map(keyOf), 'mailThreads');
      next = page.next;
    } while (next !== undefined);
    const key = opsgenieKey('ALERT', integrationId, alertId);
    const item = await table.get(WHAT, key);
    if (item === undefined || !isLow(item, 'opsgenieAlerts')) return count;
    // By the tiny id it is found.
    const tiny = opsgenieKey('TINY', integrationId, alertOfOpsgenie(item).tinyId);
    await keep([tiny], 'opsgenieAlerts');
    return count + (await keep([key], 'opsgenieAlerts'));
  };
};
