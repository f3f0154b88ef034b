import { describe, expect, it } from 'vitest';
import { foremost } from '../../../domain/communication/foremost.ts';
import type { Occasion } from '../../../domain/configuration/communications.ts';

describe('the headline of what happens at once', () => {
  it.each<[Occasion[], Occasion]>([
    [['declared', 'update'], 'declared'],
    [['mitigated', 'update'], 'mitigated'],
    [['mitigated', 'resolved'], 'resolved'],
    [['severity-changed', 'declared'], 'severity-changed'],
  ])('of %j is that of %s', (told, first) => {
    expect(foremost(told)).toBe(first);
    expect(foremost(told.toReversed())).toBe(first);
  });
});
