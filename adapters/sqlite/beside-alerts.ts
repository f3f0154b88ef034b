import type { DatabaseSync } from 'node:sqlite';
import type { EpochMs } from '../../domain/instant/instant.ts';
import { halfKept, type Kept, keptUntil, type Retention } from '../../domain/retention/retention.ts';
import type { Stores } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

/** `Stores.keepBeside`. */
export const sqliteBesideAlerts = (
  db: DatabaseSync,
  group: GroupCommit,
  retention: () => Retention,
  now: () => EpochMs,
): Stores['keepBeside'] => {
  const keeping = (table: string, column: string) =>
    db.prepare(`UPDATE ${table} SET expires_at = ?3 WHERE integration_id = ?1 AND ${column} = ?2 AND expires_at < ?4`);
  const mails = keeping('mail_threads', 'dedup_key');
  const opsgenie = keeping('opsgenie_alerts', 'alert_id');
  return async ({ alertId, dedupKey, integrationId }) =>
    group.write('keep what stands beside an alert', () => {
      const keep = (statement: typeof mails, kind: Kept, id: string): number => {
        const until = keptUntil(retention(), kind, now());
        return Number(statement.run(integrationId, id, until, now() + halfKept(retention(), kind)).changes);
      };
      return keep(mails, 'mailThreads', dedupKey) + keep(opsgenie, 'opsgenieAlerts', alertId);
    });
};
