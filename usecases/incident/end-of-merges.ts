import type { IncidentState } from '../../domain/incident/state.ts';

/** An incident that nobody can add to any more must not be read again for ever through a ring of merges. */
export const MOST_MERGES = 16;

/**
 * The incident that goes on where this one was merged, however often; itself where it was not. Undefined where there is none.
 *
 * @param read an incident as of now
 */
export const endOfMerges = async (
  read: (incidentId: string) => Promise<IncidentState | undefined>,
  incidentId: string,
): Promise<IncidentState | undefined> => {
  let state = await read(incidentId);
  for (let merges = 0; state?.mergedInto && merges < MOST_MERGES; merges += 1)
    state = await read(state.mergedInto.incidentId);
  return state;
};
