import { StoreError } from '../../ports/store-error.ts';
import { type Item, textOf } from './attributes.ts';

/** Where a page of an index ended; the partition is known to whoever asks. */
export type Position = readonly [sort: string, pk: string, sk: string];

export const toCursor = (item: Item, sortAttribute: string): string =>
  Buffer.from(JSON.stringify([textOf(item[sortAttribute]), textOf(item.pk), textOf(item.sk)])).toString('base64url');

/** @throws StoreError `invalid-cursor` */
export const fromCursor = (cursor: string): Position => {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(parsed) &&
      parsed.length === 3 &&
      parsed.every((part) => typeof part === 'string' && part !== '')
    ) {
      return parsed as unknown as Position;
    }
  } catch {
    // Told below, like every other thing that is not one of our cursors.
  }
  throw new StoreError('invalid-cursor', 'the cursor is not one of this store', {
    advice: 'Begin again with the first page.',
  });
};
