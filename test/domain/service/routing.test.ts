import { describe, expect, it } from 'vitest';
import type { MaintenanceWindow } from '../../../domain/configuration/configuration.ts';
import { slotKeyOf } from '../../../domain/correlation/correlation.ts';
import { routeSignal } from '../../../domain/service/routing.ts';
import type { Signal } from '../../../domain/signal/signal.ts';
import { suppressionBySenderIn, suppressionOf } from '../../../domain/suppression/suppression.ts';
import { shop, shopFile, shopLookup } from '../../../simulation/shop-configuration.ts';
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
});

describe('a signal is suppressed', () => {
  const window: MaintenanceWindow = {
    id: 'w',
    reason: 'moves',
    from: '2026-11-21T20:00:00+01:00',
    to: '2026-11-21T20:00:00Z',
    when: [{ fact: 'service', is: 'checkout' }],
  };
  const begins = Date.parse('2026-11-21T19:00:00Z');
  const ends = Date.parse('2026-11-21T20:00:00Z');
  const at = (now: number, s = signal('a')) => suppressionOf(s, routeSignal(s, undefined, shop), [window], now);

  it('from the first instant of a window to before its last', () => {
    expect(at(begins - 1)).toBeUndefined();
    expect(at(begins)).toBe('maintenance window w: moves');
    expect(at(ends - 1)).toBe('maintenance window w: moves');
    expect(at(ends)).toBeUndefined();
  });

  it('only where the window applies, by the service it was routed to', () => {
    expect(at(begins, signal('a', { service: 'Pay' }))).toBeDefined();
    expect(at(begins, signal('a', { service: 'search' }))).toBeUndefined();
  });

  it('by its sender whatever the time, and says so', () => {
    const said = at(ends, signal('a', { suppressedBySender: 'actions suppressor' }));
    expect(said).toBe('the sender: actions suppressor');
    expect(suppressionBySenderIn(said)).toEqual({ suppressedBySender: 'actions suppressor' });
    expect(suppressionBySenderIn(at(begins))).toEqual({});
  });

  it('by its sender until the end that the sender names, which a reason cannot forge', () => {
    const muted = signal('a', {
      suppressedBySender: 'muted, until 2099-01-01T00:00:00.000Z: x',
      suppressedBySenderUntil: ends,
    });
    const said = at(ends - 1, muted);
    expect(said).toBe('the sender, until 2026-11-21T20:00:00.000Z: muted, until 2099-01-01T00:00:00.000Z: x');
    expect(suppressionBySenderIn(said)).toEqual({
      suppressedBySender: muted.suppressedBySender,
      suppressedBySenderUntil: ends,
    });
    expect(at(ends, muted)).toBeUndefined();
  });
});
