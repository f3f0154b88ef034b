import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { providerHealth } from '../../../adapters/health/provider-health.ts';
import type { Providers } from '../../../ports/ports.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh } from './samples.ts';

const START = Date.parse('2026-11-21T20:00:00.000Z');
const KEPT_MS = 5_000;

/** What one process finds of a provider, all others of the same Muster come to know, and itself when it starts again. */
export const providerHealthContract = (makeStores: MakeStores): void => {
  describe('the health of providers', () => {
    let made: MadeStores;
    let now = START;
    let written = 0;
    beforeAll(async () => {
      made = await makeStores();
    });
    afterAll(() => made.close());

    const begin = (): Providers =>
      providerHealth({
        now: () => now,
        keptMs: KEPT_MS,
        store: {
          ...made.stores.live,
          put: async (record) => {
            written += 1;
            await made.stores.live.put(record);
          },
        },
      });
    /** A provider that no other test knows. */
    const address = () => `https://${fresh('hooks').replaceAll(/[^a-z0-9]/g, '-')}.example.com/secret`;
    const answer = async (process: Providers, to: string, answers: string): Promise<void> => {
      for (const one of answers) {
        process.answered('webhook', to, one === '+');
        await process.keep();
      }
    };
    const seenBy = async (process: Providers, to: string): Promise<boolean> => {
      now += KEPT_MS;
      await process.look();
      return process.isDown('webhook', to);
    };

    it('is known to every process within seconds, and to each that starts later', async () => {
      const [sends, serves, hook] = [begin(), begin(), address()];
      await answer(sends, hook, '---');
      expect(await seenBy(serves, hook)).toBe(true);
      const restarted = begin();
      expect(await seenBy(restarted, hook)).toBe(true);
      expect(restarted.list().find(({ id }) => hook.startsWith(id.replace('webhook ', '')))).toMatchObject({
        status: 'down',
        since: sends.list().find(({ id }) => hook.startsWith(id.replace('webhook ', '')))?.since,
      });
      // Whoever knows it from others finds as well that it is over.
      await answer(restarted, hook, '+');
      for (const process of [sends, serves, begin()]) expect(await seenBy(process, hook)).toBe(false);
    });

    it('is told with who else takes messages, so that nobody takes one that is down for all', async () => {
      const [sends, serves, up, down] = [begin(), begin(), address(), address()];
      await answer(sends, up, '++');
      await answer(sends, down, '---');
      await seenBy(serves, down);
      const origins = [up, down].map((one) => `webhook ${new URL(one).origin}`);
      const known = serves.list().filter(({ id }) => origins.includes(id));
      expect(known.map(({ status }) => status).sort()).toEqual(['down', 'up']);
    });

    it('is forgotten after a day in which nobody asked it, and goes on being known to whoever does', async () => {
      const [sends, hook] = [begin(), address()];
      await answer(sends, hook, '---');
      now += 86_400_000;
      expect(await seenBy(begin(), hook)).toBe(false);
      expect(sends.isDown('webhook', hook)).toBe(true);
    });

    it('is written when it changes, and never for a message: twice at most for each time that it is found down', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom('+', '-'), { maxLength: 30 }), async (answers) => {
          const [sends, hook] = [begin(), address()];
          await sends.look();
          // What other tests have left down is none of this one's.
          written = 0;
          let changes = 0;
          for (const one of answers) {
            changes += Number(sends.answered('webhook', hook, one === '+') !== undefined);
            await sends.keep();
          }
          const begunUp = Number(written > changes);
          expect(written - begunUp).toBe(changes);
          expect(await seenBy(begin(), hook)).toBe(sends.isDown('webhook', hook));
        }),
        { numRuns: 15 },
      );
    });

    it('goes on by what is known where the store fails, and is written once it works again', async () => {
      let works = false;
      const failures: unknown[] = [];
      const { live } = made.stores;
      const failing = providerHealth({
        now: () => now,
        keptMs: 0,
        store: { ...live, put: (record) => (works ? live.put(record) : Promise.reject(new Error('throttled'))) },
        onFailed: (error) => failures.push(error),
      });
      const hook = address();
      await answer(failing, hook, '---');
      expect(failing.isDown('webhook', hook)).toBe(true);
      expect(failures.length).toBeGreaterThan(0);
      works = true;
      await answer(failing, hook, '-');
      expect(await seenBy(begin(), hook)).toBe(true);
    });
  });
};
