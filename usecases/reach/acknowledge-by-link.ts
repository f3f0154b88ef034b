import { personName, serviceName } from '../../domain/configuration/lookup.ts';
import type { Person } from '../../domain/configuration/people.ts';
import { requirePerson } from '../../domain/configuration/require-person.ts';
import { type IncidentState, isEnded, type Paging } from '../../domain/incident/state.ts';
import type { Ports } from '../../ports/ports.ts';
import { executeCommand } from '../incident/execute-command.ts';
import { loadIncident } from '../incident/load-incident.ts';
import { type Grant, grantOfLink, metadataByLink } from './links.ts';

/** What a link in a page is about, and whether pressing the button would still change something. */
export interface LinkedPage {
  readonly incident: IncidentState;
  readonly person: Person;
  readonly serviceName: string;
  readonly paging?: Paging;
  /** `following`: they have a part in it, and nothing is asked of them. */
  readonly situation: 'waiting' | 'acknowledged' | 'over' | 'following';
  /** The name of whoever acknowledged, where somebody did. */
  readonly acknowledgedBy?: string;
}

/**
 * Looks, and changes nothing: mail scanners and chat previews follow links.
 *
 * @throws DomainError `link-invalid`, `link-expired`, `incident-not-found`, `unknown-person`
 */
export const lookAtLink = async (ports: Ports, token: string): Promise<LinkedPage> => {
  const { grant, state } = await grantOfLink(ports, token);
  return linkedPage(ports, grant, state);
};

/**
 * Acknowledges the page for the person it was sent to. Repeating it changes nothing.
 *
 * @throws DomainError as `lookAtLink`
 */
export const acknowledgeByLink = async (ports: Ports, token: string): Promise<LinkedPage> => {
  const { grant, state: known } = await grantOfLink(ports, token);
  const before = await linkedPage(ports, grant, known);
  if (before.situation !== 'waiting') return before;
  const { state } = await executeCommand(
    ports,
    await ports.inForce(),
    before.incident.incidentId,
    {
      type: 'acknowledge',
      person: grant.personId,
      ...(before.incident.incidentId === grant.incidentId && grant.pageId !== undefined
        ? { pageId: grant.pageId }
        : { pagingId: before.paging?.pagingId }),
      // The same link answers once for each paging that asks by it.
      metadata: metadataByLink(
        ports,
        before.person,
        before.paging?.pagingId === grant.pagingId
          ? `link-${grant.pageId}`
          : `link-${grant.pageId ?? grant.personId}-${before.paging?.pagingId}`,
      ),
    },
    { known: before.incident },
  );
  await ports.stores.durable();
  return linkedPage(ports, grant, state.incidentId === grant.incidentId ? state : known);
};

/** Who was asked to decide about a part of an outage decides about all of it. */
const leadAskedBy = async (ports: Ports, own: IncidentState, paging: Paging | undefined) => {
  if (own.partOf === undefined || paging?.purpose !== 'major-incident-manager') return undefined;
  const lead = await loadIncident(ports, own.partOf.incidentId);
  const asking = Object.values(lead?.pagings ?? {}).findLast(({ purpose }) => purpose === paging.purpose);
  return lead && { incident: lead, paging: asking };
};

const linkedPage = async (ports: Ports, grant: Grant, own: IncidentState): Promise<LinkedPage> => {
  const lookup = await ports.inForce();
  const asked = grant.pagingId === undefined ? asking(own, grant.personId) : askedNow(own, own.pagings[grant.pagingId]);
  const { incident, paging } = (await leadAskedBy(ports, own, asked)) ?? { incident: own, paging: asked };
  const acknowledgedBy = paging?.acknowledgedBy;
  return {
    incident,
    person: requirePerson(lookup, grant.personId),
    serviceName: serviceName(lookup, incident.serviceId),
    paging,
    situation: grant.pagingId === undefined && !paging ? following(incident) : situationOf(incident, paging),
    acknowledgedBy: acknowledgedBy === undefined ? undefined : personName(lookup, acknowledgedBy),
  };
};

/** A page that was stopped by a recovery asks on when the condition is back: by whichever paging has asked for the same since. */
const askedNow = ({ pagings }: IncidentState, paging: Paging | undefined): Paging | undefined =>
  paging?.status === 'stopped'
    ? (Object.values(pagings).findLast(
        ({ purpose, startedAt, status }) =>
          purpose === paging.purpose &&
          startedAt > paging.startedAt &&
          (status === 'paging' || status === 'acknowledged'),
      ) ?? paging)
    : paging;

/** What asks this person now. */
const asking = ({ pagings }: IncidentState, personId: string): Paging | undefined =>
  Object.values(pagings).findLast(
    ({ status, pages }) => status === 'paging' && pages.some((page) => page.personId === personId),
  );

const following = (incident: IncidentState): LinkedPage['situation'] => (isEnded(incident) ? 'over' : 'following');

const situationOf = (incident: IncidentState, paging: Paging | undefined): LinkedPage['situation'] => {
  if (paging?.status === 'acknowledged') return 'acknowledged';
  return paging?.status === 'paging' && !isEnded(incident) ? 'waiting' : 'over';
};
