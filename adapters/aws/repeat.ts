/** Names of refusals that ask for a pause. */
const THROTTLED =
  /^(ProvisionedThroughputExceeded|RequestLimitExceeded|BandwidthLimitExceeded|LimitExceeded|PriorRequestNotComplete|SlowDown|TransactionInProgress|EC2Throttled|TooManyRequests|Throttl|RequestThrottl)/;

/** Names of refusals that pass by themselves. */
const TRANSIENT = /^(RequestTimeout|InternalServerError|InternalError|ServiceUnavailable|TimeoutError)/;

/** What Node's network code calls the ways not to get an answer. */
export const NETWORK = /^(E(CONN|HOST|NET|PIPE|TIMEDOUT|AI_)|ENOTFOUND)/;

/** Waits are a random part of this, doubled each time; for a throttled request it begins higher. */
const BASE_MS = 100;
const THROTTLED_BASE_MS = 500;
const LONGEST_MS = 20_000;

/** Repeats of one process while nothing succeeds: each takes from a budget that successes fill again. */
const BUDGET = 500;
const COST = 5;

interface Failed {
  readonly name?: string;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const isThrottled = ({ name = '', $metadata }: Failed): boolean =>
  THROTTLED.test(name) || $metadata?.httpStatusCode === 429;

const passes = (failed: Failed): boolean => {
  const { name = '', code, $metadata } = failed;
  if (isThrottled(failed) || TRANSIENT.test(name)) return true;
  if (typeof code === 'string' && NETWORK.test(code)) return true;
  return [500, 502, 503, 504].includes($metadata?.httpStatusCode ?? 0);
};

export interface Repeating {
  /** The first one included. */
  readonly maxAttempts: number;
  readonly random?: () => number;
  readonly pause?: (ms: number) => Promise<void>;
}

/**
 * Repeats what may pass by itself (throttled, unreachable, 5xx), with pauses that grow, as the standard mode of the AWS SDKs does.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 *
 * @param work is given the number of its attempt, from 1
 */
export const repeating = ({
  maxAttempts,
  random = Math.random,
  pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
}: Repeating): (<T>(work: (attempt: number) => Promise<T>) => Promise<T>) => {
  let budget = BUDGET;
  return async (work) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await work(attempt);
        budget = Math.min(BUDGET, budget + (attempt > 1 ? COST : 1));
        return result;
      } catch (error) {
        const failed = error as Failed;
        if (attempt >= maxAttempts || !passes(failed) || budget < COST) throw error;
        budget -= COST;
        const base = isThrottled(failed) ? THROTTLED_BASE_MS : BASE_MS;
        await pause(random() * Math.min(LONGEST_MS, base * 2 ** (attempt - 1)));
      }
    }
  };
};
