import type { CommunicationJob, PageJob } from '../domain/incident/effects.ts';
import type { Observer, Queues } from '../ports/ports.ts';
import type { Clock } from './clock/index.ts';

/** What becomes of a job, and how often it is tried. */
interface Work {
  readonly what: string;
  readonly run: (again: boolean) => Promise<void>;
}

const MAXIMUM_TRIES = 8;

const backoffMs = (tries: number): number => Math.min(60_000, 500 * 2 ** tries);

export interface Jobs extends Queues {
  /** Resolves when no communication of this commit is still being sent. The follower's position waits for it. */
  settled(incidentId: string, seq: number): Promise<void>;
  /** Resolves when nothing runs; delayed and retried jobs do not count. */
  idle(): Promise<void>;
}

/**
 * The queues of the embedded target: jobs run at once, in this process. They live in memory; what a crash takes is made
 * again from the commits (follower) and the ledger (reconciler).
 */
export const createJobs = (options: {
  clock: Clock;
  observer: Observer;
  page: (job: PageJob, again: boolean) => Promise<void>;
  communicate: (job: CommunicationJob) => Promise<void>;
}): Jobs => {
  const { clock, observer } = options;
  const running = new Set<Promise<void>>();
  const communications = new Map<string, Set<Promise<void>>>();

  const attempt = async (work: Work, tries: number, again: boolean): Promise<void> => {
    try {
      await work.run(again || tries > 0);
    } catch (error) {
      if (tries + 1 >= MAXIMUM_TRIES) {
        observer.failed(`${work.what}, given up after ${MAXIMUM_TRIES} tries`, error);
        return;
      }
      observer.failed(work.what, error, { tries: tries + 1 });
      await new Promise<void>((resolve) => clock.setTimer(clock.now() + backoffMs(tries), resolve));
      await attempt(work, tries + 1, again);
    }
  };

  const start = (work: Work, again = false): Promise<void> => {
    const done = attempt(work, 0, again).finally(() => running.delete(done));
    running.add(done);
    return done;
  };

  return {
    sendPage: async (job, delaySeconds = 0) => {
      const work: Work = { what: `paging ${job.personId}`, run: (again) => options.page(job, again) };
      if (delaySeconds <= 0) void start(work);
      else clock.setTimer(clock.now() + delaySeconds * 1000, () => void start(work, true));
    },
    sendCommunication: async (job) => {
      const key = `${job.incidentId}#${job.seq}`;
      const ofCommit = communications.get(key) ?? new Set<Promise<void>>();
      communications.set(key, ofCommit);
      const done = start({ what: `telling stakeholders (${job.planId})`, run: () => options.communicate(job) }).finally(
        () => {
          ofCommit.delete(done);
          if (ofCommit.size === 0) communications.delete(key);
        },
      );
      ofCommit.add(done);
    },
    // Nothing here outlives the process, so an answer of "accepted" would be a lie: the sender must send again.
    retrySignals: () => Promise.reject(new Error('the embedded target has no second durable place for signals')),
    settled: async (incidentId, seq) => {
      await Promise.all(communications.get(`${incidentId}#${seq}`) ?? []);
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
};
