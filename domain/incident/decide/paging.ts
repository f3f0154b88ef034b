import type { Lookup } from '../../configuration/lookup.ts';
import type { Severity } from '../../severity/severity.ts';
import { attachedIn } from '../alerts-held.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { type IncidentState, isEachAnswered, isEnded, type Paging } from '../state.ts';
import { pageIdsOf } from './escalation.ts';
import { worstSeen } from './news.ts';
import { refuse } from './refuse.ts';

/** Via what an acknowledgement came; a signed link acts for the person it was sent to. */
const viaOf = (draft: Draft): string => draft.metadata.actor.kind;

/** What an acknowledgement covers, and how long it does. */
const coverageOf = (state: IncidentState, { configuration }: Lookup, severity: Severity) => ({
  severity,
  ...(configuration.acknowledgement.expires.includes(state.severity)
    ? { expiresAfterSeconds: configuration.acknowledgement.expiresAfterSeconds }
    : {}),
});

const answer = (
  draft: Draft,
  lookup: Lookup,
  pagings: readonly Pick<Paging, 'pagingId'>[],
  said: { personId: string; pageId?: string },
): void => {
  const covers = coverageOf(draft.state, lookup, worstSeen(draft.state, lookup));
  for (const { pagingId } of pagings)
    draft.raise({ type: 'PageAcknowledged', pagingId, ...said, via: viaOf(draft), ...covers });
};

/** Also those that ran out: whoever answers in the end has it, and the record says so. */
const unansweredIn = ({ pagings }: IncidentState): Paging[] =>
  Object.values(pagings).filter((p) => p.status === 'paging' || p.status === 'exhausted');

/** Every unanswered page of the resolvers is this person's. */
export const acknowledgeResolvers = (draft: Draft, lookup: Lookup, personId: string): void =>
  answer(
    draft,
    lookup,
    unansweredIn(draft.state).filter(({ purpose }) => purpose === 'resolver'),
    { personId },
  );

/** Somebody has some of the alerts. With the last of those that fire, the resolvers' pages are answered as well. */
const acknowledgeAlerts = (draft: Draft, lookup: Lookup, alerts: readonly string[], personId: string): void => {
  const alertIds = alerts.filter((alertId) => {
    const known = attachedIn(draft.state, alertId);
    return known?.firing && !known.acknowledged;
  });
  if (alertIds.length > 0) draft.raise({ type: 'AlertsAcknowledged', alertIds, personId, via: viaOf(draft) });
  if (isEachAnswered(draft.state)) acknowledgeResolvers(draft, lookup, personId);
};

/** The paging that this page belongs to; where that was stopped, the one that asks for the same now: its link still answers. */
const pagingsOfPage = (state: IncidentState, pageId: string): Paging[] => {
  const unanswered = unansweredIn(state);
  // By its name: of the catch-all's pages only the last ones are kept.
  const isOf = ({ pagingId }: Paging) => pageId.startsWith(pageIdsOf(state.incidentId, pagingId)[0]);
  const own = unanswered.filter(isOf);
  const stopped = Object.values(state.pagings).find(isOf);
  return own.length > 0 || stopped === undefined
    ? own
    : unanswered.filter(({ status, purpose }) => status === 'paging' && purpose === stopped.purpose);
};

/**
 * Somebody has it. Names alerts, a paging, a page, or a person who was paged; with none of them, every unanswered page of the
 * resolvers. Repeating it changes nothing.
 */
export const acknowledge = (draft: Draft, command: CommandOf<'acknowledge'>, lookup: Lookup): void => {
  const { state } = draft;
  const { actor } = draft.metadata;
  if (isEnded(state)) refuse(state, 'Not acknowledged', `it is ${state.status}`);
  const personId = command.person ?? actor.id;
  if (command.alerts !== undefined) acknowledgeAlerts(draft, lookup, command.alerts, personId);
  else answer(draft, lookup, chosenBy(state, command, personId), { personId, pageId: command.pageId });
  // Nobody was paged (not severe enough) and still somebody takes it: that is the first acknowledgement.
  if (command.alerts === undefined && Object.keys(state.pagings).length === 0 && !state.stamps.acknowledged)
    answer(draft, lookup, [{ pagingId: 'none' }], { personId });
  if (draft.events.length > 0 && state.status === 'open') draft.raise({ type: 'InvestigationStarted' });
};

const chosenBy = (state: IncidentState, command: CommandOf<'acknowledge'>, personId: string): Paging[] => {
  const unanswered = unansweredIn(state);
  const paged = (paging: Paging) => paging.pages.some((p) => p.personId === personId);
  if (command.pageId !== undefined) return pagingsOfPage(state, command.pageId);
  if (command.pagingId !== undefined) return unanswered.filter((p) => p.pagingId === command.pagingId);
  if (unanswered.some(paged)) return unanswered.filter(paged);
  // Who has answered a page of their own does not, by saying so again, answer for somebody else.
  const answeredAt = Object.values(state.pagings).reduce(
    (latest, p) =>
      p.acknowledgedBy === personId && (p.acknowledgedAt ?? '') > latest ? (p.acknowledgedAt ?? '') : latest,
    '',
  );
  return unanswered.filter((p) => p.purpose === 'resolver' && p.startedAt > answeredAt);
};
