import type { Commit } from '../commit.ts';
import type { EventOf, IncidentEvent, Stamp } from '../events.ts';
import type { IncidentState } from '../state.ts';

/** The state after an event; an event that no longer fits changes nothing. */
export type Happened<T extends IncidentEvent['type']> = (
  state: IncidentState,
  event: EventOf<T>,
  commit: Commit,
) => IncidentState;

/** What becomes of the state by each of these events. */
export type Applied<T extends IncidentEvent['type']> = { readonly [Type in T]: Happened<Type> };

/** A part of them, as a file of this room holds it. */
export type SomeApplied = Partial<Applied<IncidentEvent['type']>>;

/** The first time counts: a stamp is not moved by what happens again, only by a correction. */
export const stampOnce = (state: IncidentState, stamp: Stamp, commit: Commit, at = commit.at): IncidentState =>
  state.stamps[stamp] ? state : { ...state, stamps: { ...state.stamps, [stamp]: { at, by: commit.actor } } };

export const restamp = (state: IncidentState, stamp: Stamp, commit: Commit): IncidentState => ({
  ...state,
  stamps: { ...state.stamps, [stamp]: { at: commit.at, by: commit.actor } },
});

export const without = <T extends object, K extends keyof T>(whole: T, ...keys: K[]): T => {
  const rest = { ...whole };
  for (const key of keys) delete rest[key];
  return rest;
};

/** Of an event that the timeline and its readers alone keep. */
export const same = (state: IncidentState): IncidentState => state;
