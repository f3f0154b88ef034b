import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CancelTimer, Clock } from './clock.ts';
import { TimerQueue } from './timer-queue.ts';

export interface VirtualClockOptions {
  /** The first instant, milliseconds since the epoch. Default: 2026-01-01T00:00:00Z. */
  readonly startMs?: number;
  /**
   * Resolves when the work that a firing set off has come to rest. The default waits for two turns of the event loop,
   * which drains every chain of promises; give your own when the work does real I/O.
   */
  readonly settle?: () => Promise<void>;
}

const DEFAULT_START_MS = Date.UTC(2026, 0, 1);
const DEFAULT_MAX_FIRINGS = 1_000_000;

/** A clock that moves only when a test turns it. Deterministic: same timers, same order, same instants. */
export class VirtualClock implements Clock {
  private readonly timers = new TimerQueue();
  private readonly settle: () => Promise<void>;
  private nowMs: number;
  private turning = false;

  constructor(options: VirtualClockOptions = {}) {
    this.nowMs = options.startMs ?? DEFAULT_START_MS;
    this.settle = options.settle ?? twoTurns;
  }

  now(): number {
    return this.nowMs;
  }

  setTimer(atMs: number, callback: () => void): CancelTimer {
    const timer = this.timers.add(atMs, callback);
    return () => void this.timers.remove(timer);
  }

  /** How many timers are pending: after a clean shutdown, none. */
  get pendingTimers(): number {
    return this.timers.size;
  }

  /** The instant of the next timer (milliseconds since the epoch), or undefined when there is none. */
  get nextDueMs(): number | undefined {
    return this.timers.peek()?.atMs;
  }

  /** Moves on by `ms` milliseconds, firing what falls due on the way. */
  advanceBy(ms: number): Promise<void> {
    return this.advanceTo(this.nowMs + ms);
  }

  /** Moves on to `atMs` (milliseconds since the epoch), firing what falls due on the way. Throws on an earlier one. */
  async advanceTo(atMs: number): Promise<void> {
    if (!(atMs >= this.nowMs)) throw new RangeError(`Cannot turn back from ${this.nowMs} to ${atMs}`);
    await this.turn(atMs, Number.POSITIVE_INFINITY);
    this.nowMs = atMs;
  }

  /**
   * Fires timers until none is left, or none is due by `untilMs` (milliseconds since the epoch); the clock stays at
   * the last firing. Throws after `maxFirings`, because a workflow that re-arms itself for ever would never be idle.
   */
  async runUntilIdle(options: { readonly untilMs?: number; readonly maxFirings?: number } = {}): Promise<void> {
    await this.turn(options.untilMs ?? Number.POSITIVE_INFINITY, options.maxFirings ?? DEFAULT_MAX_FIRINGS);
  }

  private async turn(untilMs: number, maxFirings: number): Promise<void> {
    if (this.turning) throw new Error('The clock is already turning: await the previous call first');
    this.turning = true;
    try {
      await this.settle();
      for (let firings = 0; ; firings++) {
        const timer = this.timers.peek();
        if (timer === undefined || timer.atMs > untilMs) return;
        if (firings >= maxFirings) throw new Error(`Not idle after ${maxFirings} timers`);
        this.timers.remove(timer);
        this.nowMs = Math.max(this.nowMs, timer.atMs);
        timer.callback();
        await this.settle();
      }
    } finally {
      this.turning = false;
    }
  }
}

async function twoTurns(): Promise<void> {
  await nextTurn();
  await nextTurn();
}
