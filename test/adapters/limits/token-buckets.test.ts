import { describe, expect, it } from 'vitest';
import { tokenBuckets } from '../../../adapters/limits/token-buckets.ts';

const RATE = { perMinute: 60, burst: 10 };

const at = (start = 0) => {
  const time = { now: start };
  return { time, rates: tokenBuckets(() => time.now) };
};

describe('a token bucket', () => {
  it('gives a burst, then one a second', () => {
    const { rates, time } = at();
    expect(rates.take('a', 8, RATE)).toBe(8);
    expect(rates.take('a', 8, RATE)).toBe(2);
    expect(rates.take('a', 1, RATE)).toBe(0);
    time.now += 999;
    expect(rates.take('a', 1, RATE)).toBe(0);
    time.now += 1;
    expect(rates.take('a', 5, RATE)).toBe(1);
  });

  it('never holds more than a burst, however long nobody came', () => {
    const { rates, time } = at();
    rates.take('a', 10, RATE);
    time.now += 86_400_000;
    expect(rates.take('a', 100, RATE)).toBe(10);
  });

  it('is one for each name', () => {
    const { rates } = at();
    rates.take('a', 10, RATE);
    expect(rates.take('b', 10, RATE)).toBe(10);
  });

  it('says when one more can be taken', () => {
    const { rates, time } = at();
    expect(rates.secondsUntilOne('a', RATE)).toBe(0);
    rates.take('a', 10, { perMinute: 2, burst: 10 });
    expect(rates.secondsUntilOne('a', { perMinute: 2, burst: 10 })).toBe(30);
    time.now += 20_000;
    expect(rates.secondsUntilOne('a', { perMinute: 2, burst: 10 })).toBe(10);
  });

  it('takes nothing away when the clock is set back', () => {
    const { rates, time } = at(1_000_000);
    rates.take('a', 4, RATE);
    time.now = 0;
    expect(rates.take('a', 6, RATE)).toBe(6);
    expect(rates.take('a', 1, RATE)).toBe(0);
    time.now += 1000;
    expect(rates.take('a', 1, RATE)).toBe(1);
  });

  it('lets everything through while it is lifted, and then has what it had', () => {
    const { rates, time } = at();
    rates.take('a', 10, RATE);
    rates.lift('a', 500);
    expect(rates.take('a', 1000, RATE)).toBe(1000);
    time.now += 500;
    expect(rates.take('a', 1, RATE)).toBe(0);
    rates.lift('new', 500);
    time.now += 500;
    expect(rates.take('new', 100, RATE)).toBe(10);
  });

  it('remembers only so many names, those that came last', () => {
    const rates = tokenBuckets(() => 0, 3);
    for (const name of ['a', 'b', 'c']) rates.take(name, 10, RATE);
    rates.take('a', 1, RATE);
    rates.take('d', 1, RATE);
    expect(rates.take('a', 10, RATE)).toBe(0);
    expect(rates.take('b', 10, RATE)).toBe(10);
  });

  it('tells at most once a minute how many were turned away, and forgets none of them', () => {
    const { rates, time } = at();
    expect(rates.turnedAway('a', 3)).toBe(3);
    expect(rates.turnedAway('a', 4)).toBeUndefined();
    time.now += 59_999;
    expect(rates.turnedAway('a', 5)).toBeUndefined();
    expect(rates.turnedAway('b', 1)).toBe(1);
    time.now += 1;
    expect(rates.turnedAway('a', 1)).toBe(10);
  });
});
