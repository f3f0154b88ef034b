import { describe, expect, it } from 'vitest';
import { recipientsOf } from '../../../domain/communication/recipients.ts';
import { shopLookup } from '../../../simulation/shop-configuration.ts';
import { given, opened } from '../incident/specification.ts';

const subscriber = (changes: object) => ({
  id: 'reader',
  name: 'Reader',
  email: 'reader@example.com',
  audience: 'business',
  ...changes,
});

/** Who hears of a SEV2 of checkout. */
const heardBy = (changes: object): string[] => {
  const { configuration } = shopLookup({ stakeholders: [subscriber(changes)] });
  const [plan] = configuration.communicationPlans;
  if (!plan) throw new Error('there is no plan');
  return recipientsOf(plan, given(opened({ severity: 'SEV2' })).history.now, configuration).map(
    ({ address }) => address,
  );
};

describe('a stakeholder hears of it', () => {
  it.each([
    ['who asked for everything', {}],
    ['of one of the services that are hit', { services: ['checkout', 'search'] }],
    ['from that severity on', { severityAtLeast: 'SEV2' }],
    ['from a lesser severity on', { severityAtLeast: 'SEV3' }],
  ])('%s', (_who, changes) => {
    expect(heardBy(changes)).toEqual(['reader@example.com']);
  });

  it.each([
    ['of another audience', { audience: 'technical' }],
    ['of other services only', { services: ['search', 'wiki'] }],
    ['from a worse severity on', { severityAtLeast: 'SEV1' }],
  ])('but nobody %s', (_who, changes) => {
    expect(heardBy(changes)).toEqual([]);
  });
});
