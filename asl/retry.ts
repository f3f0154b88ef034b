import type { Retrier } from './machine.ts';
import { errorMatches, type StateFailure } from './state-failure.ts';

/** The retries of one visit to a state: each retrier counts its own attempts. */
export class RetryCounts {
  private readonly used = new Map<Retrier, number>();

  /**
   * The delay before the next attempt in milliseconds, or undefined when there is to be none. Only the first retrier
   * that matches decides: when its attempts are used up, later ones are not asked.
   */
  nextDelayMs(retriers: readonly Retrier[], failure: StateFailure, random: () => number): number | undefined {
    const retrier = retriers.find(({ errorEquals }) => errorEquals.some((name) => errorMatches(name, failure)));
    if (retrier === undefined) return undefined;
    const used = this.used.get(retrier) ?? 0;
    if (used >= retrier.maxAttempts) return undefined;
    this.used.set(retrier, used + 1);
    const grown = retrier.intervalSeconds * retrier.backoffRate ** used;
    const seconds = Math.min(grown, retrier.maxDelaySeconds ?? 99_999_999);
    return seconds * 1000 * (retrier.fullJitter ? random() : 1);
  }
}
