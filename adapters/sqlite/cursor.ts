import { StoreError } from '../../ports/store-error.ts';

/** Where a page ended: the value it is ordered by, and the id that breaks ties. */
export type Position = readonly [sort: string | number, id: string];

export const toCursor = (position: Position): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** @throws StoreError `invalid-cursor` */
export const fromCursor = (cursor: string): Position => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(parsed) && parsed.length === 2) {
      const [sort, id] = parsed as unknown[];
      if ((typeof sort === 'string' || typeof sort === 'number') && typeof id === 'string') return [sort, id];
    }
  } catch {
    // Told below, like every other thing that is not one of our cursors.
  }
  throw new StoreError('invalid-cursor', 'the cursor is not one of this store', {
    advice: 'Begin again with the first page.',
  });
};

/** Cuts a result that was asked for with `limit + 1` rows into a page. */
export const toPage = <Row, T>(
  rows: readonly Row[],
  limit: number,
  read: (row: Row) => T,
  position: (row: Row) => Position,
): { items: T[]; next?: string } => {
  const items = rows.slice(0, limit).map(read);
  const last = rows[limit - 1];
  return rows.length > limit && last !== undefined ? { items, next: toCursor(position(last)) } : { items };
};
