import type { Iso } from '../instant/instant.ts';
import type { IncidentState } from './state.ts';

/** Whoever acknowledged for the service's own people last, and when; undefined while nobody has. */
export const whoHasIt = ({
  pagings,
}: Pick<IncidentState, 'pagings'>): { readonly personId: string; readonly at: Iso } | undefined => {
  const [newest] = Object.values(pagings)
    .filter((p) => p.purpose === 'resolver' && p.acknowledgedBy !== undefined && p.acknowledgedAt !== undefined)
    .sort((a, b) => ((a.acknowledgedAt as string) < (b.acknowledgedAt as string) ? 1 : -1));
  return newest && { personId: newest.acknowledgedBy as string, at: newest.acknowledgedAt as string };
};
