import type { EpochMs } from '../../domain/instant/instant.ts';
import type { Rate, RateLimiter } from '../../ports/rate-limiter.ts';

/** Names that are remembered; who floods with more loses only what was remembered of those who were quiet the longest. */
const MOST_NAMES = 20_000;

const MINUTE_MS = 60_000;

interface Bucket {
  /** In 60,000ths of one, so that each millisecond adds a whole number. */
  left: number;
  filledAt: EpochMs;
  liftedUntil: EpochMs;
}

interface Tally {
  number: number;
  toldAt: EpochMs;
}

/** Forgets the oldest: a map yields its names in the order in which they were put. Who comes when is of no interest while there is much room. */
const put = <T>(map: Map<string, T>, name: string, value: T, most: number): void => {
  if (map.size >= most / 2) map.delete(name);
  map.set(name, value);
  if (map.size > most) map.delete(map.keys().next().value as string);
};

/** Token buckets in the memory of this process. */
export const tokenBuckets = (now: () => EpochMs, most: number = MOST_NAMES): RateLimiter => {
  const buckets = new Map<string, Bucket>();
  const tallies = new Map<string, Tally>();

  const filled = (name: string, { burst, perMinute }: Rate): Bucket => {
    const at = now();
    const known = buckets.get(name);
    const bucket = known ?? { left: burst * MINUTE_MS, filledAt: at, liftedUntil: 0 };
    // A clock that was set back refills nothing, and takes nothing away.
    const passed = Math.max(0, at - bucket.filledAt);
    bucket.left = Math.min(burst * MINUTE_MS, bucket.left + passed * perMinute);
    bucket.filledAt = at;
    put(buckets, name, bucket, most);
    return bucket;
  };

  return {
    take(name, wanted, rate) {
      const bucket = filled(name, rate);
      if (bucket.liftedUntil > bucket.filledAt) return wanted;
      const taken = Math.min(wanted, Math.floor(bucket.left / MINUTE_MS));
      bucket.left -= taken * MINUTE_MS;
      return taken;
    },
    lift(name, forMs) {
      const at = now();
      const bucket = buckets.get(name) ?? { left: Number.MAX_SAFE_INTEGER, filledAt: at, liftedUntil: 0 };
      bucket.liftedUntil = Math.max(bucket.liftedUntil, at + forMs);
      put(buckets, name, bucket, most);
    },
    secondsUntilOne(name, rate) {
      const { left } = filled(name, rate);
      return left >= MINUTE_MS ? 0 : Math.ceil((MINUTE_MS - left) / rate.perMinute / 1000);
    },
    turnedAway(name, number) {
      const at = now();
      const tally = tallies.get(name) ?? { number: 0, toldAt: Number.NEGATIVE_INFINITY };
      tally.number += number;
      put(tallies, name, tally, most);
      if (at - tally.toldAt < MINUTE_MS) return undefined;
      const told = tally.number;
      tally.number = 0;
      tally.toldAt = at;
      return told;
    },
  };
};
