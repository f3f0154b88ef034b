import { DomainError } from '../../domain/failure/domain-error.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import type { ProjectionCheckpoint } from '../../ports/projection-store.ts';
import { projections } from '../../projections/index.ts';
import type { Projection } from '../../projections/projection.ts';
import { rebuildRow } from './keep-rows.ts';

type Rebuilds = Pick<Ports, 'stores' | 'clock' | 'observer' | 'timer'>;

/** Rows between two looks at the clock, and two chances for others to have their turn. */
const SLICE = 20;

/** One run ends after so many rows or so long, whatever comes first. */
const MOST_ROWS = 2_000;
const MOST_MS = 10_000;

/**
 * Units of capacity that a rebuild may write in a second: a tenth of the 1,000 that one partition takes, and the rows of one status
 * are one partition of the index. The table takes 4,000 from its first day.
 * <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html>
 */
export const UNITS_A_SECOND = 100;

/** How a projection stands. */
export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  /** `rebuilding` from its first slice until the last: rows of the version before are served meanwhile, each as it is read. */
  readonly state: 'current' | 'rebuilding';
  /** Rows made by the last rebuild, so far. */
  readonly rows: number;
  readonly startedAt?: string;
  readonly finishedAt?: string;
}

const isCurrent = (checkpoint: ProjectionCheckpoint | undefined, { version }: Projection): boolean =>
  checkpoint?.version === version && checkpoint.finishedAt !== undefined;

/**
 * Goes on with the rebuild of every projection whose version has changed, or which somebody wants made anew: so many rows
 * from where the last run stopped, and no faster than `UNITS_A_SECOND`. Safe to run at any time and from several places.
 *
 * @returns how many rows were made; 0 when all are current
 */
export const rebuildProjections = async (ports: Rebuilds): Promise<number> => {
  const begun = ports.clock.now();
  const until = begun + MOST_MS;
  let rows = 0;
  let units = 0;
  const spent = (more: number): void => {
    units += more;
  };
  /** Until what has been written by now may have been written. */
  const keepPace = (): Promise<void> | undefined => {
    const ahead = begun + (units / UNITS_A_SECOND) * 1000 - ports.clock.now();
    return ahead > 0 ? new Promise((resolve) => void ports.timer(ahead, resolve)) : undefined;
  };
  for (const projection of projections) {
    try {
      for (;;) {
        const before = await ports.stores.projections.checkpoint(projection.name);
        if (isCurrent(before, projection) || rows >= MOST_ROWS || ports.clock.now() >= until) break;
        rows += await rebuildSlice(ports, projection, before, spent);
        await ports.stores.durable();
        await keepPace();
      }
    } catch (error) {
      ports.observer.failed(`rebuilding the projection ${projection.name}`, error);
    }
  }
  return rows;
};

const rebuildSlice = async (
  ports: Rebuilds,
  projection: Projection,
  before: ProjectionCheckpoint | undefined,
  spent: (units: number) => void,
): Promise<number> => {
  const { commits, projections: store } = ports.stores;
  const { name, version } = projection;
  const now = toIso(ports.clock.now());
  const goesOn = before?.version === version && before.finishedAt === undefined ? before : undefined;
  const { cursor, ...checkpoint } = goesOn ?? { name, version, startedAt: now, rows: 0 };
  const page = await commits.incidents({ limit: SLICE, ...(cursor !== undefined && { next: cursor }) });
  for (const key of page.items) {
    // What was followed since the version changed is made already, unless somebody doubts the rows.
    const isMade = !checkpoint.anew && (await store.get(name, key))?.version === version;
    if (!isMade) await rebuildRow(ports, projection, key, spent);
  }
  const rows = checkpoint.rows + page.items.length;
  await store.saveCheckpoint({
    ...checkpoint,
    rows,
    ...(page.next === undefined ? { finishedAt: now } : { cursor: page.next }),
  });
  return page.items.length;
};

const statusOf = async (ports: Rebuilds, projection: Projection): Promise<ProjectionStatus> => {
  const { name, version } = projection;
  const checkpoint = await ports.stores.projections.checkpoint(name);
  const known = checkpoint?.version === version ? checkpoint : undefined;
  return {
    name,
    version,
    state: isCurrent(checkpoint, projection) ? 'current' : 'rebuilding',
    rows: known?.rows ?? 0,
    ...(known && { startedAt: known.startedAt }),
    ...(known?.finishedAt !== undefined && { finishedAt: known.finishedAt }),
  };
};

/** How every projection stands. */
export const listProjections = async (ports: Rebuilds): Promise<ProjectionStatus[]> =>
  Promise.all(projections.map((projection) => statusOf(ports, projection)));

/**
 * Has every row of a projection made anew from the commits, also those of its version; for rows that somebody doubts. It
 * begins with the next run of the reconciler.
 *
 * @throws DomainError `projection-not-found`
 */
export const makeAnew = async (ports: Rebuilds, name: string): Promise<ProjectionStatus> => {
  const projection = projections.find((one) => one.name === name);
  if (!projection) {
    const known = projections.map((one) => one.name).join(', ');
    throw new DomainError('projection-not-found', `There is no projection "${name}"; there are ${known}.`);
  }
  const startedAt = toIso(ports.clock.now());
  await ports.stores.projections.saveCheckpoint({ name, version: projection.version, startedAt, rows: 0, anew: true });
  await ports.stores.durable();
  return statusOf(ports, projection);
};
