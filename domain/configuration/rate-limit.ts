/** How many alerts of one integration are taken in unconditionally. */
export interface RateLimit {
  readonly perMinute: number;
  readonly burst: number;
}

/**
 * Of integrations that say nothing: far above what an installation of thousands of alerts repeats. In a file without a schema,
 * for what accepts alerts must not load the validator of the configuration.
 */
export const DEFAULT_RATE_LIMIT: RateLimit = { perMinute: 3000, burst: 5000 };
