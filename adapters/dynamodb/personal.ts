import type { PersonalStore } from '../../ports/stores.ts';
import { listPage } from './indexes.ts';
import { personalKey, personalList } from './keys.ts';
import { dynamoPersonalKeeping, putPersonal } from './personal-keeping.ts';
import { dynamoPersonalReader, personalRowOf } from './personal-reader.ts';
import type { Table } from './table.ts';

/** Personal data beside the chains. What is erased is overwritten; backups of the table hold it for as long as they are kept. */
export const dynamoPersonal = (table: Table): PersonalStore => ({
  ...dynamoPersonalKeeping(table),
  ...dynamoPersonalReader(table),
  async ofSubject(subject, page) {
    const request = { partition: personalList(subject), newestFirst: false, ...page };
    const { items, next } = await listPage('list personal data', table, request);
    return next === undefined ? { items: items.map(personalRowOf) } : { items: items.map(personalRowOf), next };
  },
  async erase(ref, erased) {
    const item = await table.get('read personal data', personalKey(ref));
    const row = item && personalRowOf(item);
    if (!row || row.subject === '') return;
    const { held: _, ...empty } = row;
    await putPersonal(table, { erased, ...empty, subject: '' });
  },
});
