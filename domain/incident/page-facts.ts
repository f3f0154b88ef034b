import type { SealedData } from '../stream/personal.ts';
import { attachedIn } from './alerts-held.ts';
import type { Commit } from './commit.ts';
import type { EventOf } from './events.ts';
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
  /** The newest of them, whose sender is quoted. Absent in pages of an earlier version. */
  readonly newestAlert?: string;
  /** Whoever reported it, where it was a person; by the id of whoever opened it where `words` hold the name. */
  readonly reporter?: string;
  /** Where the words stand by which it is called, or that whoever reported it wrote. */
  readonly words?: SealedData;
  /** Of an undecided candidate. */
  readonly candidate?: { readonly reason: string; readonly since: string; readonly decideBy: string };
  /** Of the outage that it leads: the services of its parts. */
  readonly parts?: readonly string[];
  /** Whom this paging has asked before, and since when. */
  readonly paged?: readonly string[];
  readonly pagedFrom?: string;
  /** Who was asked before and cannot take it. */
  readonly passedOn?: { readonly by: string; readonly reason?: string | undefined };
  readonly engaged?: { readonly personId: string; readonly at: string };
}

/** The worst of what this commit brought; where it brought nothing, what came last of what fires. */
const newestAlertOf = (state: IncidentState, { events }: Commit): string | undefined => {
  const brought = events.flatMap((event) =>
    event.type === 'AlertsAttached' || event.type === 'AlertsWorsened'
      ? event.alerts.map(({ alertId }) => alertId)
      : [],
  );
  const { headlines = [], recent } = state.alerts;
  if (brought.length > 0) return headlines.find(({ alertId }) => brought.includes(alertId))?.alertId ?? brought.at(-1);
  let newest: { readonly alertId: string; readonly attachedAt: string } | undefined;
  for (const alertId of Object.keys(recent)) {
    const known = attachedIn(state, alertId);
    if (known?.firing && (newest === undefined || known.attachedAt >= newest.attachedAt))
      newest = { alertId, attachedAt: known.attachedAt };
  }
  return newest?.alertId ?? state.titleOf;
};

/** By whom a paging was passed on in a commit; undefined where nobody did. */
export const passedOnIn = ({ events }: Commit, pagingId: string): EventOf<'PagePassedOn'> | undefined =>
  events.find(
    (event): event is EventOf<'PagePassedOn'> => event.type === 'PagePassedOn' && event.pagingId === pagingId,
  );

/**
 * @param state as of the commit that decided the page
 * @param commit that one
 */
export const circumstancesOf = (
  state: IncidentState,
  paging: Paging | undefined,
  commit: Commit,
): PageCircumstances => {
  const { candidate, origin, parts, stamps } = state;
  const words = state.titleWords ?? state.words;
  const engaged = whoHasIt(state);
  const newestAlert = newestAlertOf(state, commit);
  const before = paging?.pages.filter((page) => page.at < commit.at) ?? [];
  const passedOn = paging && passedOnIn(commit, paging.pagingId);
  return {
    policyId: paging?.policyId ?? '',
    round: paging?.round ?? 0,
    since: stamps.impactStarted?.at ?? stamps.detected?.at ?? state.openedAt,
    alerts: state.alerts.total,
    ...(newestAlert === undefined ? {} : { newestAlert }),
    ...(origin.kind === 'person' ? { reporter: origin.reporter } : {}),
    ...(words ? { words } : {}),
    ...(state.major === 'candidate' && candidate
      ? { candidate: { reason: candidate.reason, since: candidate.since, decideBy: candidate.decideBy } }
      : {}),
    ...(parts ? { parts: [...new Set(parts.map(({ serviceId }) => serviceId))] } : {}),
    ...(before.length > 0
      ? { paged: [...new Set(before.map((page) => page.personId))], pagedFrom: before[0]?.at as string }
      : {}),
    ...(engaged ? { engaged } : {}),
    ...(passedOn ? { passedOn: { by: passedOn.personId, reason: passedOn.reason } } : {}),
  };
};
