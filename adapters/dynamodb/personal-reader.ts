import type { PersonalRow } from '../../domain/stream/personal.ts';
import type { PersonalStore } from '../../ports/stores.ts';
import type { Item } from './attributes.ts';
import { personalKey } from './keys.ts';
import { unpack } from './packed.ts';
import type { Table } from './table.ts';

export const personalRowOf = (item: Item): PersonalRow => JSON.parse(unpack(item.body)) as PersonalRow;

/** Personal data for whoever only reads them: what sends a page carries no more. */
export const dynamoPersonalReader = (table: Table): Pick<PersonalStore, 'get'> => ({
  async get(refs) {
    const items = await table.getAll('read personal data', refs.map(personalKey));
    const rows = new Map(items.map(personalRowOf).map((row) => [row.ref, row]));
    return refs.map((ref) => rows.get(ref));
  },
});
