import { describe, expect, it } from 'vitest';
import { slotKeyOf } from '../../../domain/correlation/correlation.ts';
import { routeSignal } from '../../../domain/service/routing.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { shop, shopFile, shopLookup } from '../../../simulation/shop-configuration.ts';
import { signal } from '../../../simulation/shop-system.ts';

const nameless = (changes: Partial<Signal> = {}) =>
  signal('a', { service: undefined, environment: undefined, ...changes });

describe('alerts with one cause', () => {
  const slot = (s: Signal, lookup = shop) => {
    const route = routeSignal(s, undefined, lookup);
    return slotKeyOf(s, route, lookup.service(route.serviceId));
  };
  const grouped = shopLookup({
    services: shopFile.services.map((s) => (s.id === 'search' ? { ...s, groupBy: ['labels.region', 'resource'] } : s)),
  });

  it('share the slot of their service and environment', () => {
    expect(slot(signal('a'))).toBe(slot(signal('b', { environment: 'Production', severity: 'info' })));
    for (const environment of ['PROD', 'prod', 'LIVE', 'prd'])
      expect(slot(signal('a', { environment }))).toBe(slot(signal('a')));
    expect(slot(signal('a', { environment: 'prod-eu' }))).not.toBe(slot(signal('a')));
    expect(slot(signal('a'))).not.toBe(slot(signal('a', { service: 'search' })));
    expect(slot(signal('a'))).not.toBe(slot(signal('a', { environment: 'staging' })));
  });

  it('or a finer one where the service says so', () => {
    const of = (region: string | undefined, resource?: string) =>
      slot(nameless({ labels: region ? { region } : {}, resource }), grouped);
    expect(of('eu', 'db')).toBe(of('eu', 'db'));
    expect(new Set([of('eu', 'db'), of('us', 'db'), of('eu', 'web'), of(undefined), of('eu\nresource=db')]).size).toBe(
      5,
    );
  });

  it('name the slot by service and environment, whatever the case, and by a hash of what they are grouped by', () => {
    expect(slot(signal('a', { environment: 'Production' }))).toBe('checkout#production');
    expect(slot(nameless(), grouped)).toMatch(/^search#production#[0-9a-f]{16}$/);
  });

  it('share a slot of what no service is known for', () => {
    const route = { serviceId: 'gone', environment: 'production', routedBy: 'a test' };
    expect(slotKeyOf(signal('a'), route, undefined)).toBe('gone#production');
  });
});
