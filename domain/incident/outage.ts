import { type Configured, serviceName } from '../configuration/lookup.ts';
import { isSameEnvironment } from '../environment/environment.ts';
import { toMs } from '../instant/instant.ts';
import { dependsOn, hubsOf, isRelated, isTroubleOfHub, sharedBy } from '../service/dependencies.ts';
import { listed } from '../words/lists.ts';
import { type IncidentState, isMajorOrProposed, isSuppressed, isUnresolved } from './state.ts';

type Services = Pick<Configured, 'configuration' | 'service'>;

/** When it became what it is: where it was proposed much later than it was opened, that. */
const begunAt = ({ candidate, openedAt }: IncidentState): number => toMs(candidate?.since ?? openedAt);

/** A manager has decided, or nobody did in time: whatever joins now joins the decision. */
export const isDecided = ({ major }: IncidentState): boolean =>
  major === 'accepted' || major === 'rejected' || major === 'demoted';

/** It may lead an outage or be a part of one. A person who took it out knows better. */
export const mayBeInOutage = (state: IncidentState): boolean =>
  isUnresolved(state) && !isSuppressed(state) && state.apart === undefined;

const beganTogether = (a: IncidentState, b: IncidentState, lookup: Services): boolean =>
  a.incidentId !== b.incidentId &&
  isSameEnvironment(a.environment, b.environment) &&
  Math.abs(begunAt(a) - begunAt(b)) <= lookup.configuration.outage.withinSeconds * 1000;

/**
 * Which of these come from one cause with an incident: they began within the window, and the service of one depends on that of the
 * other, or both on a third one. What only a hub connects is no outage, unless so much that hangs by it fails at once that it is the hub.
 */
export const oneOutageWith = (
  state: IncidentState,
  others: readonly IncidentState[],
  lookup: Services,
): IncidentState[] => {
  const together = others.filter((other) => beganTogether(state, other, lookup));
  const affected = new Set([state, ...together].map(({ serviceId }) => serviceId));
  const hubs = hubsOf(lookup, state.serviceId).filter((hub) => isTroubleOfHub(lookup, hub, affected));
  return together.filter(
    ({ serviceId }) =>
      isRelated(lookup, state.serviceId, serviceId) || hubs.some((hub) => dependsOn(lookup, serviceId, hub)),
  );
};

/**
 * Which of these incidents leads: one that is decided about already; else the service that most of the others depend on, and of several the most
 * important, then the first by name, so that it does not matter which came first. Undefined where nothing is proposed, or where
 * two were decided about: each of these stays what it is.
 */
export const leadOf = (members: readonly IncidentState[], lookup: Services): IncidentState | undefined => {
  const decided = members.filter((member) => isDecided(member) && member.partOf === undefined);
  if (decided.length > 1) return undefined;
  if (decided[0]) return decided[0];
  if (!members.some(isMajorOrProposed)) return undefined;
  const rank = (member: IncidentState): readonly (number | string)[] => [
    -members.filter((other) => dependsOn(lookup, other.serviceId, member.serviceId)).length,
    lookup.service(member.serviceId)?.tier ?? 4,
    member.serviceId,
    member.incidentId,
  ];
  return [...members].sort((a, b) => compared(rank(a), rank(b)))[0];
};

const compared = (a: readonly (number | string)[], b: readonly (number | string)[]): number => {
  for (const [at, one] of a.entries()) {
    const other = b[at] as number | string;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
};

/** "Checkout and Search both depend on Orders database": by what they share, which has no incident itself. */
const besideIn = (leadService: string, parts: readonly string[], lookup: Services): string[] => {
  const name = (id: string): string => serviceName(lookup, id);
  const byShared = Object.groupBy(parts, (id) => listed(sharedBy(lookup, leadService, id).map(name)));
  return Object.entries(byShared).map(([shared, ids = []]) => {
    const all = [...ids, leadService].map(name);
    return `${listed(all)} ${all.length === 2 ? 'both' : 'all'} depend on ${shared}`;
  });
};

/** "Checkout and Search depend on Orders database, which has an incident as well": why they are one, in words. */
export const outageReason = (leadService: string, partServices: readonly string[], lookup: Services): string => {
  const parts = [...new Set(partServices)];
  const name = (id: string): string => serviceName(lookup, id);
  const dependent = parts.filter((id) => dependsOn(lookup, id, leadService));
  const beside = parts.filter((id) => !dependent.includes(id) && sharedBy(lookup, leadService, id).length > 0);
  const others = parts.filter((id) => !dependent.includes(id) && !beside.includes(id));
  const says = [
    ...(dependent.length > 0
      ? [
          `${listed(dependent.map(name))} ${dependent.length === 1 ? 'depends' : 'depend'} on ${name(leadService)}, which has an incident as well`,
        ]
      : []),
    ...besideIn(leadService, beside, lookup),
    ...(others.length > 0
      ? [`${listed(others.map(name))} ${others.length === 1 ? 'is' : 'are'} connected to them`]
      : []),
  ];
  return says.join('; ');
};
