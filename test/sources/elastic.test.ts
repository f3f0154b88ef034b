import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { readWith, signalOf } from '../fakes/signal-of.ts';

describe('Elastic', () => {
  it('reads an alert of Kibana by its rule and its own id', () => {
    expect(signalOf('elastic', 'firing')).toMatchObject({
      dedupKey: 'f0f3dda0:host-web-1',
      title: 'Error rate of checkout',
      description: 'count is 812 in the last 5 min. Alert when > 100.',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      service: 'checkout',
      environment: 'production',
      links: [{ text: 'Kibana' }],
    });
    expect(signalOf('elastic', 'firing', { alertId: 'other' }).dedupKey).toBe('f0f3dda0:other');
    expect(signalOf('elastic', 'firing', { alertId: '' }).dedupKey).toBe('f0f3dda0');
  });

  it.each([
    ['metrics.threshold.warning', 'warning'],
    ['slo.burnRate.high', 'error'],
    ['slo.burnRate.low', 'info'],
    ['threshold met', 'error'],
    ['default', 'error'],
  ])('takes the action group %s for %s, unless the payload says a severity', (group, severity) => {
    expect(signalOf('elastic', 'firing', { group }).severity).toBe(severity);
    expect(signalOf('elastic', 'firing', { group, severity: 'critical' }).severity).toBe('critical');
  });

  it('is over in the group Recovered', () => {
    expect(signalOf('elastic', 'resolved').status).toBe('resolved');
    expect(signalOf('elastic', 'firing', { group: 'Recovered' }).status).toBe('resolved');
    expect(signalOf('elastic', 'firing', { group: 'xpack.ml.recovered' }).status).toBe('resolved');
  });

  it('reads a watch, whose own payload is not its state', () => {
    expect(signalOf('elastic', 'firing.watcher')).toMatchObject({
      dedupKey: 'cluster_health',
      status: 'firing',
      service: 'search',
      labels: { total: '8' },
    });
    expect(signalOf('elastic', 'firing.watcher', { status: 'resolved' }).status).toBe('resolved');
  });

  it('is not any JSON', () => {
    expect(() => readWith('elastic', { schema: 'kibana/1', ruleId: '' })).toThrow('neither');
  });
});
