import type { DatabaseSync } from 'node:sqlite';
import { toMs } from '../../domain/instant/instant.ts';
import { hourOf, type StoredReport } from '../../domain/report/report.ts';
import type { ReportStore } from '../../ports/stores.ts';
import type { GroupCommit } from './group-commit.ts';

const KEPT_MS = 90 * 86_400_000;

/** What people reported, by alert, for 90 days. */
export const sqliteReports = (db: DatabaseSync, group: GroupCommit): ReportStore => {
  const put = db.prepare(`
    INSERT INTO reports (alert_id, hour, reporter, expires_at, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`);
  const ofAlert = db.prepare(`
    SELECT body FROM reports WHERE alert_id = ? AND hour >= ? ORDER BY hour, reporter LIMIT ?`);
  return {
    async put(report) {
      const { alertId, at, reporter } = report;
      const values = [alertId, hourOf(at), reporter, toMs(at) + KEPT_MS, JSON.stringify(report)] as const;
      return group.write('keep a report', () => put.run(...values).changes === 1);
    },
    async ofAlert(alertId, from, limit) {
      const rows = group.read('read reports', () => ofAlert.all(alertId, hourOf(from), limit));
      return rows.map((row) => JSON.parse(String(row.body)) as StoredReport);
    },
  };
};
