import { hourOf } from '../../domain/report/report.ts';
import type { ReportStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';
import { sortedBy } from './pages.ts';

export const memoryReports = (held: Pick<Held, 'reports'>): ReportStore => ({
  async put(report) {
    const key = `${report.alertId} ${hourOf(report.at)} ${report.reporter}`;
    if (held.reports.has(key)) return false;
    held.reports.set(key, report);
    return true;
  },
  async ofAlert(alertId, from, limit) {
    const found = [...held.reports.values()].filter(
      (report) => report.alertId === alertId && hourOf(report.at) >= hourOf(from),
    );
    return sortedBy(found, ({ at, reporter }) => `${hourOf(at)} ${reporter}`).slice(0, limit);
  },
});
