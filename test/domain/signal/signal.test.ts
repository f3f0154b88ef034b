import { describe, expect, it } from 'vitest';
import { alertSeverity, isWorse, signalStatus } from '../../../domain/signal/signal.ts';

describe('the severity of an alert', () => {
  /** From the worst to the least. */
  const ORDERED = alertSeverity.options;

  it('has four words, the worst first', () => {
    expect(ORDERED).toEqual(['critical', 'error', 'warning', 'info']);
  });

  it.each(ORDERED.flatMap((a, i) => ORDERED.map((b, j) => [a, b, i < j] as const)))(
    '%s is worse than %s: %s',
    (a, b, expected) => {
      expect(isWorse(a, b)).toBe(expected);
    },
  );
});

describe('the status of a signal', () => {
  it('is one of four words; any other is refused', () => {
    for (const word of ['firing', 'acknowledged', 'resolved', 'unknown']) expect(signalStatus.parse(word)).toBe(word);
    expect(signalStatus.safeParse('ok').success).toBe(false);
  });
});
