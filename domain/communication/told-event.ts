import type { Commit } from '../incident/commit.ts';
import { wordsFor } from '../incident/consequences.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { IncidentState } from '../incident/state.ts';
import { type ShownIncident, shownIncidentOf } from './shown-incident.ts';

/** An event as audiences are told of it: it travels with the job, so that sending reads nothing of the incident. */
export interface ToldEvent {
  readonly at: string;
  readonly said: string;
  readonly incident: ShownIncident;
}

/** @param state the incident as of this commit */
export const toldEventOf = (state: IncidentState, commit: Commit, event: IncidentEvent): ToldEvent => ({
  at: commit.at,
  said: wordsFor(event),
  incident: shownIncidentOf(state),
});
