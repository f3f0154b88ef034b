import * as z from 'zod';
import type { Stamp } from '../incident/events.ts';
import type { IncidentState } from '../incident/state.ts';
import { type Iso, secondsBetween } from '../instant/instant.ts';

const seconds = z.number().nullable();

/** Durations of one incident, in seconds; null while a stamp is missing. Formulas: `docs/metrics.md`. */
export const incidentMetrics = z
  .strictObject({
    timeToDetect: seconds,
    timeToIdentify: seconds,
    decisionTime: seconds,
    timeToAcknowledge: seconds,
    timeToEngage: seconds,
    timeToFirstUpdate: seconds,
    timeToMitigate: seconds,
    timeToRecover: seconds,
    timeToResolve: seconds,
    timeToRespond: seconds,
    /** Per page: acknowledged − first paged. */
    pageAcknowledgement: z.array(z.strictObject({ pagingId: z.string(), purpose: z.string(), seconds })),
  })
  .meta({ id: 'IncidentMetrics' });
export type IncidentMetrics = z.infer<typeof incidentMetrics>;

/**
 * The stamps I D C M A E U1 G R X of an incident as durations. Where no impact start is known, detection stands for it;
 * where an incident was never declared, its opening stands for the declaration. None is negative: where the record of an
 * earlier version contradicts itself, nothing is known.
 *
 * @param firstPageAt when the first page was handed over to a provider; who had it before he was paged took no time
 */
export const metricsOf = (state: IncidentState, firstPageAt?: Iso): IncidentMetrics => {
  const at = (stamp: Stamp): string | undefined => state.stamps[stamp]?.at;
  const between = (from: string | undefined, to: string | undefined): number | null => {
    const seconds = from && to ? secondsBetween(from, to) : -1;
    return seconds < 0 ? null : seconds;
  };
  const sincePaged = (to: string | undefined): number | null =>
    firstPageAt && to ? Math.max(0, secondsBetween(firstPageAt, to)) : null;
  const detected = at('detected');
  const impact = at('impactStarted') ?? detected;
  const declared = at('declared');
  const began = declared ?? state.openedAt;
  const candidate = at('candidate');
  return {
    timeToDetect: between(impact, detected),
    timeToIdentify: between(detected, candidate ?? declared),
    decisionTime: candidate ? between(candidate, declared) : null,
    timeToAcknowledge: sincePaged(at('acknowledged')),
    timeToEngage: sincePaged(at('engaged')),
    timeToFirstUpdate: between(declared, at('firstUpdate')),
    timeToMitigate: between(impact, at('mitigated')),
    timeToRecover: between(impact, at('resolved')),
    timeToResolve: between(began, at('resolved')),
    timeToRespond: between(detected, at('resolved')),
    pageAcknowledgement: Object.values(state.pagings).map((p) => ({
      pagingId: p.pagingId,
      purpose: p.purpose,
      seconds: between(p.pages[0]?.at, p.acknowledgedAt),
    })),
  };
};
