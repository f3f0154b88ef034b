import { isHeardBelow, recipientsOf } from '../communication/recipients.ts';
import { shownIncidentOf } from '../communication/shown-incident.ts';
import { allHold } from '../condition/condition.ts';
import type { Audience, CommunicationPlan, Occasion } from '../configuration/communications.ts';
import type { Lookup } from '../configuration/lookup.ts';
import type { Iso } from '../instant/instant.ts';
import { factsOfIncident } from './facts.ts';
import type { IncidentState } from './state.ts';

/**
 * Stakeholders hear of major incidents, and of the moment one stops being major; nobody is told of a candidate. That nobody
 * answers is told of any incident: messages that page have failed, and those to stakeholders may get through.
 */
export const isTold = (state: IncidentState, occasion: Occasion): boolean =>
  occasion === 'unanswered' || state.major === 'accepted' || (occasion === 'demoted' && state.major === 'demoted');

/** Whom nobody tells outside that an organisation does not answer. */
const INSIDE: ReadonlySet<Audience> = new Set(['technical', 'business']);

/**
 * Whether a plan tells of this. That nobody answers is told, inside, by every plan that tells of a declaration: configurations
 * older than the occasion do not name it, and it is the last way in which anybody hears.
 */
const names = ({ audience, occasions }: CommunicationPlan, occasion: Occasion): boolean =>
  occasions.includes(occasion) || (occasion === 'unanswered' && INSIDE.has(audience) && occasions.includes('declared'));

/** The plans that attach to an incident as it is at `now`, and, where it matters to them, as it was at its worst. */
export const plansFor = (
  state: IncidentState,
  occasion: Occasion,
  now: Iso,
  lookup: Lookup,
  only?: readonly string[],
): CommunicationPlan[] => {
  const facts = factsOfIncident(state, lookup, now);
  const { told } = state;
  const atWorst =
    told && isHeardBelow(occasion)
      ? factsOfIncident({ ...state, severity: told.severity, affectedServices: told.services }, lookup, now)
      : facts;
  return lookup.configuration.communicationPlans.filter(
    (plan) =>
      names(plan, occasion) &&
      (only === undefined || only.includes(plan.audience)) &&
      (allHold(plan.when, facts) || (atWorst !== facts && allHold(plan.when, atWorst))),
  );
};

/** Whom an update would reach now, by audience, in the order of the plans; empty for one that nobody would hear. */
export const audiencesReached = (
  state: IncidentState,
  now: Iso,
  lookup: Lookup,
  only?: readonly Audience[],
): Audience[] => {
  if (!isTold(state, 'update')) return [];
  const shown = shownIncidentOf(state);
  const reached = plansFor(state, 'update', now, lookup, only).filter(
    (plan) => recipientsOf(plan, shown, 'update', lookup.configuration).length > 0,
  );
  return [...new Set(reached.map(({ audience }) => audience))];
};
