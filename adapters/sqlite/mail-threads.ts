import type { DatabaseSync } from 'node:sqlite';
import { keptUntil, type Retention } from '../../domain/retention/retention.ts';
import type { MailThread, MailThreadStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

/** Which alert a mail belongs to, by the id of its message. */
export const sqliteMailThreads = (
  db: DatabaseSync,
  group: GroupCommit,
  retention: () => Retention,
): MailThreadStore => {
  const insert = db.prepare(`
    INSERT INTO mail_threads (integration_id, message_id, dedup_key, received_at, expires_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING`);
  const replace = db.prepare(`
    INSERT INTO mail_threads (integration_id, message_id, dedup_key, received_at, expires_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET dedup_key = excluded.dedup_key, received_at = excluded.received_at,
      expires_at = excluded.expires_at`);
  const byId = db.prepare(
    'SELECT dedup_key, received_at FROM mail_threads WHERE integration_id = ? AND message_id = ?',
  );
  return {
    async remember({ integrationId, messageId, dedupKey, receivedAt }, { newest = false } = {}) {
      group.write('remember a mail', () => {
        const expiresAt = keptUntil(retention(), 'mailThreads', receivedAt);
        (newest ? replace : insert).run(integrationId, messageId, dedupKey, receivedAt, expiresAt);
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
