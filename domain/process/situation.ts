import type { Lookup } from '../configuration/lookup.ts';
import { type IncidentState, isEnded, isOpen } from '../incident/state.ts';
import { type Iso, plusSeconds, secondsBetween } from '../instant/instant.ts';

/**
 * Where the major-incident process stands, asked anew at each turn of the workflow, which holds no truth of its own.
 * `wait`: how many seconds until the phase's deadline; at least 1 because Step Functions takes no shorter time-out.
 */
export interface Situation {
  readonly phase:
    | 'candidate'
    | 'candidate-overdue'
    | 'to-organise'
    | 'in-progress'
    | 'recovering'
    | 'recovery-due'
    | 'to-review'
    | 'in-review'
    | 'review-overdue'
    | 'standing-down'
    | 'to-close'
    | 'ended';
  readonly waitSeconds: number;
  readonly seq: number;
}

/** Without a deadline of its own a phase is looked at again after this long, in case a wake-up was lost. */
export const LOOK_AGAIN_SECONDS = 3600;

const MAXIMUM_WAIT_SECONDS = 86_400;

const waitUntil = (now: Iso, deadline: Iso): number =>
  Math.max(1, Math.min(MAXIMUM_WAIT_SECONDS, Math.ceil(secondsBetween(now, deadline))));

export const situationOf = (state: IncidentState, now: Iso, lookup: Lookup): Situation => {
  const is = (phase: Situation['phase'], waitSeconds = LOOK_AGAIN_SECONDS): Situation => ({
    phase,
    waitSeconds,
    seq: state.seq,
  });
  const passed = (deadline: Iso) => secondsBetween(now, deadline) <= 0;
  if (isEnded(state)) return is('ended');
  if (state.major === 'candidate' && state.candidate) {
    return passed(state.candidate.decideBy)
      ? is('candidate-overdue')
      : is('candidate', waitUntil(now, state.candidate.decideBy));
  }
  if (state.major !== 'accepted') return is('ended');
  if (!state.organised) return is('to-organise');
  if (isOpen(state)) return is('in-progress');
  if (state.status === 'mitigated' && state.mitigation) {
    const { watchUntil } = state.mitigation;
    return passed(watchUntil) ? is('recovery-due') : is('recovering', waitUntil(now, watchUntil));
  }
  if (!state.review && lookup.configuration.review.severities.includes(state.severity)) return is('to-review');
  if (state.review && !state.review.completedAt) {
    return passed(state.review.dueAt) ? is('review-overdue') : is('in-review', waitUntil(now, state.review.dueAt));
  }
  // Not closed while a relapse would still reopen it: a closed incident is never reopened by an alert.
  const settled =
    state.resolution && plusSeconds(state.resolution.at, lookup.configuration.recovery.relapseWithinSeconds);
  return settled && !passed(settled) ? is('standing-down', waitUntil(now, settled)) : is('to-close');
};

/** Where one paging stands. */
export interface PagingSituation {
  readonly phase: 'waiting' | 'due' | 'ended';
  readonly waitSeconds: number;
  readonly level: number;
  readonly round: number;
  readonly seq: number;
}

export const pagingSituationOf = (state: IncidentState, pagingId: string, now: Iso): PagingSituation => {
  const paging = state.pagings[pagingId];
  const at = { level: paging?.level ?? 0, round: paging?.round ?? 0, seq: state.seq };
  if (!paging || paging.status !== 'paging' || isEnded(state))
    return { phase: 'ended', waitSeconds: LOOK_AGAIN_SECONDS, ...at };
  if (secondsBetween(now, paging.acknowledgeBy) <= 0) return { phase: 'due', waitSeconds: LOOK_AGAIN_SECONDS, ...at };
  return { phase: 'waiting', waitSeconds: waitUntil(now, paging.acknowledgeBy), ...at };
};
