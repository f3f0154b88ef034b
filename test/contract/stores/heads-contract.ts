import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Commit } from '../../../domain/incident/commit.ts';
import type { IncidentState } from '../../../domain/incident/state.ts';
import type { HeadStore, MemberRow } from '../../../ports/head-store.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { commitOf, fresh, incident } from './samples.ts';

const alert = (i: number, firing = true): MemberRow => ({
  id: `alert ${String(i).padStart(32, '0')}`,
  value: { episode: 1, firing, severity: 'error', serviceId: 'checkout', attachedAt: '2026-11-21T19:00:00.000Z' },
});

export const headsContract = (makeStores: MakeStores): void => {
  describe('states to go on from', () => {
    let made: MadeStores;
    let heads: HeadStore;
    beforeAll(async () => {
      made = await makeStores();
      heads = made.stores.heads;
    });
    afterAll(() => made.close());

    /** The states after so many commits of a new incident, which are appended. */
    const states = async (count: number): Promise<IncidentState[]> => {
      const id = fresh('incident');
      const commits: Commit[] = [];
      for (let seq = 1; seq <= count; seq += 1) {
        commits.push(commitOf(id, seq));
        await made.stores.commits.append(commits.at(-1) as Commit);
      }
      return commits.map(({ seq, hash }) => incident(id, { seq, hash }));
    };

    it('are put so often that what is kept by the way (every 128 commits) is put with one of them', () => {
      const { putEvery } = heads;
      expect(128 % putEvery).toBe(0);
    });

    it('keeps the newest, in each place apart', async () => {
      const [one, two, three] = (await states(3)) as [IncidentState, IncidentState, IncidentState];
      const id = one.incidentId;
      expect(await heads.get('newest', id)).toBeUndefined();
      await heads.put('newest', two);
      await heads.put('newest', one);
      expect(await heads.get('newest', id)).toEqual(two);
      expect(await heads.get('followed', id)).toBeUndefined();
      await heads.put('followed', one);
      await heads.put('newest', three);
      expect(await heads.get('followed', id)).toEqual(one);
      expect(await heads.get('newest', id)).toEqual(three);
    });

    it('never goes back because of what is offered', async () => {
      const [one, two, three] = (await states(3)) as [IncidentState, IncidentState, IncidentState];
      await heads.put('newest', two);
      await heads.offer('newest', one);
      expect(await heads.get('newest', one.incidentId)).toEqual(two);
      await heads.offer('newest', three);
      expect([two, three]).toContainEqual(await heads.get('newest', one.incidentId));
    });

    it('keeps rows, each as of the newest commit that said something of it', async () => {
      const [one, two] = (await states(2)) as [IncidentState, IncidentState];
      const id = one.incidentId;
      await heads.put('newest', two, [alert(1, false), { id: 'alert gone', value: null }]);
      await heads.put('newest', one, [alert(1, true), alert(2)]);
      const rows = await heads.rows(id, [alert(1).id, alert(2).id, alert(3).id, 'alert gone']);
      expect(rows.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
        alert(1, false),
        alert(2),
        { id: 'alert gone', value: null },
      ]);
      expect(await heads.rows(id, [])).toEqual([]);
      expect(await heads.rows(fresh('incident'), [alert(1).id])).toEqual([]);
    });

    it('lists the rows of one kind, page by page', async () => {
      const [one] = (await states(1)) as [IncidentState];
      const alerts = Array.from({ length: 23 }, (_, i) => alert(i));
      const groups = [
        { id: 'group a', value: { listed: true, whole: {} } },
        { id: `group ${'long '.repeat(400)}`, value: { listed: false, whole: {} } },
      ];
      await heads.put('newest', one, [...groups, ...alerts]);
      const listed = async (kind: 'alert' | 'group', limit: number): Promise<MemberRow[]> => {
        const found: MemberRow[] = [];
        let next: string | undefined;
        do {
          const page = await heads.rowsOf(one.incidentId, kind, { limit, next });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          found.push(...page.items);
          next = page.next;
        } while (next !== undefined);
        return found;
      };
      expect(await listed('alert', 5)).toEqual(alerts);
      expect(await listed('alert', 23)).toEqual(alerts);
      expect((await listed('group', 1)).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(groups);
      await expect(heads.rowsOf(one.incidentId, 'alert', { limit: 5, next: '!' })).rejects.toMatchObject({
        code: 'invalid-cursor',
      });
    });

    it('answers with nothing that another version of the fold stored, so that it is folded anew', async () => {
      const [one, two] = (await states(2)) as [IncidentState, IncidentState];
      await heads.put('newest', { ...one, version: one.version - 1 } as unknown as IncidentState);
      expect(await heads.get('newest', one.incidentId)).toBeUndefined();
      await heads.put('newest', two);
      expect(await heads.get('newest', one.incidentId)).toEqual(two);
    });
  });
};
