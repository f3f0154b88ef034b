import type { CancelTimer, Clock } from './clock.ts';
import { TimerQueue } from './timer-queue.ts';

export interface SystemClockOptions {
  /** When true, pending timers do not keep the process alive. Default: false. */
  readonly unref?: boolean;
  /** Told when a timer's callback throws; the other timers go on. Default: a process warning. */
  readonly onError?: (error: unknown) => void;
  /** The wall clock, in milliseconds since the epoch. Default: `Date.now`. */
  readonly wall?: () => number;
  /** A clock that nobody can set, in milliseconds since some instant. Default: `performance.now`. */
  readonly monotonic?: () => number;
}

/**
 * The longest sleep before the wall clock is looked at again, in milliseconds. It keeps a timer right when the machine
 * slept or its time was corrected, and lies far below the 2^31 ms that `setTimeout` can take.
 */
const LONGEST_SLEEP_MS = 30_000;

/**
 * While the wall clock has been set back, this much of the time that passes: a wait lasts no longer than a hundredth more, and
 * the two come together again.
 */
const WHILE_AHEAD = 0.99;

/**
 * The wall clock, which never goes back here: when it is set back, time goes on from where it was, so that no wait begins anew
 * and nothing that happens later has an earlier instant (docs/decisions/0062). It follows a wall clock that is set forwards.
 * One operating timer serves every pending timer, so thousands of waits cost one `setTimeout`.
 */
export class SystemClock implements Clock {
  private told = Number.NEGATIVE_INFINITY;
  private toldAt = 0;
  private readonly timers = new TimerQueue();
  private readonly unref: boolean;
  private readonly onError: (error: unknown) => void;
  private readonly wall: () => number;
  private readonly monotonic: () => number;
  private sleeping: ReturnType<typeof setTimeout> | undefined;
  private wakesAtMs = Number.POSITIVE_INFINITY;

  constructor(options: SystemClockOptions = {}) {
    this.unref = options.unref ?? false;
    this.onError = options.onError ?? warn;
    this.wall = options.wall ?? Date.now;
    this.monotonic = options.monotonic ?? (() => performance.now());
  }

  now(): number {
    const passed = this.monotonic();
    this.told = Math.max(this.wall(), this.told + (passed - this.toldAt) * WHILE_AHEAD);
    this.toldAt = passed;
    return Math.trunc(this.told);
  }

  setTimer(atMs: number, callback: () => void): CancelTimer {
    const timer = this.timers.add(atMs, callback);
    this.sleepUntilNext();
    return () => {
      if (this.timers.remove(timer) && this.timers.size === 0) this.wake();
    };
  }

  private sleepUntilNext(): void {
    const next = this.timers.peek();
    if (next === undefined) {
      this.wake();
      return;
    }
    const now = this.now();
    const sleepMs = Math.min(Math.max(Math.ceil(next.atMs - now), 0), LONGEST_SLEEP_MS);
    if (this.sleeping !== undefined && this.wakesAtMs <= now + sleepMs) return;
    this.wake();
    this.wakesAtMs = now + sleepMs;
    this.sleeping = setTimeout(() => this.fireDue(), sleepMs);
    if (this.unref) this.sleeping.unref();
  }

  private wake(): void {
    clearTimeout(this.sleeping);
    this.sleeping = undefined;
    this.wakesAtMs = Number.POSITIVE_INFINITY;
  }

  private fireDue(): void {
    this.wake();
    const now = this.now();
    for (let timer = this.timers.peek(); timer !== undefined && timer.atMs <= now; timer = this.timers.peek()) {
      this.timers.remove(timer);
      try {
        timer.callback();
      } catch (error) {
        this.onError(error);
      }
    }
    this.sleepUntilNext();
  }
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error));
}
