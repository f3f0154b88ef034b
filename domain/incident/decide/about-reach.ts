import type { Lookup } from '../../configuration/lookup.ts';
import { secondsBetween } from '../../instant/instant.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import type { IncidentEvent } from '../events.ts';
import type { IncidentState } from '../state.ts';
import { engagedIn, pageFirst, pageNextLevel } from './escalation.ts';
import { CLOCK_TOLERANCE_SECONDS } from './major.ts';
import { isReminderAnswered } from './news.ts';
import { decideBy, type Rules } from './rules.ts';

/** What follows from what became of pages alone: the functions that send them and page the next level carry no other rules. */
export type ReachCommand = CommandOf<'page-next-level' | 'note-failed-contact' | 'note-superseded-page' | 'start-over'>;

const isPagingCatchAll = ({ pagings }: IncidentState, pagingId: string): boolean =>
  pagings[pagingId]?.status === 'paging' && pagings[pagingId].catchAll;

/** The clock of one paging: nothing happens unless the level it speaks of is still the last one, due and unanswered. */
const escalatePaging = (draft: Draft, command: CommandOf<'page-next-level'>, lookup: Lookup): void => {
  const paging = draft.state.pagings[command.pagingId];
  if (paging?.status !== 'paging') return;
  if (paging.level !== command.afterLevel || paging.round !== command.afterRound) return;
  if (secondsBetween(draft.now, paging.acknowledgeBy) > CLOCK_TOLERANCE_SECONDS) return;
  if (isReminderAnswered(draft.state, paging.pagingId)) {
    draft.raise({ type: 'PagingStopped', pagingId: paging.pagingId, reason: 'work went on' });
    return;
  }
  // What was held before anybody was paged: whoever is engaged knows most.
  const engaged = paging.purpose === 'resolver' && paging.level === 0 && paging.pages.length === 0;
  if (engaged) pageFirst(draft, paging, engagedIn(draft.state, lookup), lookup);
  else pageNextLevel(draft, paging, lookup, { silent: command.silent });
};

/** What providers, queues and time made of pages. The record says who could not be told, and waits for no answer of theirs. */
export const reachRules: Rules<ReachCommand['type']> = {
  'page-next-level': escalatePaging,
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
