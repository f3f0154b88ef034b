import { setTimeout as pause } from 'node:timers/promises';
import { type AlertSeries, plainBody, postRequest, prometheusBody, webhookBody } from './alert-messages.ts';
import type { AlertmanagerProcess } from './alertmanager-process.ts';
import { processorSeconds } from './cores.ts';
import { KeepAliveConnection } from './keep-alive-connection.ts';
import type { MusterProcess } from './muster-process.ts';
import { type Latencies, latenciesOf } from './page-latency.ts';
import type { PageReceiver } from './page-receiver.ts';

/** Distinct alerts of one cause, all of one incident. */
export interface Storm {
  readonly name: string;
  readonly connections: number;
  readonly perRequest: number;
  readonly alerts: number;
  /** Alerts of some 90 bytes, of which 40,000 fit into one body, in place of those of Alertmanager. */
  readonly isPlain?: true;
}

/** What it costs the server, of the whole storm and of its first and last twentieth. */
export interface Weathered {
  readonly seconds: number;
  readonly msAnAlert: number;
  readonly first: number;
  readonly last: number;
}

/** What an unrelated critical alert takes meanwhile from its sending until its page, and what the incident counts at last. */
export interface WeatheredByMuster extends Weathered {
  readonly page: Latencies;
  readonly syncs: number;
  readonly counted: number;
}

/** @param alerts of the storms of single alerts; the others follow */
export const stormsOf = (alerts: number): readonly Storm[] => [
  { name: '1 connection', connections: 1, perRequest: 1, alerts: alerts / 4 },
  { name: '16 connections', connections: 16, perRequest: 1, alerts },
  { name: '64 connections', connections: 64, perRequest: 1, alerts },
  { name: '50 a request, 8 connections', connections: 8, perRequest: 50, alerts: alerts * 2.5 },
  { name: 'one request', connections: 1, perRequest: alerts * 2, alerts: alerts * 2, isPlain: true },
];

const PROBE_EVERY_MS = 100;
const PAGE_WITHIN_MS = 60_000;

/** Sends an unrelated critical alert every now and then until told to stop. @returns how long each took to page, in ms */
const probe = async (
  muster: MusterProcess,
  receiver: PageReceiver,
  until: () => boolean,
  run: string,
): Promise<number[]> => {
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

const blow = async (
  target: { readonly port: number; readonly pid: number },
  { connections, perRequest, alerts }: Storm,
  requestFrom: (from: number) => Buffer,
  expectedStatus: number,
): Promise<Weathered> => {
  const open = await Promise.all(Array.from({ length: connections }, () => KeepAliveConnection.open(target.port)));
  let next = 0;
  let answered = 0;
  const marks: { at: number; seconds: number }[] = [{ at: 0, seconds: processorSeconds(target.pid) }];
  const step = Math.max(perRequest, alerts / 20);
  const began = performance.now();
  await Promise.all(
    open.map(async (connection) => {
      while (next < alerts) {
        const from = next;
        next += perRequest;
        const status = await connection.post(requestFrom(from));
        if (status !== expectedStatus) throw new Error(`answered ${status}`);
        answered += perRequest;
        const mark = marks.at(-1) as { at: number };
        if (answered - mark.at >= step) marks.push({ at: answered, seconds: processorSeconds(target.pid) });
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  for (const connection of open) connection.close();
  const each = marks.slice(1).map((mark, i) => {
    const before = marks[i] as { at: number; seconds: number };
    return ((mark.seconds - before.seconds) * 1000) / (mark.at - before.at);
  });
  const used = processorSeconds(target.pid) - (marks[0]?.seconds ?? 0);
  return { seconds, msAnAlert: (used * 1000) / alerts, first: each[0] ?? 0, last: each.at(-1) ?? 0 };
};

const seriesOf = (name: string): AlertSeries => ({
  service: 'quiet',
  severity: 'info',
  case: name,
  startsAt: new Date().toISOString(),
});

/** A storm over Muster, while an unrelated critical alert must page as ever. The pages are in the processor time. */
export const stormOverMuster = async (
  muster: MusterProcess,
  receiver: PageReceiver,
  storm: Storm,
): Promise<WeatheredByMuster> => {
  const run = `storm-${Date.now()}`;
  const series = seriesOf(run);
  const [path, body] = storm.isPlain ? (['generic', plainBody] as const) : (['alertmanager', webhookBody] as const);
  const authorization = `Bearer ${muster.keyOf(path)}`;
  let over = false;
  const probing = probe(muster, receiver, () => over, run);
  const before = await muster.syncs();
  const weathered = await blow(
    muster,
    storm,
    (from) => postRequest(`/in/${path}`, body(series, from, storm.perRequest), authorization),
    202,
  );
  const syncs = (await muster.syncs()) - before;
  over = true;
  const page = latenciesOf(await probing);
  const { items } = await muster.get<{ items: { alerts: number; firing: number }[] }>(
    '/v1/incidents?service=quiet&limit=1',
  );
  return { ...weathered, page, syncs, counted: Math.min(items[0]?.alerts ?? 0, items[0]?.firing ?? 0) };
};

/** The same alerts, as Prometheus posts them to Alertmanager, which keeps them in memory. */
export const stormOverAlertmanager = (alertmanager: AlertmanagerProcess, storm: Storm): Promise<Weathered> => {
  const series = seriesOf(`storm-${Date.now()}`);
  return blow(
    alertmanager,
    storm,
    (from) => postRequest('/api/v2/alerts', prometheusBody(series, from, storm.perRequest)),
    200,
  );
};
