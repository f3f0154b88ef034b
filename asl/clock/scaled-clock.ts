import type { CancelTimer, Clock } from './clock.ts';

/**
 * A clock that runs faster than another by a factor, for the demonstration: an outage of an hour passes in a minute, and
 * everything that waits waits that much shorter.
 */
export class ScaledClock implements Clock {
  private readonly origin: number;
  private readonly real: Clock;
  private readonly factor: number;

  /** @param factor at least 1 */
  constructor(real: Clock, factor: number) {
    this.real = real;
    this.factor = factor;
    this.origin = real.now();
  }

  now(): number {
    return Math.round(this.origin + (this.real.now() - this.origin) * this.factor);
  }

  setTimer(atMs: number, callback: () => void): CancelTimer {
    return this.real.setTimer(this.origin + (atMs - this.origin) / this.factor, callback);
  }
}
