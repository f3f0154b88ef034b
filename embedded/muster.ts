import { realTimer } from '../adapters/clock/real-timer.ts';
import { expressionsApart } from '../adapters/expressions/expressions-apart.ts';
import { localFeed } from '../adapters/feed/local-feed.ts';
import { providerHealth } from '../adapters/health/provider-health.ts';
import { tokenBuckets } from '../adapters/limits/token-buckets.ts';
import { cachedInForce } from '../adapters/live/cached-in-force.ts';
import { createOutbox, type Outbox } from '../adapters/outbox/outbox.ts';
import { openSqliteStores, type SqliteStores } from '../adapters/sqlite/sqlite-stores.ts';
import { moments } from '../adapters/turns/moments.ts';
import { turns } from '../adapters/turns/turns.ts';
import { interpretedWorkflows } from '../adapters/workflows/interpreted-workflows.ts';
import type { Clock } from '../asl/clock/index.ts';
import type { createWorkflowEngine } from '../asl/index.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import { isIncidentCommit } from '../domain/incident/commit.ts';
import { toIso } from '../domain/instant/instant.ts';
import type { FeedSource } from '../ports/feed.ts';
import type { Observer, Ports, Transport } from '../ports/ports.ts';
import { nothingRemembered } from '../ports/remembered.ts';
import { writeShed } from '../usecases/alerts/shed-counts.ts';
import { type PutInForce, putFilesInForce } from '../usecases/configuration/put-in-force.ts';
import { checkDueHeartbeats, checkHeartbeat } from '../usecases/heartbeats/watch-heartbeat.ts';
import { PROCESS_TASKS } from '../usecases/incident/tasks/index.ts';
import { rebuildProjections } from '../usecases/projections/rebuild.ts';
import { TAKE_OVER_AFTER_MS } from '../usecases/reach/deliver.ts';
import { notifyPerson } from '../usecases/reach/notify-person.ts';
import { pageResponder } from '../usecases/reach/page-responder.ts';
import { sendDigest } from '../usecases/reach/send-digest.ts';
import { sendNotices } from '../usecases/reach/send-notices.ts';
import { tellStakeholders } from '../usecases/reach/tell-stakeholders.ts';
import { reconcile } from '../usecases/reconcile.ts';
import { followAnyCommit, leaveAnyCommit } from '../usecases/streams/follow-any.ts';
import { type CountKeeper, keepCounts } from './count-keeper.ts';
import type { DataDirectory } from './data-directory.ts';
import { followLog } from './follower.ts';
import { createJobs, type Jobs } from './jobs.ts';
import { embeddedTransports } from './transports.ts';

const RECONCILE_EVERY_MS = 30_000;

/**
 * Slices of what has been kept long enough, each a few milliseconds, that one repair removes at most: some ten million rows a
 * day, and no request behind more than one of them.
 */
const SLICES_PER_REPAIR = 20;

const STOP_WITHIN_MS = 3_000;

/** Longer than any interval of a heartbeat. */
const LONGEST_AHEAD_MS = 366 * 86_400_000;

/** Far more than one process can have under way. */
const MOST_DISOWNED = 10_000;

export interface EmbeddedOptions {
  readonly directory: DataDirectory;
  readonly configuration: () => Configuration;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly observer: Observer;
  readonly publicUrl: string;
  readonly webhook: Transport;
  readonly smtpUrl?: string;
  /** Whether the log of the database is made as long as it will become, soon after the start. */
  readonly hasRoomForLog?: boolean;
  /** A test gives an engine that it can watch and disturb. */
  readonly createEngine?: typeof createWorkflowEngine;
}

/** Muster in one process: the use cases over SQLite, in-process queues and the interpreted machines. */
export interface Embedded {
  readonly ports: Ports;
  readonly stores: SqliteStores;
  readonly outbox: Outbox;
  /** What changes, for those who read along. */
  readonly feed: FeedSource;
  /** When the reconciler has last ended a look, in milliseconds of the clock, and how often it looks. */
  reconciled(): { readonly at: number; readonly everyMs: number };
  /**
   * Resolves when requests may be served, however much the last stop left: that is repaired behind it, pages first, and again
   * every half minute.
   *
   * @returns which configuration it has put into force
   */
  start(): Promise<PutInForce>;
  /** Resolves when every commit has been followed and no job runs; what waits for the clock does not count. */
  idle(): Promise<void>;
  /** Lets what runs end (bounded), leaves no timer, and closes the stores. What is left over is repaired at the next start. */
  stop(): Promise<void>;
}

export const createEmbedded = (options: EmbeddedOptions): Embedded => {
  const { clock, directory, newId, observer } = options;
  const stores = openSqliteStores({
    path: directory.database,
    now: () => clock.now(),
    hasRoomForLog: options.hasRoomForLog,
    retention: () => options.configuration().retention,
  });
  const feed = localFeed(newId());
  const expressions = expressionsApart();
  const outbox = createOutbox(directory.outbox, () => clock.now());

  // Ports and the things behind them know each other; the jobs reach the ports when they run.
  const jobs: Jobs = createJobs({
    clock,
    observer,
    page: (job, again) => stores.unitOfWork(() => pageResponder(ports, job, again)),
    digest: (recipient, of) => stores.unitOfWork(() => (of === 'notices' ? sendNotices : sendDigest)(ports, recipient)),
    notify: (job) => stores.unitOfWork(() => notifyPerson(ports, job)),
    communicate: (job) => stores.unitOfWork(() => tellStakeholders(ports, job)),
    checkHeartbeat: (heartbeatId) =>
      stores.unitOfWork(async () => {
        await checkHeartbeat(ports, heartbeatId);
      }),
    reconcile: () => repair(),
  });
  const { workflows, engine } = interpretedWorkflows({
    clock,
    functions: Object.fromEntries(
      PROCESS_TASKS.map(({ name, run }) => [name, (payload: unknown) => stores.unitOfWork(() => run(ports, payload))]),
    ),
    newId,
    createEngine: options.createEngine,
    onFailedExecution: (name, error, cause) => observer.failed(`workflow ${name}`, new Error(`${error}: ${cause}`)),
  });
  const configuration = { current: () => Promise.resolve(options.configuration()) };
  const ports: Ports = {
    clock,
    ids: { next: newId },
    stores,
    queues: jobs,
    workflows,
    transports: embeddedTransports({
      outbox: outbox.transport,
      webhook: options.webhook,
      smtpUrl: options.smtpUrl,
      mailFrom: () => options.configuration().organisation.mailFrom,
    }),
    // One process: whoever listens to domain events here reads the narrator or the API.
    events: { publish: () => Promise.resolve() },
    feed,
    secrets: directory.secrets,
    configuration,
    inForce: cachedInForce({
      configuration,
      store: stores.live,
      clock,
      keptMs: 0,
      onStale: (error) => observer.failed('reading live records; the last ones known stay in force', error),
    }),
    observer,
    rates: tokenBuckets(() => clock.now()),
    remembered: nothingRemembered(),
    expressions,
    providers: providerHealth({
      now: () => clock.now(),
      store: stores.live,
      keptMs: 0,
      onFailed: (error) => observer.failed('keeping or reading the health of providers', error),
    }),
    timer: realTimer,
    pause: turns(),
    linger: moments(),
    publicUrl: options.publicUrl,
  };
  let stopped = false;
  let reconciledAt = clock.now();
  let cancel = (): void => {};
  const repair = async (): Promise<void> => {
    const found = await stores.unitOfWork(() => reconcile(ports));
    await stores.durable();
    // Else readiness says how long nothing was repaired, and no sign of life goes out.
    if (found.failed === 0) reconciledAt = clock.now();
    const repaired = found.commits + found.alerts + found.deliveries + found.pages;
    if (repaired > 0) {
      observer.happened({
        kind: 'repaired',
        text: `Repaired: ${found.commits} commit(s), ${found.alerts} alert(s), ${found.deliveries} delivery(ies), ${found.pages} page(s)`,
        at: new Date(clock.now()).toISOString(),
        details: { ...found },
      });
    }
  };
  const forgetExpired = async (): Promise<void> => {
    for (let slice = 0; slice < SLICES_PER_REPAIR && !stopped; slice += 1) {
      if (stores.removeExpired() === 0) return;
      await stores.durable();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  let repairing: Promise<void> = Promise.resolve();
  const repairLater = (): void => {
    cancel = clock.setTimer(clock.now() + RECONCILE_EVERY_MS, () => {
      repairing = repair()
        .then(async () => void (await stores.unitOfWork(() => rebuildProjections(ports))))
        .catch((error: unknown) => observer.failed('reconciling', error))
        .then(forgetExpired)
        .catch((error: unknown) => observer.failed('removing what has been kept long enough', error))
        .finally(() => {
          if (!stopped) repairLater();
        });
    });
  };
  /**
   * The file has one owner at a time: what was intended and not handed over before this start has no sender any more, so
   * nobody has to wait until that may be assumed.
   */
  const disownDeliveries = async (): Promise<void> => {
    const now = clock.now();
    const intendedAt = toIso(now - TAKE_OVER_AFTER_MS - 1);
    for (const { incidentId, deliveryId } of await stores.deliveries.unsettled(now + TAKE_OVER_AFTER_MS, MOST_DISOWNED))
      await stores.deliveries.settle({ incidentId, deliveryId, intendedAt });
  };
  let follower: ReturnType<typeof followLog> | undefined;
  let counts: CountKeeper | undefined;
  const idle = async (): Promise<void> => {
    await repairing;
    await follower?.caughtUp();
    await jobs.idle();
  };
  return {
    ports,
    stores,
    outbox,
    feed,
    reconciled: () => ({ at: reconciledAt, everyMs: RECONCILE_EVERY_MS }),
    start: async () => {
      if (options.configuration().integrations.some(({ mapping }) => mapping !== undefined)) expressions.warm();
      const put = await putFilesInForce(ports, options.configuration(), 'files');
      await disownDeliveries();
      await stores.durable();
      counts = keepCounts(ports, stores.unitOfWork);
      follower = followLog({
        log: stores,
        clock,
        observer,
        follow: (commit) => stores.unitOfWork(() => followAnyCommit(ports, commit)),
        leave: (commit) => stores.unitOfWork(() => leaveAnyCommit(ports, commit)),
        settled: async (commit) => {
          if (isIncidentCommit(commit)) await jobs.settled(commit.incidentId, commit.seq);
        },
      });
      // The timers of the last process are gone: one for each heartbeat, however far ahead.
      const watchHeartbeats = stores.unitOfWork(() => checkDueHeartbeats(ports, LONGEST_AHEAD_MS));
      repairing = Promise.all([repair(), watchHeartbeats])
        .then(
          () => undefined,
          (error: unknown) => observer.failed('repairing what the last stop left; again in half a minute', error),
        )
        .finally(() => {
          if (!stopped) repairLater();
        });
      return put;
    },
    idle,
    stop: async () => {
      stopped = true;
      cancel();
      counts?.stop();
      engine.close();
      // Before the jobs: a commit that is followed from now on does not count as followed, and is followed again.
      follower?.stop();
      jobs.stop();
      expressions.close();
      const lastWords = async (): Promise<void> => {
        await idle();
        await stores.unitOfWork(() => writeShed(ports));
        await stores.durable();
      };
      await Promise.race([lastWords(), new Promise((resolve) => setTimeout(resolve, STOP_WITHIN_MS).unref())]);
      stores.close();
    },
  };
};
