import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureActiveAlerts } from './active-alerts.ts';
import { type AlertmanagerProcess, startAlertmanager } from './alertmanager-process.ts';
import { type Cores, pinLoad } from './cores.ts';
import {
  BATCHED,
  type Repeats,
  rateOf,
  repeatToAlertmanager,
  repeatToMuster,
  type Shape,
  SINGLE,
} from './duplicates.ts';
import { measureFsync } from './fsync-floor.ts';
import { type MusterProcess, startMuster } from './muster-process.ts';
import { measurePageLatency } from './page-latency.ts';
import { type PageReceiver, receivePages } from './page-receiver.ts';
import { countStoreWrites } from './store-writes.ts';
import { stormOverAlertmanager, stormOverMuster, stormsOf, type Weathered } from './storm.ts';
import { heading, row } from './table.ts';

/** `npm run bench`: prints what the running server does on this machine. See README.md for how to read it. */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    pages: { type: 'string', default: '600' },
    alerts: { type: 'string', default: '100000' },
    storm: { type: 'string', default: '20000' },
    skip: { type: 'string', multiple: true, default: [] },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const seconds = Number(values.seconds);
const wanted = (part: string): boolean =>
  !values.skip.includes(part) && (values.only.length === 0 || values.only.includes(part));
const root = join(import.meta.dirname, '..');

const whole = (n: number): string => Math.round(n).toLocaleString('en-GB');
const percent = (share: number): string => `${Math.round(share * 100)} %`;

const busy = ({ rounds }: Repeats): string => {
  const middle = rounds[Math.floor(rounds.length / 2)];
  if (!middle) return '';
  const saturated = middle.loadBusy > 0.9 ? ', LOAD CORE SATURATED' : '';
  return `server core ${percent(middle.serverBusy)}, load core ${percent(middle.loadBusy)}${saturated}`;
};

const spread = ({ rounds, alertsPerRequest }: Repeats): string =>
  rounds.map((round) => whole((round.answered * alertsPerRequest) / round.seconds)).join(' … ');

const syncs = ({ rounds }: Repeats): string => {
  const middle = rounds[Math.floor(rounds.length / 2)];
  return middle ? whole(middle.syncs / middle.seconds) : '';
};

/** Processor time of the server for each alert, which a busy neighbour changes less than it changes the rate. */
const microseconds = ({ rounds, alertsPerRequest }: Repeats): string => {
  const middle = rounds[Math.floor(rounds.length / 2)];
  return middle ? ((middle.serverBusy * middle.seconds * 1e6) / (middle.answered * alertsPerRequest)).toFixed(1) : '';
};

const repeats = async (
  muster: MusterProcess,
  alertmanager: AlertmanagerProcess | undefined,
  shape: Shape,
): Promise<void> => {
  const name = `${shape.alertsPerRequest} per request, ${shape.connections} connections`;
  const ours = await repeatToMuster(muster, shape, seconds);
  row(
    `Muster: ${name}`,
    `${whole(rateOf(ours))} /s`,
    `${syncs(ours)} syncs/s; rounds ${spread(ours)}; ${ours.bytesPerRequest} bytes a request`,
  );
  row('', `${microseconds(ours)} µs`, `of processor an alert; ${busy(ours)}`);
  const refused = ours.rounds.reduce((sum, round) => sum + round.refused, 0);
  row('', `${whole(ours.lost)} lost`, `${whole(refused)} not answered 202, ${ours.lines} log lines`);
  if (ours.lost !== 0) process.exitCode = 1;
  if (!alertmanager) return;
  const theirs = await repeatToAlertmanager(alertmanager, shape, seconds);
  row(`Alertmanager: ${name}`, `${whole(rateOf(theirs))} /s`, `rounds ${spread(theirs)}; ${busy(theirs)}`);
  row('', `${(rateOf(ours) / rateOf(theirs)).toFixed(2)} ×`, 'Muster to Alertmanager, which keeps them in memory only');
};

const costs = ({ msAnAlert, first, last }: Weathered): string =>
  `${msAnAlert.toFixed(3)} ms of processor an alert, first twentieth ${first.toFixed(3)}, last ${last.toFixed(3)}`;

const storms = async (
  muster: MusterProcess,
  receiver: PageReceiver,
  alertmanager: AlertmanagerProcess | undefined,
): Promise<void> => {
  heading('Storms: distinct alerts of one incident, while an unrelated one must page');
  for (const storm of stormsOf(Number(values.storm))) {
    const { alerts } = storm;
    const ours = await stormOverMuster(muster, receiver, storm);
    const rate = alerts / ours.seconds;
    const { page } = ours;
    row(
      `${storm.name}, ${whole(alerts)} alerts`,
      `${whole(rate)} /s`,
      `${whole(ours.syncs / ours.seconds)} syncs/s; ${costs(ours)}`,
    );
    row(
      '',
      `${ours.seconds.toFixed(1)} s`,
      `unrelated page p50 ${page.p50.toFixed(1)}, p99 ${page.p99.toFixed(0)} ms of ${page.samples}`,
    );
    row('', whole(alerts - ours.counted), 'not counted by the incident');
    if (ours.counted !== alerts) process.exitCode = 1;
    if (!alertmanager || storm.isPlain) continue;
    const theirs = await stormOverAlertmanager(alertmanager, storm);
    row('  Alertmanager', `${whole(alerts / theirs.seconds)} /s`, costs(theirs));
    row(
      '',
      `${(theirs.seconds / ours.seconds).toFixed(2)} ×`,
      'Muster to Alertmanager, which keeps them in memory only',
    );
  }
};

const measureServer = async (cores: Cores): Promise<void> => {
  const receiver = await receivePages();
  const alertmanager = wanted('alertmanager') ? await startAlertmanager(cores) : undefined;
  try {
    const muster = await startMuster({ cores, pageReceiver: receiver.url });
    try {
      const floor = measureFsync(root);
      heading('Disk');
      row(
        muster.fileSystem,
        `${floor.p50.toFixed(2)} ms`,
        `fdatasync of 16 KiB, p90 ${floor.p90.toFixed(2)}, p99 ${floor.p99.toFixed(2)}`,
      );
      if (wanted('pages')) {
        heading('From an alert to the page, a new incident each, one at a time (ms)');
        const { page, answer } = await measurePageLatency(muster, receiver, Number(values.pages));
        const text = (l: typeof page): string =>
          `p90 ${l.p90.toFixed(2)}, p99 ${l.p99.toFixed(2)}, ${l.samples} samples`;
        row('page received, p50', `${page.p50.toFixed(2)} ms`, text(page));
        row('202 received, p50', `${answer.p50.toFixed(2)} ms`, text(answer));
      }
      if (wanted('storms')) await storms(muster, receiver, alertmanager);
      if (wanted('repeats')) {
        heading(
          `Repeats of known alerts, durable before the answer${alertmanager ? `; Alertmanager ${alertmanager.version}` : ''}`,
        );
        await repeats(muster, alertmanager, SINGLE);
        await repeats(muster, alertmanager, BATCHED);
        if (!alertmanager && wanted('alertmanager')) row('Alertmanager', '—', 'not installed: nothing to compare with');
      }
    } finally {
      await muster.stop();
    }
    if (wanted('memory')) {
      const fresh = await startMuster({ cores, pageReceiver: receiver.url });
      try {
        const active = await measureActiveAlerts(fresh, Number(values.alerts));
        heading(`${whole(active.alerts)} active alerts in ${whole(active.incidents)} incidents`);
        row('memory', `${whole(active.residentBytesPerAlert)} B`, 'resident, an alert');
        row('database', `${whole(active.databaseBytesPerAlert)} B`, 'an alert, with its share of the incident');
        row('opened', `${whole(active.openedPerSecond)} /s`, 'one connection, 100 a request');
      } finally {
        await fresh.stop();
      }
    }
  } finally {
    await alertmanager?.stop();
    receiver.close();
  }
};

const grouped = (writes: readonly string[]): string => {
  const times = new Map<string, number>();
  for (const name of writes) times.set(name, (times.get(name) ?? 0) + 1);
  return [...times].map(([name, n]) => (n === 1 ? name : `${name} × ${n}`)).join(', ');
};

const measureWrites = async (): Promise<void> => {
  const { perRepeat, linesPerRepeat, beforePage, afterPage } = await countStoreWrites();
  heading('Writes to the store');
  row('a repeat', String(perRepeat.length), `${grouped(perRepeat)}; ${linesPerRepeat} log lines`);
  row('a new incident, before its page', String(beforePage.length), grouped(beforePage));
  row('and after it', String(afterPage.length), grouped(afterPage));
};

/** Scripts of their own, whose output belongs to the same report. */
const alsoRun = (title: string, script: string, ...args: string[]): void => {
  heading(title);
  spawnSync(process.execPath, [join(import.meta.dirname, script), ...args], { stdio: 'inherit' });
};

const cores = pinLoad();
console.log(
  `${cpus()[0]?.model ?? 'unknown processor'} × ${cpus().length}, node ${process.versions.node}; ${cores.text}`,
);
console.log(`load of the machine at the start: ${readFileSync('/proc/loadavg', 'utf8').trim()}`);
await measureServer(cores);
if (wanted('writes')) await measureWrites();
if (wanted('sources')) alsoRun('Reading an alert (µs)', 'sources.ts');
if (wanted('bundles')) alsoRun('Lambda bundles', 'bundle-sizes.ts', '--runs=9');
console.log(`\nload of the machine at the end: ${readFileSync('/proc/loadavg', 'utf8').trim()}`);
