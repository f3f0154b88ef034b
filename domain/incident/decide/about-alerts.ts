import type { Lookup } from '../../configuration/lookup.ts';
import type { CommandOf } from '../commands.ts';
import type { IncidentEvent } from '../events.ts';
import { type IncidentState, isEnded } from '../state.ts';
import { attachAlerts, openIncident } from './alerts.ts';
import { noteHidden, releaseGroup } from './fold-group.ts';
import { acknowledge } from './paging.ts';
import { endWhenRecovered, recoverAlerts } from './recovery.ts';
import { decideBy, type Rules } from './rules.ts';
import { liftSuppression, suppressAlerts } from './suppressing.ts';

/** What follows from messages of senders alone: a function that accepts alerts carries no other rules. */
export type AlertCommand = CommandOf<
  | 'open'
  | 'attach-alerts'
  | 'recover-alerts'
  | 'suppress-alerts'
  | 'lift-suppression'
  | 'note-hidden'
  | 'release-group'
  | 'acknowledge'
  | 'add-note'
>;

export const alertRules: Rules<AlertCommand['type']> = {
  open: openIncident,
  'attach-alerts': attachAlerts,
  'recover-alerts': recoverAlerts,
  'suppress-alerts': suppressAlerts,
  'lift-suppression': liftSuppression,
  'note-hidden': noteHidden,
  'release-group': (draft, command, lookup) => {
    releaseGroup(draft, command);
    if (!isEnded(draft.state) && draft.events.length > 0) endWhenRecovered(draft, lookup);
  },
  acknowledge,
  'add-note': (draft, { text, words }) => {
    draft.raise({ type: 'NoteAdded', text, ...(words && { words }) });
  },
};

/** As `decide`, of these commands. @throws DomainError */
export const decideAboutAlerts = (
  incidentId: string,
  command: AlertCommand,
  state: IncidentState | undefined,
  lookup: Lookup,
): IncidentEvent[] => decideBy(alertRules, incidentId, command, state, lookup);
