import { type Item, number, numberOf } from './attributes.ts';
import { eachBounded } from './in-parallel.ts';
import { type Key, partKey } from './keys.ts';
import { LARGEST_BODY, pack, sizeOf, unpack } from './packed.ts';
import type { Table } from './table.ts';

const PART = 350_000;

/**
 * Stores JSON of any length under one key: in the item itself while it fits, else in items beside it, which are written
 * first, so that an item that is there is whole.
 */
export const putWhole = async (what: string, table: Table, key: Key, attributes: Item, json: string): Promise<void> => {
  const body = pack(json);
  if (sizeOf(body) <= LARGEST_BODY) {
    await table.put(what, key, { ...attributes, body });
    return;
  }
  const bytes = body.B === undefined ? Buffer.from(body.S ?? '') : Buffer.from(body.B, 'base64');
  const parts = Array.from({ length: Math.ceil(bytes.byteLength / PART) }, (_, i) =>
    bytes.subarray(i * PART, (i + 1) * PART),
  );
  const expiry: Item = attributes.expiresAt === undefined ? {} : { expiresAt: attributes.expiresAt };
  await eachBounded([...parts.entries()], ([i, part]) =>
    table.put(what, partKey(key, i), { ...expiry, body: { B: part.toString('base64') } }),
  );
  await table.put(what, key, { ...attributes, parts: number(parts.length) });
};

/** The JSON of an item that `putWhole` wrote; undefined when a part has expired already. */
export const wholeOf = async (what: string, table: Table, key: Key, item: Item): Promise<string | undefined> => {
  const count = numberOf(item.parts);
  if (count === 0) return unpack(item.body);
  const parts = await table.getAll(
    what,
    Array.from({ length: count }, (_, i) => partKey(key, i)),
  );
  if (parts.length < count) return undefined;
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part.body?.B ?? '', 'base64')));
  return unpack({ B: bytes.toString('base64') });
};
