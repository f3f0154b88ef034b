import { availableParallelism } from 'node:os';
import { type EpochMs, toIso } from '../../domain/instant/instant.ts';
import { ExpressionError, type Expressions } from '../../ports/expressions.ts';
import { type Evaluator, MOST_MEGABYTES, startEvaluator } from './evaluator.ts';
import type { Asked } from './exchanged.ts';

/** An evaluation may take so long, from when it begins: whoever waits for the answer waits for 300 ms at most. */
const MOST_MS = 150;

/** Where others take the processor away, an honest expression takes longer: one that has had less than this is let go on … */
const HONEST_MS = 20;
/** … for so long, which what was sent to it and never began has, too. */
const MOST_MS_STARVED = 2_000;

const LOOK_AGAIN_MS = 10;

/** One can be ended while another answers, and one more is ready when both are taken: to begin takes longer than to evaluate. */
const SPARE_PLACES = 2;
const LEAST_PLACES = 1 + SPARE_PLACES;
const MOST_PLACES = 4;

interface Job {
  readonly asked: Asked;
  readonly resolve: (made: string | undefined) => void;
  readonly reject: (error: Error) => void;
}

interface Place {
  readonly evaluator: Evaluator;
  isReady: boolean;
  job: Job | undefined;
  /** Ends what takes too long. */
  timer: NodeJS.Timeout | undefined;
}

export interface ExpressionsApart extends Expressions {
  /** Has a process ready before it is needed. */
  warm(): void;
  /** Ends every process; what is under way fails. */
  close(): void;
}

/**
 * Evaluates expressions in processes of their own, which are ended when they take too much time or memory: nothing that an expression
 * does keeps this one from serving others. They are kept; one that was ended is followed by another at once.
 *
 * A thread would do for the time, but not for the memory: where it runs out of it, V8 ends the process and not the thread.
 *
 * One expression has at most all places but one, so that what a sender does with it costs the senders of others nothing.
 */
export const expressionsApart = (
  most = Math.max(LEAST_PLACES, Math.min(MOST_PLACES, availableParallelism())),
): ExpressionsApart => {
  const places = new Set<Place>();
  const queue: Job[] = [];

  const isTakenUp = (expression: string): boolean =>
    [...places].filter(({ job }) => job?.asked.expression === expression).length >= most - 1;

  const settle = (place: Place, by: (job: Job) => void): void => {
    const { job } = place;
    clearTimeout(place.timer);
    place.job = undefined;
    if (job) by(job);
  };

  const end = (place: Place): void => {
    places.delete(place);
    place.evaluator.end();
  };

  const replace = (place: Place): void => {
    end(place);
    open();
    next();
  };

  const next = (): void => {
    for (const place of places) {
      if (!place.isReady || place.job) continue;
      const at = queue.findIndex(({ asked }) => !isTakenUp(asked.expression));
      const [job] = at < 0 ? [] : queue.splice(at, 1);
      place.evaluator.hold(job !== undefined);
      if (job) run(place, job);
    }
    const taken = [...places].filter(({ job }) => job !== undefined).length;
    if (taken === 0 && queue.length === 0) return;
    while (places.size < Math.min(most, Math.max(taken, 1) + SPARE_PLACES)) open();
  };

  const run = (place: Place, job: Job): void => {
    place.job = job;
    place.timer = setTimeout(() => tooLong(place, job), MOST_MS_STARVED);
    place.evaluator.ask(job.asked);
  };

  const tooLong = (place: Place, job: Job): void => {
    if (place.job !== job) return;
    settle(place, ({ reject }) => reject(new ExpressionError(`it takes more than ${MOST_MS} ms`)));
    replace(place);
  };

  const begun = (place: Place): void => {
    const { evaluator, job } = place;
    if (!job) return;
    const beganAt = performance.now();
    const burntBefore = evaluator.burntMs() ?? 0;
    const look = (): void => {
      // What has come meanwhile is read first: it may be this process that was busy.
      setImmediate(() => {
        if (place.job !== job) return;
        const burnt = (evaluator.burntMs() ?? Number.POSITIVE_INFINITY) - burntBefore;
        if (burnt >= HONEST_MS || performance.now() - beganAt >= MOST_MS_STARVED) return tooLong(place, job);
        place.timer = setTimeout(look, LOOK_AGAIN_MS);
      });
    };
    clearTimeout(place.timer);
    place.timer = setTimeout(look, MOST_MS);
  };

  const open = (): void => {
    const place: Place = {
      isReady: false,
      job: undefined,
      timer: undefined,
      evaluator: startEvaluator({
        begun: () => begun(place),
        ready: () => {
          place.isReady = true;
          next();
        },
        answered: ({ failed, made, spoiled }) => {
          settle(place, ({ resolve, reject }) =>
            failed === undefined ? resolve(made) : reject(new ExpressionError(failed)),
          );
          if (spoiled) replace(place);
          else next();
        },
        gone: (error) => {
          places.delete(place);
          settle(place, ({ reject }) =>
            reject(new ExpressionError(`it takes more than ${MOST_MEGABYTES} MB, or ended what evaluates it`)),
          );
          if (place.isReady) {
            open();
            next();
            return;
          }
          // Where none can be started nothing is evaluated: a defect of the place, and not of the expression.
          const reason = error ?? new Error('the process that evaluates expressions did not start');
          for (const job of queue.splice(0)) job.reject(reason);
        },
      }),
    };
    places.add(place);
  };

  return {
    warm: () => {
      if (places.size === 0) open();
    },
    evaluate: (expression, input, at: EpochMs) =>
      new Promise((resolve, reject) => {
        const asked = { expression, input: JSON.stringify(input) ?? 'null', at, iso: toIso(at) };
        queue.push({ asked, resolve, reject });
        next();
      }),
    close: () => {
      const stopped = new ExpressionError('this process stops');
      for (const job of queue.splice(0)) job.reject(stopped);
      for (const place of [...places]) {
        settle(place, ({ reject }) => reject(stopped));
        end(place);
      }
    },
  };
};
