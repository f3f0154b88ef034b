import { sendSignOfLife } from '../adapters/http/sign-of-life.ts';
import { prometheusMeasures, type Reading } from '../adapters/prometheus/prometheus-measures.ts';
import type { SqliteStores } from '../adapters/sqlite/sqlite-stores.ts';
import { problem } from '../domain/failure/problem.ts';
import type { Served } from '../intake/routes.ts';
import type { Measuring } from '../ports/measuring.ts';
import type { Observer, Ports } from '../ports/ports.ts';
import { StoreError } from '../ports/store-error.ts';
import { type Readiness, readiness } from '../usecases/readiness/readiness.ts';
import type { RecordState } from './checkpoint-keeper.ts';
import type { RawRequest, RawResponse } from './http-server.ts';
import { clockSetting } from './steady-clock.ts';

/** How often a sign of life is sent outwards, in real time. */
const SIGN_OF_LIFE_EVERY_MS = 60_000;

/** Anybody may ask whether it is ready, and each answer costs a write. */
const ASKED_ANEW_AFTER_MS = 1_000;

/** What the watch reads; known when everything is composed. */
export interface Watched {
  readonly ports: Ports;
  readonly stores: SqliteStores;
  readonly reconciled: () => { readonly at: number; readonly everyMs: number };
  readonly record: () => RecordState;
  readonly onLastGood: () => boolean;
  readonly mayRead: (request: RawRequest) => Promise<boolean>;
}

/** What a process says of itself: numbers, whether it is ready, and a sign of life to somebody outside. */
export interface SelfWatch {
  readonly measures: Measuring;
  watch(watched: Watched): void;
  readiness(): Promise<Readiness>;
  /** Looks at what has failed anywhere. */
  failed(error: unknown): void;
  /** Counts an answer. @param ms how long it took */
  answered(served: Served | undefined, status: number, ms: number): void;
  /** Answers Prometheus. */
  metrics(request: RawRequest): Promise<RawResponse>;
  /** Begins to send signs of life. */
  start(observer: Observer): void;
  stop(): void;
}

const PROMETHEUS_REFUSED = problem(
  'unauthenticated',
  'Numbers are for programs of this machine; from elsewhere send "Authorization: Bearer <token>".',
);

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/** What a proxy, or a page in a browser, sends along: neither is a program of this machine. */
const COMES_FROM_ELSEWHERE = ['x-forwarded-for', 'x-forwarded-host', 'forwarded', 'via', 'origin', 'sec-fetch-site'];

const isFromHere = ({ address, headers }: RawRequest): boolean =>
  LOOPBACK.test(address ?? '') && COMES_FROM_ELSEWHERE.every((name) => headers[name] === undefined);

/** @param pingUrl who is told each minute that it is ready; nobody unless given */
export const createSelfWatch = (pingUrl?: string): SelfWatch => {
  let watched: Watched | undefined;
  let timer: NodeJS.Timeout | undefined;
  let lastReadiness: { readonly at: number; readonly result: Promise<Readiness> } | undefined;
  const clockSetByMs = clockSetting();
  let isDamaged = false;
  const answers = new Map<string, number>();

  const known = (): Watched => {
    if (watched === undefined) throw new Error('nothing is watched yet');
    return watched;
  };

  const ask = async (): Promise<Readiness> => {
    const { ports, reconciled, stores } = known();
    // Real time: whoever turns the clock faster has not set it.
    const facts = { reconciled: reconciled(), clockSetByMs: clockSetByMs(), isDamaged };
    return stores.unitOfWork(() => readiness(ports, facts));
  };

  const askRarely = (): Promise<Readiness> => {
    const now = performance.now();
    if (lastReadiness === undefined || now - lastReadiness.at > ASKED_ANEW_AFTER_MS)
      lastReadiness = { at: now, result: ask() };
    return lastReadiness.result;
  };

  const read = async (): Promise<Reading> => {
    const { ports, record, reconciled, stores, onLastGood } = known();
    const { ready, checks } = await askRarely();
    const check = (name: string): number => checks.find((one) => one.name === name)?.seconds ?? 0;
    await ports.providers.look();
    const channels = Map.groupBy(ports.providers.list(), ({ channel }) => channel);
    const mark = await stores.checkpoints.mark();
    const { check: recordCheck } = record();
    const { incidents, unfollowed } = stores.standing();
    const newest = stores.durablePosition();
    return {
      muster_ready: Number(ready),
      muster_check_ok: checks.map(({ name, ok }) => [{ check: name }, Number(ok)]),
      muster_configuration_last_good: Number(onLastGood()),
      muster_reconciler_age_seconds: Math.max(0, ports.clock.now() - reconciled().at) / 1000,
      muster_oldest_unsent_page_seconds: check('pages'),
      muster_store_write_seconds: check('store'),
      muster_provider_up: [...channels].map(([channel, all]) => [
        { channel },
        Number(all.every(({ status }) => status === 'up')),
      ]),
      muster_commits_total: newest,
      muster_unfollowed_commits: unfollowed,
      muster_open_incidents: incidents.map(({ count, ...labels }) => [labels, count]),
      muster_checkpoint_number: mark?.number ?? 0,
      muster_commits_outside_checkpoints: Math.max(0, newest - (mark?.position ?? 0)),
      ...(recordCheck && { muster_record_problems: recordCheck.found }),
      muster_requests_total: [...answers].map(([key, count]) => {
        const [served = '', status = ''] = key.split(' ');
        return [{ served, status }, count];
      }),
    };
  };

  const measures = prometheusMeasures(read);

  const sayAlive = async (url: string, observer: Observer): Promise<void> => {
    const { ready, checks } = await askRarely();
    if (!ready) {
      measures.count('muster_signs_of_life_total', 1, { outcome: 'withheld' });
      const why = checks.filter(({ ok }) => !ok).map(({ name, detail }) => `${name}: ${detail}`);
      observer.failed('a sign of life was withheld, since this Muster is not ready', new Error(why.join('; ')));
      return;
    }
    await sendSignOfLife(url);
    measures.count('muster_signs_of_life_total', 1, { outcome: 'sent' });
  };

  return {
    measures,
    watch(all) {
      watched = all;
    },
    readiness: askRarely,
    failed(error) {
      if (error instanceof StoreError && error.code === 'corrupt') isDamaged = true;
    },
    answered(served = 'api', status, ms) {
      measures.observe('muster_request_seconds', ms / 1000, { served });
      const key = `${served} ${status}`;
      answers.set(key, (answers.get(key) ?? 0) + 1);
    },
    async metrics(request): Promise<RawResponse> {
      if (!isFromHere(request) && !(await known().mayRead(request)))
        return {
          status: PROMETHEUS_REFUSED.status,
          headers: { 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer realm="muster"' },
          body: JSON.stringify(PROMETHEUS_REFUSED),
        };
      const body = await measures.text();
      return { status: 200, headers: { 'content-type': measures.contentType, 'cache-control': 'no-store' }, body };
    },
    start(observer) {
      if (pingUrl === undefined) return;
      const beat = (): void => {
        sayAlive(pingUrl, observer).catch((error: unknown) => {
          measures.count('muster_signs_of_life_total', 1, { outcome: 'failed' });
          observer.failed('sending a sign of life to MUSTER_PING_URL', error);
        });
      };
      beat();
      timer = setInterval(beat, SIGN_OF_LIFE_EVERY_MS).unref();
    },
    stop: () => clearInterval(timer),
  };
};
