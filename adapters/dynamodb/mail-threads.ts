import type { MailThreadStore } from '../../ports/stores.ts';
import { number, numberOf, text, textOf } from './attributes.ts';
import { mailThreadKey } from './keys.ts';
import type { Table } from './table.ts';

const KEPT_SECONDS = 90 * 86_400;

/** Which alert a mail belongs to, by the id of its message. */
export const dynamoMailThreads = (table: Table): MailThreadStore => ({
  async remember({ integrationId, messageId, dedupKey, receivedAt }) {
    const attributes = {
      dedupKey: text(dedupKey),
      receivedAt: number(receivedAt),
      expiresAt: number(Math.floor(receivedAt / 1000) + KEPT_SECONDS),
    };
    await table.put('remember a mail', mailThreadKey(integrationId, messageId), attributes, {
      text: 'attribute_not_exists(#pk)',
    });
  },
  async find(integrationId, messageIds) {
    for (const messageId of messageIds) {
      const item = await table.get('find a mail', mailThreadKey(integrationId, messageId));
      if (item !== undefined)
        return { integrationId, messageId, dedupKey: textOf(item.dedupKey), receivedAt: numberOf(item.receivedAt) };
    }
    return undefined;
  },
});
