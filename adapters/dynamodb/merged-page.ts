import { StoreError } from '../../ports/store-error.ts';
import { type Item, text, textOf } from './attributes.ts';
import { eachBounded } from './in-parallel.ts';
import type { Table } from './table.ts';
import { INDEXES } from './table-schema.ts';

/** How many entries of each partition a page with a filter looks at, whether they meet it or not. */
const LOOKED_AT = 500;

const toCursor = (sort: string): string => Buffer.from(JSON.stringify([sort])).toString('base64url');

/** @throws StoreError `invalid-cursor` */
const fromCursor = (cursor: string): string => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 1 && typeof parsed[0] === 'string' && parsed[0] !== '')
      return parsed[0];
  } catch {
    // Told below, like every other thing that is not one of our cursors.
  }
  throw new StoreError('invalid-cursor', 'the cursor is not one of this store', {
    advice: 'Begin again with the first page.',
  });
};

/**
 * One page over several partitions of the `list` index whose sort keys are one order, newest first, with the items as they
 * are in the table now. Each partition is asked once. With a filter a page may hold fewer items than asked, even none,
 * and still have a `next`: it has looked at so many that did not meet it.
 */
export const mergedPage = async (
  what: string,
  table: Table,
  request: {
    readonly partitions: readonly string[];
    readonly filter: { readonly text: string; readonly values: Item } | undefined;
    readonly limit: number;
    readonly next?: string;
  },
): Promise<{ items: Item[]; next?: string }> => {
  const { partitions, filter, limit, next } = request;
  const { partition: hashKey, sort } = INDEXES.list;
  const before = next === undefined ? undefined : fromCursor(next);
  const asked = await eachBounded([...partitions], (partition) =>
    table.queryOnce(what, {
      IndexName: table.indexNames.list,
      KeyConditionExpression: `#${hashKey} = :partition${before === undefined ? '' : ` AND #${sort} < :before`}`,
      ScanIndexForward: false,
      Limit: filter === undefined ? limit + 1 : LOOKED_AT,
      ...(filter && { FilterExpression: filter.text }),
      values: { partition: text(partition), ...(before !== undefined && { before: text(before) }), ...filter?.values },
    }),
  );
  // Older than this, some partition has not been looked at yet.
  const seenUntil =
    asked
      .map(({ lastKey }) => textOf(lastKey?.[sort]))
      .sort()
      .at(-1) ?? '';
  const found = asked
    .flatMap(({ items }) => items)
    .filter((item) => textOf(item[sort]) >= seenUntil)
    .sort((a, b) => (textOf(a[sort]) < textOf(b[sort]) ? 1 : -1));
  const page = found.slice(0, limit);
  const items = await table.getAll(
    what,
    page.map((item) => ({ pk: textOf(item.pk), sk: textOf(item.sk) })),
  );
  const end = found.length > limit ? textOf(page.at(-1)?.[sort]) : seenUntil;
  return { items, ...(end !== '' && { next: toCursor(end) }) };
};
