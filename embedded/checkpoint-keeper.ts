import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../asl/clock/index.ts';
import { hashOf } from '../domain/chain/chain.ts';
import type { Ports } from '../ports/ports.ts';
import { checkRecord, type RecordCheck } from '../usecases/checkpoints/check-record.ts';
import { type Checkpoints, keepCheckpoint } from '../usecases/checkpoints/keep-checkpoint.ts';
import { endOwnAlert, tellOwnAlert } from '../usecases/own-alerts/tell-own-alert.ts';

const EVERY_MS = 60_000;

const WHAT_TO_DO =
  'Keep a copy of the data directory as it is, and find out who or what can write to it. "muster verify --all" names everything; docs/checkpoints.md says what to do then.';

/** A short history is held against its checkpoints at once, in ms; of a long one a turn takes so long, and others have the rest. */
const AT_ONCE_MS = 1_000;
const TURN_MS = 20;
const OTHERS_PER_TURN = 9;

/** Work that reads on behind a start for as long as the history is: once it has lasted, nine tenths of the time are everybody else's. */
const gently = ({ pause }: Pick<Ports, 'pause'>): Pick<Ports, 'pause'> => {
  const began = performance.now();
  let since = began;
  return {
    pause: async () => {
      await pause();
      const worked = performance.now() - since;
      if (performance.now() - began < AT_ONCE_MS || worked < TURN_MS) return;
      await setTimeout(worked * OTHERS_PER_TURN);
      since = performance.now();
    },
  };
};

/** What the last check of the record said, for whoever watches. */
export interface RecordState {
  /** Absent until the first check has ended. */
  readonly check?: RecordCheck;
  /** Of the last checkpoint that was made by this process. */
  readonly lastMadeAt?: number;
}

export interface CheckpointKeeper {
  /** Holds the record against its checkpoints, then makes one each minute in which something has moved. Returns at once. */
  start(): void;
  state(): RecordState;
  /** Makes a last one, so that nothing of this run is outside of all of them. */
  stop(): Promise<void>;
}

/**
 * Makes checkpoints, and says loudly what does not agree with them. It never stops anything else: whoever relies on pages at 3 a.m.
 * is served best by a Muster that pages and says that its record is damaged.
 *
 * @param told which findings the catch-all has been told of, kept in the store: the same ones page nobody twice
 */
export const keepCheckpoints = (options: {
  readonly ports: Ports;
  readonly clock: Clock;
  readonly checkpoints: Checkpoints;
  /** What was found wrong with the database before it was opened. */
  readonly damage: readonly string[];
  readonly told: { get(): string | undefined; set(digest: string): void };
  readonly unitOfWork: <T>(work: () => T) => T;
}): CheckpointKeeper => {
  const { checkpoints, clock, ports, told } = options;
  let state: RecordState = {};
  const stopping = new AbortController();
  let cancel = (): void => {};
  let running: Promise<unknown> = Promise.resolve();

  const keep = async (): Promise<void> => {
    const made = await options.unitOfWork(() => keepCheckpoint(ports, checkpoints));
    if (made) state = { ...state, lastMadeAt: clock.now() };
  };

  const check = async (): Promise<void> => {
    const { problems, ...checked } = await checkRecord(gently(ports), checkpoints, stopping.signal);
    const damaged = options.damage.map((problem) => `the database is damaged: ${problem}`);
    const found = { ...checked, problems: [...damaged, ...problems], found: checked.found + damaged.length };
    state = { ...state, check: found };
    if (found.found === 0) return void (await endOwnAlert(ports, 'record'));
    const text = found.problems.join('; ');
    ports.observer.failed('holding the record against its checkpoints', new Error(`${found.found} found: ${text}`));
    const digest = hashOf(found.problems);
    if (told.get() === digest) return;
    await tellOwnAlert(ports, 'record', `${found.problems.join('\n')}\n\n${WHAT_TO_DO}`);
    told.set(digest);
    await ports.stores.durable();
  };

  const guarded = (what: string, work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) => {
      if (!stopping.signal.aborted) ports.observer.failed(what, error);
    });

  const later = (): void => {
    cancel = clock.setTimer(clock.now() + EVERY_MS, () => {
      running = guarded('making a checkpoint', keep).finally(() => {
        if (!stopping.signal.aborted) later();
      });
    });
  };

  return {
    start() {
      // Before the next one is made: it would take over what is lost.
      running = guarded('holding the record against its checkpoints', () => options.unitOfWork(check)).finally(() => {
        if (!stopping.signal.aborted) later();
      });
    },
    state: () => state,
    async stop() {
      stopping.abort();
      cancel();
      await running;
      await keep().catch((error: unknown) => ports.observer.failed('making the last checkpoint', error));
    },
  };
};
