import type { PersonalRow } from '../../domain/stream/personal.ts';
import type { PersonalStore } from '../../ports/stores.ts';
import { sealedAnew } from '../secrets/sealed-anew.ts';
import { type Item, present, text } from './attributes.ts';
import { listPage } from './indexes.ts';
import { personalKey, personalList } from './keys.ts';
import { pack, unpack } from './packed.ts';
import type { Table } from './table.ts';
import { expiry } from './ttl.ts';

const rowOf = (item: Item): PersonalRow => JSON.parse(unpack(item.body)) as PersonalRow;

/** Personal data beside the chains. What is erased is overwritten; backups of the table hold it for as long as they are kept. */
export const dynamoPersonal = (table: Table): PersonalStore => {
  const keep = async (row: PersonalRow): Promise<void> => {
    const listed = { listPk: text(personalList(row.subject)), listSk: text(row.ref) };
    const expiresAt = row.until === undefined ? undefined : expiry(row.until);
    const item = present({ ...listed, expiresAt, body: pack(JSON.stringify(row)) });
    await table.put('keep personal data', personalKey(row.ref), item);
  };
  return {
    async keep({ data, ...row }) {
      const { held, sealed } = sealedAnew(row.ref, data);
      await keep({ ...row, held });
      return sealed;
    },
    async get(refs) {
      const items = await table.getAll('read personal data', refs.map(personalKey));
      const rows = new Map(items.map((item) => [rowOf(item).ref, rowOf(item)]));
      return refs.map((ref) => rows.get(ref));
    },
    async ofSubject(subject, page) {
      const request = { partition: personalList(subject), newestFirst: false, ...page };
      const { items, next } = await listPage('list personal data', table, request);
      return next === undefined ? { items: items.map(rowOf) } : { items: items.map(rowOf), next };
    },
    async erase(ref, erased) {
      const item = await table.get('read personal data', personalKey(ref));
      const row = item && rowOf(item);
      if (!row?.held) return;
      const { held: _, ...empty } = row;
      await keep({ ...empty, erased });
    },
  };
};
