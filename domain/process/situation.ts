import type { Lookup } from '../configuration/lookup.ts';
import { type IncidentState, isEnded, isWorkedOn, needsIncidentProcess } from '../incident/state.ts';
import { type Iso, secondsBetween } from '../instant/instant.ts';
import { type Due, holdsClosure } from './due-list.ts';

/** What the major-incident process waits for. */
export type Phase = 'candidate' | 'in-progress' | 'recovering' | 'in-review' | 'standing-down' | 'ended';

/**
 * Where the major-incident process stands, asked anew at each turn of the workflow, which holds no truth of its own.
 * `waitSeconds` until the first thing is due; at least 1 because Step Functions takes no shorter time-out. `seq` is that of
 * the incident as it was looked at.
 */
export interface Situation {
  readonly phase: Phase;
  readonly waitSeconds: number;
  readonly seq: number;
}

/** With nothing due an incident is looked at again after this long, in case a wake-up was lost. */
export const LOOK_AGAIN_SECONDS = 3600;

const MAXIMUM_WAIT_SECONDS = 86_400;

const waitUntil = (now: Iso, deadline: Iso): number =>
  Math.max(1, Math.min(MAXIMUM_WAIT_SECONDS, Math.ceil(secondsBetween(now, deadline))));

const phaseOf = (state: IncidentState, lookup: Lookup): Phase => {
  if (!needsIncidentProcess(state)) return 'ended';
  if (state.major === 'candidate') return 'candidate';
  if (state.status === 'mitigated') return 'recovering';
  if (isWorkedOn(state)) return 'in-progress';
  return holdsClosure(state, lookup) ? 'in-review' : 'standing-down';
};

/** @param due what is to come; what was due and has just been tried is left out, and is tried again after a while */
export const situationOf = (state: IncidentState, now: Iso, lookup: Lookup, due: readonly Due[]): Situation => {
  const [first] = due.map(({ at }) => at).sort();
  const waitSeconds = first === undefined ? LOOK_AGAIN_SECONDS : waitUntil(now, first);
  return { phase: phaseOf(state, lookup), waitSeconds, seq: state.seq };
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

/** By which one situation is told from another; only the time is left out, until which it lasts. */
export const standingOf = (
  situation: Pick<Situation, 'phase'> | Pick<PagingSituation, 'phase' | 'level' | 'round'>,
): string => ('level' in situation ? `${situation.phase} ${situation.level} ${situation.round}` : situation.phase);
