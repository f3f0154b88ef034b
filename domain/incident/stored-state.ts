import { type IncidentState, STATE_VERSION } from './state.ts';

/**
 * A state that was stored, to go on from; undefined for one that another version of the fold made. What is kept of a chain is never
 * more than a way to read less of it: it is folded anew then, by whoever needs it next.
 */
export const currentState = (stored: unknown): IncidentState | undefined =>
  (stored as Partial<IncidentState>).version === STATE_VERSION ? (stored as IncidentState) : undefined;
