import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { postRequest, webhookBody } from './alert-messages.ts';
import { type Cores, pinLoad } from './cores.ts';
import { KeepAliveConnection } from './keep-alive-connection.ts';
import type { MusterProcess } from './muster-process.ts';
import { latenciesOf } from './page-latency.ts';
import { type PageReceiver, receivePages } from './page-receiver.ts';

/**
 * `node bench/compare.ts TREE…`: several checkouts side by side. Every tree's server runs all the time, all on one core; they are measured in turns
 * of some hundred milliseconds, so that a busy neighbour meets them alike. The first tree is what the others are compared with.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '30' },
    only: { type: 'string', multiple: true, default: [] },
  },
});
const trees = positionals.length > 0 ? positionals : [join(import.meta.dirname, '..')];
const seconds = Number(values.seconds);

interface Tree {
  readonly name: string;
  readonly muster: Pick<MusterProcess, 'pid' | 'port' | 'keyOf' | 'stop'>;
  readonly receiver: PageReceiver;
}

/** What was measured in one turn of one tree: processor time of all threads for each alert, and of pages how long each took. */
interface Turn {
  readonly µs: number;
  readonly took: readonly number[];
}

const start = async (path: string, cores: Cores): Promise<Tree> => {
  const receiver = await receivePages();
  const { startMuster } = (await import(resolve(path, 'bench/muster-process.ts'))) as {
    startMuster: (options: { cores: Cores; pageReceiver: string }) => Promise<MusterProcess>;
  };
  return { name: basename(resolve(path)), muster: await startMuster({ cores, pageReceiver: receiver.url }), receiver };
};

/** Microseconds on a processor of all threads of a process, to the nanosecond where `/proc` counts them. */
const processorMicroseconds = (pid: number): number =>
  readdirSync(`/proc/${pid}/task`).reduce(
    (sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1000,
    0,
  );

const ACTIVE = 1024;

/** @returns sends the same alerts again, so many a request over so many connections */
const repeating = (perRequest: number, connections: number, requestsATurn: number) => {
  const series = {
    service: 'checkout',
    severity: 'warning',
    startsAt: new Date(Date.now() - 60_000).toISOString(),
  } as const;
  const bodiesOf = (each: number): string[] =>
    Array.from({ length: ACTIVE / each }, (_, i) =>
      webhookBody({ ...series, case: `repeats-${perRequest}` }, i * each, each),
    );
  const bodies = bodiesOf(perRequest);
  return async ({ muster }: Tree): Promise<() => Promise<Turn>> => {
    const authorization = `Bearer ${muster.keyOf('alertmanager')}`;
    const requests = bodies.map((body) => postRequest('/in/alertmanager', body, authorization));
    const open = await Promise.all(Array.from({ length: connections }, () => KeepAliveConnection.open(muster.port)));
    for (const body of bodiesOf(64)) await open[0]?.post(postRequest('/in/alertmanager', body, authorization));
    let next = 0;
    const send = async (upTo: number): Promise<void> => {
      const end = next + upTo;
      await Promise.all(
        open.map(async (connection) => {
          while (next < end) {
            const status = await connection.post(requests[next++ % requests.length] as Buffer);
            if (status !== 202) throw new Error(`answered ${status}`);
          }
        }),
      );
    };
    await send(Math.max(requests.length * 3, requestsATurn * 8));
    return async () => {
      const before = processorMicroseconds(muster.pid);
      await send(requestsATurn);
      return { µs: (processorMicroseconds(muster.pid) - before) / (requestsATurn * perRequest), took: [] };
    };
  };
};

const PAGES_A_TURN = 4;

/** @returns opens an incident of its own after the other, each of which pages somebody at once */
const paging = async ({ muster, receiver }: Tree): Promise<() => Promise<Turn>> => {
  const authorization = `Bearer ${muster.keyOf('alertmanager')}`;
  const connection = await KeepAliveConnection.open(muster.port);
  let sent = 0;
  const send = async (pages: number): Promise<Turn> => {
    const took: number[] = [];
    const before = processorMicroseconds(muster.pid);
    for (let i = 0; i < pages; i += 1) {
      sent += 1;
      const one = {
        service: 'paged',
        severity: 'critical',
        case: `page-${sent}`,
        startsAt: new Date().toISOString(),
      } as const;
      const request = postRequest('/in/alertmanager', webhookBody(one, sent, 1), authorization);
      const paged = receiver.nextPage();
      const at = performance.now();
      const answered = connection.post(request);
      took.push((await paged).at - at);
      if ((await answered) !== 202) throw new Error('not answered 202');
      await new Promise((done) => setTimeout(done, BETWEEN_MS));
    }
    return { µs: (processorMicroseconds(muster.pid) - before) / pages, took };
  };
  await send(150);
  return () => send(PAGES_A_TURN);
};

/** What follows a commit is over by then. */
const BETWEEN_MS = 8;

/** @returns distinct alerts that join one incident */
const storming =
  (connections: number, alerts: number) =>
  async ({ muster }: Tree): Promise<() => Promise<Turn>> => {
    const authorization = `Bearer ${muster.keyOf('alertmanager')}`;
    const series = {
      service: 'quiet',
      severity: 'info',
      case: `storm-${connections}`,
      startsAt: new Date().toISOString(),
    } as const;
    const open = await Promise.all(Array.from({ length: connections }, () => KeepAliveConnection.open(muster.port)));
    let next = 0;
    return async () => {
      const end = next + alerts;
      const before = processorMicroseconds(muster.pid);
      await Promise.all(
        open.map(async (connection) => {
          while (next < end) {
            const status = await connection.post(
              postRequest('/in/alertmanager', webhookBody(series, next++, 1), authorization),
            );
            if (status !== 202) throw new Error(`answered ${status}`);
          }
        }),
      );
      await new Promise((done) => setTimeout(done, 150));
      return { µs: (processorMicroseconds(muster.pid) - before) / alerts, took: [] };
    };
  };

const PARTS = {
  pages: { title: 'alert to page, an incident each', prepare: paging },
  singly: { title: 'repeats singly, 16 connections', prepare: repeating(1, 16, 96) },
  batched: { title: 'repeats by 64, 8 connections', prepare: repeating(64, 8, 8) },
  storm: { title: 'distinct alerts of one incident, 16 connections', prepare: storming(16, 96) },
} as const;

const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0;

const compare = async (
  running: readonly Tree[],
  title: string,
  prepare: (tree: Tree) => Promise<() => Promise<Turn>>,
) => {
  const turns: (readonly [() => Promise<Turn>, Turn[]])[] = [];
  for (const tree of running) turns.push([await prepare(tree), []]);
  const end = performance.now() + seconds * 1000;
  for (let round = 0; performance.now() < end || round < 4; round += 1) {
    const order = round % 2 === 0 ? turns : turns.toReversed();
    for (const [turn, measured] of order) measured.push(await turn());
  }
  console.log(`\n${title}; ${turns[0]?.[1].length} turns each`);
  const costs = turns.map(([, measured]) => measured.map((turn) => turn.µs));
  const least = quantile(costs[0] ?? [], 0.1);
  for (const [i, [, measured]] of turns.entries()) {
    const each = costs[i] ?? [];
    const tenth = quantile(each, 0.1);
    const took = latenciesOf(measured.flatMap((turn) => turn.took));
    const latency =
      took.samples === 0
        ? ''
        : `; p50 ${took.p50.toFixed(2)}, p90 ${took.p90.toFixed(2)}, p99 ${took.p99.toFixed(2)} ms of ${took.samples}`;
    console.log(
      `  ${running[i]?.name.padEnd(14)} ${(tenth / least).toFixed(2)} × ${tenth.toFixed(1).padStart(9)} µs of processor, median ${quantile(each, 0.5).toFixed(1)}${latency}`,
    );
  }
};

const cores = pinLoad();
const running: Tree[] = [];
try {
  for (const tree of trees) running.push(await start(tree, cores));
  for (const [name, { title, prepare }] of Object.entries(PARTS))
    if (values.only.length === 0 || values.only.includes(name)) await compare(running, title, prepare);
} finally {
  for (const { muster, receiver } of running) {
    await muster.stop();
    receiver.close();
  }
}
