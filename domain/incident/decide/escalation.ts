import type { EscalationPolicy } from '../../configuration/configuration.ts';
import type { Lookup } from '../../configuration/lookup.ts';
import { type Iso, plusSeconds } from '../../instant/instant.ts';
import type { Draft } from '../draft.ts';
import type { PagingPurpose } from '../events.ts';
import {
  activePagings,
  awaitsUpdate,
  type IncidentState,
  isMajorOrProposed,
  isWorkedOn,
  type Paging,
} from '../state.ts';

/** The level a paging goes to next: one of the policy's, then the catch-all again and again, then nobody is left. */
export type NextLevel =
  | { readonly kind: 'level'; readonly level: number; readonly people: readonly string[]; readonly seconds: number }
  | {
      readonly kind: 'catch-all';
      readonly level: number;
      readonly round: number;
      readonly people: readonly string[];
      readonly seconds: number;
    }
  | { readonly kind: 'exhausted' };

/**
 * @param level the last level paged, 0 for none
 * @param round how often the catch-all was paged
 */
export const nextLevelOf = (
  policy: EscalationPolicy | undefined,
  level: number,
  round: number,
  lookup: Lookup,
): NextLevel => {
  const levels = policy?.levels ?? [];
  const next = levels[level];
  if (next && round === 0)
    return { kind: 'level', level: level + 1, people: next.people, seconds: next.acknowledgeWithinSeconds };
  const { catchAll } = lookup.configuration;
  if (round >= catchAll.repeat) return { kind: 'exhausted' };
  return {
    kind: 'catch-all',
    level: levels.length + 1,
    round: round + 1,
    people: catchAll.people,
    seconds: catchAll.acknowledgeWithinSeconds,
  };
};

/** Deterministic, so that every path that sends the same page names the same row of the ledger. */
export const pageIdOf = (
  incidentId: string,
  pagingId: string,
  level: number,
  round: number,
  personId: string,
): string => `${incidentId}.${pagingId}.l${level}${round > 0 ? `r${round}` : ''}.${personId}`;

/**
 * Pages the next level of a running paging, or records that nobody is left to page.
 *
 * @param told people with a page that they were sent already: it goes on to count, and is not sent again
 * @param also who was asked before and never told: they are paged beside the level
 */
export const pageNextLevel = (
  draft: Draft,
  paging: Paging,
  lookup: Lookup,
  told: ReadonlyMap<string, string> = new Map(),
  also: readonly string[] = [],
): void => {
  const next = nextLevelOf(lookup.policy(paging.policyId), paging.level, paging.round, lookup);
  if (next.kind === 'exhausted') {
    draft.raise({ type: 'PagingExhausted', pagingId: paging.pagingId });
    return;
  }
  const round = next.kind === 'catch-all' ? next.round : 0;
  draft.raise({
    type: 'LevelPaged',
    pagingId: paging.pagingId,
    level: next.level,
    catchAll: next.kind === 'catch-all',
    round,
    pages: [...new Set([...next.people, ...also])].map((personId) => ({
      pageId: told.get(personId) ?? pageIdOf(draft.state.incidentId, paging.pagingId, next.level, round, personId),
      personId,
    })),
    acknowledgeBy: plusSeconds(draft.now, next.seconds),
  });
};

/** What each paging is for, as long as that lasts. What was mitigated needs nobody, but for finding out how bad it is. */
const IS_WANTED: { readonly [P in PagingPurpose]: (state: IncidentState) => boolean } = {
  resolver: (state) => isWorkedOn(state) || (state.status === 'mitigated' && isMajorOrProposed(state)),
  'major-incident-manager': (state) => isMajorOrProposed(state) && (isWorkedOn(state) || state.status === 'mitigated'),
  'communications-lead': awaitsUpdate,
};

/** Somebody is being paged for this purpose, or has answered. */
export const isAsked = (state: IncidentState, purpose: PagingPurpose): boolean =>
  Object.values(state.pagings).some(
    (p) => p.purpose === purpose && (p.status === 'paging' || p.status === 'acknowledged'),
  );

/** Starts a paging run, unless nobody is wanted for that any more, and pages its first level (or a later one) in the same commit. */
export const startPaging = (
  draft: Draft,
  lookup: Lookup,
  run: {
    policyId: string;
    purpose: PagingPurpose;
    reason: string;
    fromLevel?: number;
    told?: ReadonlyMap<string, string>;
    also?: readonly string[];
    /** Nobody is paged before; whoever has acknowledged or recovered by then is never paged. */
    heldUntil?: Iso;
  },
): void => {
  if (!IS_WANTED[run.purpose](draft.state)) return;
  const pagingId = `p${Object.keys(draft.state.pagings).length + 1}`;
  draft.raise({ type: 'PagingStarted', pagingId, policyId: run.policyId, purpose: run.purpose, reason: run.reason });
  const paging = draft.state.pagings[pagingId];
  if (!paging) return;
  if (run.heldUntil !== undefined) {
    draft.raise({ type: 'PagingHeld', pagingId, until: run.heldUntil });
    return;
  }
  const levels = lookup.policy(run.policyId)?.levels.length ?? 0;
  pageNextLevel(draft, { ...paging, level: Math.min((run.fromLevel ?? 1) - 1, levels) }, lookup, run.told, run.also);
};

/**
 * Until when the people whom this incident paged by this policy have time to answer that page. What recovers and fires again
 * meanwhile is the same news: an alert that flaps pages once in the time that a page may take, and what stays when that has
 * passed pages again.
 */
export const answerDueBy = ({ state, now }: Draft, policyId: string, purpose: PagingPurpose): Iso | undefined =>
  Object.values(state.pagings)
    .filter((p) => p.policyId === policyId && p.purpose === purpose && p.pages.length > 0 && p.acknowledgeBy > now)
    .map((p) => p.acknowledgeBy)
    .sort()
    .at(-1);

/** After a decision that leaves some pagings without a purpose. */
export const stopUnwanted = (draft: Draft, reason: string): void => {
  for (const paging of activePagings(draft.state)) {
    if (!IS_WANTED[paging.purpose](draft.state))
      draft.raise({ type: 'PagingStopped', pagingId: paging.pagingId, reason });
  }
};

export const stopPagings = (draft: Draft, reason: string, only?: PagingPurpose): void => {
  for (const paging of activePagings(draft.state)) {
    if (only === undefined || paging.purpose === only)
      draft.raise({ type: 'PagingStopped', pagingId: paging.pagingId, reason });
  }
};
