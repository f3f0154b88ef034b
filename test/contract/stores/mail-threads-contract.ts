import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { fresh, HOSTILE } from './samples.ts';

const receivedAt = Date.parse('2026-11-21T20:00:00.000Z');

export const mailThreadsContract = (makeStores: MakeStores): void => {
  describe('threads of mail', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    it('remembers which alert a mail belongs to, and finds the first id that is known', async () => {
      const integrationId = fresh('mail');
      const first = {
        integrationId,
        messageId: 'a1@mail.example.com',
        dedupKey: 'ana@example.com checkout',
        receivedAt,
      };
      const second = { ...first, messageId: 'n1@ops.example.com', dedupKey: 'nagios disk', receivedAt: receivedAt + 1 };
      await stores.mailThreads.remember(first);
      await stores.mailThreads.remember(second);
      expect(await stores.mailThreads.find(integrationId, ['unknown', second.messageId, first.messageId])).toEqual(
        second,
      );
      expect(await stores.mailThreads.find(integrationId, [first.messageId])).toEqual(first);
      expect(await stores.mailThreads.find(integrationId, ['unknown'])).toBeUndefined();
      expect(await stores.mailThreads.find(integrationId, [])).toBeUndefined();
    });

    it('believes the first to name an id: who repeats it moves nothing', async () => {
      const thread = { integrationId: fresh('mail'), messageId: 'a1@mail.example.com', dedupKey: 'first', receivedAt };
      await stores.mailThreads.remember(thread);
      await stores.mailThreads.remember({ ...thread, dedupKey: 'forged', receivedAt: receivedAt + 60_000 });
      expect(await stores.mailThreads.find(thread.integrationId, [thread.messageId])).toEqual(thread);
    });

    it('believes the last to name what many mails share', async () => {
      const thread = { integrationId: fresh('mail'), messageId: 'shared x', dedupKey: 'first', receivedAt };
      const later = { ...thread, dedupKey: 'second', receivedAt: receivedAt + 60_000 };
      await stores.mailThreads.remember(thread, { newest: true });
      await stores.mailThreads.remember(later, { newest: true });
      expect(await stores.mailThreads.find(thread.integrationId, [thread.messageId])).toEqual(later);
    });

    it('keeps integrations apart', async () => {
      const thread = { integrationId: fresh('mail'), messageId: 'a1@mail.example.com', dedupKey: 'one', receivedAt };
      await stores.mailThreads.remember(thread);
      expect(await stores.mailThreads.find(fresh('mail'), [thread.messageId])).toBeUndefined();
    });

    it.each(HOSTILE)('keeps the id %j', async (messageId) => {
      const integrationId = fresh('mail');
      await stores.mailThreads.remember({ integrationId, messageId, dedupKey: 'key', receivedAt });
      expect((await stores.mailThreads.find(integrationId, [messageId]))?.dedupKey).toBe('key');
    });
  });
};
