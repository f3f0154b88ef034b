import type { Lookup } from '../configuration/lookup.ts';
import { type Iso, plusSeconds } from '../instant/instant.ts';
import type { IncidentState } from './state.ts';

/**
 * When nobody has decided, in multiples of the time that a decision may take: pages for it grow rarer, and at the last there is
 * nothing left to decide.
 */
export const UNDECIDED_AFTER = [1, 2, 4, 6] as const;

/** The one of these after which a severity that must not wait promotes by itself. */
const PROMOTES_AFTER: (typeof UNDECIDED_AFTER)[number] = 2;

/** From this step on it does, counted from 1. */
export const PROMOTES_FROM_STEP = UNDECIDED_AFTER.indexOf(PROMOTES_AFTER) + 1;

/** When an undecided candidate declares itself; undefined where its severity waits for a person. */
export const declaresItselfAt = (
  severity: IncidentState['severity'],
  { since }: { readonly since: Iso },
  { configuration }: Lookup,
): Iso | undefined => {
  const { decideWithinSeconds, promoteWhenUndecided } = configuration.candidate;
  return promoteWhenUndecided.includes(severity) ? plusSeconds(since, PROMOTES_AFTER * decideWithinSeconds) : undefined;
};
