import type { Lookup } from '../../configuration/lookup.ts';
import { requirePerson } from '../../configuration/require-person.ts';
import { peopleOf } from '../../rota/kept-shifts.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { activePagings, isEnded, isUnresolved } from '../state.ts';
import { pageNextLevel, startPaging } from './escalation.ts';
import { refuse } from './refuse.ts';
import type { SomeRules } from './rules.ts';

/**
 * Somebody who is being asked cannot take it: the next level is paged at once. Passing on again what was passed on changes
 * nothing.
 */
const passOn = (draft: Draft, command: CommandOf<'pass-on'>, lookup: Lookup): void => {
  const { state } = draft;
  if (isEnded(state)) refuse(state, 'Not passed on', `it is ${state.status}`);
  const { id: personId } = requirePerson(lookup, command.person ?? draft.metadata.actor.id);
  const asked = activePagings(state).filter(({ pages }) => pages.some((page) => page.personId === personId));
  if (asked.length === 0)
    refuse(state, 'Not passed on', `nobody waits for an answer of ${personId}`, { refusal: 'nobody-waits' });
  for (const paging of asked) {
    const { catchAll, level, pages, pagingId } = paging;
    if (catchAll)
      refuse(state, 'Not passed on', 'nobody comes after the catch-all; call somebody who can take it', {
        refusal: 'nobody-comes-after',
      });
    if (!pages.some((page) => page.personId === personId && page.level === level)) continue;
    const { reason } = command;
    draft.raise({ type: 'PagePassedOn', pagingId, personId, ...(reason === undefined ? {} : { reason }) });
    pageNextLevel(draft, paging, lookup);
  }
};

/** Pages somebody to help. Whoever has the incident keeps it; whoever answers has joined. */
const askForHelp = (draft: Draft, command: CommandOf<'ask-for-help'>, lookup: Lookup): void => {
  const { state } = draft;
  const { actor } = draft.metadata;
  if (!isUnresolved(state)) refuse(state, 'Nobody was asked', `it is ${state.status}`);
  const of = command.person === undefined ? undefined : requirePerson(lookup, command.person).id;
  const policyId = lookup.service(state.serviceId)?.escalationPolicy ?? lookup.configuration.majorIncidentManagers;
  const { need } = command;
  const asker = lookup.person(actor.id)?.name ?? (actor.kind === 'person' ? actor.name : undefined) ?? actor.id;
  draft.raise({ type: 'HelpAsked', personId: actor.id, need, ...(of === undefined ? {} : { of }) });
  const levels = lookup.policy(policyId)?.levels ?? [];
  const mine = levels.findIndex((level) => peopleOf(level, lookup, draft.now).includes(actor.id));
  startPaging(draft, lookup, {
    policyId,
    purpose: 'helper',
    reason: `${asker} asks for help: ${need}`,
    ...(of === undefined ? { fromLevel: mine + 2 } : { first: [of] }),
  });
};

export const passingOnRules = {
  'pass-on': passOn,
  'ask-for-help': askForHelp,
} satisfies SomeRules;
