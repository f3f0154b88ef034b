import type { Lookup } from '../../configuration/lookup.ts';
import type { CommandOf } from '../commands.ts';
import type { IncidentEvent } from '../events.ts';
import type { IncidentState } from '../state.ts';
import { pageNextLevel } from './escalation.ts';
import { decideBy, type Rules } from './rules.ts';

/** What follows from what became of pages alone: the function that sends them carries no other rules. */
export type ReachCommand = CommandOf<'note-failed-contact' | 'note-superseded-page'>;

/** What providers and queues made of pages. The record says who could not be told, and waits for no answer of theirs. */
export const reachRules: Rules<ReachCommand['type']> = {
  'note-failed-contact': (draft, { type: _, metadata: __, unreachableLevel, ...failed }, lookup) => {
    draft.raise({ type: 'ContactFailed', ...failed });
    const paging = draft.state.pagings[failed.pagingId];
    // The catch-all is asked again at its own pace: nobody comes after it.
    if (paging?.status !== 'paging' || paging.catchAll || paging.level !== unreachableLevel) return;
    draft.raise({ type: 'LevelUnreachable', pagingId: paging.pagingId, level: paging.level });
    pageNextLevel(draft, paging, lookup);
  },
  'note-superseded-page': (draft, { type: _, metadata: __, ...superseded }) => {
    draft.raise({ type: 'PageSuperseded', ...superseded });
  },
};

/** As `decide`, of these commands. @throws DomainError */
export const decideAboutReach = (
  incidentId: string,
  command: ReachCommand,
  state: IncidentState | undefined,
  lookup: Lookup,
): IncidentEvent[] => decideBy(reachRules, incidentId, command, state, lookup);
