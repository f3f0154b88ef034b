import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '../../../domain/chain/chain.ts';
import { type StreamCommit, type StreamName, sealNext } from '../../../domain/stream/commit.ts';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { commitOf, fresh } from './samples.ts';

const metadata = { now: '2026-11-21T19:00:00.000Z', actor: { kind: 'person', id: 'ada' }, commandId: 'c' } as const;

const chainOf = (stream: StreamName, length: number): StreamCommit[] => {
  const commits: StreamCommit[] = [];
  for (let seq = 1; seq <= length; seq += 1)
    commits.push(sealNext(stream, commits.at(-1), { type: 'change', metadata }, 'asked', [{ type: `Changed${seq}` }]));
  return commits;
};

export const streamsContract = (makeStores: MakeStores): void => {
  describe('streams of any kind', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    it('appends one of twenty commits to a seq, and reads a chain that verifies', async () => {
      const stream = { kind: fresh('kind'), id: 'one' };
      const commits = chainOf(stream, 3);
      const rivals = Array.from({ length: 20 }, () => stores.commits.append(commits[0] as StreamCommit));
      expect((await Promise.all(rivals)).filter(Boolean)).toHaveLength(1);
      for (const commit of commits.slice(1)) expect(await stores.commits.append(commit)).toBe(true);
      expect(await stores.commits.ofStream(stream, 0)).toEqual(commits);
      expect(await stores.commits.ofStream(stream, 2)).toEqual(commits.slice(2));
      expect(verifyChain(await stores.commits.ofStream(stream, 0))).toBeUndefined();
    });

    it('keeps streams apart that have one id, of two kinds or of an incident', async () => {
      const id = fresh('same');
      const [a, b] = [fresh('kind'), fresh('kind')].map((kind) => chainOf({ kind, id }, 1)[0] as StreamCommit);
      const incident = commitOf(id, 1);
      for (const commit of [a, b, incident]) expect(await stores.commits.append(commit as StreamCommit)).toBe(true);
      expect(await stores.commits.ofStream(a as StreamCommit, 0)).toEqual([a]);
      expect(await stores.commits.ofStream(b as StreamCommit, 0)).toEqual([b]);
      expect(await stores.commits.read(id, 0)).toEqual([incident]);
    });

    it('lists the streams of one kind, page after page, each once', async () => {
      const kind = fresh('kind');
      const ids = ['a', 'b', 'c', 'd', 'e'];
      for (const id of ids) for (const commit of chainOf({ kind, id }, 2)) await stores.commits.append(commit);
      await stores.commits.append(chainOf({ kind: `${kind}x`, id: 'z' }, 1)[0] as StreamCommit);
      const listed: string[] = [];
      let next: string | undefined;
      do {
        const page = await stores.commits.streams(kind, { limit: 2, next });
        expect(page.items.length).toBeLessThanOrEqual(2);
        listed.push(...page.items);
        next = page.next;
      } while (next !== undefined);
      expect(listed).toEqual(ids);
      expect(await stores.commits.streams(fresh('kind'), { limit: 2 })).toEqual({ items: [] });
    });
  });
};
