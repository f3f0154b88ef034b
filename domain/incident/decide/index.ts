import type { Lookup } from '../../configuration/lookup.ts';
import type { IncidentCommand } from '../commands.ts';
import type { Draft } from '../draft.ts';
import type { IncidentEvent } from '../events.ts';
import type { IncidentState } from '../state.ts';
import { dispatchAboutAlerts } from './about-alerts.ts';
import { linkChange, noteChanges, unlinkChange } from './changes.ts';
import { decided } from './decided.ts';
import { accept, demote, escalateCandidate, propose, reject } from './major.ts';
import { adoptChild, merge } from './merging.ts';
import { assignRole, organise } from './organise.ts';
import { escalatePaging } from './paging.ts';
import {
  changeSeverity,
  close,
  completeReview,
  confirmRecovery,
  correctStamp,
  followParent,
  identify,
  investigate,
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
    case 'attach-alerts':
    case 'recover-alerts':
    case 'note-hidden':
    case 'release-group':
    case 'acknowledge':
    case 'add-note':
      dispatchAboutAlerts(draft, command, lookup);
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
): IncidentEvent[] => decided(incidentId, command, state, (draft) => dispatch(draft, command, lookup));
