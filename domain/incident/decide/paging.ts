import type { Lookup } from '../../configuration/lookup.ts';
import { requirePerson } from '../../configuration/lookup.ts';
import { secondsBetween } from '../../instant/instant.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { isEnded, type Paging } from '../state.ts';
import { pageNextLevel } from './escalation.ts';
import { CLOCK_TOLERANCE_SECONDS } from './major.ts';
import { refuse } from './refuse.ts';
import type { SomeRules } from './rules.ts';

/** Via what an acknowledgement came; a signed link acts for the person it was sent to. */
const viaOf = (draft: Draft): string => draft.metadata.actor.kind;

/**
 * Somebody has it. Names a paging, a page, or a person who was paged; with none of them, every unanswered page of the
 * resolvers. Repeating it changes nothing.
 */
export const acknowledge = (draft: Draft, command: CommandOf<'acknowledge'>, lookup: Lookup): void => {
  const { state } = draft;
  const { actor } = draft.metadata;
  if (isEnded(state)) refuse(state, 'acknowledge', `it is ${state.status}`);
  if (command.person !== undefined) requirePerson(lookup, command.person);
  const personId = command.person ?? actor.id;
  // Also those that ran out: whoever answers in the end has it, and the record says so.
  const unanswered = Object.values(state.pagings).filter((p) => p.status === 'paging' || p.status === 'exhausted');
  const paged = (paging: Paging) => paging.pages.some((p) => p.personId === personId);
  const chosen = (() => {
    if (command.pageId !== undefined)
      return unanswered.filter((p) => p.pages.some((page) => page.pageId === command.pageId));
    if (command.pagingId !== undefined) return unanswered.filter((p) => p.pagingId === command.pagingId);
    if (unanswered.some(paged)) return unanswered.filter(paged);
    // Who has answered a page of their own does not, by saying so again, answer for somebody else.
    const answeredAt = Object.values(state.pagings).reduce(
      (latest, p) =>
        p.acknowledgedBy === personId && (p.acknowledgedAt ?? '') > latest ? (p.acknowledgedAt ?? '') : latest,
      '',
    );
    return unanswered.filter((p) => p.purpose === 'resolver' && p.startedAt > answeredAt);
  })();
  for (const paging of chosen) {
    draft.raise({
      type: 'PageAcknowledged',
      pagingId: paging.pagingId,
      personId,
      pageId: command.pageId,
      via: viaOf(draft),
    });
  }
  // Nobody was paged (not severe enough) and still somebody takes it: that is the first acknowledgement.
  if (Object.keys(state.pagings).length === 0 && !state.stamps.acknowledged) {
    draft.raise({ type: 'PageAcknowledged', pagingId: 'none', personId, via: viaOf(draft) });
  }
  if (draft.events.length > 0 && state.status === 'open') draft.raise({ type: 'InvestigationStarted' });
};

/** The clock of one paging: nothing happens unless the level it speaks of is still the last one, due and unanswered. */
const escalatePaging = (draft: Draft, command: CommandOf<'page-next-level'>, lookup: Lookup): void => {
  const paging = draft.state.pagings[command.pagingId];
  if (paging?.status !== 'paging') return;
  if (paging.level !== command.afterLevel || paging.round !== command.afterRound) return;
  if (secondsBetween(draft.now, paging.acknowledgeBy) > CLOCK_TOLERANCE_SECONDS) return;
  pageNextLevel(draft, paging, lookup);
};

export const escalationRules = {
  'page-next-level': escalatePaging,
} satisfies SomeRules;
