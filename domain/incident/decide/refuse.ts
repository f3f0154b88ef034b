import { DomainError } from '../../failure/domain-error.ts';
import type { IncidentState } from '../state.ts';

/** @throws DomainError `illegal-transition`, saying where the incident is and what would help. */
export const refuse = (state: IncidentState, command: string, because: string): never => {
  throw new DomainError('illegal-transition', `${state.number} cannot be asked to ${command}: ${because}.`, {
    details: { incidentStatus: state.status, major: state.major },
  });
};
