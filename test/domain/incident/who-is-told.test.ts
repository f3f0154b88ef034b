import { describe, expect, it } from 'vitest';
import { type Audience, audience } from '../../../domain/configuration/communications.ts';
import { plansFor } from '../../../domain/incident/who-is-told.ts';
import { shopLookup } from '../../../simulation/shop-configuration.ts';
import { given, later, opened } from './specification.ts';

/** The audiences whose plans tell that nobody answers, where each plan names these occasions. */
const toldUnanswered = (occasions: readonly string[]): Audience[] => {
  const lookup = shopLookup({
    communicationPlans: audience.options.map((one) => ({ id: one, audience: one, occasions })),
  });
  return plansFor(given(opened()).history.now, 'unanswered', later(0), lookup).map((plan) => plan.audience);
};

describe('that nobody answers', () => {
  it('is told inside by whoever tells of a declaration, though the plan is older than the occasion', () => {
    expect(toldUnanswered(['declared', 'resolved'])).toEqual(['technical', 'business']);
  });

  it('is told to anybody whose plan names it', () => {
    expect(toldUnanswered(['unanswered'])).toEqual(audience.options);
  });

  it('is told by no plan that is about something else', () => {
    expect(toldUnanswered(['resolved'])).toEqual([]);
  });
});
