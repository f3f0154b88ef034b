import { canTake, recall } from '../../domain/incident/alerts-held.ts';
import type { AttachedAlert, KnownGroup } from '../../domain/incident/alerts-known.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import { applyCommit, foldCommits } from '../../domain/incident/evolve.ts';
import { standingFor } from '../../domain/incident/group-of-alerts.ts';
import { groupIn, recallGroups } from '../../domain/incident/groups-held.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { currentState } from '../../domain/incident/stored-state.ts';
import { idOfMember, memberId } from '../../ports/head-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { milestonesBefore } from './milestones.ts';

type Reads = Pick<Ports, 'stores'>;

/** Alerts of one page where all of an incident's are gone through. */
const PAGE = 500;

/** The state after these commits; undefined where `from` does not hold enough for one of them. */
const fold = (from: IncidentState | undefined, commits: readonly Commit[]): IncidentState | undefined => {
  let state = from;
  for (const commit of commits) {
    if (state && !canTake(state, commit)) return undefined;
    state = applyCommit(state, commit);
  }
  return state;
};

/** More commits than this are behind no state but one that nobody decides about any more, or that another version kept. */
const MOST_FOLDED = 32;

export interface Loaded {
  readonly state: IncidentState | undefined;
  /** How many commits came after the state that is kept. */
  readonly behind: number;
}

/** The incident as its commits make it: the newest state that is kept, then every commit since. */
export const loadWithDistance = async ({ stores }: Reads, incidentId: string): Promise<Loaded> => {
  const head = await stores.heads.get('newest', incidentId);
  const since = await stores.commits.read(incidentId, head?.seq ?? 0);
  const state = fold(head, since) ?? foldCommits(await stores.commits.read(incidentId, 0));
  // Whoever asks next need not fold as much again.
  if (state && since.length >= MOST_FOLDED) await stores.heads.offer('newest', state);
  return { state, behind: since.length };
};

/** The incident as its commits make it; of its alerts, what is known without asking for them (`recalling`). */
export const loadIncident = async (ports: Reads, incidentId: string): Promise<IncidentState | undefined> =>
  (await loadWithDistance(ports, incidentId)).state;

/** The state with all that is known of these alerts. */
export const recalling = async (
  { stores }: Reads,
  state: IncidentState,
  alertIds: readonly string[],
): Promise<IncidentState> => {
  const { recent, beyond } = state.alerts;
  const unknown = beyond ? alertIds.filter((alertId) => recent[alertId] === undefined) : [];
  if (unknown.length === 0) return state;
  const ids = [...new Set(unknown)].map((alertId) => memberId('alert', alertId));
  const rows = await stores.heads.rows(state.incidentId, ids);
  return recall(
    state,
    Object.fromEntries(rows.map((row) => [idOfMember('alert', row), row.value as AttachedAlert | null])),
  );
};

/** The state with all that is known of these groups. */
export const recallingGroups = async (
  { stores }: Reads,
  state: IncidentState,
  keys: readonly string[],
): Promise<IncidentState> => {
  const unknown = state.groupsBeyond ? keys.filter((key) => groupIn(state, key) === undefined) : [];
  if (unknown.length === 0) return state;
  const rows = await stores.heads.rows(
    state.incidentId,
    [...new Set(unknown)].map((key) => memberId('group', key)),
  );
  return recallGroups(
    state,
    Object.fromEntries(rows.map((row) => [idOfMember('group', row), row.value as KnownGroup])),
  );
};

/** The state with all that is known of a group and of what stands for it as a whole. */
export const recallingGroup = async (ports: Reads, state: IncidentState, key: string): Promise<IncidentState> => {
  const known = await recallingGroups(ports, state, [key]);
  return recalling(ports, known, standingFor(known, key));
};

/** Every group of the incident, in pages, however many they are. */
export async function* groupsInIncident(
  { stores }: Reads,
  state: IncidentState,
): AsyncGenerator<(readonly [key: string, group: KnownGroup])[]> {
  const { groups = {}, groupsBeyond } = state;
  yield Object.entries(groups);
  let next: string | undefined;
  do {
    if (!groupsBeyond) return;
    const page = await stores.heads.rowsOf(state.incidentId, 'group', { limit: PAGE, next });
    const rows = page.items.map((row) => [idOfMember('group', row), row.value as KnownGroup] as const);
    yield rows.filter(([key]) => groups[key] === undefined);
    next = page.next;
  } while (next !== undefined);
}

/**
 * The incident as it was at this seq, of its alerts only counts: from the nearest state that was kept by the way (`milestoneOf`), so
 * that what was long ago is said without the whole chain.
 *
 * @returns undefined where the chain does not reach so far
 */
export const stateAt = async (
  { stores }: Reads,
  incidentId: string,
  seq: number,
): Promise<IncidentState | undefined> => {
  const rows = await stores.heads.rows(incidentId, milestonesBefore(seq));
  const [from] = rows.flatMap(({ value }) => currentState(value) ?? []).sort((a, b) => b.seq - a.seq);
  const state = from && fold(from, await stores.commits.read(incidentId, from.seq, seq - from.seq));
  if (state?.seq === seq) return state;
  const whole = foldCommits(await stores.commits.read(incidentId, 0, seq));
  return whole?.seq === seq ? whole : undefined;
};

/**
 * The incident as it was at this commit, for whoever follows its commits in order.
 *
 * @param before the state as of the commit before, where that is at hand
 */
export const stateAsOf = async (ports: Reads, commit: Commit, before?: IncidentState): Promise<IncidentState> => {
  const { incidentId, seq } = commit;
  if (seq === 1) return applyCommit(undefined, commit);
  const head = before ?? (await ports.stores.heads.get('followed', incidentId));
  if (head?.seq === seq - 1 && canTake(head, commit)) return applyCommit(head, commit);
  if (head !== undefined && head.seq < seq) {
    const state = fold(head, await ports.stores.commits.read(incidentId, head.seq, seq - head.seq));
    if (state) return state;
  }
  // A commit that is followed once more: the guaranteed path has gone on since.
  return (await stateAt(ports, incidentId, seq)) as IncidentState;
};

/**
 * Every alert that is in the incident, in pages, however many they are; as it was when a commit last named it, so that those
 * that fired when the incident ended are still known.
 */
export async function* alertsInIncident(
  { stores }: Reads,
  state: IncidentState,
): AsyncGenerator<(readonly [alertId: string, alert: AttachedAlert])[]> {
  const recent = Object.keys(state.alerts.recent);
  for (let from = 0; from < recent.length; from += PAGE) {
    yield recent.slice(from, from + PAGE).flatMap((alertId) => {
      const alert = state.alerts.recent[alertId];
      return alert ? [[alertId, alert] as const] : [];
    });
  }
  if (!state.alerts.beyond) return;
  let next: string | undefined;
  do {
    const page = await stores.heads.rowsOf(state.incidentId, 'alert', { limit: PAGE, next });
    yield page.items.flatMap((row) => {
      const alertId = idOfMember('alert', row);
      const value = row.value as AttachedAlert | null;
      return value === null || state.alerts.recent[alertId] !== undefined ? [] : [[alertId, value] as const];
    });
    next = page.next;
  } while (next !== undefined);
}
