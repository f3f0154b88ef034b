import { withAlertsAsRows } from '../../domain/incident/alerts-held.ts';
import { foldCommits } from '../../domain/incident/evolve.ts';
import { holdsManyGroups, withGroupsAsRows } from '../../domain/incident/groups-held.ts';
import { type IncidentState, isEnded } from '../../domain/incident/state.ts';
import { type MemberKind, type MemberRow, memberId } from '../../ports/head-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { loadIncident } from './load-incident.ts';
import { milestoneOf } from './milestones.ts';

/** Whoever has folded this many times as much as should be kept at once finds that those who should have kept it did not. */
const TOO_FAR = 2;

/** How many alerts a kept state holds; with more they become rows, and it begins anew with none. */
export const MOST_RECENT_ALERTS = 256;

const holdsManyAlerts = ({ alerts }: IncidentState): boolean => Object.keys(alerts.recent).length > MOST_RECENT_ALERTS;

/** The state without what is too much to be kept with it. */
const bounded = (state: IncidentState): IncidentState => {
  const few = holdsManyAlerts(state) ? withAlertsAsRows(state) : state;
  return holdsManyGroups(few) ? withGroupsAsRows(few) : few;
};

const rowsFrom = (kind: MemberKind, members: Readonly<Record<string, unknown>>): MemberRow[] =>
  Object.entries(members).map(([id, value]) => ({ id: memberId(kind, id), value }));

/** The state as it is kept, and the rows beside it. */
const keptWithRows = (state: IncidentState): [IncidentState, MemberRow[]] => [
  bounded(state),
  [
    ...(holdsManyAlerts(state) ? rowsFrom('alert', state.alerts.recent) : []),
    ...(holdsManyGroups(state) ? rowsFrom('group', state.groups ?? {}) : []),
  ],
];

/**
 * Keeps the state of an incident for those who decide next, where it is time to. A failure costs them more reading, and is
 * nobody else's.
 *
 * @param state as of a commit that was just appended
 * @param behind how many commits it was behind when it was loaded
 */
export const keepHead = async (ports: Ports, state: IncidentState, behind: number): Promise<void> => {
  const { heads } = ports.stores;
  try {
    const tooMany = holdsManyAlerts(state) || holdsManyGroups(state);
    if (!tooMany && state.seq % heads.putEvery !== 0 && behind < TOO_FAR * heads.putEvery) {
      await heads.offer('newest', state);
      return;
    }
    await heads.put('newest', ...keptWithRows(state));
  } catch (error) {
    const { incidentId, seq } = state;
    ports.observer.failed('keeping the state of an incident', error, { incidentId, seq });
  }
};

/**
 * Keeps how far the guaranteed path has come. Nobody asks this state about single alerts: events say what was known of
 * them, so those that are many are simply left out.
 */
export const keepFollowed = async (ports: Pick<Ports, 'stores'>, state: IncidentState): Promise<void> => {
  const { heads } = ports.stores;
  const kept = bounded(state);
  if (state.seq % heads.putEvery === 0) await heads.put('followed', kept, milestoneOf(kept));
  else await heads.offer('followed', kept);
};

/** What is kept of an incident that has ended, and has not been reopened since, ages from now on. */
export const letGoOfEnded = async (ports: Pick<Ports, 'stores'>, incidentId: string): Promise<void> => {
  const state = await loadIncident(ports, incidentId);
  if (state && isEnded(state)) await ports.stores.heads.letGo(incidentId);
};

/**
 * Of an incident that had ended and is worked on again, some rows may be gone and all others would go: its state is folded from
 * the chain, which is whole, and kept with all its rows.
 */
export const keepAnew = async (ports: Pick<Ports, 'stores'>, incidentId: string): Promise<void> => {
  const state = foldCommits(await ports.stores.commits.read(incidentId, 0));
  if (state && !isEnded(state)) await ports.stores.heads.put('newest', ...keptWithRows(state));
};
