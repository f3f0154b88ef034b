import fc from 'fast-check';
import { expect, it } from 'vitest';
import { durationText, secondsOf } from '../../../domain/instant/duration.ts';

it.each([
  ['90s', 90],
  ['30m', 1800],
  ['30 min', 1800],
  ['1h30m', 5400],
  ['1h 30m', 5400],
  ['1.5h', 5400],
  ['2D', 172_800],
  ['0s', 0],
])('%s is %d seconds', (text, seconds) => {
  expect(secondsOf(text)).toBe(seconds);
});

it.each(['', '30', 'm', '-5m', '5 years', '5m5', 'PT5M', '1h,30m', '1e3s', '٣m'])('%j is no duration', (text) => {
  expect(secondsOf(text)).toBeUndefined();
});

it('what is written is read again', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), (seconds) => {
      expect(secondsOf(durationText(seconds))).toBe(seconds);
    }),
  );
});
