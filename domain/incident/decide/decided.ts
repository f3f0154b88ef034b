import { DomainError } from '../../failure/domain-error.ts';
import type { IncidentCommand } from '../commands.ts';
import { Draft } from '../draft.ts';
import type { IncidentEvent } from '../events.ts';
import type { IncidentState } from '../state.ts';

/**
 * The events that the rules raise about a command.
 *
 * @throws DomainError `incident-not-found`, and what the rules refuse
 */
export const decided = (
  incidentId: string,
  command: IncidentCommand,
  state: IncidentState | undefined,
  rules: (draft: Draft) => void,
): IncidentEvent[] => {
  if (command.type === 'open') {
    if (state) return [];
  } else if (!state) {
    throw new DomainError('incident-not-found', `There is no incident "${incidentId}".`);
  }
  const draft = new Draft(state, command.metadata, incidentId);
  rules(draft);
  return draft.events;
};
