import { describe, expect, it } from 'vitest';
import { outageReason } from '../../../domain/incident/outage.ts';
import { dependsOn, hasRelated, isRelated, relatedTo, sharedBy } from '../../../domain/service/dependencies.ts';
import { outageLookup } from '../../../simulation/outage-shop.ts';

const lookup = outageLookup();

describe('services that depend on each other', () => {
  it('do so over others in between, and never on themselves', () => {
    expect(dependsOn(lookup, 'checkout', 'db')).toBe(true);
    expect(dependsOn(lookup, 'checkout', 'disk')).toBe(true);
    expect(dependsOn(lookup, 'disk', 'checkout')).toBe(false);
    expect(dependsOn(lookup, 'checkout', 'checkout')).toBe(false);
    expect(relatedTo(lookup, 'db').sort()).toEqual(['checkout', 'disk', 'search']);
    expect(relatedTo(lookup, 'wiki')).toEqual([]);
  });

  it('are related in both directions, and so are two that depend on the same third one', () => {
    expect(isRelated(lookup, 'db', 'search')).toBe(true);
    expect(isRelated(lookup, 'search', 'db')).toBe(true);
    expect(isRelated(lookup, 'search', 'checkout')).toBe(true);
    expect(isRelated(lookup, 'checkout', 'search')).toBe(true);
    expect(isRelated(lookup, 'search', 'wiki')).toBe(false);
    expect(isRelated(lookup, 'checkout', 'checkout')).toBe(false);
  });

  it('share what is nearest to both', () => {
    expect(sharedBy(lookup, 'checkout', 'search')).toEqual(['db']);
    expect(sharedBy(lookup, 'checkout', 'db')).toEqual(['disk']);
    expect(sharedBy(lookup, 'checkout', 'wiki')).toEqual([]);
    expect(sharedBy(outageLookup({ db: ['disk'], disk: ['db'] }), 'checkout', 'search')).toEqual(['db', 'disk']);
  });

  it('end where they form a ring', () => {
    const ring = outageLookup({ db: ['disk'], disk: ['db'] });
    expect(relatedTo(ring, 'db').sort()).toEqual(['checkout', 'disk', 'search']);
    expect(relatedTo(ring, 'checkout').sort()).toEqual(['db', 'disk', 'search']);
    expect(dependsOn(ring, 'db', 'db')).toBe(false);
  });

  it.each([
    ['checkout', true],
    ['db', true],
    ['disk', true],
    ['wiki', false],
    ['nobody-knows', false],
  ])('has %s some: %s, asked once or again', (service, expected) => {
    for (const _time of [1, 2]) {
      expect(hasRelated(lookup, service)).toBe(expected);
      expect(relatedTo(lookup, service).length > 0).toBe(expected);
    }
  });

  it.each([
    ['db', ['checkout'], 'Checkout depends on Database, which has an incident as well'],
    ['db', ['checkout', 'search'], 'Checkout and Search depend on Database, which has an incident as well'],
    ['db', ['search', 'disk'], 'Search depends on Database, which has an incident as well; Disk is connected to them'],
    ['checkout', ['search'], 'Search and Checkout both depend on Database'],
    ['checkout', ['search', 'wiki'], 'Search and Checkout both depend on Database; Wiki is connected to them'],
  ])('are one outage for a reason: %s leads %j', (lead, parts, reason) => {
    expect(outageReason(lead, parts, lookup)).toBe(reason);
  });
});
