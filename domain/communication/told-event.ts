import type { Commit } from '../incident/commit.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { IncidentState } from '../incident/state.ts';
import { whoHasIt } from '../incident/who-has-it.ts';
import { type ShownIncident, shownIncidentOf } from './shown-incident.ts';

/** What messages say beside the incident itself, as of the event that they are about. */
export interface ToldAbout {
  readonly event: IncidentEvent;
  /** The person who did it; absent where it was Muster, a sender or a rule. */
  readonly by?: string;
  readonly businessImpact?: string;
  readonly startedAt?: string;
  readonly mitigatedAt?: string;
  readonly firing: number;
  readonly acknowledged: boolean;
  readonly engaged?: { readonly personId: string; readonly at: string };
  /** What audiences were told last by a person. */
  readonly last?: { readonly message: string; readonly at: string };
  readonly reviewDueAt?: string;
}

/** An event as audiences are told of it: it travels with the job, so that sending reads nothing of the incident. */
export interface ToldEvent {
  readonly at: string;
  /** In jobs of an earlier version: its words. */
  readonly said?: string | undefined;
  readonly incident: ShownIncident;
  /** Absent in jobs of an earlier version. */
  readonly about?: ToldAbout;
}

const aboutOf = (state: IncidentState, { actor }: Commit, event: IncidentEvent): ToldAbout => {
  const { lastUpdate, stamps } = state;
  const engaged = whoHasIt(state);
  const startedAt = stamps.impactStarted?.at ?? stamps.detected?.at;
  return {
    event,
    ...(actor.kind === 'person' ? { by: actor.id } : {}),
    ...(state.businessImpact === undefined ? {} : { businessImpact: state.businessImpact }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(stamps.mitigated === undefined ? {} : { mitigatedAt: stamps.mitigated.at }),
    firing: state.firing,
    acknowledged: stamps.acknowledged !== undefined,
    ...(engaged === undefined ? {} : { engaged }),
    ...(lastUpdate === undefined ? {} : { last: { message: lastUpdate.message, at: lastUpdate.at } }),
    ...(state.review === undefined ? {} : { reviewDueAt: state.review.dueAt }),
  };
};

/** @param state the incident as of this commit */
export const toldEventOf = (state: IncidentState, commit: Commit, event: IncidentEvent): ToldEvent => ({
  at: commit.at,
  incident: shownIncidentOf(state),
  about: aboutOf(state, commit, event),
});
