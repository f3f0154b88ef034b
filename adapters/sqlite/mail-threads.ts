import type { DatabaseSync } from 'node:sqlite';
import type { MailThread, MailThreadStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

const KEPT_MS = 90 * 86_400_000;

/** Which alert a mail belongs to, by the id of its message. */
export const sqliteMailThreads = (db: DatabaseSync, group: GroupCommit): MailThreadStore => {
  const insert = db.prepare(`
    INSERT INTO mail_threads (integration_id, message_id, dedup_key, received_at, expires_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING`);
  const byId = db.prepare(
    'SELECT dedup_key, received_at FROM mail_threads WHERE integration_id = ? AND message_id = ?',
  );
  return {
    async remember({ integrationId, messageId, dedupKey, receivedAt }) {
      group.write('remember a mail', () => {
        insert.run(integrationId, messageId, dedupKey, receivedAt, receivedAt + KEPT_MS);
      });
    },
    async find(integrationId, messageIds) {
      return group.read('find a mail', () => {
        for (const messageId of messageIds) {
          const row = byId.get(integrationId, messageId);
          if (row === undefined) continue;
          const found: MailThread = {
            integrationId,
            messageId,
            dedupKey: String(row.dedup_key),
            receivedAt: Number(row.received_at),
          };
          return found;
        }
        return undefined;
      });
    },
  };
};
