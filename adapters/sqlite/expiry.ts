import type { DatabaseSync } from 'node:sqlite';
import type { GroupCommit } from './group-commit.ts';

/** How many rows of a table one call removes at most, so that it never holds up a request for long. */
const BATCH = 200;

/** Rows that belong to an incident stay while what lists it says that it is open (`Listing.open`), however old they are. */
const UNLESS_OPEN = 'AND NOT EXISTS (SELECT 1 FROM projection_rows i WHERE i.key = t.incident_id AND i.open = 1)';

/** What ages out, by the column `expires_at`: the table, its key, and what keeps a row longer. */
const AGING: readonly (readonly [table: string, key: string, unless?: string])[] = [
  ['slots', 'slot_key', UNLESS_OPEN],
  ['deliveries', 'rowid', UNLESS_OPEN],
  ['waits', 'incident_id, waiter', UNLESS_OPEN],
  ['quarantine', 'rowid'],
  ['changes', 'service_id, at, id'],
  ['reports', 'alert_id, hour, reporter'],
  ['personal', 'ref'],
  ['opsgenie_alerts', 'integration_id, alert_id'],
  ['opsgenie_requests', 'integration_id, request_id'],
  ['mail_threads', 'integration_id, message_id'],
  ['floods', 'recipient'],
  ['flood_pages', 'recipient, "window", page_id'],
];

/**
 * Removes, a slice a call, what a table with a time to live removes by itself. Nothing is written while nothing has aged out,
 * which is nearly always: the reconciler asks every half minute.
 *
 * @param others by table: remove at most so many rows of their own, inside the same write, and say how many
 */
export const sqliteExpiry = (
  db: DatabaseSync,
  group: GroupCommit,
  now: () => number,
  others: Readonly<Record<string, (limit: number) => number>>,
): (() => number) => {
  const due = db.prepare(`SELECT alert_id FROM alerts t WHERE expires_at < ? ${UNLESS_OPEN} LIMIT ?`);
  const forget = db.prepare('DELETE FROM alerts WHERE alert_id = ?');
  const forgetContents = db.prepare('DELETE FROM alert_contents WHERE alert_id = ?');
  const aging = AGING.map(([table, key, unless = '']) =>
    db.prepare(
      `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} t WHERE expires_at < ? ${unless} LIMIT ?)`,
    ),
  );
  const tables = ['alerts', ...AGING.map(([table]) => table), ...Object.keys(others)];
  const aged = db.prepare(
    `SELECT ${tables.map((table) => `EXISTS (SELECT 1 FROM ${table} WHERE expires_at < ?1)`).join(' OR ')} AS aged`,
  );
  return () => {
    if (group.read('look for what has expired', () => aged.get(now())?.aged) !== 1) return 0;
    return group.write('remove what has expired', () => {
      const alerts = due.all(now(), BATCH);
      for (const { alert_id } of alerts) {
        forget.run(String(alert_id));
        forgetContents.run(String(alert_id));
      }
      const rows = aging.reduce((sum, remove) => sum + Number(remove.run(now(), BATCH).changes), alerts.length);
      return Object.values(others).reduce((sum, remove) => sum + remove(BATCH), rows);
    });
  };
};
