import type { Lookup } from '../../configuration/lookup.ts';
import { DomainError } from '../../failure/domain-error.ts';
import type { IncidentCommand } from '../commands.ts';
import { Draft } from '../draft.ts';
import type { IncidentEvent } from '../events.ts';
import type { IncidentState } from '../state.ts';
import { attachAlerts, openIncident, recoverAlerts } from './alerts.ts';
import { accept, demote, escalateCandidate, propose, reject } from './major.ts';
import { assignRole, organise } from './organise.ts';
import { acknowledge, escalatePaging } from './paging.ts';
import {
  adoptChild,
  changeSeverity,
  close,
  completeReview,
  confirmRecovery,
  correctStamp,
  followParent,
  identify,
  investigate,
  merge,
  mitigate,
  openReview,
  postUpdate,
  recordTold,
  remindReview,
  reopen,
  resolve,
} from './work.ts';

const dispatch = (draft: Draft, command: IncidentCommand, lookup: Lookup): void => {
  switch (command.type) {
    case 'open':
      return openIncident(draft, command, lookup);
    case 'attach-alerts':
      return attachAlerts(draft, command, lookup);
    case 'recover-alerts':
      return recoverAlerts(draft, command);
    case 'propose':
      return propose(draft, command, lookup);
    case 'accept':
      return accept(draft, command, lookup);
    case 'reject':
      return reject(draft, command);
    case 'demote':
      return demote(draft, command);
    case 'escalate-candidate':
      return escalateCandidate(draft, lookup);
    case 'acknowledge':
      return acknowledge(draft, command, lookup);
    case 'page-next-level':
      return escalatePaging(draft, command, lookup);
    case 'organise':
      return organise(draft, lookup);
    case 'assign-role':
      return assignRole(draft, command, lookup);
    case 'investigate':
      return investigate(draft);
    case 'identify':
      return identify(draft, command);
    case 'change-severity':
      return changeSeverity(draft, command, lookup);
    case 'post-update':
      return postUpdate(draft, command);
    case 'add-note':
      draft.raise({ type: 'NoteAdded', text: command.text });
      return;
    case 'mitigate':
      return mitigate(draft, command, lookup);
    case 'resolve':
      return resolve(draft, command);
    case 'reopen':
      return reopen(draft, command, lookup);
    case 'confirm-recovery':
      return confirmRecovery(draft, lookup);
    case 'open-review':
      return openReview(draft, lookup);
    case 'remind-review':
      return remindReview(draft);
    case 'complete-review':
      return completeReview(draft, command);
    case 'close':
      return close(draft, command, lookup);
    case 'merge':
      return merge(draft, command);
    case 'adopt-child':
      return adoptChild(draft, command, lookup);
    case 'follow-parent':
      return followParent(draft, command);
    case 'correct-stamp':
      return correctStamp(draft, command);
    case 'record-told':
      return recordTold(draft, command);
    default:
      return command satisfies never;
  }
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
): IncidentEvent[] => {
  if (command.type === 'open') {
    if (state) return [];
  } else if (!state) {
    throw new DomainError('incident-not-found', `There is no incident "${incidentId}".`);
  }
  const draft = new Draft(state, command.metadata, incidentId);
  dispatch(draft, command, lookup);
  return draft.events;
};
