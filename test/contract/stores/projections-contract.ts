import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listing } from '../../../domain/listing/listing.ts';
import type { ProjectionRow, ProjectionStore } from '../../../ports/projection-store.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { commitOf, fresh, HOSTILE } from './samples.ts';

const atMinute = (minute: number): string => `2026-11-21T19:${String(minute).padStart(2, '0')}:00.000Z`;

const STATUS = ['open', 'investigating', 'resolved', 'closed'];

const listing = (rest: Partial<Listing> = {}): Listing => ({
  at: atMinute(0),
  status: 'open',
  major: 'none',
  services: ['checkout'],
  pending: false,
  open: true,
  ...rest,
});

const row = (name: string, key: string, rest: Partial<ProjectionRow> = {}): ProjectionRow => ({
  name,
  key,
  version: 1,
  seq: 1,
  row: { title: 'Checkout answers 5xx' },
  listing: listing(),
  ...rest,
});

export const projectionsContract = (makeStores: MakeStores): void => {
  describe('projections', () => {
    let made: MadeStores;
    let projections: ProjectionStore;
    beforeAll(async () => {
      made = await makeStores();
      projections = made.stores.projections;
    });
    afterAll(() => made.close());

    const put = (one: ProjectionRow) => projections.put(one, true);

    type Filter = Partial<Parameters<ProjectionStore['list']>[1]>;
    const all = async (name: string, filter: Filter, limit: number): Promise<string[]> => {
      const found: string[] = [];
      let next: string | undefined;
      do {
        const page = await projections.list(name, { status: STATUS, ...filter }, { limit, next });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        found.push(...page.items.map(({ key }) => key));
        next = page.next;
      } while (next !== undefined);
      return found;
    };

    it('keeps the row of the latest commit, whatever its version', async () => {
      const [name, key] = [fresh('projection'), fresh('key')];
      await put(row(name, key, { seq: 3, row: 'three' }));
      await put(row(name, key, { seq: 2, row: 'two' }));
      expect(await projections.get(name, key)).toEqual(row(name, key, { seq: 3, row: 'three' }));
      await put(row(name, key, { seq: 3, version: 2, row: 'three, made anew' }));
      expect(await projections.get(name, key)).toMatchObject({ version: 2, row: 'three, made anew' });
      await Promise.all([7, 4, 9, 5, 8, 6].map((seq) => put(row(name, key, { seq, row: seq }))));
      expect(await projections.get(name, key)).toMatchObject({ seq: 9, row: 9 });
      expect(await projections.get(name, fresh('key'))).toBeUndefined();
      expect(await projections.get(fresh('projection'), key)).toBeUndefined();
    });

    it('keeps rows that are in no list', async () => {
      const [name, key] = [fresh('projection'), fresh('key')];
      const { listing: _, ...unlisted } = row(name, key);
      await put(unlisted);
      await put({ ...unlisted, seq: 2 });
      expect(await projections.get(name, key)).toEqual({ ...unlisted, seq: 2 });
      expect(await all(name, {}, 10)).toEqual([]);
    });

    it.each(HOSTILE.map((text) => [JSON.stringify(text.slice(0, 30)), text]))('keeps %s as it is', async (_, text) => {
      const [name, key] = [fresh('projection'), fresh('key')];
      await put(row(name, key, { row: { title: text } }));
      expect((await projections.get(name, key))?.row).toEqual({ title: text });
      expect(await projections.keyOf(name, `${name}${text}`)).toBeUndefined();
      expect(await all(name, { service: text, status: [text], major: [text] }, 10)).toEqual([]);
    });

    it('finds a row by its alias', async () => {
      const [name, key] = [fresh('projection'), fresh('key')];
      const alias = `INC-2026-${key}`;
      await put(row(name, key, { listing: listing({ alias }) }));
      await projections.put(row(name, key, { seq: 2, listing: listing({ alias, status: 'closed' }) }), false);
      expect(await projections.keyOf(name, alias)).toBe(key);
      expect(await projections.keyOf(name, fresh('alias'))).toBeUndefined();
    });

    it('lists newest first, filtered, page by page', async () => {
      const name = fresh('projection');
      const service = fresh('service');
      const keys = Array.from({ length: 23 }, () => fresh('key'));
      await Promise.all(
        keys.map((key, i) =>
          put(
            row(name, key, {
              listing: listing({
                at: atMinute(i % 12),
                services: i % 2 === 0 ? [service] : ['another', service, 'third'],
                status: i % 3 === 0 ? 'resolved' : 'open',
                major: i % 5 === 0 ? 'accepted' : 'none',
              }),
            }),
          ),
        ),
      );
      const others = Array.from({ length: 5 }, () => fresh('key'));
      await Promise.all(others.map((key) => put(row(name, key, { listing: listing({ at: atMinute(6) }) }))));
      const newestFirst = keys
        .map((key, i) => ({ key, i, place: `${atMinute(i % 12)}#${key}` }))
        .sort((a, b) => (a.place < b.place ? 1 : -1));
      const those = (holds: (i: number) => boolean) => newestFirst.filter(({ i }) => holds(i)).map(({ key }) => key);
      const everything = await all(name, {}, 7);
      expect(everything).toHaveLength(28);
      expect(everything.filter((key) => keys.includes(key))).toEqual(those(() => true));
      for (const limit of [1, 3, 23, 24, 50]) {
        expect(await all(name, { service }, limit)).toEqual(those(() => true));
        expect(await all(name, { service: 'another' }, limit)).toEqual(those((i) => i % 2 !== 0));
        expect(await all(name, { service, status: ['resolved', 'closed'] }, limit)).toEqual(those((i) => i % 3 === 0));
        expect(await all(name, { service, major: ['accepted'] }, limit)).toEqual(those((i) => i % 5 === 0));
        expect(await all(name, { status: ['resolved'], major: ['accepted', 'none'] }, limit)).toEqual(
          those((i) => i % 3 === 0),
        );
      }
      for (const nobody of [{ status: [] }, { major: [] }, { service: fresh('service') }, { status: ['closed'] }])
        expect(await all(name, nobody, 5)).toEqual([]);
      const exact = await projections.list(name, { status: STATUS }, { limit: 28 });
      expect([exact.items.length, exact.next]).toEqual([28, undefined]);
      const invalid = projections.list(name, { status: STATUS }, { limit: 5, next: '!' });
      await expect(invalid).rejects.toMatchObject({ code: 'invalid-cursor' });
    });

    it('finds a row where it stands now, and nowhere it stood before', async () => {
      const [name, key] = [fresh('projection'), fresh('key')];
      await put(row(name, key, { listing: listing({ services: ['a', 'b'] }) }));
      await put(
        row(name, key, { seq: 2, listing: listing({ services: ['b', 'c'], status: 'closed', major: 'demoted' }) }),
      );
      await put(row(name, key, { seq: 1, listing: listing({ services: ['a'] }) }));
      expect(await all(name, {}, 5)).toEqual([key]);
      expect(await all(name, { status: ['open'] }, 5)).toEqual([]);
      expect(await all(name, { major: ['none'] }, 5)).toEqual([]);
      expect(await all(name, { service: 'a' }, 5)).toEqual([]);
      for (const filter of [{ status: ['closed'] }, { major: ['demoted'] }, { service: 'b' }, { service: 'c' }])
        expect(await all(name, filter, 5)).toEqual([key]);
    });

    it('knows to which rows something still has to happen', async () => {
      const [name, key] = ['incident-list', fresh('key')];
      await put(row(name, key, { listing: listing({ pending: true }) }));
      expect(await projections.pending(name, 1000)).toContain(key);
      await put(row(name, key, { seq: 2 }));
      expect(await projections.pending(name, 1000)).not.toContain(key);
    });

    it('keeps a checkpoint', async () => {
      const name = fresh('projection');
      expect(await projections.checkpoint(name)).toBeUndefined();
      const begun = { name, version: 2, startedAt: atMinute(1), rows: 0 };
      await projections.saveCheckpoint(begun);
      await projections.saveCheckpoint({ ...begun, cursor: 'x', rows: 7 });
      expect(await projections.checkpoint(name)).toEqual({ ...begun, cursor: 'x', rows: 7 });
    });

    it('keeps commits that were left, those tried the longest ago first', async () => {
      const { unfollowed } = made.stores;
      const [a, b] = [fresh('incident'), fresh('incident')];
      const ours = async () => (await unfollowed.list(1000)).filter(({ incidentId }) => [a, b].includes(incidentId));
      const left = { incidentId: a, seq: 1, since: atMinute(1), triedAt: atMinute(1) };
      await unfollowed.put(left);
      await unfollowed.put({ ...left, seq: 2, triedAt: atMinute(3) });
      await unfollowed.put({ ...left, incidentId: b, triedAt: atMinute(2) });
      expect((await ours()).map(({ incidentId, seq }) => [incidentId, seq])).toEqual([
        [a, 1],
        [b, 1],
        [a, 2],
      ]);
      await unfollowed.put({ ...left, triedAt: atMinute(4) });
      expect((await ours()).at(-1)).toEqual({ ...left, triedAt: atMinute(4) });
      expect((await unfollowed.list(1)).length).toBe(1);
      await unfollowed.remove(left);
      await unfollowed.remove(left);
      expect((await ours()).map(({ incidentId, seq }) => [incidentId, seq])).toEqual([
        [b, 1],
        [a, 2],
      ]);
    });

    it('names every incident that has a commit, page by page', async () => {
      const ids = Array.from({ length: 7 }, () => fresh('incident'));
      for (const id of ids) {
        await made.stores.commits.append(commitOf(id, 1));
        await made.stores.commits.append(commitOf(id, 2));
      }
      const found: string[] = [];
      let next: string | undefined;
      do {
        const page = await made.stores.commits.incidents({ limit: 3, next });
        expect(page.items.length).toBeLessThanOrEqual(3);
        found.push(...page.items);
        next = page.next;
      } while (next !== undefined);
      expect(found.filter((id) => ids.includes(id)).sort()).toEqual([...ids].sort());
      expect(new Set(found).size).toBe(found.length);
      const newest = await made.stores.commits.incidents({ limit: 500, newestFirst: true });
      expect(newest.items).toEqual([...found].reverse());
    });
  });
};
