import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStores } from '../adapters/sqlite/sqlite-stores.ts';
import type { AlertRecord } from '../domain/alert/alert.ts';
import { heading, row } from './table.ts';

/**
 * `TMPDIR=/dev/shm node bench/store-repeats.ts 1000 50000`: what a durable repeat costs in the SQLite store alone, without HTTP and
 * JSON, with so many active alerts. Bytes written do not depend on how busy the machine is; of the processor time the
 * quickest tenth of the rounds says most.
 */
const labels = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`label-${i}`, `value of label ${i}`]));

const recordOf = (alertId: string, at: number): AlertRecord => ({
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
    status: 'firing',
    severity: 'error',
    title: 'High request latency on checkout-web',
    occurredAt: at,
    receivedAt: at,
    labels,
    links: [],
  },
});

const written = (): number => Number(/wchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);

const measure = async (active: number): Promise<void> => {
  const directory = mkdtempSync(join(tmpdir(), 'muster-repeats-'));
  const stores = openSqliteStores({ path: join(directory, 'muster.db'), now: Date.now });
  const ids = Array.from({ length: active }, () => randomBytes(16).toString('hex'));
  for (let i = 0; i < active; i += 500) {
    const some = ids.slice(i, i + 500);
    await stores.alerts.record(some.map((id) => recordOf(id, Date.now())));
    await stores.alerts.attach(
      some.map((alertId) => ({ alertId, episode: 1, told: 'error' })),
      `incident-${i}`,
    );
    await stores.durable();
  }
  let next = 0;
  for (const batch of [1, 16, 64]) {
    const costs: number[] = [];
    let repeats = 0;
    const before = written();
    const end = performance.now() + 3000;
    while (performance.now() < end) {
      const cpu = process.cpuUsage();
      for (let commit = 0; commit < 20; commit += 1) {
        const records = Array.from({ length: batch }, (_, i) =>
          recordOf(ids[(next + i) % active] as string, Date.now()),
        );
        next = (next + batch) % active;
        await stores.alerts.record(records);
        await stores.durable();
      }
      const { user, system } = process.cpuUsage(cpu);
      costs.push((user + system) / (20 * batch));
      repeats += 20 * batch;
    }
    costs.sort((a, b) => a - b);
    const quickest = costs[Math.floor(costs.length / 10)] ?? 0;
    const bytes = (written() - before) / repeats;
    row(
      `${active} active, ${batch} a COMMIT`,
      `${bytes.toFixed(0)} B`,
      `written each; ${quickest.toFixed(1)} µs of processor (p10)`,
    );
  }
  stores.close();
  rmSync(directory, { recursive: true, force: true });
};

heading('Repeats in the store');
for (const active of process.argv.slice(2)) await measure(Number(active));
