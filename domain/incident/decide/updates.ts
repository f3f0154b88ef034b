import type { Lookup } from '../../configuration/lookup.ts';
import { plusSeconds, secondsBetween, toMs } from '../../instant/instant.ts';
import { listed } from '../../words/lists.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { EVERYBODY, nextPromise, promisesDue } from '../promised-updates.ts';
import { awaitsUpdate } from '../state.ts';
import { audiencesReached } from '../who-is-told.ts';
import { startPaging, stopPagings } from './escalation.ts';
import { CLOCK_TOLERANCE_SECONDS } from './major.ts';
import { refuse } from './refuse.ts';
import type { SomeRules } from './rules.ts';

const postUpdate = (draft: Draft, command: CommandOf<'post-update'>, lookup: Lookup): void => {
  if (draft.state.status === 'merged') {
    refuse(draft.state, 'Nothing was sent', `it was merged into ${draft.state.mergedInto?.number}; post it there`);
  }
  const reaches = audiencesReached(draft.state, draft.now, lookup, command.audiences);
  const unheard = command.audiences?.filter((audience) => !reaches.includes(audience)) ?? [];
  draft.raise({
    type: 'UpdatePosted',
    message: command.message,
    audiences: command.audiences,
    nextUpdateBy: command.nextUpdateInMinutes ? plusSeconds(draft.now, command.nextUpdateInMinutes * 60) : undefined,
    reaches,
    unheard: unheard.length > 0 ? unheard : undefined,
  });
};

/**
 * The next update was promised for a time that has passed: whoever communicates is paged again, and those who were promised
 * it are told the truth, which is that it is late.
 */
const missUpdate = (draft: Draft, _: unknown, lookup: Lookup): void => {
  const { state } = draft;
  const dueBy = nextPromise(state.lastUpdate);
  if (!dueBy || !awaitsUpdate(state)) return;
  if (secondsBetween(draft.now, dueBy) > CLOCK_TOLERANCE_SECONDS) return;
  const due = promisesDue(state.lastUpdate, toMs(draft.now) + CLOCK_TOLERANCE_SECONDS * 1000);
  draft.raise({ type: 'UpdateMissed', dueBy, audiences: due.includes(EVERYBODY) ? undefined : due });
  const { communicationsLeads } = lookup.configuration;
  if (communicationsLeads) {
    stopPagings(draft, 'a promised update is late', 'communications-lead');
    startPaging(draft, lookup, {
      policyId: communicationsLeads,
      purpose: 'communications-lead',
      reason: `the update promised by ${dueBy} was not posted`,
    });
  }
};

const recordTold = (draft: Draft, command: CommandOf<'record-told'>): void => {
  const { messageId, occasion, audience, planId, reached, failed } = command;
  draft.raise({ type: 'StakeholdersTold', messageId, occasion, audience, planId, reached, failed });
};

/** How many names the record bears. */
const MOST_NAMES = 5;

/** Who was not reached is not told of later by chance: whoever communicates is paged for it, whatever they answered before. */
const noteMissed = (draft: Draft, command: CommandOf<'note-missed-stakeholders'>, lookup: Lookup): void => {
  const { type: _, metadata: __, names, ...missed } = command;
  draft.raise({ type: 'StakeholdersMissed', ...missed, names: names.slice(0, MOST_NAMES), count: names.length });
  const { communicationsLeads } = lookup.configuration;
  if (!communicationsLeads) return;
  const reason = `${listed(names)} (${missed.audience}) cannot be reached, "${missed.occasion}" is not told: ${missed.failure}`;
  stopPagings(draft, 'stakeholders cannot be reached', 'communications-lead');
  startPaging(draft, lookup, { policyId: communicationsLeads, purpose: 'communications-lead', reason });
};

/** What stakeholders are told, were promised, and were told in the end. */
export const updateRules = {
  'post-update': postUpdate,
  'miss-update': missUpdate,
  'record-told': recordTold,
  'note-missed-stakeholders': noteMissed,
} satisfies SomeRules;
