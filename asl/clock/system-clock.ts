import type { CancelTimer, Clock } from './clock.ts';
import { TimerQueue } from './timer-queue.ts';

export interface SystemClockOptions {
  /** When true, pending timers do not keep the process alive. Default: false. */
  readonly unref?: boolean;
  /** Told when a timer's callback throws; the other timers go on. Default: a process warning. */
  readonly onError?: (error: unknown) => void;
}

/**
 * The longest sleep before the wall clock is looked at again, in milliseconds. It keeps a timer right when the machine
 * slept or its time was corrected, and lies far below the 2^31 ms that `setTimeout` can take.
 */
const LONGEST_SLEEP_MS = 30_000;

/** The wall clock. One operating timer serves every pending timer, so thousands of waits cost one `setTimeout`. */
export class SystemClock implements Clock {
  private readonly timers = new TimerQueue();
  private readonly unref: boolean;
  private readonly onError: (error: unknown) => void;
  private sleeping: ReturnType<typeof setTimeout> | undefined;
  private wakesAtMs = Number.POSITIVE_INFINITY;

  constructor(options: SystemClockOptions = {}) {
    this.unref = options.unref ?? false;
    this.onError = options.onError ?? warn;
  }

  now(): number {
    return Date.now();
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
