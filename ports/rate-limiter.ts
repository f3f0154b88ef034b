/** An average with bursts: `burst` at once, refilled at `perMinute`. */
export interface Rate {
  readonly perMinute: number;
  readonly burst: number;
}

/**
 * Counts what comes from whom. In memory of one process, so that what is within its limit costs nothing: several processes
 * each allow the rate. Never holds up what it is asked about.
 */
export interface RateLimiter {
  /** Takes what is there of `wanted`, which may be nothing. @returns how many were taken */
  take(name: string, wanted: number, rate: Rate): number;
  /** Lets everything of this name through for so long. */
  lift(name: string, forMs: number): void;
  /** Seconds until one more can be taken. */
  secondsUntilOne(name: string, rate: Rate): number;
  /**
   * Adds to what was turned away under this name.
   *
   * @returns how many were since they were last told of, at most once a minute; undefined when it is too soon to tell again
   */
  turnedAway(name: string, number: number): number | undefined;
}
