import type { Page, PageRequest } from '../../ports/page.ts';
import { StoreError } from '../../ports/store-error.ts';

/** The cursor is the index of the next item. */
export const pageOf = <T>(items: readonly T[], { limit, next }: PageRequest): Page<T> => {
  const from = next === undefined ? 0 : Number(next);
  if (!Number.isInteger(from)) {
    const advice = 'Begin again with the first page.';
    throw new StoreError('invalid-cursor', 'the cursor is not one of this store', { advice });
  }
  const end = from + limit;
  return { items: items.slice(from, end), next: end < items.length ? String(end) : undefined };
};

/** In the order of what `key` says, as text or as a number. */
export const sortedBy = <T>(items: Iterable<T>, key: (item: T) => string | number): T[] =>
  [...items].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
