import { promisesOf } from '../incident/promised-updates.ts';
import type { IncidentState } from '../incident/state.ts';
import type { Severity } from '../severity/severity.ts';
import type { SealedData } from '../stream/personal.ts';

/** What messages to an audience may show of an incident, as it was when something happened to it. */
export interface ShownIncident {
  readonly incidentId: string;
  readonly number: string;
  readonly title: string;
  /** Where the title stands that whoever opened it gave it. What strangers report has none: nobody is told their words. */
  readonly words?: SealedData;
  readonly severity: Severity;
  readonly status: string;
  readonly major: string;
  readonly serviceId: string;
  readonly affectedServices: readonly string[];
  readonly environment: string;
  readonly impact: string;
  readonly affectedUsers?: number;
  readonly commanderId?: string;
  /** By when each audience was promised news. */
  readonly promises?: Readonly<Record<string, string>>;
  /** The worst that it was while it was major, where that is worse, or wider, than it is now. */
  readonly atWorst?: { readonly severity: Severity; readonly affectedServices: readonly string[] };
  /** The first of `promises`. */
  readonly nextUpdateBy?: string;
  readonly declaredAt?: string;
  readonly resolvedAt?: string;
}

/** Nobody is named as leading it who has answered nothing so far. */
const commanderOf = ({ roles }: IncidentState): string | undefined => {
  const role = roles['incident-commander'];
  return role?.unanswered ? undefined : role?.personId;
};

export const shownIncidentOf = (state: IncidentState): ShownIncident => ({
  incidentId: state.incidentId,
  number: state.number,
  title: state.title,
  ...(state.origin.kind === 'person' && state.words && { words: state.words }),
  severity: state.severity,
  status: state.status,
  major: state.major,
  serviceId: state.serviceId,
  affectedServices: state.affectedServices,
  environment: state.environment,
  impact: state.businessImpact ?? state.impact,
  affectedUsers: state.affectedUsers,
  commanderId: commanderOf(state),
  nextUpdateBy: state.lastUpdate?.nextUpdateBy,
  ...(state.lastUpdate?.nextUpdateBy === undefined ? {} : { promises: promisesOf(state.lastUpdate) }),
  ...(state.told === undefined
    ? {}
    : { atWorst: { severity: state.told.severity, affectedServices: state.told.services } }),
  declaredAt: state.stamps.declared?.at,
  resolvedAt: state.stamps.resolved?.at,
});
