import type { AccessRole } from '../configuration/access-token.ts';
import type { PublicCommandName } from './commands.ts';
import { type IncidentState, isMajorOrProposed } from './state.ts';

interface Needed {
  readonly role: AccessRole;
  /** Where the command also decides about a major incident, or about one that is proposed as such. */
  readonly whenMajor?: AccessRole;
}

/** Managers decide what is major and what is over; responders do the work. */
const NEEDED: Readonly<Record<PublicCommandName, Needed>> = {
  propose: { role: 'responder' },
  accept: { role: 'manager' },
  reject: { role: 'manager' },
  demote: { role: 'manager' },
  acknowledge: { role: 'responder' },
  'pass-on': { role: 'responder' },
  'ask-for-help': { role: 'responder' },
  investigate: { role: 'responder' },
  identify: { role: 'responder' },
  'assign-role': { role: 'responder' },
  'change-severity': { role: 'responder' },
  'post-update': { role: 'responder' },
  'add-note': { role: 'responder' },
  mitigate: { role: 'responder' },
  resolve: { role: 'responder' },
  reopen: { role: 'responder' },
  close: { role: 'manager' },
  merge: { role: 'responder', whenMajor: 'manager' },
  separate: { role: 'responder', whenMajor: 'manager' },
  'link-change': { role: 'responder' },
  'unlink-change': { role: 'responder' },
  'complete-review': { role: 'manager' },
  'correct-stamp': { role: 'manager' },
};

/**
 * Who may ask a command of an incident.
 *
 * @param state without it, the least that the command takes of any incident
 */
export const requiredRole = (command: PublicCommandName, state?: IncidentState): AccessRole => {
  const { role, whenMajor } = NEEDED[command];
  return whenMajor !== undefined && state !== undefined && isMajorOrProposed(state) ? whenMajor : role;
};
