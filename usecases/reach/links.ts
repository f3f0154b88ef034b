import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { Person } from '../../domain/configuration/people.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { Metadata } from '../../domain/incident/commit.ts';
import type { PageJob } from '../../domain/incident/effects.ts';
import { type IncidentState, isEnded } from '../../domain/incident/state.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { type AcknowledgeGrant, readGrant, signGrant } from '../../domain/link/link.ts';
import {
  aboutPage,
  aboutPerson,
  aboutReader,
  isAbout,
  parseShortLink,
  signShortLink,
} from '../../domain/link/short-link.ts';
import type { Language } from '../../domain/words/reader.ts';
import type { Ports } from '../../ports/ports.ts';
import { loadIncident } from '../incident/load-incident.ts';

/** A page is of use for a day. */
export const PAGE_LINK_VALID_MS = 24 * 3600 * 1000;

/** Longer than any link that Muster makes. */
const MAXIMUM_TOKEN_LENGTH = 2048;

type Needs = Pick<Ports, 'secrets' | 'stores' | 'clock' | 'inForce'>;

/** To act in an incident as one person: by the page that asked them, or because they have a part in it. */
export type Grant = Pick<AcknowledgeGrant, 'incidentId' | 'personId' | 'expiresAt'> &
  Partial<Pick<AcknowledgeGrant, 'pagingId' | 'pageId'>>;

/** The address of the page that a page leads to: short, for it goes into text messages. */
export const pageLink = async (
  { secrets, publicUrl }: Pick<Ports, 'secrets' | 'publicUrl'>,
  job: Pick<PageJob, 'incidentId' | 'pagingId' | 'pageId' | 'personId' | 'pagedAt'>,
): Promise<string> => {
  const key = await secrets.linkKey();
  const short = signShortLink(key, job.incidentId, aboutPage(job.pageId));
  if (short !== undefined) return `${publicUrl}/a/${short}`;
  return `${publicUrl}/acknowledge/${signGrant(key, { ...job, expiresAt: toMs(job.pagedAt) + PAGE_LINK_VALID_MS })}`;
};

/** The address of the page on which a reader of messages sees how the incident stands; undefined where none can be made. */
export const readerLink = async (
  { secrets, publicUrl }: Pick<Ports, 'secrets' | 'publicUrl'>,
  incidentId: string,
  recipientId: string,
): Promise<string | undefined> => {
  const short = signShortLink(await secrets.linkKey(), incidentId, aboutReader(recipientId));
  return short === undefined ? undefined : `${publicUrl}/a/${short}`;
};

/** The address of the page on which somebody who has a part in the incident sees it and acts; that of the API where none can be made. */
export const personLink = async (
  { secrets, publicUrl }: Pick<Ports, 'secrets' | 'publicUrl'>,
  incidentId: string,
  personId: string,
): Promise<string> => {
  const short = signShortLink(await secrets.linkKey(), incidentId, aboutPerson(personId));
  return short === undefined ? `${publicUrl}/v1/incidents/${incidentId}` : `${publicUrl}/a/${short}`;
};

/** What is done by a link is done by the person it was sent to. */
export const metadataByLink = (
  { clock }: Pick<Ports, 'clock'>,
  { id }: Pick<Person, 'id'>,
  commandId: string,
): Metadata => ({ now: toIso(clock.now()), actor: { kind: 'person', id }, commandId });

export const invalidLink = (): DomainError =>
  new DomainError('link-invalid', 'This link is not complete. Press it in the message itself, or sign in.');

/** Whose link it was, where that is known: they read why it does nothing. */
export interface LinkOwner {
  readonly personId?: string;
  readonly language?: Language;
}

export const expiredLink = (owner: LinkOwner = {}): DomainError =>
  new DomainError('link-expired', 'This link has expired. Use the link of a newer message, or sign in.', {
    details: { ...owner },
  });

/** The page that a short link was signed for, among those that the incident has sent; the paging that runs before others. */
const grantAmong = (key: Uint8Array, token: string, state: IncidentState): AcknowledgeGrant | undefined => {
  const link = parseShortLink(token);
  if (!link) return undefined;
  const pagings = Object.values(state.pagings).sort(
    (a, b) => Number(b.status === 'paging') - Number(a.status === 'paging'),
  );
  for (const { pagingId, pages } of pagings) {
    const page = pages.findLast(({ pageId }) => isAbout(key, link, aboutPage(pageId)));
    if (!page) continue;
    const { pageId, personId, at } = page;
    return { incidentId: state.incidentId, pagingId, pageId, personId, expiresAt: toMs(at) + PAGE_LINK_VALID_MS };
  }
  return undefined;
};

/** The person that a short link was signed for. It holds while they have a role, and a day after the last that was recorded. */
const grantOfPerson = (key: Uint8Array, token: string, state: IncidentState, lookup: Lookup): Grant | undefined => {
  const link = parseShortLink(token);
  const person = link && lookup.configuration.people.find(({ id }) => isAbout(key, link, aboutPerson(id)));
  if (!person) return undefined;
  const hasRole = !isEnded(state) && Object.values(state.roles).some(({ personId }) => personId === person.id);
  const expiresAt = hasRole ? Number.MAX_SAFE_INTEGER : toMs(state.updatedAt) + PAGE_LINK_VALID_MS;
  return { incidentId: state.incidentId, personId: person.id, expiresAt };
};

/**
 * What a link allows, short or of an earlier version.
 *
 * @throws DomainError `link-invalid`, `link-expired`, `incident-not-found`
 */
export const grantOfLink = async (
  ports: Needs,
  token: string,
): Promise<{ readonly grant: Grant; readonly state: IncidentState }> => {
  if (token.length > MAXIMUM_TOKEN_LENGTH) throw invalidLink();
  const key = await ports.secrets.linkKey();
  const now = ports.clock.now();
  const short = parseShortLink(token);
  if (!short) {
    const grant = readGrant(key, token, now);
    const state = await loadIncident(ports, grant.incidentId);
    if (!state) throw new DomainError('incident-not-found', 'The incident of this link does not exist any more.');
    return { grant, state };
  }
  const state = await loadIncident(ports, short.incidentId);
  const grant = state && (grantAmong(key, token, state) ?? grantOfPerson(key, token, state, await ports.inForce()));
  if (!grant) throw invalidLink();
  if (now > grant.expiresAt) throw expiredLink({ personId: grant.personId });
  return { grant, state };
};
