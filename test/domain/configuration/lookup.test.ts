import { describe, expect, it } from 'vitest';
import { configuredIn, lookupIn } from '../../../domain/configuration/lookup.ts';
import { requireService } from '../../../domain/configuration/require-service.ts';
import { NOTHING_LIVE } from '../../../domain/live/live-record.ts';
import { exampleConfiguration } from '../../../simulation/example-configuration.ts';

describe('what is looked up in a configuration', () => {
  const configuration = exampleConfiguration();
  const lookup = lookupIn(configuration);

  it('is found by its id, of each kind', () => {
    for (const { id } of configuration.services) expect(lookup.service(id)?.id).toBe(id);
    for (const { id } of configuration.people) expect(lookup.person(id)?.id).toBe(id);
    for (const { id } of configuration.teams) expect(lookup.team(id)?.id).toBe(id);
    for (const { id } of configuration.escalationPolicies) expect(lookup.policy(id)?.id).toBe(id);
    for (const { id } of configuration.integrations) expect(lookup.integration(id)?.id).toBe(id);
    for (const found of [lookup.service, lookup.person, lookup.team, lookup.policy, lookup.integration])
      for (const nothing of ['', 'constructor', '__proto__']) expect(found(nothing)).toBeUndefined();
  });

  it.each(['checkout', 'Checkout', 'CHECKOUT', 'shop-checkout', 'Shop-Checkout'])(
    'is found, of a service, by the name %s',
    (name) => {
      expect(lookup.serviceNamed(name)?.id).toBe('checkout');
    },
  );

  it('is, of a name that two services go by, the first', () => {
    const [first, second, ...others] = configuration.services;
    const twins = { ...configuration, services: [first, { ...second, aliases: ['checkout'] }, ...others] };
    expect(lookupIn(twins as typeof configuration).serviceNamed('Checkout')?.id).toBe('checkout');
  });

  it('is production as the configuration spells it, in capitals or not', () => {
    const [name = ''] = configuration.productionEnvironments;
    expect([name, name.toUpperCase(), 'staging'].map(lookup.isProduction)).toEqual([true, true, false]);
  });

  it('is made once, as long as neither the configuration nor what is live beside it changes', () => {
    const live = { ...NOTHING_LIVE, version: 7 };
    expect(lookupIn(configuration)).toBe(lookup);
    const withLive = lookupIn(configuration, live);
    expect(withLive).not.toBe(lookup);
    expect(lookupIn(configuration, live)).toBe(withLive);
    expect(configuredIn(configuration)).toBe(configuredIn(configuration));
    // What live records cannot change is not made again for them.
    expect(withLive.service).toBe(lookup.service);
    expect(lookupIn(exampleConfiguration()).service).not.toBe(lookup.service);
  });
});

describe('what must be there', () => {
  const lookup = lookupIn(exampleConfiguration());

  it('is returned, a service by its id or by a name', () => {
    expect(requireService(lookup, 'search').id).toBe('search');
    expect(requireService(lookup, 'SHOP-checkout').id).toBe('checkout');
  });

  it('is refused with a code, and of a service with those that there are', () => {
    expect(() => requireService(lookup, 'nothing')).toThrow(
      expect.objectContaining({
        code: 'unknown-service',
        message: 'There is no service "nothing". Known: checkout, search, unrouted.',
      }),
    );
  });

  it.each(['chekout', 'Chekcout', 'shop-chekout', 'CHECK-OUT '])(
    'names the service that "%s" most likely means',
    (given) => {
      expect(() => requireService(lookup, given)).toThrow(
        `There is no service "${given}". Did you mean checkout (Checkout)? Known: checkout, search, unrouted.`,
      );
    },
  );
});
