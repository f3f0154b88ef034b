import type { CommitLog } from '../adapters/sqlite/commits.ts';
import type { Commit } from '../domain/incident/commit.ts';
import type { Observer } from '../ports/ports.ts';
import type { Clock } from './clock/index.ts';

const BATCH = 256;

const MAXIMUM_TRIES = 8;

const backoffMs = (tries: number): number => Math.min(30_000, 200 * 3 ** tries);

export interface Follower {
  /** Resolves when every commit so far has been followed. */
  caughtUp(): Promise<void>;
  stop(): void;
}

/**
 * Tails the commit log as DynamoDB Streams does on AWS: in order within an incident, incidents side by side, again until it
 * works. The position on disk never passes a commit that is still being followed, so a crash repeats it.
 */
export const followLog = (options: {
  log: CommitLog;
  clock: Clock;
  observer: Observer;
  follow: (commit: Commit) => Promise<void>;
  /** What the commit set in motion and must survive a crash. */
  settled: (commit: Commit) => Promise<void>;
}): Follower => {
  const { log, clock, observer } = options;
  let read = log.followerPosition();
  let saved = read;
  let stopped = false;
  const unfinished = new Set<number>();
  const lastOf = new Map<string, Promise<void>>();

  const savePosition = (): void => {
    let position = read;
    for (const open of unfinished) position = Math.min(position, open - 1);
    if (position <= saved || stopped) return;
    saved = position;
    log.saveFollowerPosition(position);
  };

  const followOne = async (commit: Commit): Promise<void> => {
    for (let tries = 0; !stopped; tries += 1) {
      try {
        await options.follow(commit);
        return;
      } catch (error) {
        const what = `following commit ${commit.seq} of ${commit.incidentId}`;
        if (tries + 1 >= MAXIMUM_TRIES) {
          observer.failed(`${what}, given up after ${MAXIMUM_TRIES} tries`, error);
          return;
        }
        observer.failed(what, error, { tries: tries + 1 });
        await new Promise<void>((resolve) => clock.setTimer(clock.now() + backoffMs(tries), resolve));
      }
    }
  };

  const pump = (): void => {
    for (let more = true; more && !stopped; ) {
      const entries = log.commitsAfter(read, BATCH);
      more = entries.length === BATCH;
      for (const { position, commit } of entries) {
        read = position;
        unfinished.add(position);
        const before = lastOf.get(commit.incidentId) ?? Promise.resolve();
        const done = before.then(() => followOne(commit));
        lastOf.set(commit.incidentId, done);
        void done
          .then(() => options.settled(commit))
          .finally(() => {
            unfinished.delete(position);
            if (lastOf.get(commit.incidentId) === done) lastOf.delete(commit.incidentId);
            savePosition();
          });
      }
    }
  };

  const unsubscribe = log.onCommitted(pump);
  pump();
  return {
    caughtUp: async () => {
      while (lastOf.size > 0) await Promise.all(lastOf.values());
    },
    stop: () => {
      stopped = true;
      unsubscribe();
    },
  };
};
