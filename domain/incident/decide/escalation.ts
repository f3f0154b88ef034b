import type { Lookup } from '../../configuration/lookup.ts';
import type { EscalationPolicy } from '../../configuration/people.ts';
import { type Iso, plusSeconds } from '../../instant/instant.ts';
import { peopleOf } from '../../rota/kept-shifts.ts';
import type { Draft } from '../draft.ts';
import type { PagingOccasion, PagingPurpose } from '../events.ts';
import {
  activePagings,
  type IncidentState,
  isEnded,
  isMajorOrProposed,
  isUnresolved,
  isWorkedOn,
  type Paging,
} from '../state.ts';
import { whoHasIt } from '../who-has-it.ts';
import { pagesFrom } from './assess-alerts.ts';

/** The level a paging goes to next: one of the policy's, then the catch-all again and again, then nobody is left. */
export type NextLevel =
  | {
      readonly kind: 'level' | 'catch-all';
      readonly level: number;
      readonly round: number;
      readonly people: readonly string[];
      readonly seconds: number;
      /** How many levels before it have nobody on call. */
      readonly passed: number;
    }
  | { readonly kind: 'exhausted' };

/**
 * @param level the last level paged, 0 for none
 * @param round how often the catch-all was paged
 * @param now as of when people are on call: a level with nobody is passed
 * @param silent in how many of these rounds nothing was handed over to anybody
 */
export const nextLevelOf = (
  policy: EscalationPolicy | undefined,
  level: number,
  round: number,
  lookup: Lookup,
  now: Iso,
  silent = 0,
): NextLevel => {
  const left = (round === 0 && policy?.levels.slice(level)) || [];
  for (const [passed, next] of left.entries()) {
    const people = peopleOf(next, lookup, now);
    if (people.length > 0)
      return {
        kind: 'level',
        level: level + passed + 1,
        round,
        people,
        seconds: next.acknowledgeWithinSeconds,
        passed,
      };
  }
  return round - silent >= lookup.configuration.catchAll.repeat
    ? { kind: 'exhausted' }
    : catchAllAfter(policy, round, lookup, left.length);
};

/** The catch-all, which comes after the last level of whatever policy. */
const catchAllAfter = (
  policy: EscalationPolicy | undefined,
  round: number,
  { configuration }: Lookup,
  passed: number,
) => ({
  kind: 'catch-all' as const,
  level: (policy?.levels.length ?? 0) + 1,
  round: round + 1,
  people: configuration.catchAll.people,
  seconds: configuration.catchAll.acknowledgeWithinSeconds,
  passed,
});

/** Deterministic, so that every path that sends the same page names the same row of the ledger. */
export const pageIdOf = (
  incidentId: string,
  pagingId: string,
  level: number,
  round: number,
  personId: string,
): string => `${incidentId}.${pagingId}.l${level}${round > 0 ? `r${round}` : ''}.${personId}`;

/** Between these lie the ids of all pages of a paging, and what begins with them. */
export const pageIdsOf = (incidentId: string, pagingId: string): [from: string, to: string] => [
  `${incidentId}.${pagingId}.`,
  `${incidentId}.${pagingId}/`,
];

/** A level may be paged again while it has time to answer: there is news. Each page has a name of its own. */
const notYetIn = ({ pages }: Paging, pageId: string): string => {
  const before = pages.filter((page) => page.pageId === pageId || page.pageId.startsWith(`${pageId}.n`)).length;
  return before === 0 ? pageId : `${pageId}.n${before + 1}`;
};

/** What is said of one level, beside which it is. */
interface LevelWords {
  /** People with a page that they were sent already: it goes on to count, and is not sent again. */
  readonly told?: ReadonlyMap<string, string>;
  /** People who are paged together with those of the level: who has it, or who was asked before and never told. */
  readonly also?: readonly string[];
  readonly reason?: string;
  /** Nothing of the round before was handed over. */
  readonly silent?: boolean;
}

const pageLevel = (
  draft: Draft,
  paging: Paging,
  to: {
    level: number;
    catchAll: boolean;
    round: number;
    people: readonly string[];
    acknowledgeBy: Iso;
    passed?: number;
  },
  { told, also = [], reason, silent }: LevelWords,
): void => {
  const { level, catchAll, round, acknowledgeBy, passed } = to;
  draft.raise({
    type: 'LevelPaged',
    pagingId: paging.pagingId,
    level,
    catchAll,
    round,
    pages: [...new Set([...to.people, ...also])].map((personId) => ({
      pageId:
        told?.get(personId) ??
        notYetIn(paging, pageIdOf(draft.state.incidentId, paging.pagingId, level, round, personId)),
      personId,
    })),
    acknowledgeBy,
    ...(silent ? { silent } : {}),
    ...(passed ? { passed } : {}),
    ...(reason === undefined ? {} : { reason }),
  });
};

/** The candidate's clock turns before that of the paging that asks for a decision: the catch-all is paged by one of the two. */
const AFTER_THE_DECISION_SECONDS = 60;

/** Until when the catch-all has to answer. Pages for a decision come as rarely as the clock of the candidate turns. */
const catchAllBy = ({ state, now }: Draft, { purpose }: Paging, seconds: number): Iso => {
  const usual = plusSeconds(now, seconds);
  if (purpose !== 'major-incident-manager' || state.major !== 'candidate' || !state.candidate) return usual;
  const decided = plusSeconds(state.candidate.decideBy, AFTER_THE_DECISION_SECONDS);
  return [usual, decided].sort().at(-1) ?? usual;
};

/** Somebody is still to be found: something fires that is worth a page, or people have said so. */
const mayNotRest = (state: IncidentState, { purpose }: Paging, lookup: Lookup): boolean =>
  IS_WANTED[purpose](state) &&
  pagesFrom(state.severity, lookup) &&
  (state.firing > 0 || state.quiet !== undefined || state.major === 'accepted' || state.alerts.total === 0);

/** Every round has passed. That is told elsewhere, and the catch-all is asked on, more rarely, while something fires. */
const exhaust = (draft: Draft, paging: Paging, lookup: Lookup, words: LevelWords): void => {
  const { pagingId, exhausted, purpose, round } = paging;
  if (purpose === 'helper') {
    // Somebody has the incident: nobody has to be told that nobody answers.
    draft.raise({ type: 'PagingStopped', pagingId, reason: 'nobody who was asked for help has answered' });
    return;
  }
  const until = plusSeconds(draft.now, lookup.configuration.catchAll.thenEverySeconds);
  const goesOn = mayNotRest(draft.state, paging, lookup);
  if (exhausted && goesOn) {
    const next = catchAllAfter(lookup.policy(paging.policyId), round, lookup, 0);
    pageLevel(draft, paging, { ...next, catchAll: true, acknowledgeBy: until }, words);
    return;
  }
  draft.raise({ type: 'PagingExhausted', pagingId, ...(goesOn ? { until } : {}) });
};

/** Pages the next level of a running paging; where nobody is left, the catch-all again, more rarely. */
export const pageNextLevel = (draft: Draft, paging: Paging, lookup: Lookup, words: LevelWords = {}): void => {
  const silent = (paging.silentRounds ?? 0) + (words.silent ? 1 : 0);
  const next = nextLevelOf(lookup.policy(paging.policyId), paging.level, paging.round, lookup, draft.now, silent);
  if (next.kind === 'exhausted' || paging.exhausted) {
    exhaust(draft, paging, lookup, words);
    return;
  }
  const catchAll = next.kind === 'catch-all';
  const acknowledgeBy = catchAll ? catchAllBy(draft, paging, next.seconds) : plusSeconds(draft.now, next.seconds);
  pageLevel(draft, paging, { ...next, catchAll, acknowledgeBy }, words);
};

/**
 * Pages those again who are being asked now: there is news. Their time to answer runs on; where it is over, the next level is
 * paged with the news.
 */
export const pageAgain = (draft: Draft, paging: Paging, lookup: Lookup, reason: string): void => {
  const { level, catchAll, round, acknowledgeBy, pages } = paging;
  const people = pages.filter((page) => page.level === level).map(({ personId }) => personId);
  if (people.length === 0 || acknowledgeBy <= draft.now) pageNextLevel(draft, paging, lookup, { reason });
  else pageLevel(draft, paging, { level, catchAll, round, people, acknowledgeBy }, { reason });
};

/** Pages people before the first level, for as long as that has to answer; whoever that level consists of is that level. */
export const pageFirst = (draft: Draft, paging: Paging, people: readonly string[], lookup: Lookup): void => {
  const next = nextLevelOf(lookup.policy(paging.policyId), 0, 0, lookup, draft.now);
  if (next.kind === 'exhausted') return;
  if (people.length === 0 || (next.kind === 'level' && next.people.every((personId) => people.includes(personId)))) {
    pageNextLevel(draft, paging, lookup, { also: people });
    return;
  }
  const acknowledgeBy = plusSeconds(draft.now, next.seconds);
  pageLevel(draft, paging, { level: 0, catchAll: false, round: 0, people, acknowledgeBy }, {});
};

/**
 * Who is on it: whoever acknowledged as a resolver last, and whoever leads the technical work or the incident. Nobody who is
 * not among the people of the configuration.
 */
export const engagedIn = (state: IncidentState, lookup: Lookup): string[] => {
  const { acknowledgement, roles } = state;
  const { majorIncidentManagers, roles: defined } = lookup.configuration;
  const leading = defined
    .filter(
      ({ fillFrom }) =>
        fillFrom === 'service-team' || (typeof fillFrom === 'object' && fillFrom.policy === majorIncidentManagers),
    )
    .map(({ id }) => (roles[id]?.unanswered ? undefined : roles[id]?.personId));
  return [...new Set([acknowledgement?.by ?? whoHasIt(state)?.personId, ...leading])].filter(
    (id): id is string => id !== undefined && lookup.person(id) !== undefined,
  );
};

/**
 * What each paging is for, as long as that lasts. What was mitigated needs nobody, but for finding out how bad it is, and for
 * what has joined since.
 */
const IS_WANTED: { readonly [P in PagingPurpose]: (state: IncidentState) => boolean } = {
  resolver: (state) =>
    isWorkedOn(state) ||
    (state.status === 'mitigated' && (isMajorOrProposed(state) || state.mitigation?.joined === true)),
  'major-incident-manager': (state) => isMajorOrProposed(state) && isUnresolved(state),
  helper: isUnresolved,
  // Also when it is over: that is what stakeholders wait to hear.
  'communications-lead': (state) => state.major === 'accepted' && !isEnded(state),
};

/** Somebody is being paged for this purpose, or has answered at some time; what has run out asks nobody in particular. */
export const isAsked = (state: IncidentState, purpose: PagingPurpose): boolean =>
  Object.values(state.pagings).some(
    (p) => p.purpose === purpose && (p.status === 'acknowledged' || (p.status === 'paging' && !p.exhausted)),
  );

/** Starts a paging run, unless nobody is wanted for that any more, and pages its first level (or a later one) in the same commit. */
export const startPaging = (
  draft: Draft,
  lookup: Lookup,
  run: {
    policyId: string;
    purpose: PagingPurpose;
    reason: string;
    occasion?: PagingOccasion;
    fromLevel?: number;
    told?: ReadonlyMap<string, string>;
    /** People who are paged before the first level. */
    first?: readonly string[];
    /** People who are paged together with it. */
    also?: readonly string[];
    /** Nobody is paged before; whoever has acknowledged or recovered by then is never paged. */
    heldUntil?: Iso;
    /** Why, where it is not because somebody was paged for the same a moment ago. */
    heldFor?: 'gathering';
  },
): void => {
  if (!IS_WANTED[run.purpose](draft.state)) return;
  for (const { pagingId, exhausted, ...before } of activePagings(draft.state)) {
    if (exhausted && before.purpose === run.purpose)
      draft.raise({ type: 'PagingStopped', pagingId, reason: 'everybody is asked anew' });
  }
  const pagingId = `p${Object.keys(draft.state.pagings).length + 1}`;
  const { policyId, purpose, reason, occasion } = run;
  draft.raise({ type: 'PagingStarted', pagingId, policyId, purpose, reason, ...(occasion ? { occasion } : {}) });
  const paging = draft.state.pagings[pagingId];
  if (!paging) return;
  if (run.heldUntil !== undefined) {
    const reason = run.heldFor && { reason: run.heldFor };
    draft.raise({ type: 'PagingHeld', pagingId, until: run.heldUntil, ...reason });
    return;
  }
  if (run.first) {
    pageFirst(draft, paging, run.first, lookup);
    return;
  }
  const levels = lookup.policy(run.policyId)?.levels.length ?? 0;
  const { told, also } = run;
  pageNextLevel(draft, { ...paging, level: Math.min((run.fromLevel ?? 1) - 1, levels) }, lookup, { told, also });
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
