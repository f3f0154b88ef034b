import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Listing } from '../../domain/listing/listing.ts';
import type { ProjectionCheckpoint, ProjectionRow, ProjectionStore } from '../../ports/projection-store.ts';
import { fromCursor, toPage } from './cursor.ts';
import type { GroupCommit } from './group-commit.ts';

interface StoredRow {
  readonly name: string;
  readonly key: string;
  readonly version: number;
  readonly seq: number;
  readonly at: string | null;
  readonly status: string;
  readonly major: string;
  readonly services: string;
  readonly alias: string | null;
  readonly pending: number;
  readonly open: number | null;
  readonly body: string;
}

const listingOf = ({ at, status, major, services, alias, pending, open }: StoredRow): Listing | undefined =>
  at === null
    ? undefined
    : {
        at,
        status,
        major,
        services: JSON.parse(services) as string[],
        ...(alias !== null && { alias }),
        pending: pending === 1,
        open: open === 1,
      };

const rowOf = (stored: StoredRow): ProjectionRow => {
  const { name, key, version, seq, body } = stored;
  const listing = listingOf(stored);
  return { name, key, version, seq, row: JSON.parse(body) as unknown, ...(listing && { listing }) };
};

/** Values of the columns that indexes hold, in the order of the statements. */
const indexedValues = (listing: Listing | undefined): SQLInputValue[] =>
  listing === undefined
    ? [null, null, null, null, null, null, null]
    : [
        listing.at,
        listing.status,
        listing.major,
        JSON.stringify(listing.services),
        listing.alias ?? null,
        listing.pending ? 1 : 0,
        listing.open ? 1 : 0,
      ];

/** After every instant that is written, so that a first page begins with the newest. */
const NEWEST: readonly [string, string] = ['~', ''];

/**
 * Rows of projections. What lists order and filter by stands in columns of its own; the services of a row, of which there are
 * several, in a table beside it.
 */
export const sqliteProjections = (db: DatabaseSync, group: GroupCommit): ProjectionStore => {
  // While nothing that an index holds changes (a storm), no index is touched.
  const putContents = db.prepare(`
    UPDATE projection_rows SET version = ?3, seq = ?4, body = ?5
    WHERE name = ?1 AND key = ?2 AND seq <= ?4 AND at IS ?6 AND status IS ?7 AND major IS ?8 AND services IS ?9
      AND alias IS ?10 AND pending IS ?11 AND open IS ?12`);
  const put = db.prepare(`
    INSERT INTO projection_rows (name, key, version, seq, body, at, status, major, services, alias, pending, open)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
    ON CONFLICT (name, key) DO UPDATE SET version = excluded.version, seq = excluded.seq, body = excluded.body,
      at = excluded.at, status = excluded.status, major = excluded.major, services = excluded.services,
      alias = excluded.alias, pending = excluded.pending, open = excluded.open
    WHERE excluded.seq >= projection_rows.seq`);
  const get = db.prepare('SELECT * FROM projection_rows WHERE name = ? AND key = ?');
  const keyOf = db.prepare('SELECT key FROM projection_rows WHERE name = ? AND alias = ?');
  const removeService = db.prepare(`
    DELETE FROM projection_services WHERE name = ? AND service = ? AND status = ? AND major = ? AND at = ? AND key = ?`);
  const addService = db.prepare('INSERT OR IGNORE INTO projection_services VALUES (?, ?, ?, ?, ?, ?)');
  const newest = db.prepare(`
    SELECT * FROM projection_rows WHERE name = ? AND at IS NOT NULL AND (at, key) < (?, ?)
    ORDER BY at DESC, key DESC LIMIT ?`);
  const ofKind = db.prepare(`
    SELECT * FROM projection_rows WHERE name = ? AND status = ? AND major = ? AND at IS NOT NULL AND (at, key) < (?, ?)
    ORDER BY at DESC, key DESC LIMIT ?`);
  const ofService = db.prepare(`
    SELECT r.* FROM projection_services AS s JOIN projection_rows AS r ON r.name = s.name AND r.key = s.key
    WHERE s.name = ? AND s.service = ? AND s.status = ? AND s.major = ? AND (s.at, s.key) < (?, ?)
    ORDER BY s.at DESC, s.key DESC LIMIT ?`);
  const nextKind = db.prepare(`
    SELECT status, major FROM projection_rows WHERE name = ? AND at IS NOT NULL AND (status, major) > (?, ?)
    ORDER BY status, major LIMIT 1`);
  const nextKindOfService = db.prepare(`
    SELECT status, major FROM projection_services WHERE name = ? AND service = ? AND (status, major) > (?, ?)
    ORDER BY status, major LIMIT 1`);
  const pending = db.prepare('SELECT key FROM projection_rows WHERE name = ? AND pending = 1 ORDER BY at LIMIT ?');
  const checkpoint = db.prepare('SELECT body FROM projection_checkpoints WHERE name = ?');
  const saveCheckpoint = db.prepare(`
    INSERT INTO projection_checkpoints (name, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body`);

  const stored = (name: string, key: string): StoredRow | undefined =>
    get.get(name, key) as unknown as StoredRow | undefined;

  const putListed = (row: ProjectionRow, values: SQLInputValue[], indexed: SQLInputValue[]): void => {
    const { name, key, listing } = row;
    const before = stored(name, key);
    if (put.run(...values, ...indexed).changes === 0) return;
    const known = before && listingOf(before);
    for (const service of known?.services ?? [])
      removeService.run(name, service, known?.status ?? '', known?.major ?? '', known?.at ?? '', key);
    if (!listing) return;
    for (const service of listing.services)
      addService.run(name, service, listing.status, listing.major, listing.at, key);
  };

  /** Which pairs of status and major there are, each found by one seek past the one before, however many rows have it. */
  const kinds = (seek: (status: string, major: string) => unknown): { status: string; major: string }[] => {
    const found: { status: string; major: string }[] = [];
    let last = { status: '', major: '' };
    for (;;) {
      const next = seek(last.status, last.major) as { status: string; major: string } | undefined;
      if (next === undefined) return found;
      found.push(next);
      last = next;
    }
  };

  return {
    async put(row) {
      const { name, key, version, seq } = row;
      group.write('store a row of a projection', () => {
        const values = [name, key, version, seq, JSON.stringify(row.row)];
        const indexed = indexedValues(row.listing);
        if (putContents.run(...values, ...indexed).changes === 0) putListed(row, values, indexed);
      });
    },
    async get(name, key) {
      const row = group.read('read a row of a projection', () => stored(name, key));
      return row && rowOf(row);
    },
    async keyOf(name, alias) {
      const row = group.read('find a row of a projection', () => keyOf.get(name, alias));
      return row === undefined ? undefined : String(row.key);
    },
    async list(name, { status, major, service }, { limit, next }) {
      const [at, key] = next === undefined ? NEWEST : fromCursor(next);
      const rows = group.read('list rows of a projection', () => {
        const all = kinds((s, m) =>
          service === undefined ? nextKind.get(name, s, m) : nextKindOfService.get(name, service, s, m),
        );
        const wanted = all.filter((k) => status.includes(k.status) && (major === undefined || major.includes(k.major)));
        if (wanted.length === all.length && service === undefined) return newest.all(name, at, key, limit + 1);
        // One walk in order for each pair: a row that does not meet the filter is never looked at.
        const walks = wanted.flatMap((k) =>
          service === undefined
            ? ofKind.all(name, k.status, k.major, at, key, limit + 1)
            : ofService.all(name, service, k.status, k.major, at, key, limit + 1),
        );
        const place = (row: Record<string, unknown>) => `${row.at} ${row.key}`;
        return walks.sort((a, b) => (place(a) < place(b) ? 1 : -1)).slice(0, limit + 1);
      }) as unknown as StoredRow[];
      return toPage(rows, limit, rowOf, (row) => [row.at ?? '', row.key]);
    },
    async pending(name, limit) {
      return group.read('list what is to be done', () => pending.all(name, limit)).map((row) => String(row.key));
    },
    async checkpoint(name) {
      const row = group.read('read the checkpoint of a projection', () => checkpoint.get(name));
      return row === undefined ? undefined : (JSON.parse(String(row.body)) as ProjectionCheckpoint);
    },
    async saveCheckpoint(saved) {
      group.write('save the checkpoint of a projection', () => saveCheckpoint.run(saved.name, JSON.stringify(saved)));
    },
  };
};
