import type { Lookup } from '../../configuration/lookup.ts';
import { DomainError } from '../../failure/domain-error.ts';
import type { IncidentCommand } from '../commands.ts';
import { Draft } from '../draft.ts';
import type { IncidentEvent } from '../events.ts';
import { type IncidentState, isEnded } from '../state.ts';
import { attachAlerts, endWhenRecovered, openIncident, recoverAlerts } from './alerts.ts';
import { linkChange, noteChanges, unlinkChange } from './changes.ts';
import { accept, demote, escalateCandidate, propose, reject } from './major.ts';
import { assignRole, organise } from './organise.ts';
import { acknowledge, escalatePaging } from './paging.ts';
import { noteHidden, releaseGroup } from './shared-group.ts';
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
  missUpdate,
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
      openIncident(draft, command, lookup);
      return;
    case 'attach-alerts':
      attachAlerts(draft, command, lookup);
      return;
    case 'recover-alerts':
      recoverAlerts(draft, command);
      return;
    case 'note-hidden':
      noteHidden(draft, command);
      return;
    case 'release-group':
      releaseGroup(draft, command);
      if (!isEnded(draft.state) && draft.events.length > 0) endWhenRecovered(draft);
      return;
    case 'propose':
      propose(draft, command, lookup);
      return;
    case 'accept':
      accept(draft, command, lookup);
      return;
    case 'reject':
      reject(draft, command);
      return;
    case 'demote':
      demote(draft, command);
      return;
    case 'escalate-candidate':
      escalateCandidate(draft, lookup);
      return;
    case 'acknowledge':
      acknowledge(draft, command, lookup);
      return;
    case 'page-next-level':
      escalatePaging(draft, command, lookup);
      return;
    case 'organise':
      organise(draft, lookup);
      return;
    case 'assign-role':
      assignRole(draft, command, lookup);
      return;
    case 'investigate':
      investigate(draft);
      return;
    case 'identify':
      identify(draft, command);
      return;
    case 'change-severity':
      changeSeverity(draft, command, lookup);
      return;
    case 'post-update':
      postUpdate(draft, command);
      return;
    case 'add-note':
      draft.raise({ type: 'NoteAdded', text: command.text });
      return;
    case 'mitigate':
      mitigate(draft, command, lookup);
      return;
    case 'resolve':
      resolve(draft, command);
      return;
    case 'reopen':
      reopen(draft, command, lookup);
      return;
    case 'confirm-recovery':
      confirmRecovery(draft, lookup);
      return;
    case 'open-review':
      openReview(draft, lookup);
      return;
    case 'miss-update':
      missUpdate(draft, lookup);
      return;
    case 'remind-review':
      remindReview(draft);
      return;
    case 'complete-review':
      completeReview(draft, command);
      return;
    case 'close':
      close(draft, command, lookup);
      return;
    case 'merge':
      merge(draft, command);
      return;
    case 'adopt-child':
      adoptChild(draft, command, lookup);
      return;
    case 'follow-parent':
      followParent(draft, command);
      return;
    case 'note-changes':
      noteChanges(draft, command);
      return;
    case 'link-change':
      linkChange(draft, command);
      return;
    case 'unlink-change':
      unlinkChange(draft, command);
      return;
    case 'correct-stamp':
      correctStamp(draft, command);
      return;
    case 'record-told':
      recordTold(draft, command);
      return;
    default:
      command satisfies never;
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
