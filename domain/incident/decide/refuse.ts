import { DomainError } from '../../failure/domain-error.ts';
import type { WhyRefused } from '../../failure/why-refused.ts';
import type { IncidentState } from '../state.ts';

/** What did not happen, by what was asked for. */
const NOT = {
  accept: 'Not declared',
  acknowledge: 'Not acknowledged',
  'ask for help': 'Nobody was asked',
  'assign a role': 'No role was given',
  'change severity': 'Not changed',
  close: 'Not closed',
  'complete the review': 'The review was not completed',
  demote: 'Not demoted',
  identify: 'No cause was noted',
  investigate: 'Not begun',
  'link a change': 'No change was linked',
  merge: 'Not merged',
  mitigate: 'Not mitigated',
  'pass on': 'Not passed on',
  'post an update': 'Nothing was sent',
  propose: 'Not proposed',
  reject: 'Not rejected',
  reopen: 'Not reopened',
  resolve: 'Not resolved',
  separate: 'Not separated',
  'unlink the change': 'No change was unlinked',
} as const;

/** What leads on from here, as a command of `muster` behind the incident's number. */
interface Instead {
  readonly to: string;
  readonly command: string;
  readonly options?: string;
}

/** What is different for those who read it: why, as pages say it in their reader's language, and what to do instead. */
interface Refused {
  readonly refusal?: WhyRefused;
  readonly instead?: Instead;
}

/**
 * @param because why, as it stands now, a clause about `it`: "it is open"
 * @throws DomainError `illegal-transition`, saying what did not happen, why, and what would help
 */
export const refuse = (
  state: IncidentState,
  command: keyof typeof NOT,
  because: string,
  { refusal, instead }: Refused = {},
): never => {
  const { number, status, major } = state;
  const clause = /^it\b/.test(because) ? because.replace(/^it\b/, number) : `${because} (${number})`;
  const advice =
    instead === undefined
      ? ''
      : ` ${instead.to}: \`muster incident ${instead.command} ${number}${instead.options === undefined ? '' : ` ${instead.options}`}\`.`;
  throw new DomainError('illegal-transition', `${NOT[command]}: ${clause}.${advice}`, {
    details: { incidentStatus: status, major, ...(refusal && { refusal }) },
  });
};
