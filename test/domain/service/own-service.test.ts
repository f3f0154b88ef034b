import { describe, expect, it } from 'vitest';
import { OWN_SERVICE, ownService } from '../../../domain/service/own-service.ts';
import { shopLookup } from '../../../simulation/shop-configuration.ts';

const REACHES = ['extensive', 'significant', 'moderate', 'minor'] as const;
const URGENCIES = ['critical', 'high', 'medium', 'low'] as const;

describe('Muster as one of its own services', () => {
  it.each([
    ['SEV1', 'SEV1'],
    ['SEV2', 'SEV2'],
    ['SEV3', 'SEV3'],
    ['SEV4', 'SEV3'],
    ['SEV5', 'SEV3'],
  ])('where people are paged from %s on is %s, however far and however urgent', (from, severity) => {
    const { configuration } = shopLookup({ paging: { from } });
    const { matrix } = ownService(configuration);
    for (const reach of REACHES) {
      for (const urgency of URGENCIES) expect(matrix?.[reach][urgency]).toBe(severity);
    }
  });

  it('is in every configuration, has nobody on duty, depends on nothing, and keeps what is wrong apart', () => {
    const lookup = shopLookup({});
    const own = lookup.service(OWN_SERVICE);
    expect(own).toMatchObject({ team: '', dependsOn: [], aliases: [], groupBy: ['resource'] });
    expect(lookup.policy(own?.escalationPolicy ?? '')).toBeUndefined();
    expect(lookup.serviceNamed(OWN_SERVICE)).toBeUndefined();
  });
});
