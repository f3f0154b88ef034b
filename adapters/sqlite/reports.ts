import type { DatabaseSync } from 'node:sqlite';
import { toMs } from '../../domain/instant/instant.ts';
import { hourOf, type StoredReport } from '../../domain/report/report.ts';
import { keptUntil, type Retention } from '../../domain/retention/retention.ts';
import type { ReportStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

/** What people reported, by alert, until its retention is over. */
export const sqliteReports = (db: DatabaseSync, group: GroupCommit, retention: () => Retention): ReportStore => {
  const put = db.prepare(`
    INSERT INTO reports (alert_id, hour, reporter, expires_at, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const ofAlert = db.prepare(`
    SELECT body FROM reports WHERE alert_id = ? AND hour >= ? ORDER BY hour, reporter LIMIT ?`);
  return {
    async put(report) {
      const { alertId, at, reporter } = report;
      const expiresAt = keptUntil(retention(), 'reports', toMs(at));
      const values = [alertId, hourOf(at), reporter, expiresAt, JSON.stringify(report)] as const;
      return group.write('keep a report', () => put.run(...values).changes === 1);
    },
    async ofAlert(alertId, from, limit) {
      const rows = group.read('read reports', () => ofAlert.all(alertId, hourOf(from), limit));
      return rows.map((row) => JSON.parse(String(row.body)) as StoredReport);
    },
  };
};
