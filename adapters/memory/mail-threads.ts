import type { MailThreadStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';

export const memoryMailThreads = (held: Pick<Held, 'mailThreads'>): MailThreadStore => ({
  async remember(thread, { newest = false } = {}) {
    const key = `${thread.integrationId} ${thread.messageId}`;
    if (newest || !held.mailThreads.has(key)) held.mailThreads.set(key, thread);
  },
  async find(integrationId, messageIds) {
    const known = messageIds.find((messageId) => held.mailThreads.has(`${integrationId} ${messageId}`));
    return known === undefined ? undefined : held.mailThreads.get(`${integrationId} ${known}`);
  },
});
