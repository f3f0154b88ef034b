import { toMs } from '../../domain/instant/instant.ts';
import { hourOf, type StoredReport } from '../../domain/report/report.ts';
import type { Retention } from '../../domain/retention/retention.ts';
import type { ReportStore } from '../../ports/stores.ts';
import { text } from './attributes.ts';
import { REPORT_PREFIX, reportKey, reportsPartition } from './keys.ts';
import { pack, unpack } from './packed.ts';
import type { Table } from './table.ts';
import { ttl } from './ttl.ts';

/** What people reported, one partition per alert, until its retention is over. */
export const dynamoReports = (table: Table, retention: () => Retention): ReportStore => ({
  async put(report) {
    const { written } = await table.put(
      'keep a report',
      reportKey(report.alertId, hourOf(report.at), report.reporter),
      {
        body: pack(JSON.stringify(report)),
        expiresAt: ttl(retention(), 'reports', toMs(report.at)),
      },
      { text: 'attribute_not_exists(#pk)' },
    );
    return written;
  },
  async ofAlert(alertId, from, limit) {
    const query = {
      KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
      Limit: limit,
      values: {
        pk: text(reportsPartition(alertId)),
        from: text(`${REPORT_PREFIX}${hourOf(from)}`),
        // Sorts after every hour.
        to: text(`${REPORT_PREFIX}~`),
      },
    };
    const items = await table.query('read reports', query, limit);
    return items.slice(0, limit).map((item) => JSON.parse(unpack(item.body)) as StoredReport);
  },
});
