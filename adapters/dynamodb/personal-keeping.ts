import type { PersonalRow } from '../../domain/stream/personal.ts';
import type { PersonalStore } from '../../ports/stores.ts';
import { sealedAnew } from '../secrets/sealed-anew.ts';
import { present, text } from './attributes.ts';
import { personalKey, personalList } from './keys.ts';
import { pack } from './packed.ts';
import type { Table } from './table.ts';
import { expiry } from './ttl.ts';

/** Writes a row whole, over the one that is there. */
export const putPersonal = async (table: Table, row: PersonalRow): Promise<void> => {
  const listed = row.subject === '' ? {} : { listPk: text(personalList(row.subject)), listSk: text(row.ref) };
  const expiresAt = row.until === undefined ? undefined : expiry(row.until);
  const item = present({ ...listed, expiresAt, body: pack(JSON.stringify(row)) });
  await table.put('keep personal data', personalKey(row.ref), item);
};

/** Personal data for whoever only keeps them: what accepts alerts carries no more. */
export const dynamoPersonalKeeping = (table: Table): Pick<PersonalStore, 'keep'> => ({
  async keep({ data, ...row }) {
    const { held, sealed } = sealedAnew(row.ref, data);
    await putPersonal(table, { ...row, held });
    return sealed;
  },
});
