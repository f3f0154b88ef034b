import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, readWith, signalOf } from '../fakes/signal-of.ts';

const withIncident = (changes: Record<string, unknown>) => {
  const { incident } = bodyOf('google-cloud-monitoring', 'firing') as { incident: object };
  return { incident: { ...incident, ...changes } };
};

describe('Google Cloud Monitoring', () => {
  it('reads an incident', () => {
    expect(signalOf('google-cloud-monitoring', 'firing')).toMatchObject({
      dedupKey: '0.abcdef123456',
      status: 'firing',
      severity: 'critical',
      title: 'CPU of checkout',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      resource: 'shop-production web-1',
      service: 'checkout',
      environment: 'production',
      labels: { project: 'shop-production', metric: 'CPU utilization', zone: 'europe-west1-b' },
    });
    expect(signalOf('google-cloud-monitoring', 'resolved').occurredAt).toBe(toMs('2026-11-21T19:20:00Z'));
  });

  it.each([
    ['OPEN', 'firing'],
    ['open', 'firing'],
    ['acknowledged', 'acknowledged'],
    ['CLOSED', 'resolved'],
  ])('takes the state %s for %s', (state, status) => {
    expect(signalOf('google-cloud-monitoring', 'firing', withIncident({ state })).status).toBe(status);
  });

  it('lets the button "Test connection" page nobody', () => {
    expect(signalOf('google-cloud-monitoring', 'test').status).toBe('unknown');
  });

  it('does not understand an incident without id or state', () => {
    expect(() => readWith('google-cloud-monitoring', withIncident({ incident_id: null }))).toThrow('incident_id');
    expect(() => readWith('google-cloud-monitoring', withIncident({ state: 'odd' }))).toThrow('open nor closed');
  });
});
