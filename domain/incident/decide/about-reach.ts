import type { Lookup } from '../../configuration/lookup.ts';
import type { CommandOf } from '../commands.ts';
import type { IncidentEvent } from '../events.ts';
import type { IncidentState } from '../state.ts';
import { pageNextLevel } from './escalation.ts';
import { decideBy, type Rules } from './rules.ts';

/** What follows from what became of pages alone: the function that sends them carries no other rules. */
export type ReachCommand = CommandOf<'note-failed-contact' | 'note-superseded-page' | 'start-over'>;

const isPagingCatchAll = ({ pagings }: IncidentState, pagingId: string): boolean =>
  pagings[pagingId]?.status === 'paging' && pagings[pagingId].catchAll;

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
  // Only the catch-all is asked at the end of a silence; those before it know the service better.
  'start-over': (draft, { pagingId }, lookup) => {
    if (!isPagingCatchAll(draft.state, pagingId)) return;
    draft.raise({ type: 'PagingStartedOver', pagingId });
    const paging = draft.state.pagings[pagingId];
    if (paging) pageNextLevel(draft, paging, lookup);
  },
};

/** As `decide`, of these commands. @throws DomainError */
export const decideAboutReach = (
  incidentId: string,
  command: ReachCommand,
  state: IncidentState | undefined,
  lookup: Lookup,
): IncidentEvent[] => decideBy(reachRules, incidentId, command, state, lookup);
