/** Stops a timer that has not fired yet. Calling it again, or after the timer fired, does nothing. */
export type CancelTimer = () => void;

/**
 * The only source of time in the embedded target. Everything that waits goes through it, so that a test can turn hours
 * in milliseconds and production can use the wall clock.
 */
export interface Clock {
  /** The current instant, in milliseconds since the Unix epoch. */
  now(): number;
  /**
   * Calls `callback` once when `now()` has reached `atMs` (milliseconds since the epoch). An instant in the past fires
   * as soon as possible, but never before `setTimer` has returned. Timers due at the same instant fire in the order
   * they were set.
   */
  setTimer(atMs: number, callback: () => void): CancelTimer;
}
