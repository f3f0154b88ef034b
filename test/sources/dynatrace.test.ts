import { describe, expect, it } from 'vitest';
import { readWith, signalOf } from '../fakes/signal-of.ts';

describe('Dynatrace', () => {
  it('reads a problem and its tags', () => {
    expect(signalOf('dynatrace', 'firing')).toMatchObject({
      dedupKey: '-4684951519364873542_1795287600000V2',
      title: 'Failure rate increase',
      service: 'checkout',
      environment: 'production',
      labels: { problem: 'P-2611123', impact: 'SERVICE', blue: 'true' },
    });
  });

  it.each([
    ['AVAILABILITY', 'critical'],
    ['ERROR', 'critical'],
    ['PERFORMANCE', 'warning'],
    ['RESOURCE_CONTENTION', 'warning'],
    ['CUSTOM_ALERT', 'info'],
    ['{ProblemSeverity}', 'error'],
  ])('takes the severity %s for %s', (ProblemSeverity, severity) => {
    expect(signalOf('dynatrace', 'firing', { ProblemSeverity }).severity).toBe(severity);
  });

  it('finds the severity, the entity and the address in the payload that Dynatrace itself proposes', () => {
    const signal = signalOf('dynatrace', 'firing.default-payload');
    expect(signal).toMatchObject({
      status: 'firing',
      severity: 'critical',
      nativeSeverity: 'ERROR',
      links: [{ text: 'Dynatrace' }],
    });
    const details = { ProblemDetailsJSON: '{"severityLevel":"PERFORMANCE"}', ImpactedEntity: '{ImpactedEntity}' };
    expect(signalOf('dynatrace', 'firing.default-payload', details)).toMatchObject({
      severity: 'warning',
      resource: 'checkout',
    });
    expect(signalOf('dynatrace', 'firing.default-payload', { ProblemDetailsJSON: '{broken' }).severity).toBe('error');
  });

  it('resolves what is resolved and what goes on under its parent', () => {
    expect(signalOf('dynatrace', 'resolved').status).toBe('resolved');
    expect(signalOf('dynatrace', 'resolved.merged').status).toBe('resolved');
  });

  it('keeps no placeholder', () => {
    const signal = signalOf('dynatrace', 'firing.placeholders');
    expect(JSON.stringify(signal)).not.toContain('{Tags}');
    expect(signal.resource).toBeUndefined();
    expect(() => readWith('dynatrace', { PID: '{PID}', ProblemID: '{ProblemID}' })).toThrow('neither');
  });
});
