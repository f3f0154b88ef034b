import type { Lookup } from '../configuration/lookup.ts';
import { awaitsUpdate, type IncidentState, isEnded, isOpen } from '../incident/state.ts';
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
    | 'update-overdue'
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
  const passed = (deadline: Iso | undefined): boolean => deadline !== undefined && secondsBetween(now, deadline) <= 0;
  /** Waits in this phase until the first of its deadlines; without one, until it is time to look again. */
  const until = (phase: Situation['phase'], ...deadlines: (Iso | undefined)[]): Situation => {
    const [first] = deadlines.filter((deadline) => deadline !== undefined).sort();
    return first === undefined ? is(phase) : is(phase, waitUntil(now, first));
  };
  if (isEnded(state)) return is('ended');

  const decideBy = state.major === 'candidate' ? state.candidate?.decideBy : undefined;
  const updateBy = awaitsUpdate(state) ? state.lastUpdate?.nextUpdateBy : undefined;
  const watchUntil = state.status === 'mitigated' ? state.mitigation?.watchUntil : undefined;
  const accepted = state.major === 'accepted';
  if (passed(decideBy)) return is('candidate-overdue');
  if (accepted && !state.organised) return is('to-organise');
  if (passed(updateBy)) return is('update-overdue');
  if (passed(watchUntil)) return is('recovery-due');
  if (decideBy !== undefined) return until('candidate', decideBy, watchUntil);
  if (watchUntil !== undefined) return until('recovering', watchUntil, updateBy);
  if (!accepted) return is('ended');
  if (isOpen(state)) return until('in-progress', updateBy);
  return afterResolution(state, passed, until, lookup);
};

/** What remains when the service is back: to learn, and not to close while a relapse would still reopen the incident. */
const afterResolution = (
  state: IncidentState,
  passed: (deadline: Iso | undefined) => boolean,
  until: (phase: Situation['phase'], ...deadlines: (Iso | undefined)[]) => Situation,
  lookup: Lookup,
): Situation => {
  const { review: rules, recovery } = lookup.configuration;
  const { review } = state;
  if (!review && rules.severities.includes(state.severity)) return until('to-review');
  if (review && !review.completedAt && rules.closureWaits) {
    return passed(review.dueAt) ? until('review-overdue') : until('in-review', review.dueAt);
  }
  // A closed incident is never reopened by an alert.
  const settled = state.resolution && plusSeconds(state.resolution.at, recovery.relapseWithinSeconds);
  return settled && !passed(settled) ? until('standing-down', settled) : until('to-close');
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
  if (paging?.status !== 'paging' || isEnded(state)) return { phase: 'ended', waitSeconds: LOOK_AGAIN_SECONDS, ...at };
  if (secondsBetween(now, paging.acknowledgeBy) <= 0) return { phase: 'due', waitSeconds: LOOK_AGAIN_SECONDS, ...at };
  return { phase: 'waiting', waitSeconds: waitUntil(now, paging.acknowledgeBy), ...at };
};
