import { type Item, number, numberOf } from './attributes.ts';
import type { Key } from './keys.ts';
import type { Table } from './table.ts';

/**
 * Replaces an item that is still one version behind this one; version 1 only where there is nothing yet.
 *
 * @returns false when it has changed meanwhile. A write whose answer was lost, and which the client sent again, counts.
 */
export const putVersion = async (
  what: string,
  table: Table,
  key: Key,
  attributes: Item,
  version: number,
): Promise<boolean> => {
  const item = { ...attributes, version: number(version) };
  const result = await table.put(
    what,
    key,
    item,
    version === 1
      ? { text: 'attribute_not_exists(#pk)' }
      : { text: '#version = :before', values: { before: number(version - 1) } },
  );
  if (result.written) return true;
  const found = result.found;
  return result.retried && numberOf(found?.version) === version && found?.body?.S === attributes.body?.S;
};
