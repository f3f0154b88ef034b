import type { Alert } from '../domain/alert/alert.ts';
import { verifyChain } from '../domain/chain/chain.ts';
import { type Lookup, lookupIn } from '../domain/configuration/lookup.ts';
import { type Delivery, wasHandedOver } from '../domain/delivery/delivery.ts';
import { activePagings, type IncidentState, isEnded, isUnresolved, isWorkedOn } from '../domain/incident/state.ts';
import { toMs } from '../domain/instant/instant.ts';
import { dueOf } from '../domain/process/due-list.ts';
import type { OutgoingMessage } from '../ports/ports.ts';
import { brokenByFloods } from './flooding.ts';
import type { Installation } from './installation.ts';
import { unheardIn } from './unheard.ts';

/** How late a clock's step may be: two looks of the reconciler, after a crash took every timer. */
const LATE_MS = 70_000;

const isPast = (deadline: string | undefined, now: number): boolean =>
  deadline !== undefined && Date.parse(deadline) + LATE_MS < now;

/** How often each page, and each digest, is among these messages, by address. */
export const copiesIn = (messages: readonly OutgoingMessage[]): Map<string, number> => {
  const copies = new Map<string, number>();
  for (const { address, data, idempotencyKey } of messages) {
    const page = (data as { readonly page?: { readonly id: string } }).page;
    const name = data.type === 'muster.page-digest' ? `digest ${idempotencyKey}` : page?.id;
    if (name !== undefined) copies.set(`${name} to ${address}`, (copies.get(`${name} to ${address}`) ?? 0) + 1);
  }
  return copies;
};

/** The incident that goes on with what was merged. */
const goesOnWith = (incidents: readonly IncidentState[], incidentId: string | undefined): IncidentState | undefined => {
  const incident = incidents.find((one) => one.incidentId === incidentId);
  return incident?.mergedInto ? goesOnWith(incidents, incident.mergedInto.incidentId) : incident;
};

/** Alerts that fire and that nothing holds back. */
const firingIn = (installation: Installation): Alert[] =>
  [...installation.ports.stores.held.alerts.values()].filter(
    ({ status, suppressedBy }) => status === 'firing' && suppressedBy === undefined,
  );

const ofAlerts = (installation: Installation, incidents: readonly IncidentState[]): string[] =>
  firingIn(installation).flatMap((alert) => {
    const incident = goesOnWith(incidents, alert.incidentId);
    if (!incident) return [`alert ${alert.title} fires and no incident has it`];
    if (isEnded(incident)) return [`alert ${alert.title} fires and its incident is ${incident.status}`];
    return incident.firing > 0 ? [] : [`alert ${alert.title} fires and its incident knows of nothing that does`];
  });

const ofSlots = (incidents: readonly IncidentState[]): string[] => {
  // Whoever takes a merge back late may find that another incident has begun meanwhile.
  const working = incidents.filter(
    (incident) => isWorkedOn(incident) && incident.origin.kind === 'alert' && incident.apart === undefined,
  );
  const services = working.map(({ environment, serviceId }) => `${serviceId} in ${environment}`);
  return services
    .filter((service, at) => services.indexOf(service) !== at)
    .map((service) => `two incidents work on ${service}`);
};

const ofDeadlines = (incident: IncidentState, now: number, lookup: Lookup): string[] => {
  const { number, status } = incident;
  if (isEnded(incident)) {
    return activePagings(incident).map(({ pagingId }) => `${number} is ${status} and ${pagingId} goes on`);
  }
  const late = [
    ...activePagings(incident)
      .filter(({ acknowledgeBy }) => isPast(acknowledgeBy, now))
      .map(({ pagingId }) => `the next level of ${pagingId}`),
    ...dueOf(incident, lookup)
      .filter(({ at }) => isPast(at, now))
      .map(({ what }) => what),
  ];
  return late.map((what) => `${number} waits for ${what} for ever`);
};

/** What is decided about with another incident is so by both of them, and that one goes on: else nobody is asked about it. */
const ofOutages = (incidents: readonly IncidentState[]): string[] => {
  const found = (incidentId: string | undefined) => incidents.find((one) => one.incidentId === incidentId);
  return incidents.flatMap((incident) => {
    const { incidentId, number, partOf, parts = [] } = incident;
    const lead = found(partOf?.incidentId);
    const known = lead?.parts?.some((part) => part.incidentId === incidentId) && isUnresolved(lead);
    return [
      ...(partOf && !known ? [`${number} is a part of ${partOf.number}, which does not lead it`] : []),
      ...parts
        .filter((part) => found(part.incidentId)?.partOf?.incidentId !== incidentId)
        .map((part) => `${number} leads ${part.number}, which is no part of it`),
    ];
  });
};

/** While something fires that is worth a page, somebody has heard of it, or is about to. */
const ofSilence = (installation: Installation, incidents: readonly IncidentState[], lookup: Lookup): string[] => {
  const firing = firingIn(installation);
  return incidents.flatMap((incident) => {
    const commits = installation.ports.stores.held.commits.get(incident.incidentId) ?? [];
    return unheardIn(commits, incident, lookup)
      .filter((alertId) => firing.some((alert) => alert.alertId === alertId))
      .map((alertId) => `${alertId} fires, ${incident.number} is ${incident.status} and nobody has heard of it`);
  });
};

/** It waits for a digest that is still to come. */
const isYoung = ({ clock, ports }: Installation, { intendedAt, status }: Delivery): boolean =>
  status === 'held' && toMs(intendedAt) + ports.configured.current.paging.digestSeconds * 1000 + LATE_MS >= clock.now();

/** What waited for a digest has been told, or is settled. */
const ofHeld = (installation: Installation): string[] =>
  [...installation.ports.stores.held.deliveries.values()]
    .filter((delivery) => delivery.status === 'held' && !isYoung(installation, delivery))
    .map(({ deliveryId }) => `${deliveryId} waits for a digest for ever`);

const ofPages = (installation: Installation, incidents: readonly IncidentState[]): string[] => {
  const copies = copiesIn(installation.sent);
  const doubled = [...copies].filter(([, count]) => count > 1);
  // A crash between the provider's answer and its row is repaired by sending again: once for each accident at most.
  const extra = doubled.reduce((sum, [, count]) => sum + count - 1, 0);
  const tried = new Set([...copiesIn(installation.ports.collected.sent).keys()].map((key) => key.split(' to ')[0]));
  // What a digest told of, or will within its time.
  const told = new Set(
    [...installation.ports.stores.held.deliveries.values()]
      .filter((delivery) => wasHandedOver(delivery) || delivery.status === 'failed' || isYoung(installation, delivery))
      .map(({ messageId }) => messageId),
  );
  const unsent = incidents.flatMap((incident) =>
    isEnded(incident)
      ? []
      : activePagings(incident).flatMap(({ pages }) =>
          pages.map(({ pageId }) => pageId).filter((id) => !tried.has(id) && !told.has(id)),
        ),
  );
  return [
    ...(extra > installation.mishaps ? [`sent again without a reason: ${doubled.map(([key]) => key).join(', ')}`] : []),
    ...unsent.map((id) => `page ${id} was decided and never tried`),
  ];
};

/** What must hold of an installation that has had time to repair itself, and does not: one sentence each. */
export const brokenPromises = (installation: Installation): string[] => {
  const incidents = installation.incidents();
  const now = installation.clock.now();
  const lookup = lookupIn(installation.ports.configured.current);
  return [
    ...[...installation.ports.stores.held.commits.values()].flatMap(
      (commits) => verifyChain(commits)?.explanation ?? [],
    ),
    ...ofAlerts(installation, incidents),
    ...ofSlots(incidents),
    ...ofOutages(incidents),
    ...incidents.flatMap((incident) => ofDeadlines(incident, now, lookup)),
    ...ofSilence(installation, incidents, lookup),
    ...ofPages(installation, incidents),
    ...ofHeld(installation),
    ...brokenByFloods(installation.ports, installation.attempts, installation.isUndisturbed),
    ...installation.unexpected,
  ];
};
