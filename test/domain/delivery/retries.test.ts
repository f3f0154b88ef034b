import { describe, expect, it } from 'vitest';
import { COMMUNICATION_RETRIES, PAGE_RETRIES, pauseAfter, type RetryPolicy } from '../../../domain/delivery/retries.ts';

/** The ages at which a message is tried that is never taken. */
const triesOf = (policy: RetryPolicy): number[] => {
  const ages = [0];
  for (;;) {
    const age = ages.at(-1) as number;
    const pause = pauseAfter(policy, ages.length, age);
    if (pause === undefined) return ages;
    ages.push(age + pause);
  }
};

describe('what failed for the moment', () => {
  it('is tried three times within 20 seconds when it is a page', () => {
    expect(triesOf(PAGE_RETRIES)).toEqual([0, 5, 20]);
  });

  it('is tried for a day when it is a message to an audience, and never further apart than SQS can delay', () => {
    const ages = triesOf(COMMUNICATION_RETRIES);
    expect(ages.slice(0, 8)).toEqual([0, 2, 10, 30, 90, 270, 870, 1770]);
    expect(ages.at(-1)).toBeGreaterThan(86_400 - 900);
    expect(ages.at(-1)).toBeLessThanOrEqual(86_400);
    const pauses = ages.slice(1).map((age, i) => age - (ages[i] as number));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(900);
  });

  it('is not tried again when its time is over, however few the tries', () => {
    expect(pauseAfter(COMMUNICATION_RETRIES, 1, 86_398)).toBe(2);
    expect(pauseAfter(COMMUNICATION_RETRIES, 1, 86_399)).toBeUndefined();
  });
});
