import type { Lookup } from '../../configuration/lookup.ts';
import { DomainError } from '../../failure/domain-error.ts';
import type { CommandOf, IncidentCommand } from '../commands.ts';
import { Draft } from '../draft.ts';
import type { IncidentEvent } from '../events.ts';
import type { IncidentState } from '../state.ts';
import { settleOutage } from './settle-outage.ts';

/** What each of these commands leads to: raises events on the draft, or refuses with a DomainError. */
export type Rules<T extends IncidentCommand['type']> = {
  readonly [N in T]: (draft: Draft, command: CommandOf<N>, lookup: Lookup) => void;
};

/** The rules of one room; `decide` has them all, and the compiler asks for the one that is missing. */
export type SomeRules = Partial<Rules<IncidentCommand['type']>>;

/**
 * The events that rules raise about a command.
 *
 * @throws DomainError `incident-not-found`, and what the rules refuse
 */
export const decideBy = <T extends IncidentCommand['type']>(
  rules: Rules<T>,
  incidentId: string,
  command: CommandOf<T>,
  state: IncidentState | undefined,
  lookup: Lookup,
): IncidentEvent[] => {
  if (command.type === 'open') {
    if (state) return [];
  } else if (!state) {
    throw new DomainError('incident-not-found', `There is no incident "${incidentId}".`);
  }
  const draft = new Draft(state, command.metadata, incidentId);
  // The table has the command by its type; TypeScript cannot follow the key and its command together.
  (rules[command.type as T] as (draft: Draft, command: CommandOf<T>, lookup: Lookup) => void)(draft, command, lookup);
  if (draft.events.length > 0) settleOutage(draft);
  return draft.events;
};
