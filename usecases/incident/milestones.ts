import { withAlertsAsRows } from '../../domain/incident/alerts-held.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { type MemberRow, memberId } from '../../ports/head-store.ts';

/** The guaranteed path keeps the state of an incident by the way each time that so many commits are behind. */
const EVERY = 128;

/** How many are asked for at once, where the nearest may not have been kept. */
const ASKED = 4;

const idOf = (seq: number): string => memberId('state', String(seq).padStart(12, '0'));

/** The state as a row by the way: without single alerts, of which events say what must be known. */
export const milestoneOf = (state: IncidentState): MemberRow[] =>
  state.seq % EVERY === 0 ? [{ id: idOf(state.seq), value: withAlertsAsRows(state) }] : [];

/** Ids of the rows with which a state at this seq may begin, the nearest first. */
export const milestonesBefore = (seq: number): string[] => {
  const nearest = Math.floor(seq / EVERY);
  return Array.from({ length: Math.min(nearest, ASKED) }, (_, i) => idOf((nearest - i) * EVERY));
};
