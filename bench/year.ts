import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { DAY_MS } from '../domain/retention/retention.ts';
import { masterKeyFileIn, newMasterKey, writeMasterKey } from '../embedded/master-key-file.ts';
import { pinLoad } from './cores.ts';
import { startMuster } from './muster-process.ts';
import { receivePages } from './page-receiver.ts';
import { heading, row } from './table.ts';
import { ALERTS_OF_ONE, bulkHistory } from './year/bulk-history.ts';
import { openYear } from './year/lived-year.ts';

/**
 * `node bench/year.ts`: what a year leaves behind, and whether it is as quick at its end as at its beginning. The use cases live it
 * over SQLite on a turned clock, with the retention of the defaults (the ledger and slots: 90 days, so that they too come to rest): each incident of ten alerts is opened, its people paged, acknowledged, recovered,
 * resolved and closed, and every commit followed; what is old enough is removed each day. `--daily=1000` is the whole year of the issue; the default is a
 * sixth of it, 60,000 incidents, and sizes are printed for each incident, which does not depend on it. Then the server starts on a data
 * directory with `--history` alerts of ended incidents in it.
 */
const { values } = parseArgs({
  options: {
    daily: { type: 'string', default: '165' },
    days: { type: 'string', default: '365' },
    history: { type: 'string', default: '1000000' },
    starts: { type: 'string', default: '3' },
    under: { type: 'string', default: join(import.meta.dirname, '..') },
  },
});

const MONTH = 30;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

const TABLES = ['commits', 'projection_rows', 'alerts', 'slots', 'deliveries', 'heads', 'members', 'waits'];

const rowsIn = (path: string): string => {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const count = (table: string): unknown => db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n;
    return TABLES.map((table) => `${table} ${count(table)}`).join(', ');
  } finally {
    db.close();
  }
};

const live = async (under: string, daily: number, days: number): Promise<void> => {
  const directory = mkdtempSync(join(under, '.bench-year-'));
  const path = join(directory, 'muster.db');
  const year = openYear(path);
  heading(`A year of ${daily} incidents a day, ten alerts each`);
  try {
    let incidents = 0;
    let before = 0;
    for (let first = 1; first <= days; first += MONTH) {
      const until = Math.min(first + MONTH - 1, days);
      let [spent, removed, removing, slowest] = [0, 0, 0, 0];
      for (let day = first; day <= until; day += 1) {
        const began = process.cpuUsage();
        for (let n = 0; n < daily; n += 1) await year.liveOne();
        const lived = process.cpuUsage(began);
        spent += lived.user + lived.system;
        await year.stores.durable();
        for (;;) {
          const [sliceBegan, from] = [performance.now(), process.cpuUsage()];
          const slice = await year.removeSlice();
          const used = process.cpuUsage(from);
          removing += used.user + used.system;
          slowest = Math.max(slowest, performance.now() - sliceBegan);
          removed += slice;
          if (slice === 0) break;
        }
        year.passes(DAY_MS);
      }
      const lived = daily * (until - first + 1);
      incidents += lived;
      const bytes = statSync(path).size;
      row(
        `days ${first}–${until}`,
        `${(spent / lived).toFixed(0)} µs`,
        [
          `of processor an incident, ${(removing / lived).toFixed(0)} to remove what was old (${removed} rows, slowest slice ${slowest.toFixed(0)} ms)`,
          `${megabytes(bytes)}, ${((bytes - before) / lived).toFixed(0)} B an incident of this month`,
        ].join('; '),
      );
      before = bytes;
    }
    year.close();
    row('rows that are left', String(incidents), `incidents lived; ${rowsIn(path)}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

const start = async (under: string, alerts: number, starts: number): Promise<void> => {
  heading('Start of the server, from its spawn to its ready line');
  const directory = mkdtempSync(join(under, '.bench-history-'));
  const receiver = await receivePages();
  try {
    const path = join(directory, 'muster.db');
    await bulkHistory(path, Math.ceil(alerts / ALERTS_OF_ONE));
    const cores = pinLoad();
    for (const history of [0, alerts]) {
      const ready: number[] = [];
      let bytes = 0;
      for (let n = 0; n < starts; n += 1) {
        const before = (data: string): void => {
          if (history === 0) return;
          mkdirSync(data, { mode: 0o700 });
          cpSync(path, join(data, 'muster.db'));
          writeMasterKey(masterKeyFileIn(data), newMasterKey());
        };
        const muster = await startMuster({ cores, pageReceiver: receiver.url, under, before });
        ready.push(muster.readyMs);
        bytes = muster.databaseBytes();
        await muster.stop();
      }
      row(
        `${history} alerts in history`,
        `${Math.min(...ready).toFixed(0)} ms`,
        `quickest of ${ready.map((ms) => ms.toFixed(0)).join(', ')}; ${megabytes(bytes)}`,
      );
    }
  } finally {
    receiver.close();
    rmSync(directory, { recursive: true, force: true });
  }
};

await live(values.under, Number(values.daily), Number(values.days));
await start(values.under, Number(values.history), Number(values.starts));
