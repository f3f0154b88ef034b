import { ALERT_WINDOWS } from '../condition/fact-names.ts';
import type { EpochMs } from '../instant/instant.ts';

/**
 * How many alerts joined at which instants, the oldest first, as far back as a rule may ask. Where a storm makes them many,
 * those of a minute count as if all had come at its last one.
 */
export type Arrivals = readonly (readonly [at: EpochMs, count: number])[];

const MINUTE_MS = 60_000;
const LONGEST_MS = Math.max(...ALERT_WINDOWS) * MINUTE_MS;

/** How many instants are kept apart; the minutes of the longest window come on top at most. */
const KEPT_APART = 128;

/** By minutes, but for the newest that are kept apart. */
const gathered = (arrivals: Arrivals): Arrivals => {
  if (arrivals.length <= KEPT_APART + LONGEST_MS / MINUTE_MS) return arrivals;
  const by = new Map<number, readonly [EpochMs, number]>();
  const old = arrivals.slice(0, -KEPT_APART / 2);
  for (const [at, count] of old) {
    const minute = Math.floor(at / MINUTE_MS);
    by.set(minute, [at, (by.get(minute)?.[1] ?? 0) + count]);
  }
  return [...by.values(), ...arrivals.slice(-KEPT_APART / 2)];
};

/** With one more. */
export const withArrival = (arrivals: Arrivals, at: EpochMs): Arrivals => {
  const last = arrivals.at(-1);
  if (last?.[0] === at) return [...arrivals.slice(0, -1), [at, last[1] + 1]];
  const kept = arrivals.filter(([then]) => then >= at - LONGEST_MS);
  // Clocks of several writers may differ: it may not be the newest.
  const place = kept.findLastIndex(([then]) => then <= at) + 1;
  if (kept[place - 1]?.[0] === at) {
    return kept.map((entry, i) => (i === place - 1 ? ([at, entry[1] + 1] as const) : entry));
  }
  return gathered(kept.toSpliced(place, 0, [at, 1]));
};

/** As if one that came then had not. */
export const withoutArrival = (arrivals: Arrivals, at: EpochMs): Arrivals => {
  const place = arrivals.findIndex(([then]) => then >= at);
  const entry = arrivals[place];
  if (entry === undefined) return arrivals;
  return entry[1] > 1 ? arrivals.with(place, [entry[0], entry[1] - 1]) : arrivals.toSpliced(place, 1);
};

export const arrivedSince = (arrivals: Arrivals, since: EpochMs): number =>
  arrivals.reduce((sum, [at, count]) => (at >= since ? sum + count : sum), 0);
