import type { Audience } from '../configuration/configuration.ts';
import type { Commit } from '../incident/commit.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { IncidentState } from '../incident/state.ts';
import { wordsFor } from './said.ts';
import { type ShownIncident, shownIncidentOf } from './shown-incident.ts';

/** An event as audiences are told of it: it travels with the job, so that sending reads nothing of the incident. */
export interface ToldEvent {
  readonly at: string;
  readonly said: string;
  readonly incident: ShownIncident;
}

/** @param state the incident as of this commit */
export const toldEventOf = (
  state: IncidentState,
  commit: Commit,
  event: IncidentEvent,
  audience: Audience,
): ToldEvent => ({
  at: commit.at,
  said: wordsFor(event, { audience, state }),
  incident: shownIncidentOf(state),
});
