import type { IncidentState, Paging } from './state.ts';
import { whoHasIt } from './who-has-it.ts';

/** What a page says beside what it is about, as of when it was decided. It travels with the page, so that sending reads nothing. */
export interface PageCircumstances {
  readonly policyId: string;
  readonly round: number;
  /** Since when it is a problem. */
  readonly since: string;
  /** How many alerts were attached. */
  readonly alerts: number;
  /** Whoever reported it, where it was a person. */
  readonly reporter?: string;
  /** Of an undecided candidate. */
  readonly candidate?: { readonly reason: string; readonly since: string; readonly decideBy: string };
  /** Whom this paging has asked before, and since when. */
  readonly paged?: readonly string[];
  readonly pagedFrom?: string;
  readonly engaged?: { readonly personId: string; readonly at: string };
}

/**
 * @param state as of the commit that decided the page
 * @param now when that was
 */
export const circumstancesOf = (state: IncidentState, paging: Paging | undefined, now: string): PageCircumstances => {
  const { candidate, origin, stamps } = state;
  const engaged = whoHasIt(state);
  const before = paging?.pages.filter((page) => page.at < now) ?? [];
  return {
    policyId: paging?.policyId ?? '',
    round: paging?.round ?? 0,
    since: stamps.impactStarted?.at ?? stamps.detected?.at ?? state.openedAt,
    alerts: state.alerts.total,
    ...(origin.kind === 'person' ? { reporter: origin.reporter } : {}),
    ...(state.major === 'candidate' && candidate
      ? { candidate: { reason: candidate.reason, since: candidate.since, decideBy: candidate.decideBy } }
      : {}),
    ...(before.length > 0
      ? { paged: [...new Set(before.map((page) => page.personId))], pagedFrom: before[0]?.at as string }
      : {}),
    ...(engaged ? { engaged } : {}),
  };
};
