import type { EpochMs } from '../../domain/instant/instant.ts';

/** How far a sender's clock and the network may put a request from now, before and after. */
export const TOLERANCE_SECONDS = 300;

/**
 * Whether a signed timestamp, in whole seconds since 1970, is close to now. In both directions: a request dated ahead
 * could be replayed for as long as it is.
 */
export const isFresh = (
  timestamp: string | undefined,
  receivedAt: EpochMs,
  toleranceSeconds = TOLERANCE_SECONDS,
): boolean =>
  timestamp !== undefined &&
  /^\d{1,11}$/.test(timestamp) &&
  Math.abs(receivedAt - Number(timestamp) * 1000) <= toleranceSeconds * 1000;
