import { type Change, mayHaveCaused, type NotedChange, RECENT_HOURS } from '../../domain/change/change.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { plusSeconds, toIso, toMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { executeCommand, systemMetadata } from '../incident/execute-command.ts';
import { loadIncident } from '../incident/load-incident.ts';

/** Of one service; somebody who deploys more often than that within a day does not look for a change in a list. */
const PER_SERVICE = 50;

/** Of one service, when a change is looked for by its id. */
const MOST_SEARCHED = 1_000;

/** How long the store keeps changes. */
const KEPT_DAYS = 90;

/** Affected or depended on; a graph of services may be one knot. */
const MOST_SERVICES = 50;

/** Named on the timeline; the others are behind `GET /v1/incidents/{id}/changes`. */
const NOTED = 10;

const newestFirst = (changes: readonly Change[]): Change[] =>
  changes.toSorted((a, b) => (`${a.at} ${a.id}` < `${b.at} ${b.id}` ? 1 : -1));

const impactOf = (state: IncidentState): string => state.stamps.impactStarted?.at ?? state.openedAt;

/** The affected services, and what they depend on: it is seldom the change of the service that alarms. */
const concerned = ({ affectedServices }: IncidentState, lookup: Lookup): string[] => {
  const services = new Set(affectedServices);
  // A set yields what is added to it on the way.
  for (const id of services) {
    for (const other of lookup.service(id)?.dependsOn ?? []) if (services.size < MOST_SERVICES) services.add(other);
  }
  return [...services];
};

const ofServices = async (
  ports: Pick<Ports, 'stores'>,
  services: readonly string[],
  range: { from: string; to: string },
  perService = PER_SERVICE,
): Promise<Change[]> => {
  const found: Change[] = [];
  for (const serviceId of services) {
    found.push(...(await ports.stores.changes.ofService(serviceId, range, perService)));
  }
  return found;
};

/**
 * What was changed in the services of an incident, and in those that they depend on, in the day before its impact began,
 * newest first.
 */
export const recentChanges = async (
  ports: Pick<Ports, 'stores'>,
  lookup: Lookup,
  state: IncidentState,
): Promise<Change[]> => {
  const impact = impactOf(state);
  // To the instant itself: a change and the alarm it sets off may carry the same second.
  const range = { from: plusSeconds(impact, -RECENT_HOURS * 3600), to: toIso(toMs(impact) + 1) };
  return newestFirst((await ofServices(ports, concerned(state, lookup), range)).filter(mayHaveCaused));
};

/** What other tools found out about those services since a day before the impact and until the incident was over. */
export const evidenceOf = async (
  ports: Pick<Ports, 'stores' | 'clock'>,
  lookup: Lookup,
  state: IncidentState,
): Promise<Change[]> => {
  const from = plusSeconds(impactOf(state), -RECENT_HOURS * 3600);
  const to = toIso((state.resolution ? toMs(state.resolution.at) : ports.clock.now()) + 1);
  const found = await ofServices(ports, concerned(state, lookup), { from, to });
  return newestFirst(found.filter((change) => !mayHaveCaused(change)));
};

const notedOf = ({ id, serviceId, kind, title, at, url, actor }: Change): NotedChange => ({
  id,
  serviceId,
  kind,
  title,
  at,
  url,
  actor,
});

/**
 * The change that a person means by an id: of the services of the incident and what they depend on, or of the service that
 * is named; the newest, where there are several. Of as long as changes are kept, until now.
 *
 * @throws DomainError `invalid-command`
 */
export const changeNamed = async (
  ports: Pick<Ports, 'stores' | 'clock'>,
  lookup: Lookup,
  state: IncidentState,
  { changeId, service }: { readonly changeId: string; readonly service?: string },
): Promise<NotedChange> => {
  const now = toIso(ports.clock.now() + 1);
  const range = { from: plusSeconds(now, -KEPT_DAYS * 86_400), to: now };
  const services = service === undefined ? concerned(state, lookup) : [service];
  const found = newestFirst(await ofServices(ports, services, range, MOST_SEARCHED)).find(({ id }) => id === changeId);
  if (found) return notedOf(found);
  const where = services.map((id) => `"${id}"`).join(', ');
  throw new DomainError(
    'invalid-command',
    `There is no change "${changeId}" of ${where} that is still kept: take an id of GET /v1/incidents/${state.number}/changes, or name its service.`,
  );
};

/** Puts the recent changes of a new incident on its timeline, once. */
export const noteRecentChanges = async (ports: Ports, lookup: Lookup, incidentId: string): Promise<void> => {
  const state = await loadIncident(ports, incidentId);
  if (!state || state.changesNoted !== undefined) return;
  const changes = await recentChanges(ports, lookup, state);
  if (changes.length === 0) return;
  await executeCommand(ports, lookup, incidentId, {
    type: 'note-changes',
    changes: changes.slice(0, NOTED).map(notedOf),
    total: changes.length,
    metadata: systemMetadata(ports, 'system', 'changes'),
  });
};
