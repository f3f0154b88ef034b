import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, identityOf, readWith, signalOf } from '../fakes/signal-of.ts';

describe('Grafana', () => {
  it('reads an alert, its offset undone, with the links that Grafana adds', () => {
    expect(signalOf('grafana', 'firing')).toMatchObject({
      source: 'grafana',
      dedupKey: 'c6eadffa33fcdf37',
      scope: 'grafana https://g.example/ 1',
      status: 'firing',
      severity: 'error',
      nativeSeverity: 'high',
      title: 'Memory above 90%',
      description: '42 of 44 GB',
      occurredAt: toMs('2026-11-21T18:51:03.157Z'),
      service: 'checkout',
      environment: 'production',
      links: [
        { href: 'https://g.example/alerting/x/edit', text: 'Source' },
        { href: 'https://g.example/alerting/silence/new', text: 'Silence' },
      ],
    });
    expect(signalOf('grafana', 'resolved').occurredAt).toBe(toMs('2026-11-21T19:20:00Z'));
  });

  it('never groups by the group key that everything has', () => {
    expect(signalOf('grafana', 'firing').groupKey).toBeUndefined();
    expect(signalOf('grafana', 'firing.no-data').groupKey).toBe('{}/{team="blue"}:{}');
  });

  it('keeps organisations and installations apart, and two integrations of one together', () => {
    const identity = (changes: Record<string, unknown>, id = 'a') =>
      identityOf(signalOf('grafana', 'firing', changes, { integration: { id } }));
    expect(identity({}, 'a')).toBe(identity({}, 'b'));
    expect(identity({ orgId: 2 })).not.toBe(identity({}));
    expect(identity({ externalURL: 'https://other/' })).not.toBe(identity({}));
    expect(identity({ externalURL: '' }, 'a')).not.toBe(identity({ externalURL: '' }, 'b'));
  });

  it('names what the contact point cut away', () => {
    expect(readWith('grafana', bodyOf('grafana', 'firing.no-data')).warnings?.[0]).toMatch(/cut 1 alerts/);
    expect(readWith('grafana', bodyOf('grafana', 'firing')).warnings).toBeUndefined();
  });

  it('is not any JSON', () => {
    expect(() => readWith('grafana', { status: 'firing' })).toThrow('no list "alerts"');
  });
});
