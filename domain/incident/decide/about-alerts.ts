import type { Lookup } from '../../configuration/lookup.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import type { IncidentEvent } from '../events.ts';
import { type IncidentState, isEnded } from '../state.ts';
import { attachAlerts, endWhenRecovered, openIncident, recoverAlerts } from './alerts.ts';
import { decided } from './decided.ts';
import { acknowledge } from './paging.ts';
import { noteHidden, releaseGroup } from './shared-group.ts';

/** What follows from messages of senders alone: a function that accepts alerts carries no other rules. */
export type AlertCommand = CommandOf<
  'open' | 'attach-alerts' | 'recover-alerts' | 'note-hidden' | 'release-group' | 'acknowledge' | 'add-note'
>;

export const dispatchAboutAlerts = (draft: Draft, command: AlertCommand, lookup: Lookup): void => {
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
    case 'acknowledge':
      acknowledge(draft, command, lookup);
      return;
    case 'add-note':
      draft.raise({ type: 'NoteAdded', text: command.text });
      return;
    default:
      command satisfies never;
  }
};

/** As `decide`, of these commands. @throws DomainError */
export const decideAboutAlerts = (
  incidentId: string,
  command: AlertCommand,
  state: IncidentState | undefined,
  lookup: Lookup,
): IncidentEvent[] => decided(incidentId, command, state, (draft) => dispatchAboutAlerts(draft, command, lookup));
