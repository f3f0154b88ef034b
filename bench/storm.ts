import { setTimeout as pause } from 'node:timers/promises';
import { type AlertSeries, postRequest, webhookBody } from './alert-messages.ts';
import { pinLoad, processorSeconds } from './cores.ts';
import { KeepAliveConnection } from './keep-alive-connection.ts';
import { type MusterProcess, startMuster } from './muster-process.ts';
import { latenciesOf } from './page-latency.ts';
import { type PageReceiver, receivePages } from './page-receiver.ts';

/**
 * Storms: distinct alerts of one cause, all of one incident, while an unrelated critical alert must page as ever.
 *
 *     node bench/storm.ts [--quick]
 */

interface Storm {
  readonly name: string;
  readonly connections: number;
  readonly perRequest: number;
  readonly alerts: number;
}

interface Weathered {
  readonly rate: number;
  /** Of the server, over the whole storm, the first and the last twentieth of it. */
  readonly msAnAlert: number;
  readonly first: number;
  readonly last: number;
  /** An unrelated critical alert meanwhile, from its sending until its page. */
  readonly pageP50: number;
  readonly pageP99: number;
  readonly pages: number;
  readonly counted: number;
}

const PROBE_EVERY_MS = 100;
const PAGE_WITHIN_MS = 60_000;

/** Sends an unrelated critical alert every now and then until told to stop. @returns how long each took to page, in ms */
const probe = async (muster: MusterProcess, receiver: PageReceiver, until: () => boolean, run: string) => {
  const authorization = `Bearer ${muster.keyOf('alertmanager')}`;
  const connection = await KeepAliveConnection.open(muster.port);
  const took: number[] = [];
  while (!until()) {
    const startsAt = new Date().toISOString();
    const one = { service: 'paged', severity: 'critical', case: `${run}-${took.length}`, startsAt } as const;
    const paged = receiver.nextPage();
    const sent = performance.now();
    const answered = connection.post(postRequest('/in/alertmanager', webhookBody(one, 0, 1), authorization));
    const late = pause(PAGE_WITHIN_MS, undefined, { ref: false }).then(() => undefined);
    const page = await Promise.race([paged, late]);
    took.push((page?.at ?? performance.now()) - sent);
    await answered;
    await pause(PROBE_EVERY_MS);
  }
  connection.close();
  return took;
};

const weather = async (muster: MusterProcess, receiver: PageReceiver, storm: Storm): Promise<Weathered> => {
  const { connections, perRequest, alerts } = storm;
  const run = `storm-${Date.now()}`;
  const series: AlertSeries = { service: 'quiet', severity: 'info', case: run, startsAt: new Date().toISOString() };
  const authorization = `Bearer ${muster.keyOf('alertmanager')}`;
  const open = await Promise.all(Array.from({ length: connections }, () => KeepAliveConnection.open(muster.port)));
  let next = 0;
  let answered = 0;
  let over = false;
  const marks: { at: number; seconds: number }[] = [{ at: 0, seconds: processorSeconds(muster.pid) }];
  const step = Math.max(perRequest, alerts / 20);
  const probing = probe(muster, receiver, () => over, run);
  const began = performance.now();
  await Promise.all(
    open.map(async (connection) => {
      while (next < alerts) {
        const from = next;
        next += perRequest;
        const status = await connection.post(
          postRequest('/in/alertmanager', webhookBody(series, from, perRequest), authorization),
        );
        if (status !== 202) throw new Error(`Muster answered ${status}`);
        answered += perRequest;
        const mark = marks.at(-1) as { at: number };
        if (answered - mark.at >= step) marks.push({ at: answered, seconds: processorSeconds(muster.pid) });
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  over = true;
  const latencies = latenciesOf(await probing);
  for (const connection of open) connection.close();
  const each = marks.slice(1).map((mark, i) => {
    const before = marks[i] as { at: number; seconds: number };
    return ((mark.seconds - before.seconds) * 1000) / (mark.at - before.at);
  });
  const [begin, end] = [marks[0], marks.at(-1)] as { at: number; seconds: number }[];
  const { items } = await muster.get<{ items: { alerts: number; firing: number }[] }>(
    '/v1/incidents?service=quiet&limit=1',
  );
  return {
    rate: alerts / seconds,
    msAnAlert: (((end?.seconds ?? 0) - (begin?.seconds ?? 0)) * 1000) / alerts,
    first: each[0] ?? 0,
    last: each.at(-1) ?? 0,
    pageP50: latencies.p50,
    pageP99: latencies.p99,
    pages: latencies.samples,
    counted: Math.min(items[0]?.alerts ?? 0, items[0]?.firing ?? 0),
  };
};

const quick = process.argv.includes('--quick');
const STORMS: readonly Storm[] = [
  { name: '1 connection', connections: 1, perRequest: 1, alerts: quick ? 2_000 : 5_000 },
  { name: '16 connections', connections: 16, perRequest: 1, alerts: quick ? 4_000 : 20_000 },
  { name: '64 connections', connections: 64, perRequest: 1, alerts: quick ? 4_000 : 20_000 },
  { name: '8 connections, 50 a request', connections: 8, perRequest: 50, alerts: quick ? 10_000 : 50_000 },
  { name: 'one request', connections: 1, perRequest: 4_000, alerts: 4_000 },
];

const cores = pinLoad();
const receiver = await receivePages();
const muster = await startMuster({ cores, pageReceiver: receiver.url });
try {
  process.stdout.write(`${cores.text}\n`);
  for (const storm of STORMS) {
    const seen = await weather(muster, receiver, storm);
    await pause(1_000);
    process.stdout.write(
      `${storm.name}: ${storm.alerts} alerts, ${seen.rate.toFixed(0)}/s, ${seen.msAnAlert.toFixed(3)} ms of processor each ` +
        `(first twentieth ${seen.first.toFixed(3)}, last ${seen.last.toFixed(3)}); unrelated page p50 ${seen.pageP50.toFixed(1)} ` +
        `p99 ${seen.pageP99.toFixed(0)} ms of ${seen.pages}; counted ${seen.counted}\n`,
    );
  }
} finally {
  await muster.stop();
  receiver.close();
}
