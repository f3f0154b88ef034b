import { describe, expect, it } from 'vitest';
import { routeSignal } from '../../../domain/service/routing.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { shop, shopLookup } from '../../../simulation/shop-configuration.ts';
import { signal } from '../../../simulation/shop-system.ts';

const nameless = (changes: Partial<Signal> = {}) =>
  signal('a', { service: undefined, environment: undefined, ...changes });

describe('a signal is routed', () => {
  const rules = shopLookup({
    routing: [
      { id: 'tools', when: [{ fact: 'labels.team', is: 'tools' }], service: 'wiki', environment: 'internal' },
      { id: 'all-tools', when: [{ fact: 'labels.team', is: 't*' }], service: 'search' },
    ],
  });
  const route = (s: Signal, lookup = shop) => routeSignal(s, lookup.integration(s.integrationId), lookup);

  it('by the first rule that matches, before the name in the message', () => {
    const labelled = nameless({ labels: { team: 'tools' }, service: 'checkout' });
    expect(route(labelled, rules)).toEqual({
      serviceId: 'wiki',
      environment: 'internal',
      routedBy: 'routing rule tools',
    });
  });

  it('by name, id or alias, whatever the case', () => {
    for (const service of ['checkout', 'CHECKOUT', 'Pay'])
      expect(route(nameless({ service })).serviceId).toBe('checkout');
  });

  it('by its integration, with its environment', () => {
    expect(route(nameless({ integrationId: 'monitor' }))).toEqual({
      serviceId: 'checkout',
      environment: 'staging',
      routedBy: 'integration monitor',
    });
    expect(route(nameless({ integrationId: 'monitor', environment: 'live' })).environment).toBe('live');
    expect(route(nameless({ integrationId: 'monitor', service: 'nobody knows' })).serviceId).toBe('checkout');
  });

  it('to the service for what nobody claimed; where no environment is stated it is production', () => {
    expect(route(nameless())).toEqual({
      serviceId: 'search',
      environment: 'production',
      routedBy: 'nothing routed it',
    });
    expect(route(nameless({ integrationId: 'unknown' })).serviceId).toBe('search');
  });
});
