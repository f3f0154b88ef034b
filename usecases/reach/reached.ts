import { rowsOf } from '../../domain/communication/message-id.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import { type Delivery, wasHandedOver } from '../../domain/delivery/delivery.ts';
import type { PageJob } from '../../domain/incident/effects.ts';
import type { IncidentState, Paging } from '../../domain/incident/state.ts';
import type { Ports } from '../../ports/ports.ts';
import { loadIncident } from '../incident/load-incident.ts';

/** Somebody still waits for an answer to this page. */
export const isWaitedFor = async (
  ports: Pick<Ports, 'stores'>,
  { incidentId, pagingId }: Pick<PageJob, 'incidentId' | 'pagingId'>,
): Promise<boolean> => (await loadIncident(ports, incidentId))?.pagings[pagingId]?.status === 'paging';

/** What the ledger holds of one page: a row for each try by each contact. */
export const deliveriesOfPage = (
  { stores }: Pick<Ports, 'stores'>,
  incidentId: string,
  pageId: string,
  limit?: number,
): Promise<Delivery[]> => {
  const { from, to } = rowsOf(pageId);
  return stores.deliveries.between(incidentId, from, to, limit);
};

/** Who has been asked by this paging and was told by no message of it so far. */
export const unreachedBy = async (
  ports: Pick<Ports, 'stores'>,
  incidentId: string,
  { pages }: Paging,
): Promise<string[]> => {
  const asked = [...new Set(pages.map(({ personId }) => personId))];
  const told = new Set<string>();
  for (const { pageId, personId } of pages) {
    if (told.has(personId)) continue;
    if ((await deliveriesOfPage(ports, incidentId, pageId)).some(wasHandedOver)) told.add(personId);
  }
  return asked.filter((personId) => !told.has(personId));
};

const contactOf = ({ job }: Delivery): number | undefined => ('contactIndex' in job ? job.contactIndex : undefined);

/** Every contact of the person was tried and failed, and none of them worked when it was tried again. */
const couldNotBeTold = (deliveries: readonly Delivery[], contacts: number): boolean =>
  !deliveries.some(wasHandedOver) &&
  Array.from({ length: contacts }, (_, contact) => contact).every((contact) =>
    deliveries.some((delivery) => contactOf(delivery) === contact && delivery.status === 'failed'),
  );

/**
 * The level that this paging has reached, if nobody of it can be told: each contact of each person has failed. What is tried
 * again meanwhile may still get through; nobody waits for it.
 */
export const unreachableLevel = async (
  ports: Pick<Ports, 'stores'>,
  lookup: Lookup,
  { incidentId, pagings }: IncidentState,
  pagingId: string,
): Promise<number | undefined> => {
  const paging = pagings[pagingId];
  if (paging?.status !== 'paging' || paging.catchAll) return undefined;
  for (const { pageId, personId, level } of paging.pages) {
    if (level !== paging.level) continue;
    const contacts = lookup.person(personId)?.contacts.length ?? 0;
    if (!couldNotBeTold(await deliveriesOfPage(ports, incidentId, pageId), contacts)) return undefined;
  }
  return paging.level;
};

/** Whether nothing of what the catch-all was sent last was handed over to anybody. */
export const isSilent = async (
  ports: Pick<Ports, 'stores'>,
  incidentId: string,
  { catchAll, level, pages }: Paging,
): Promise<boolean> => {
  if (!catchAll) return false;
  const toCatchAll = pages.filter((page) => page.level === level);
  const last = toCatchAll.at(-1)?.at;
  for (const { pageId, at } of toCatchAll) {
    if (at === last && (await deliveriesOfPage(ports, incidentId, pageId)).some(wasHandedOver)) return false;
  }
  return last !== undefined;
};

/**
 * Whether a page to the catch-all is the first of its paging that got through to anybody, or the first after rounds of which
 * nothing did.
 *
 * @param pageId of the page that was handed over just now
 */
export const endsSilence = async (
  ports: Pick<Ports, 'stores'>,
  incidentId: string,
  paging: Paging,
  pageId: string,
): Promise<boolean> => {
  if (paging.status !== 'paging' || !paging.catchAll) return false;
  if ((paging.silentRounds ?? 0) > 0) return true;
  const others = {
    ...paging,
    pages: paging.pages.filter((page) => page.pageId !== pageId && page.level < paging.level),
  };
  const asked = new Set(others.pages.map(({ personId }) => personId));
  return asked.size > 0 && (await unreachedBy(ports, incidentId, others)).length === asked.size;
};
