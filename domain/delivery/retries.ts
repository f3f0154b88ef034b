/** How long after a try that failed for the moment the next one is made. */
export interface RetryPolicy {
  /** Seconds after the first, the second … try. */
  readonly pauses: readonly number[];
  /** Seconds after every later one; left out, there is none. */
  readonly thenEvery?: number;
  /** Seconds since the message was wanted after which it is not tried again. */
  readonly within: number;
}

export const NO_RETRIES: RetryPolicy = { pauses: [], within: 0 };

/** A page is of use for minutes; meanwhile the person's other contacts and the next level are asked. */
export const PAGE_RETRIES: RetryPolicy = { pauses: [5, 15], within: 86_400 };

/** Nobody waits for an answer to it: it is news for as long as an incident mostly lasts. */
export const NOTICE_RETRIES: RetryPolicy = { pauses: [5, 30, 120, 600], within: 3_600 };

/** A provider is back after seconds, after minutes or after a night: news of a day ago is none. SQS delays at most 900 s. */
export const COMMUNICATION_RETRIES: RetryPolicy = {
  pauses: [2, 8, 20, 60, 180, 600],
  thenEvery: 900,
  within: 86_400,
};

/**
 * @param tries how often it was tried, the try that has just failed included
 * @param age seconds since the message was wanted
 * @returns seconds until the next try; undefined when there is none
 */
export const pauseAfter = (policy: RetryPolicy, tries: number, age: number): number | undefined => {
  const pause = policy.pauses[tries - 1] ?? policy.thenEvery;
  return pause === undefined || age + pause > policy.within ? undefined : pause;
};
