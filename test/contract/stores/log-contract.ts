import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '../../../domain/chain/chain.ts';
import { makeCommit } from '../../../domain/incident/commit.ts';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { commitOf, fresh, HOSTILE } from './samples.ts';

export const logContract = (makeStores: MakeStores): void => {
  describe('slots, commits and counters', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    it('gives a slot to one of a hundred claimants, and tells the others who', async () => {
      const slot = fresh('slot');
      const told = await Promise.all(Array.from({ length: 100 }, (_, i) => stores.slots.claim(slot, `incident-${i}`)));
      const winners = told.filter(({ claimed }) => claimed);
      expect(winners).toHaveLength(1);
      expect(new Set(told.map(({ incidentId }) => incidentId))).toEqual(new Set([winners[0]?.incidentId]));
      expect(await stores.slots.claim(slot, winners[0]?.incidentId ?? '')).toMatchObject({ claimed: false });
    });

    it('says who holds a slot, and claims it for nobody by being asked', async () => {
      const slot = fresh('slot');
      expect(await stores.slots.holder(slot)).toBeUndefined();
      expect(await stores.slots.claim(slot, 'a')).toMatchObject({ claimed: true });
      expect(await stores.slots.holder(slot)).toBe('a');
      await stores.slots.replace(slot, 'a', 'b');
      expect(await stores.slots.holder(slot)).toBe('b');
    });

    it('moves a slot only from who holds it', async () => {
      const slot = fresh('slot');
      expect(await stores.slots.replace(slot, 'a', 'b')).toBe(false);
      await stores.slots.claim(slot, 'a');
      expect(await stores.slots.replace(slot, 'x', 'b')).toBe(false);
      const moves = await Promise.all(Array.from({ length: 20 }, (_, i) => stores.slots.replace(slot, 'a', `b${i}`)));
      expect(moves.filter(Boolean)).toHaveLength(1);
      const { incidentId } = await stores.slots.claim(slot, 'late');
      expect(incidentId).toBe(`b${moves.indexOf(true)}`);
    });

    it('appends one of a hundred commits to a seq', async () => {
      const incidentId = fresh('incident');
      const commits = Array.from({ length: 100 }, (_, i) => commitOf(incidentId, 1, `note ${i}`));
      const told = await Promise.all(commits.map((commit) => stores.commits.append(commit)));
      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await stores.commits.read(incidentId, 0)).toEqual([commits[told.indexOf(true)]]);
    });

    it('reads commits in order, after a seq, and no more than asked for', async () => {
      const incidentId = fresh('incident');
      const commits = Array.from({ length: 12 }, (_, i) => commitOf(incidentId, i + 1));
      for (const commit of commits) expect(await stores.commits.append(commit)).toBe(true);
      expect(await stores.commits.read(incidentId, 0)).toEqual(commits);
      expect(await stores.commits.read(incidentId, 9)).toEqual(commits.slice(9));
      expect(await stores.commits.read(incidentId, 12)).toEqual([]);
      expect(await stores.commits.read(incidentId, 4, 3)).toEqual(commits.slice(4, 7));
      expect(await stores.commits.read(incidentId, 9, 100)).toEqual(commits.slice(9));
      expect(await stores.commits.read(fresh('incident'), 0)).toEqual([]);
    });

    it('gives back a chain that still verifies, whatever is written in it', async () => {
      const incidentId = fresh('incident');
      let head: Parameters<typeof makeCommit>[0] = { incidentId };
      // Not well-formed UTF-16 has no canonical JSON, so no hash either; it never becomes a commit.
      for (const text of HOSTILE.filter((one) => one.isWellFormed())) {
        const metadata = {
          now: '2026-11-21T19:00:00.000Z',
          actor: { kind: 'person', id: 'ada' } as const,
          commandId: fresh('command'),
        };
        const commit = makeCommit(head, { type: 'AddNote', metadata }, 'request', [{ type: 'NoteAdded', text }]);
        expect(await stores.commits.append(commit)).toBe(true);
        head = commit;
      }
      expect(verifyChain(await stores.commits.read(incidentId, 0))).toBeUndefined();
    });

    it('counts from one, never twice the same', async () => {
      const name = fresh('counter');
      const values = await Promise.all(Array.from({ length: 50 }, () => stores.counters.next(name)));
      expect(values.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
      expect(await stores.counters.next(fresh('counter'))).toBe(1);
      await stores.durable();
    });
  });
};
