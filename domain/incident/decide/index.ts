import type { Lookup } from '../../configuration/lookup.ts';
import { requirePerson } from '../../configuration/require-person.ts';
import type { IncidentCommand } from '../commands.ts';
import type { IncidentEvent } from '../events.ts';
import type { IncidentState } from '../state.ts';
import { alertRules } from './about-alerts.ts';
import { reachRules } from './about-reach.ts';
import { changeRules } from './changes.ts';
import { majorRules } from './major.ts';
import { mergingRules } from './merging.ts';
import { newsRules } from './news.ts';
import { roleRules } from './organise.ts';
import { outageRules } from './outage.ts';
import { acknowledge } from './paging.ts';
import { passingOnRules } from './passing-on.ts';
import { recoveryRules } from './recovery.ts';
import { reviewRules } from './review.ts';
import { decideBy, type Rules } from './rules.ts';
import { separatingRules } from './separate.ts';
import { takeUnanswered } from './take-roles.ts';
import { updateRules } from './updates.ts';
import { workRules } from './work.ts';

const RULES: Rules<IncidentCommand['type']> = {
  ...alertRules,
  ...majorRules,
  ...passingOnRules,
  ...reachRules,
  ...newsRules,
  ...recoveryRules,
  ...roleRules,
  ...workRules,
  ...updateRules,
  ...reviewRules,
  ...mergingRules,
  ...outageRules,
  ...separatingRules,
  ...changeRules,
  // Whoever answers takes roles, too. A sender, for whom the same rule stands alone, takes none.
  acknowledge: (draft, command, lookup) => {
    if (command.person !== undefined) requirePerson(lookup, command.person);
    acknowledge(draft, command, lookup);
    if (draft.events.length > 0) takeUnanswered(draft, lookup);
  },
};

/**
 * The rules of an incident: what follows from a command, given its state and the configuration.
 *
 * @returns the events to append; none when the command asks for what is so already (repeats are harmless)
 * @throws DomainError when the rules refuse it; nothing has happened then
 */
export const decide = (
  incidentId: string,
  command: IncidentCommand,
  state: IncidentState | undefined,
  lookup: Lookup,
): IncidentEvent[] => decideBy(RULES, incidentId, command, state, lookup);
