import type { Retention } from '../../domain/retention/retention.ts';
import type { MailThreadStore } from '../../ports/stores.ts';
import { number, numberOf, text, textOf } from './attributes.ts';
import { mailThreadKey, mailThreadList, sortText } from './keys.ts';
import type { Table } from './table.ts';
import { ttl } from './ttl.ts';

/** Which alert a mail belongs to, by the id of its message. */
export const dynamoMailThreads = (table: Table, retention: () => Retention): MailThreadStore => ({
  async remember({ integrationId, messageId, dedupKey, receivedAt }, { newest = false } = {}) {
    const attributes = {
      dedupKey: text(dedupKey),
      receivedAt: number(receivedAt),
      expiresAt: ttl(retention(), 'mailThreads', receivedAt),
      listPk: text(mailThreadList(integrationId, dedupKey)),
      listSk: text(sortText(receivedAt, messageId)),
    };
    const unless = newest ? undefined : { text: 'attribute_not_exists(#pk)' };
    await table.put('remember a mail', mailThreadKey(integrationId, messageId), attributes, unless);
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
