import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LiveRecord } from '../../../domain/live/live-record.ts';
import { checkSealed } from '../../../domain/stream/personal.ts';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh } from './samples.ts';

const recordOf = (kind: string, id: string, seq: number, ended = false): LiveRecord => ({
  kind,
  id,
  seq,
  ended,
  changedAt: '2026-11-21T19:00:00.000Z',
  state: { says: `${id} at ${seq}` },
});

const erased = { at: '2026-11-22T08:00:00.000Z', by: 'root' };

export const liveContract = (makeStores: MakeStores): void => {
  describe('live records and personal data', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    const openOf = async (kind: string) => (await stores.live.open()).filter((record) => record.kind === kind);

    it('keeps the newest of each record, whatever order they arrive in', async () => {
      const kind = fresh('kind');
      for (const seq of [2, 1, 3, 2]) await stores.live.put(recordOf(kind, 'a', seq));
      expect(await stores.live.get(kind, 'a')).toEqual(recordOf(kind, 'a', 3));
      expect(await openOf(kind)).toEqual([recordOf(kind, 'a', 3)]);
      expect(await stores.live.get(kind, 'b')).toBeUndefined();
    });

    it('shows what has ended in the list of its kind, not among what is open, also when a slow writer comes late', async () => {
      const kind = fresh('kind');
      await stores.live.put(recordOf(kind, 'over', 1));
      await stores.live.put(recordOf(kind, 'over', 2, true));
      await stores.live.put(recordOf(kind, 'over', 1));
      await stores.live.put(recordOf(kind, 'still', 1));
      expect(await openOf(kind)).toEqual([recordOf(kind, 'still', 1)]);
      const page = await stores.live.ofKind(kind, { limit: 1 });
      expect(page.items).toEqual([recordOf(kind, 'over', 2, true)]);
      const rest = await stores.live.ofKind(kind, { limit: 1, next: page.next });
      expect(rest).toEqual({ items: [recordOf(kind, 'still', 1)] });
    });

    it('has another version after every change, and the same one until then', async () => {
      const kind = fresh('kind');
      const versions = [await stores.live.version()];
      for (const seq of [1, 2]) {
        await stores.live.put(recordOf(kind, 'a', seq));
        versions.push(await stores.live.version());
        expect(await stores.live.version()).toBe(versions.at(-1));
      }
      expect(new Set(versions).size).toBe(3);
    });

    it('keeps personal data under a key that is new each time, and proves what a commit holds of them', async () => {
      const [one, two] = [fresh('ref'), fresh('ref')];
      const row = { subject: 'ada', keptAt: '2026-11-21T19:00:00.000Z', data: { reason: 'the moon is full' } };
      const sealed = [
        await stores.personal.keep({ ...row, ref: one }),
        await stores.personal.keep({ ...row, ref: two }),
      ];
      expect(sealed[0]?.sealed).not.toBe(sealed[1]?.sealed);
      const rows = await stores.personal.get([two, one]);
      expect(rows.map((found) => found?.held?.data)).toEqual([row.data, row.data]);
      expect(checkSealed(sealed[1]!, rows[0])).toBe('whole');
      expect(checkSealed(sealed[0]!, rows[0])).toBe('altered');
    });

    it('empties a row once, key and whose it was and all, and lists the others of that person', async () => {
      const subject = fresh('person');
      const refs = [fresh('ref'), fresh('ref'), fresh('ref')];
      const sealed = [];
      for (const ref of refs)
        sealed.push(await stores.personal.keep({ ref, subject, keptAt: '2026-11-21T19:00:00.000Z', data: { a: 'b' } }));
      await stores.personal.erase(refs[0]!, erased);
      await stores.personal.erase(refs[0]!, { at: '2027-01-01T00:00:00.000Z', by: 'somebody else' });
      await stores.personal.erase(fresh('ref'), erased);
      const [row] = await stores.personal.get([refs[0]!]);
      expect(row).toEqual({ ref: refs[0], subject: '', keptAt: '2026-11-21T19:00:00.000Z', erased });
      expect(checkSealed(sealed[0]!, row)).toBe('erased');
      const first = await stores.personal.ofSubject(subject, { limit: 1 });
      const second = await stores.personal.ofSubject(subject, { limit: 1, next: first.next });
      expect([...first.items, ...second.items].map(({ ref }) => ref)).toEqual(refs.slice(1));
      expect(second.next).toBeUndefined();
      expect(await stores.personal.get([fresh('ref')])).toEqual([undefined]);
    });
  });
};
