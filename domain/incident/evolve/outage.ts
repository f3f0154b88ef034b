import { kindsFiring } from '../alerts-held.ts';
import type { IncidentState } from '../state.ts';
import { type SomeApplied, without } from './applied.ts';

const earliest = (a: string, b: string): string => (a < b ? a : b);

/** The services that it hits without one of what has left: but for what it has itself, or another part. */
export const withoutServiceOf = (state: IncidentState, serviceId: string): string[] =>
  serviceId === state.serviceId ||
  state.parts?.some((part) => part.serviceId === serviceId) ||
  kindsFiring(state).some((kind) => kind.serviceId === serviceId)
    ? state.affectedServices
    : state.affectedServices.filter((id) => id !== serviceId);

export const outageApplied = {
  PartJoined: (state, { partId, partNumber, serviceId, candidate }) => ({
    ...state,
    parts: [...(state.parts ?? []), { incidentId: partId, number: partNumber, serviceId }],
    affectedServices: [...new Set([...state.affectedServices, serviceId])],
    // Whichever was proposed first: a decision is wanted no later because more is known.
    ...(candidate && state.candidate
      ? {
          candidate: {
            ...state.candidate,
            decideBy: earliest(state.candidate.decideBy, candidate.decideBy),
            escalations: Math.max(state.candidate.escalations, candidate.escalations),
            ...(candidate.promotes && { promotes: candidate.promotes }),
          },
        }
      : {}),
  }),
  PartLeft: (state, { partId }) => {
    const part = state.parts?.find(({ incidentId }) => incidentId === partId);
    if (!part) return state;
    const parts = state.parts?.filter(({ incidentId }) => incidentId !== partId) ?? [];
    const rest = parts.length > 0 ? { ...state, parts } : without(state, 'parts');
    return { ...rest, affectedServices: withoutServiceOf(rest, part.serviceId) };
  },
  OutageJoined: (state, { leadId, leadNumber }) => {
    const next = { ...state, partOf: { incidentId: leadId, number: leadNumber } };
    return state.major === 'candidate' ? { ...without(next, 'candidate'), major: 'none' as const } : next;
  },
  OutageLeft: (state, { taken }) => ({ ...without(state, 'partOf'), ...(taken && { apart: taken }) }),
} satisfies SomeApplied;
