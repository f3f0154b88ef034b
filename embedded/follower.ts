import type { CommitLog } from '../adapters/sqlite/commits.ts';
import type { Clock } from '../asl/clock/index.ts';
import { type AnyCommit, streamKey } from '../domain/stream/commit.ts';
import type { Observer } from '../ports/ports.ts';

const BATCH = 256;

/** How far it reads ahead of what is done, so that a long way to catch up does not fill the memory. */
const MAXIMUM_UNFINISHED = 4096;

/** After this many failures the stream's next commits no longer wait for this one. */
const TRIES_IN_ORDER = 8;

/** Longer than the first tries; from then on it is the reconciler's, across restarts too. */
const KEEP_TRYING_MS = 10 * 60_000;

const READ_AGAIN_AFTER_MS = 1_000;

const backoffMs = (tries: number): number => Math.min(30_000, 200 * 3 ** (tries - 1));

export interface Follower {
  /** Resolves when every commit so far has been followed; what waits to be tried again does not count. */
  caughtUp(): Promise<void>;
  stop(): void;
}

/**
 * Tails the commit log as DynamoDB Streams does on AWS: in order within a stream, streams side by side, again until it
 * works. The position on disk never passes a commit that is still being followed, so a crash repeats it. A commit that
 * keeps failing holds its stream up for a minute or so; then the next ones go on, while it is still tried, and after ten
 * minutes it is left to the reconciler.
 */
export const followLog = (options: {
  log: CommitLog;
  clock: Clock;
  observer: Observer;
  follow: (commit: AnyCommit) => Promise<void>;
  /** Leaves a commit that keeps failing to somebody who never gives up; while this fails, it goes on trying. */
  leave: (commit: AnyCommit) => Promise<void>;
  /** What the commit set in motion and must survive a crash. */
  settled: (commit: AnyCommit) => Promise<void>;
}): Follower => {
  const { log, clock, observer } = options;
  let read = log.followerPosition();
  let saved = read;
  let stopped = false;
  /** In ascending order, because they are added so. */
  const unfinished = new Set<number>();
  const lastOf = new Map<string, Promise<void>>();
  const attempts = new Set<Promise<unknown>>();
  const timers = new Set<() => void>();

  const after = (ms: number, work: () => void): void => {
    const cancel = clock.setTimer(clock.now() + ms, () => {
      timers.delete(cancel);
      work();
    });
    timers.add(cancel);
  };

  const savePosition = (): void => {
    if (stopped) return;
    const [oldest] = unfinished;
    const position = oldest === undefined ? read : oldest - 1;
    if (position <= saved) return;
    try {
      log.saveFollowerPosition(position);
      saved = position;
    } catch (error) {
      // The next commit saves it; until then a crash repeats a little more.
      observer.failed('saving the position of the follower', error);
    }
  };

  const attempt = (commit: AnyCommit): Promise<{ error: unknown } | undefined> => {
    const outcome = options
      .follow(commit)
      .then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      .finally(() => attempts.delete(outcome));
    attempts.add(outcome);
    return outcome;
  };

  const leave = (commit: AnyCommit): Promise<boolean> =>
    options.leave(commit).then(
      () => true,
      (error: unknown) => {
        observer.failed(`leaving commit ${commit.seq} of ${streamKey(commit)} to the reconciler`, error);
        return false;
      },
    );

  const followOne = async (commit: AnyCommit, goOn: () => void): Promise<void> => {
    const until = clock.now() + KEEP_TRYING_MS;
    const what = `following commit ${commit.seq} of ${streamKey(commit)}`;
    for (let tries = 1; !stopped; tries += 1) {
      const failure = await attempt(commit);
      if (failure === undefined || stopped) break;
      const isLeft = clock.now() >= until && (await leave(commit));
      observer.failed(isLeft ? `${what}, left to the reconciler` : what, failure.error, { tries });
      if (isLeft) break;
      if (tries === TRIES_IN_ORDER) goOn();
      await new Promise<void>((resolve) => after(backoffMs(tries), resolve));
    }
    goOn();
  };

  const take = (position: number, commit: AnyCommit): void => {
    const stream = streamKey(commit);
    read = position;
    unfinished.add(position);
    const next = Promise.withResolvers<void>();
    const before = lastOf.get(stream) ?? Promise.resolve();
    lastOf.set(stream, next.promise);
    void next.promise.then(() => {
      if (lastOf.get(stream) === next.promise) lastOf.delete(stream);
    });
    void before
      .then(() => followOne(commit, next.resolve))
      .then(() => options.settled(commit))
      .catch((error: unknown) => observer.failed(`settling commit ${commit.seq} of ${stream}`, error))
      .then(() => {
        unfinished.delete(position);
        savePosition();
        if (unfinished.size === MAXIMUM_UNFINISHED - 1) pump();
      });
  };

  const pump = (): void => {
    try {
      while (!stopped && unfinished.size < MAXIMUM_UNFINISHED) {
        const limit = Math.min(BATCH, MAXIMUM_UNFINISHED - unfinished.size);
        const entries = log.commitsAfter(read, limit);
        for (const { position, commit } of entries) take(position, commit);
        if (entries.length < limit) return;
      }
    } catch (error) {
      observer.failed('reading the commits to follow', error);
      after(READ_AGAIN_AFTER_MS, pump);
    }
  };

  // In a turn of its own: the page and the answer that waited for this COMMIT leave first.
  let announced = false;
  const unsubscribe = log.onCommitted(() => {
    if (announced) return;
    announced = true;
    setImmediate(() => {
      announced = false;
      pump();
    });
  });
  pump();
  return {
    caughtUp: async () => {
      // One turn more: the next commit of an incident is begun after the last one has ended.
      do {
        await new Promise((resolve) => setImmediate(resolve));
        await Promise.all(attempts);
        await new Promise((resolve) => setImmediate(resolve));
      } while (attempts.size > 0);
    },
    stop: () => {
      stopped = true;
      unsubscribe();
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
};
