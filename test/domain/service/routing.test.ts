import { describe, expect, it } from 'vitest';
import { factsOfSignal, isUnrouted, routeSignal } from '../../../domain/service/routing.ts';
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

  it('by no rule that asks for something else', () => {
    expect(route(nameless({ labels: { team: 'shop' }, service: 'checkout' }), rules)).toMatchObject({
      serviceId: 'checkout',
      routedBy: 'service "checkout" named by the sender',
    });
    expect(route(nameless({ labels: { team: 'traffic' } }), rules)).toEqual({
      serviceId: 'search',
      environment: 'production',
      routedBy: 'routing rule all-tools',
    });
  });

  it.each([
    ['source', 'alertmanager'],
    ['integration', 'prometheus'],
    ['severity', 'critical'],
    ['title', 'Checkout: a'],
    ['resource', 'web-1'],
    ['service', 'checkout'],
    ['environment', 'production'],
    ['labels.team', 'tools'],
  ])('by its %s', (fact, is) => {
    const said = signal('a', { resource: 'web-1', labels: { team: 'tools' } });
    const asking = (value: string) =>
      shopLookup({ routing: [{ id: 'asks', when: [{ fact, is: value }], service: 'wiki' }] });
    expect(route(said, asking(is)).serviceId).toBe('wiki');
    expect(route(said, asking(`not ${is}`)).serviceId).toBe('checkout');
  });

  it('to the environment as the files call it, however its sender spells it', () => {
    const spelled = shopLookup({
      productionEnvironments: ['live', 'prod-eu'],
      nonProductionEnvironments: ['prod-mirror'],
    });
    const environments = ['PROD', 'Production', 'prd', 'production_eu', 'STG', 'production-mirror', 'Acme'].map(
      (environment) => route(nameless({ environment }), spelled).environment,
    );
    expect(environments).toEqual(['live', 'live', 'live', 'prod-eu', 'staging', 'prod-mirror', 'Acme']);
    expect(['PRD', 'prod-us', 'prod-mirror', 'uat', 'Acme'].map(spelled.isProduction)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('has no label that it was not sent with, whatever objects have', () => {
    expect(factsOfSignal(['labels.constructor', 'labels.team', 'unheard'], nameless())).toEqual({});
    expect(factsOfSignal(['labels.team'], nameless({ labels: { team: 'x' } }))).toEqual({ 'labels.team': 'x' });
  });

  it('knows once it is routed its service and environment by the route', () => {
    const said = signal('a', { service: 'Pay', environment: 'staging' });
    const routed = { serviceId: 'checkout', environment: 'production', routedBy: 'a test' };
    expect(factsOfSignal(['service', 'environment'], said, routed)).toEqual({
      service: 'checkout',
      environment: 'production',
    });
    expect(factsOfSignal(['service', 'environment'], said)).toEqual({ service: 'Pay', environment: 'staging' });
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
    expect(route(nameless({ integrationId: 'monitor', environment: 'uat' })).environment).toBe('acceptance');
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

  it('to Muster itself for what Muster says, before any rule', () => {
    const greedy = shopLookup({ routing: [{ id: 'all', when: [{ fact: 'title', is: '*' }], service: 'wiki' }] });
    expect(route(nameless({ source: 'muster', service: 'checkout' }), greedy)).toEqual({
      serviceId: 'muster',
      environment: 'production',
      routedBy: 'Muster itself',
    });
    expect(route(nameless({ service: 'checkout' }), greedy).serviceId).toBe('wiki');
  });

  it('to the environment that its rule names as the files call it', () => {
    const lookup = shopLookup({
      nonProductionEnvironments: ['mirror'],
      routing: [{ id: 'r', when: [{ fact: 'title', is: '*' }], service: 'wiki', environment: 'MIRROR' }],
    });
    expect(route(nameless({ environment: 'production' }), lookup).environment).toBe('mirror');
  });

  it.each<[string, Partial<Signal>, boolean]>([
    ['nothing routed', {}, true],
    ['its sender named a service for', { service: 'checkout' }, false],
    ['its sender named a service for that nobody knows', { service: 'nobody knows' }, true],
    ['its integration has a service for', { integrationId: 'monitor' }, false],
    ['Muster says', { source: 'muster' }, false],
  ])('and nobody claimed what %s: %s', (_what, changes, expected) => {
    expect(isUnrouted(route(nameless(changes)))).toBe(expected);
  });
});
