import type { Commit } from '../../domain/incident/commit.ts';
import { applyCommit } from '../../domain/incident/evolve.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import type { Ports } from '../../ports/ports.ts';
import type { ProjectionRow } from '../../ports/projection-store.ts';
import { concerns, type Projection } from '../../projections/projection.ts';

type Reads = Pick<Ports, 'stores'>;

const storedRow = (projection: Projection, key: string, seq: number, row: unknown): ProjectionRow => {
  const listing = projection.listing?.(row);
  return { name: projection.name, key, version: projection.version, seq, row, ...(listing && { listing }) };
};

/**
 * The row of one stream, made from its commits alone; not stored.
 *
 * @returns undefined where no commit concerns the projection
 */
export const rowFromCommits = (
  projection: Projection,
  key: string,
  commits: readonly Commit[],
): ProjectionRow | undefined => {
  let state: IncidentState | undefined;
  let made: { row: unknown; seq: number } | undefined;
  for (const commit of commits) {
    if (projection.reads === 'state') state = applyCommit(state, commit);
    if (!concerns(projection, commit)) continue;
    made = {
      seq: commit.seq,
      row:
        projection.reads === 'state' ? projection.apply(state as IncidentState) : projection.apply(made?.row, commit),
    };
  }
  return made && storedRow(projection, key, made.seq, made.row);
};

/**
 * Makes the row of one stream anew from its whole chain, and keeps it.
 *
 * @param spent see `ProjectionStore.put`
 */
export const rebuildRow = async (
  ports: Reads,
  projection: Projection,
  key: string,
  spent?: (units: number) => void,
): Promise<ProjectionRow | undefined> => {
  const row = rowFromCommits(projection, key, await ports.stores.commits.read(key, 0));
  if (row) await ports.stores.projections.put(row, true, spent);
  return row;
};

/**
 * Applies a commit to the row of its stream. What was followed before changes nothing; a row of events that is behind by more
 * than this commit catches up from the log, and one of another version is made anew.
 *
 * @param state the incident as of this commit
 */
export const keepRow = async (
  ports: Reads,
  projection: Projection,
  commit: Commit,
  state: IncidentState,
): Promise<void> => {
  if (!concerns(projection, commit)) return;
  // What is in no list is made of a first commit when somebody asks: most incidents are never asked about.
  if (commit.seq === 1 && projection.listing === undefined) return;
  const { projections, commits } = ports.stores;
  const key = commit.incidentId;
  const found = commit.seq === 1 ? undefined : await projections.get(projection.name, key);
  const known = found?.version === projection.version ? found : undefined;
  if (known && known.seq >= commit.seq) return;
  if (projection.reads === 'state')
    return projections.put(storedRow(projection, key, commit.seq, projection.apply(state)), !found);
  const before = known?.seq ?? 0;
  const missed = before === commit.seq - 1 ? [] : await commits.read(key, before, commit.seq - 1 - before);
  let row = known?.row;
  for (const earlier of missed) if (concerns(projection, earlier)) row = projection.apply(row, earlier);
  await projections.put(storedRow(projection, key, commit.seq, projection.apply(row, commit)), !found);
};
