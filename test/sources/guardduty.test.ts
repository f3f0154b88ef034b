import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { changedDetail, fixture, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('GuardDuty', () => {
  it('reads severity, resource and tags, in the order of the updates', () => {
    expect(signalOf('guardduty', 'firing')).toMatchObject({
      dedupKey: '111122223333 f00d',
      severity: 'error',
      nativeSeverity: '8',
      service: 'checkout',
      environment: 'production',
      resource: 'i-0abc',
      occurredAt: toMs('2026-11-21T18:58:00Z'),
    });
  });

  it.each([
    [9, 'critical'],
    [7, 'error'],
    [6.9, 'warning'],
    [3.9, 'info'],
    ['high', 'error'],
  ])('takes a severity of %s for %s', (severity, expected) => {
    expect(parseWith('guardduty', changedDetail('guardduty', 'firing', { severity })).signals[0]?.severity).toBe(
      expected,
    );
  });

  it('takes a sample for information', () => {
    expect(signalOf('guardduty', 'firing.sample').severity).toBe('info');
  });

  it('lets the integration say what a severity means', () => {
    const options = { integration: { severityOverrides: { '8': 'critical' as const } } };
    expect(parseWith('guardduty', fixture('guardduty', 'firing').body, options).signals[0]?.severity).toBe('critical');
  });
});
