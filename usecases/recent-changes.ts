import { type Change, mayHaveCaused, RECENT_HOURS } from '../domain/change/change.ts';
import type { Lookup } from '../domain/configuration/lookup.ts';
import type { IncidentState } from '../domain/incident/state.ts';
import { plusSeconds, toIso, toMs } from '../domain/instant/instant.ts';
import type { Ports } from '../ports/ports.ts';
import { executeCommand, loadIncident, systemMetadata } from './incidents.ts';

/** Of one service; somebody who deploys more often than that within a day does not look for a change in a list. */
const PER_SERVICE = 50;

/** Named on the timeline; the others are behind `GET /v1/incidents/{id}/changes`. */
const NOTED = 10;

const newestFirst = (changes: readonly Change[]): Change[] =>
  changes.toSorted((a, b) => (`${a.at} ${a.id}` < `${b.at} ${b.id}` ? 1 : -1));

const impactOf = (state: IncidentState): string => state.stamps.impactStarted?.at ?? state.openedAt;

const ofServices = async (
  ports: Pick<Ports, 'stores'>,
  { affectedServices }: IncidentState,
  range: { from: string; to: string },
): Promise<Change[]> => {
  const found: Change[] = [];
  for (const serviceId of affectedServices) {
    found.push(...(await ports.stores.changes.ofService(serviceId, range, PER_SERVICE)));
  }
  return found;
};

/** What was changed in the services of an incident in the day before its impact began, newest first. */
export const recentChanges = async (ports: Pick<Ports, 'stores'>, state: IncidentState): Promise<Change[]> => {
  const impact = impactOf(state);
  // To the instant itself: a change and the alarm it sets off may carry the same second.
  const range = { from: plusSeconds(impact, -RECENT_HOURS * 3600), to: toIso(toMs(impact) + 1) };
  return newestFirst((await ofServices(ports, state, range)).filter(mayHaveCaused));
};

/** What other tools found out about those services since a day before the impact and until the incident was over. */
export const evidenceOf = async (ports: Pick<Ports, 'stores' | 'clock'>, state: IncidentState): Promise<Change[]> => {
  const from = plusSeconds(impactOf(state), -RECENT_HOURS * 3600);
  const to = toIso((state.resolution ? toMs(state.resolution.at) : ports.clock.now()) + 1);
  return newestFirst((await ofServices(ports, state, { from, to })).filter((change) => !mayHaveCaused(change)));
};

/** Puts the recent changes of a new incident on its timeline, once. */
export const noteRecentChanges = async (ports: Ports, lookup: Lookup, incidentId: string): Promise<void> => {
  const state = await loadIncident(ports, incidentId);
  if (!state || state.changesNoted !== undefined) return;
  const changes = await recentChanges(ports, state);
  if (changes.length === 0) return;
  await executeCommand(ports, lookup, incidentId, {
    type: 'note-changes',
    changes: changes
      .slice(0, NOTED)
      .map(({ id, serviceId, kind, title, at, url, actor }) => ({ id, serviceId, kind, title, at, url, actor })),
    total: changes.length,
    metadata: systemMetadata(ports, 'system', 'changes'),
  });
};
