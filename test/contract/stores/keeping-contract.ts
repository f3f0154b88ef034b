import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Configuration } from '../../../domain/configuration/configuration.ts';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh, quarantined } from './samples.ts';

/** Text that gzip cannot make small. */
const noise = (length: number): string => {
  let state = 42;
  return Array.from({ length }, () => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return String.fromCharCode(33 + ((state >> 8) % 90));
  }).join('');
};

export const keepingContract = (makeStores: MakeStores): void => {
  describe('waits, quarantine and configurations', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    it('keeps one wait per waiter and removes it by its token only', async () => {
      const incidentId = fresh('incident');
      const wait = { incidentId, waiter: 'major-incident', token: 'token-1', seenSeq: 1 };
      const waitsFor = { standing: 'waiting 1 0', until: 1_795_291_200_000 };
      const paging = { incidentId, waiter: 'page-responders:p1', token: 't'.repeat(1000), seenSeq: 4, waitsFor };
      await stores.waits.put(wait);
      await stores.waits.put(paging);
      await stores.waits.put({ ...wait, token: 'token-2', seenSeq: 2 });
      expect(await stores.waits.ofIncident(incidentId)).toEqual([{ ...wait, token: 'token-2', seenSeq: 2 }, paging]);
      await stores.waits.remove(wait);
      expect(await stores.waits.ofIncident(incidentId)).toHaveLength(2);
      await stores.waits.remove({ ...wait, token: 'token-2' });
      await stores.waits.remove({ ...wait, token: 'token-2' });
      expect(await stores.waits.ofIncident(incidentId)).toEqual([paging]);
    });

    it('lists quarantined requests newest first, page by page, and marks them replayed', async () => {
      const ids = Array.from({ length: 13 }, () => fresh('quarantined'));
      const entries = ids.map((id, i) => quarantined(id, { receivedAt: `2026-11-21T19:0${i % 5}:00.000Z` }));
      for (const entry of entries) await stores.quarantine.put(entry);
      const found: string[] = [];
      let next: string | undefined;
      do {
        const page = await stores.quarantine.list({ limit: 4, next });
        found.push(...page.items.map(({ id }) => id));
        next = page.next;
      } while (next !== undefined);
      const newest = entries.toSorted((a, b) => (`${a.receivedAt}#${a.id}` < `${b.receivedAt}#${b.id}` ? 1 : -1));
      expect(found).toEqual(newest.map(({ id }) => id));
      const [entry] = entries as [(typeof entries)[0]];
      await stores.quarantine.markReplayed(entry.id, '2026-11-21T20:00:00.000Z');
      expect(await stores.quarantine.get(entry.id)).toEqual({ ...entry, replayedAt: '2026-11-21T20:00:00.000Z' });
      const absent = fresh('quarantined');
      await stores.quarantine.markReplayed(absent, '2026-11-21T20:00:00.000Z');
      expect(await stores.quarantine.get(absent)).toBeUndefined();
    });

    it('quarantines a request of a megabyte', async () => {
      const entry = quarantined(fresh('quarantined'), {
        body: noise(1_000_000),
        receivedAt: '2026-11-21T18:00:00.000Z',
      });
      await stores.quarantine.put(entry);
      expect(await stores.quarantine.get(entry.id)).toEqual(entry);
      expect((await stores.quarantine.list({ limit: 50 })).items).toContainEqual(entry);
    });

    it('has no configuration before the first, then the one applied last', async () => {
      const other = await makeStores();
      try {
        const { configurations } = other.stores;
        expect(await configurations.current()).toBeUndefined();
        const configuration = (version: string, name: string) =>
          ({ version, organisation: { name }, templates: [] }) as unknown as Configuration;
        for (const one of [
          configuration('v1', 'one'),
          configuration('v2', noise(900_000)),
          configuration('v1', 'one'),
        ]) {
          await configurations.apply(one);
          expect(await configurations.current()).toEqual(one);
        }
        expect(await configurations.version('v2')).toEqual(configuration('v2', noise(900_000)));
        expect(await configurations.version('v3')).toBeUndefined();
      } finally {
        await other.close();
      }
    });
  });
};
