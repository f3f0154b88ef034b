import type { Clock } from '../asl/clock/index.ts';
import type { Flood } from '../domain/delivery/flood.ts';
import { HAND_OVERS_OF_A_PAGE } from '../domain/delivery/hand-over.ts';
import type { CommunicationJob, PageJob } from '../domain/incident/effects.ts';
import type { NoticeJob } from '../domain/incident/notices.ts';
import type { Observer, Queues } from '../ports/ports.ts';

/** What becomes of a job, and how often it is tried. */
interface Work {
  readonly what: string;
  readonly maximumTries: number;
  readonly run: (again: boolean) => Promise<void>;
}

/** About a day: nothing else would find a message to stakeholders that was given up. */
const TRIES_OF_A_COMMUNICATION = 1_440;

const backoffMs = (tries: number): number => Math.min(60_000, 500 * 2 ** Math.min(tries, 10));

export interface Jobs extends Queues {
  /** Resolves when no communication of this commit is still being sent. The follower's position waits for it. */
  settled(incidentId: string, seq: number): Promise<void>;
  /** Resolves when nothing runs; delayed and retried jobs do not count. */
  idle(): Promise<void>;
  /** Begins nothing more; what runs is left to end. */
  stop(): void;
}

/**
 * The queues of the embedded target: jobs run at once, in this process. They live in memory; what a crash takes is made
 * again from the commits (follower) and the ledger (reconciler).
 */
export const createJobs = (options: {
  clock: Clock;
  observer: Observer;
  page: (job: PageJob, again: boolean) => Promise<void>;
  digest: (recipient: string, of: Flood['of']) => Promise<void>;
  notify: (job: NoticeJob) => Promise<void>;
  communicate: (job: CommunicationJob) => Promise<void>;
  checkHeartbeat: (heartbeatId: string) => Promise<void>;
  reconcile: () => Promise<void>;
}): Jobs => {
  const { clock, observer } = options;
  const running = new Set<Promise<unknown>>();
  const timers = new Set<() => void>();
  const pagesUnderWay = new Set<string>();
  const checks = new Map<string, () => void>();
  const communications = new Map<string, Set<Promise<void>>>();
  let wake: { readonly at: number; readonly cancel: () => void } | undefined;
  let stopped = false;

  const after = (ms: number, work: () => void): (() => void) | undefined => {
    if (stopped) return undefined;
    const cancel = clock.setTimer(clock.now() + ms, () => {
      timers.delete(cancel);
      work();
    });
    timers.add(cancel);
    return cancel;
  };

  const attempt = (work: Work, again: boolean): Promise<{ error: unknown } | undefined> => {
    const outcome = work
      .run(again)
      .then(
        () => undefined,
        (error: unknown) => ({ error }),
      )
      .finally(() => running.delete(outcome));
    running.add(outcome);
    return outcome;
  };

  const perform = async (work: Work, again = false): Promise<void> => {
    for (let tries = 0; !stopped; tries += 1) {
      const failure = await attempt(work, again || tries > 0);
      if (failure === undefined || stopped) return;
      if (tries + 1 >= work.maximumTries) {
        observer.failed(`${work.what}, given up after ${work.maximumTries} tries`, failure.error);
        return;
      }
      observer.failed(work.what, failure.error, { tries: tries + 1 });
      await new Promise<void>((resolve) => after(backoffMs(tries), resolve));
    }
  };

  /** The same page is often asked for twice (fast path and guaranteed path); one run of it is enough. */
  const page = async (job: PageJob, again: boolean): Promise<void> => {
    const key = `${job.pageId}/${job.contactIndex}/${job.attempt}`;
    if (pagesUnderWay.has(key)) return;
    pagesUnderWay.add(key);
    await perform(
      { what: `paging ${job.personId}`, maximumTries: HAND_OVERS_OF_A_PAGE, run: (more) => options.page(job, more) },
      again,
    );
    pagesUnderWay.delete(key);
  };

  return {
    sendPage: async (job, delaySeconds = 0) => {
      if (delaySeconds <= 0) void page(job, false);
      else after(delaySeconds * 1000, () => void page(job, true));
    },
    sendDigest: async (recipient, delaySeconds, of) => {
      const run = () => options.digest(recipient, of);
      after(Math.max(0, delaySeconds * 1000), () => {
        void perform({ what: 'telling what waited', maximumTries: HAND_OVERS_OF_A_PAGE, run });
      });
    },
    sendNotice: async (job, delaySeconds = 0) => {
      const tell = () =>
        void perform({
          what: `telling ${job.personId}`,
          maximumTries: HAND_OVERS_OF_A_PAGE,
          run: () => options.notify(job),
        });
      if (delaySeconds <= 0) tell();
      else after(delaySeconds * 1000, tell);
    },
    sendCommunication: async (job, delaySeconds = 0) => {
      const key = `${job.incidentId}#${job.seq}`;
      const ofCommit = communications.get(key) ?? new Set<Promise<void>>();
      communications.set(key, ofCommit);
      const due = delaySeconds <= 0 ? undefined : new Promise<void>((resolve) => after(delaySeconds * 1000, resolve));
      const tell = () =>
        perform({
          what: `telling stakeholders (${job.planId})`,
          maximumTries: TRIES_OF_A_COMMUNICATION,
          run: () => options.communicate(job),
        });
      const done = (due === undefined ? tell() : due.then(tell)).finally(() => {
        ofCommit.delete(done);
        if (ofCommit.size === 0) communications.delete(key);
      });
      ofCommit.add(done);
    },
    checkHeartbeat: async (heartbeatId, delaySeconds) => {
      const earlier = checks.get(heartbeatId);
      if (earlier) {
        earlier();
        timers.delete(earlier);
      }
      const run = () => options.checkHeartbeat(heartbeatId);
      const timer = after(Math.max(0, delaySeconds * 1000), () => {
        checks.delete(heartbeatId);
        void perform({ what: `checking the heartbeat ${heartbeatId}`, maximumTries: HAND_OVERS_OF_A_PAGE, run });
      });
      if (timer) checks.set(heartbeatId, timer);
    },
    // The earliest counts: whoever looks then finds out when to look next.
    wakeReconciler: async (delaySeconds) => {
      const delayMs = Math.max(0, delaySeconds * 1000);
      const at = clock.now() + delayMs;
      if (wake && wake.at <= at) return;
      if (wake) {
        wake.cancel();
        timers.delete(wake.cancel);
      }
      const cancel = after(delayMs, () => {
        wake = undefined;
        // The next look comes by itself.
        void perform({ what: 'reconciling', maximumTries: 1, run: options.reconcile });
      });
      wake = cancel && { at, cancel };
    },
    // Nothing here outlives the process, so an answer of "accepted" would be a lie: the sender must send again.
    retrySignals: () => Promise.reject(new Error('the embedded target has no second durable place for signals')),
    settled: async (incidentId, seq) => {
      // Again while there are any: recipients who are left are told by a job that follows the one that left them.
      for (let ofCommit = communications.get(`${incidentId}#${seq}`); ofCommit !== undefined; ) {
        await Promise.all(ofCommit);
        ofCommit = communications.get(`${incidentId}#${seq}`);
      }
    },
    idle: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    stop: () => {
      stopped = true;
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
};
