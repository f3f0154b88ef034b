import type { DatabaseSync } from 'node:sqlite';
import type { PersonalRow } from '../../domain/stream/personal.ts';
import type { PersonalStore } from '../../ports/stores.ts';
import { sealedAnew } from '../secrets/sealed-anew.ts';
import { fromCursor, toPage } from './cursor.ts';
import type { GroupCommit } from './group-commit.ts';

const read = (row: Record<string, unknown>): PersonalRow => JSON.parse(String(row.body)) as PersonalRow;

/** Personal data beside the chains. */
export const sqlitePersonal = (db: DatabaseSync, group: GroupCommit): PersonalStore => {
  const put = db.prepare(`
    INSERT INTO personal (ref, subject, body, expires_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (ref) DO UPDATE SET subject = excluded.subject, body = excluded.body`);
  const get = db.prepare('SELECT body FROM personal WHERE ref = ?');
  const ofSubject = db.prepare('SELECT body FROM personal WHERE subject = ? AND ref > ? ORDER BY ref LIMIT ?');
  const find = (ref: string): PersonalRow | undefined => {
    const row = group.read('read personal data', () => get.get(ref));
    return row === undefined ? undefined : read(row);
  };
  const keep = (row: PersonalRow): void => {
    group.write('keep personal data', () => put.run(row.ref, row.subject, JSON.stringify(row), row.until ?? null));
  };
  return {
    async keep({ data, ...row }) {
      const { held, sealed } = sealedAnew(row.ref, data);
      keep({ ...row, held });
      return sealed;
    },
    async get(refs) {
      return refs.map(find);
    },
    async ofSubject(subject, { limit, next }) {
      const [after] = next === undefined ? [''] : fromCursor(next);
      const rows = group.read('list personal data', () => ofSubject.all(subject, after, limit + 1));
      return toPage(
        rows.map(read),
        limit,
        (row) => row,
        (row) => [row.ref, subject],
      );
    },
    async erase(ref, erased) {
      const row = find(ref);
      if (!row || row.subject === '') return;
      const { held: _, ...empty } = row;
      keep({ erased, ...empty, subject: '' });
    },
  };
};
