import type { PersonalStore } from '../../ports/stores.ts';
import { sealedAnew } from '../secrets/sealed-anew.ts';
import type { Held } from './held.ts';
import { pageOf, sortedBy } from './pages.ts';

export const memoryPersonal = (held: Pick<Held, 'personal'>): PersonalStore => ({
  async keep({ data, ...row }) {
    const { held: content, sealed } = sealedAnew(row.ref, data);
    held.personal.set(row.ref, { ...row, held: content });
    return sealed;
  },
  async get(refs) {
    return refs.map((ref) => held.personal.get(ref));
  },
  async ofSubject(subject, page) {
    const found = [...held.personal.values()].filter((row) => row.subject === subject);
    return pageOf(
      sortedBy(found, ({ ref }) => ref),
      page,
    );
  },
  async erase(ref, erased) {
    const row = held.personal.get(ref);
    if (!row || row.subject === '') return;
    const { held: _, ...empty } = row;
    held.personal.set(ref, { erased, ...empty, subject: '' });
  },
});
