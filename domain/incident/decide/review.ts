import type { Lookup } from '../../configuration/lookup.ts';
import { plusSeconds, secondsBetween } from '../../instant/instant.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { isEnded } from '../state.ts';
import { CLOCK_TOLERANCE_SECONDS } from './major.ts';
import { refuse } from './refuse.ts';
import type { SomeRules } from './rules.ts';

const openReview = (draft: Draft, _: unknown, lookup: Lookup): void => {
  const { state } = draft;
  const { review } = lookup.configuration;
  if (
    state.status !== 'resolved' ||
    state.major !== 'accepted' ||
    state.review ||
    !review.severities.includes(state.severity)
  )
    return;
  draft.raise({
    type: 'ReviewOpened',
    dueAt: plusSeconds(draft.now, review.dueWithinDays * 86_400),
    owner: state.roles['incident-commander']?.personId,
  });
};

/** A review that is due and not done is asked for again every day. */
const remindReview = (draft: Draft): void => {
  const { review } = draft.state;
  if (!review || review.completedAt || isEnded(draft.state)) return;
  if (secondsBetween(draft.now, review.dueAt) > CLOCK_TOLERANCE_SECONDS) return;
  draft.raise({ type: 'ReviewReminded', dueAt: plusSeconds(draft.now, 86_400) });
};

const completeReview = (draft: Draft, command: CommandOf<'complete-review'>): void => {
  const { state } = draft;
  if (!state.review)
    refuse(state, 'The review was not completed', 'no review is open; it opens when a major incident is resolved');
  if (state.review?.completedAt) refuse(state, 'The review was not completed', 'it is completed already');
  draft.raise({ type: 'ReviewCompleted', summary: command.summary });
};

/** The post-incident review: opened, asked for, completed. */
export const reviewRules = {
  'open-review': openReview,
  'remind-review': remindReview,
  'complete-review': completeReview,
} satisfies SomeRules;
