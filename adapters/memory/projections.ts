import type { ProjectionCheckpoint, ProjectionRow, ProjectionStore } from '../../ports/projection-store.ts';
import { pageOf, sortedBy } from './pages.ts';

const newestFirst = (rows: Iterable<ProjectionRow>): ProjectionRow[] =>
  sortedBy(rows, ({ key, listing }) => `${listing?.at} ${key}`).reverse();

/** @param held rows by `<name> <key>` */
export const memoryProjections = (held: Map<string, ProjectionRow>): ProjectionStore => {
  const checkpoints = new Map<string, ProjectionCheckpoint>();
  const listed = (name: string) => [...held.values()].filter((row) => row.name === name && row.listing !== undefined);
  return {
    async put(row) {
      const id = `${row.name} ${row.key}`;
      const stored = held.get(id);
      if (!stored || stored.seq <= row.seq) held.set(id, row);
    },
    async get(name, key) {
      return held.get(`${name} ${key}`);
    },
    async keyOf(name, alias) {
      return listed(name).find((row) => row.listing?.alias === alias)?.key;
    },
    async list(name, { status, major, service }, page) {
      const wanted = listed(name).filter(
        ({ listing }) =>
          listing !== undefined &&
          status.includes(listing.status) &&
          (major === undefined || major.includes(listing.major)) &&
          (service === undefined || listing.services.includes(service)),
      );
      return pageOf(newestFirst(wanted), page);
    },
    async pending(name, limit) {
      const pending = newestFirst(listed(name).filter(({ listing }) => listing?.pending)).reverse();
      return pending.slice(0, limit).map(({ key }) => key);
    },
    async checkpoint(name) {
      return checkpoints.get(name);
    },
    async saveCheckpoint(checkpoint) {
      checkpoints.set(checkpoint.name, checkpoint);
    },
  };
};
