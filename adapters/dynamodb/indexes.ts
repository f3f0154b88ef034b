import { type Item, text, textOf } from './attributes.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { eachBounded } from './in-parallel.ts';
import { type Key, type WorkKind, workPartitions } from './keys.ts';
import type { Query, Table } from './table.ts';
import { INDEXES } from './table-schema.ts';

const keyOf = (item: Item): Key => ({ pk: textOf(item.pk), sk: textOf(item.sk) });

interface ListRequest {
  readonly partition: string;
  readonly newestFirst: boolean;
  readonly limit: number;
  readonly next?: string;
  readonly filter?: { readonly text: string; readonly values: Item };
}

/** One page of the `list` index, with the items as they are in the table now. */
export const listPage = async (
  what: string,
  table: Table,
  { partition, newestFirst, limit, next, filter }: ListRequest,
): Promise<{ items: Item[]; next?: string }> => {
  const { partition: hashKey, sort } = INDEXES.list;
  const query: Query = {
    IndexName: table.indexNames.list,
    KeyConditionExpression: `#${hashKey} = :partition`,
    ScanIndexForward: !newestFirst,
    // A filter is applied after the limit, so with one a page of the index is read whole.
    ...(filter === undefined ? { Limit: limit + 1 } : { FilterExpression: filter.text }),
    ...(next !== undefined && { ExclusiveStartKey: startKey(partition, next) }),
    values: { partition: text(partition), ...filter?.values },
  };
  const found = await table.query(what, query, limit + 1);
  const page = found.slice(0, limit);
  const items = await table.getAll(what, page.map(keyOf));
  const last = page.at(-1);
  return found.length > limit && last !== undefined ? { items, next: toCursor(last, sort) } : { items };
};

/** One page of the sort keys of the `list` index, without a look at the items. */
export const listKeys = async (
  what: string,
  table: Table,
  { partition, limit, next }: Pick<ListRequest, 'partition' | 'limit' | 'next'>,
): Promise<{ sorts: string[]; next?: string }> => {
  const { partition: hashKey, sort } = INDEXES.list;
  const query: Query = {
    IndexName: table.indexNames.list,
    KeyConditionExpression: `#${hashKey} = :partition`,
    Limit: limit + 1,
    ...(next !== undefined && { ExclusiveStartKey: startKey(partition, next) }),
    values: { partition: text(partition) },
  };
  const found = await table.query(what, query, limit + 1);
  const page = found.slice(0, limit);
  const sorts = page.map((item) => textOf(item[sort]));
  const last = page.at(-1);
  return found.length > limit && last !== undefined ? { sorts, next: toCursor(last, sort) } : { sorts };
};

const startKey = (partition: string, next: string): Item => {
  const [sort, pk, sk] = fromCursor(next);
  const { partition: hashKey, sort: sortKey } = INDEXES.list;
  return { [hashKey]: text(partition), [sortKey]: text(sort), pk: text(pk), sk: text(sk) };
};

/** Keys of the oldest work of one kind, over all its partitions; with `before`, what sorts before it. */
export const oldestWork = async (
  what: string,
  table: Table,
  index: 'list' | 'todo',
  kind: WorkKind,
  limit: number,
  before?: string,
): Promise<Key[]> => (await oldest(what, table, index, kind, limit, { before })).map(keyOf);

/** The same with the items, page after page, as they are in the table now. */
export const oldestPage = async (
  what: string,
  table: Table,
  index: 'list' | 'todo',
  kind: WorkKind,
  { limit, next, before }: { readonly limit: number; readonly next?: string | undefined; readonly before?: string },
): Promise<{ items: Item[]; next?: string }> => {
  const after = next === undefined ? undefined : fromCursor(next)[0];
  const found = await oldest(what, table, index, kind, limit + 1, { before, after });
  const page = found.slice(0, limit);
  const items = await table.getAll(what, page.map(keyOf));
  const last = page.at(-1);
  return found.length > limit && last !== undefined ? { items, next: toCursor(last, INDEXES[index].sort) } : { items };
};

const oldest = async (
  what: string,
  table: Table,
  index: 'list' | 'todo',
  kind: WorkKind,
  limit: number,
  { before, after }: { readonly before?: string | undefined; readonly after?: string | undefined },
): Promise<Item[]> => {
  const { partition, sort } = INDEXES[index];
  // No key sorts between a text and the same text with this character.
  const from = after === undefined ? undefined : text(`${after}\u0000`);
  const range = (() => {
    if (from && before !== undefined) return ` AND #${sort} BETWEEN :after AND :before`;
    if (from) return ` AND #${sort} >= :after`;
    return before === undefined ? '' : ` AND #${sort} < :before`;
  })();
  const shards = await eachBounded(workPartitions(kind), (shard) =>
    table.query(
      what,
      {
        IndexName: table.indexNames[index],
        KeyConditionExpression: `#${partition} = :partition${range}`,
        Limit: limit,
        values: {
          partition: text(shard),
          ...(from && { after: from }),
          ...(before !== undefined && { before: text(before) }),
        },
      },
      limit,
    ),
  );
  const order = (a: Item, b: Item): number => (textOf(a[sort]) < textOf(b[sort]) ? -1 : 1);
  return shards.flat().sort(order).slice(0, limit);
};
