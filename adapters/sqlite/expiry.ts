import type { DatabaseSync } from 'node:sqlite';
import type { GroupCommit } from './group-commit.ts';

/** How many rows one call removes at most, so that it never holds up a request for long. */
const BATCH = 500;

/** What a table with a time to live does by itself: removes tombstones, quarantined requests, changes, reports, what Opsgenie's clients read, threads of mail, whose time is over. */
export const sqliteExpiry = (db: DatabaseSync, group: GroupCommit, now: () => number): (() => number) => {
  const due = db.prepare('SELECT alert_id FROM alerts WHERE expires_at < ? LIMIT ?');
  const forget = db.prepare('DELETE FROM alerts WHERE alert_id = ?');
  const forgetContents = db.prepare('DELETE FROM alert_contents WHERE alert_id = ?');
  const clear = db.prepare(
    'DELETE FROM quarantine WHERE id IN (SELECT id FROM quarantine WHERE expires_at < ? LIMIT ?)',
  );
  const clearChanges = db.prepare(`
    DELETE FROM changes WHERE (service_id, at, id) IN
      (SELECT service_id, at, id FROM changes WHERE expires_at < ? LIMIT ?)`);
  const clearReports = db.prepare(`
    DELETE FROM reports WHERE (alert_id, hour, reporter) IN
      (SELECT alert_id, hour, reporter FROM reports WHERE expires_at < ? LIMIT ?)`);
  const clearKept = (
    [
      ['opsgenie_alerts', 'alert_id'],
      ['opsgenie_requests', 'request_id'],
      ['mail_threads', 'message_id'],
    ] as const
  ).map(([table, id]) => {
    const key = `integration_id, ${id}`;
    return db.prepare(
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE expires_at < ? LIMIT ?)`,
    );
  });
  return () =>
    group.write('remove what has expired', () => {
      const alerts = due.all(now(), BATCH);
      for (const { alert_id } of alerts) {
        forget.run(String(alert_id));
        forgetContents.run(String(alert_id));
      }
      const others = [clear, clearChanges, clearReports, ...clearKept];
      return others.reduce((sum, statement) => sum + Number(statement.run(now(), BATCH).changes), alerts.length);
    });
};
