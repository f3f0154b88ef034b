import { DomainError } from '../../failure/domain-error.ts';
import type { WhyRefused } from '../../failure/why-refused.ts';
import type { IncidentState } from '../state.ts';

/**
 * @param what did not happen: "Not closed"
 * @param because why, as it stands now: a clause about `it`, or about something else
 * @param more how pages say it in their reader's language, and what to do instead, as a sentence
 * @throws DomainError `illegal-transition`, saying all of that
 */
export const refuse = (
  { number, status, major }: IncidentState,
  what: string,
  because: string,
  { refusal, instead }: { readonly refusal?: WhyRefused; readonly instead?: string } = {},
): never => {
  const clause = because.startsWith('it ') ? `${number}${because.slice(2)}` : `${because} (${number})`;
  throw new DomainError('illegal-transition', `${what}: ${clause}.${instead ? ` ${instead}` : ''}`, {
    details: { incidentStatus: status, major, ...(refusal && { refusal }) },
  });
};
