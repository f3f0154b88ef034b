import type { CommunicationJob } from '../incident/effects.ts';

const padded = (n: number, digits: number): string => String(n).padStart(digits, '0');

/** From which id on, and before which, rows of a ledger are. */
export interface IdRange {
  readonly from: string;
  readonly to: string;
}

type About = Pick<CommunicationJob, 'incidentId' | 'seq' | 'eventIndex' | 'planId'>;

/**
 * The message of one plan about one event. In the order of the alphabet the messages of a plan stand together, the later
 * behind the earlier.
 */
export const newMessageId = ({ incidentId, seq, eventIndex, planId }: About): string =>
  `${incidentId}.${planId}.c${padded(seq, 9)}e${padded(eventIndex, 3)}`;

/** A job that an earlier version made keeps the id under which its message may have been sent already. */
export const messageIdOf = (job: CommunicationJob): string =>
  job.messageId ?? `${job.incidentId}.c${job.seq}e${job.eventIndex}.${job.planId}`;

/** Where the rows of a message or a page are in the ledger: the id of each begins with its own and a slash. */
export const rowsOf = (messageId: string): IdRange => ({ from: `${messageId}/`, to: `${messageId}0` });

/** Where the rows of everything are that the plan has said after this message. */
export const rowsAfter = (job: CommunicationJob): IdRange => ({
  from: rowsOf(messageIdOf(job)).to,
  to: `${job.incidentId}.${job.planId}.d`,
});
