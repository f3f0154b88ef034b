import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { openSqliteStores } from '../adapters/sqlite/sqlite-stores.ts';
import type { AlertRecord } from '../domain/alert/alert.ts';
import { makeCommit } from '../domain/incident/commit.ts';
import { toIso } from '../domain/instant/instant.ts';
import { DAY_MS } from '../domain/retention/retention.ts';
import { pinLoad } from './cores.ts';
import { startMuster } from './muster-process.ts';
import { receivePages } from './page-receiver.ts';
import { heading, row } from './table.ts';

/**
 * `node bench/year.ts`: what a year leaves behind. The stores live it, not the server: each day so many incidents of ten alerts
 * with their contents, a slot, eight commits, a row in the list and two deliveries are opened and ended on a turned
 * clock, then what is old enough is removed. `--daily=1000` is the whole year of the issue; the default is a twentieth
 * of it, and sizes are printed for each incident, which does not depend on it. Then the server starts on a database with
 * `--history` resolved alerts in it.
 */
const { values } = parseArgs({
  options: {
    daily: { type: 'string', default: '50' },
    days: { type: 'string', default: '365' },
    history: { type: 'string', default: '1000000' },
    under: { type: 'string', default: join(import.meta.dirname, '..') },
  },
});

const ALERTS = 10;
const COMMITS = 8;
const START = Date.UTC(2026, 0, 1);
const LABELS = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`label-${i}`, `value of label ${i}`]));

const alertRecord = (alertId: string, at: number, status: 'firing' | 'resolved'): AlertRecord => ({
  alertId,
  count: 1,
  serviceId: 'checkout',
  environment: 'production',
  routedBy: 'rule',
  signal: {
    source: 'alertmanager',
    integrationId: 'alertmanager',
    scope: 'alertmanager',
    dedupKey: alertId,
    status,
    severity: 'error',
    title: 'High request latency on checkout-web',
    description: '99th percentile latency of a pod is 2.31s, above the objective of 500ms for 5 minutes.',
    occurredAt: at,
    receivedAt: at,
    labels: LABELS,
    links: [{ href: 'https://prometheus.example.com/graph?g0.expr=latency', text: 'Prometheus' }],
  },
});

const live = async (under: string, daily: number, days: number): Promise<void> => {
  const directory = mkdtempSync(join(under, '.bench-year-'));
  const path = join(directory, 'muster.db');
  let now = START;
  const stores = openSqliteStores({ path, now: () => now });
  const openOne = async (n: number): Promise<void> => {
    const incidentId = `incident-${n}`;
    const ids = Array.from({ length: ALERTS }, () => randomBytes(16).toString('hex'));
    await stores.alerts.record(ids.map((id) => alertRecord(id, now, 'firing')));
    await stores.slots.claim(`checkout ${n}`, incidentId);
    await stores.alerts.attach(
      ids.map((alertId) => ({ alertId, episode: 1, told: 'error' })),
      incidentId,
    );
    let head: { incidentId: string } | { incidentId: string; seq: number; hash: string } = { incidentId };
    for (let seq = 1; seq <= COMMITS; seq += 1) {
      const metadata = { now: toIso(now), actor: { kind: 'system', id: 'bench' } as const, commandId: `${n}-${seq}` };
      const commit = makeCommit(head, { type: 'AddNote', metadata }, 'request', [
        { type: 'NoteAdded', text: 'x'.repeat(400) },
      ]);
      await stores.commits.append(commit);
      head = commit;
    }
    const listing = {
      at: toIso(now),
      status: 'closed',
      major: 'none',
      services: ['checkout'],
      alias: `INC-${n}`,
      pending: false,
    };
    await stores.projections.put(
      {
        name: 'incident-list',
        key: incidentId,
        version: 1,
        seq: COMMITS,
        row: { title: 'High request latency' },
        listing,
      } as never,
      true,
    );
    for (const deliveryId of ['one', 'two'])
      await stores.deliveries.intend(
        {
          incidentId,
          deliveryId,
          kind: 'page',
          recipient: 'ada',
          channel: 'email',
          address: 'ada@example.com',
          status: 'intended',
          intendedAt: toIso(now),
          attempts: 0,
          job: {},
        } as never,
        now,
      );
    await stores.alerts.record(ids.map((id) => alertRecord(id, now + 1000, 'resolved')));
    await stores.durable();
  };
  heading(`A year of ${daily} incidents a day, ten alerts each`);
  let made = 0;
  for (let day = 1; day <= days; day += 1) {
    const cpu = process.cpuUsage();
    for (let i = 0; i < daily; i += 1) {
      made += 1;
      await openOne(made);
    }
    const { user, system } = process.cpuUsage(cpu);
    let removed = 0;
    let slowest = 0;
    for (;;) {
      const began = performance.now();
      const slice = stores.removeExpired();
      await stores.durable();
      slowest = Math.max(slowest, performance.now() - began);
      if (slice === 0) break;
      removed += slice;
    }
    if ([1, 30, 90, 180, 270, days].includes(day)) {
      const bytes = statSync(path).size;
      row(
        `day ${day}`,
        `${(bytes / 1e6).toFixed(1)} MB`,
        `${((user + system) / daily).toFixed(0)} µs of processor an incident; ${removed} rows removed, slowest slice ${slowest.toFixed(1)} ms; ${(bytes / made).toFixed(0)} B an incident so far`,
      );
    }
    now += DAY_MS;
  }
  stores.close();
  rmSync(directory, { recursive: true, force: true });
};

/** Resolved alerts, made by SQLite itself: what is measured is the start, not how they got there. */
const fill = (path: string, alerts: number): void => {
  const now = Date.now();
  openSqliteStores({ path, now: () => now }).close();
  const db = new DatabaseSync(path);
  const body = JSON.stringify({ ...alertRecord('', now, 'firing').signal, routedBy: 'rule' });
  db.exec(`BEGIN;
    CREATE TEMP TABLE made AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${alerts})
      SELECT lower(hex(randomblob(16))) AS id FROM n;
    INSERT INTO alerts (alert_id, status, severity, service_id, environment, episode, count, late_count, occurred_at,
      first_seen_at, last_seen_at, resolved_at, incident_id, expires_at)
      SELECT id, 2, 2, 'checkout', 'production', 1, 3, 0, ${now}, ${now}, ${now}, ${now}, 'incident-' || (rowid / 10),
        ${now + 90 * DAY_MS} FROM made ORDER BY id;
    COMMIT`);
  db.prepare('INSERT INTO alert_contents (alert_id, body) SELECT id, ? FROM made').run(body);
  db.close();
};

const start = async (under: string, alerts: number): Promise<void> => {
  heading('Start of the server, from its spawn to its ready line');
  const receiver = await receivePages();
  const cores = pinLoad();
  for (const history of [0, 0, alerts, alerts]) {
    const before = (data: string): void => {
      if (history === 0) return;
      mkdirSync(data, { mode: 0o700 });
      fill(join(data, 'muster.db'), history);
    };
    const muster = await startMuster({ cores, pageReceiver: receiver.url, under, before });
    row(
      `${history} alerts in history`,
      `${muster.readyMs.toFixed(0)} ms`,
      `${(muster.databaseBytes() / 1e6).toFixed(0)} MB`,
    );
    await muster.stop();
  }
  receiver.close();
};

await live(values.under, Number(values.daily), Number(values.days));
await start(values.under, Number(values.history));
