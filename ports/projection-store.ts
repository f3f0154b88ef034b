import type { Iso } from '../domain/instant/instant.ts';
import type { ListFilter, Listing } from '../domain/listing/listing.ts';
import type { Page, PageRequest } from './page.ts';

/** One row of a projection, made from the commits of one stream. */
export interface ProjectionRow<Row = unknown> {
  /** Of the projection. */
  readonly name: string;
  /** Of the stream. */
  readonly key: string;
  /** Of the projection that made the row. */
  readonly version: number;
  /** Of the last commit that is in it. */
  readonly seq: number;
  readonly row: Row;
  readonly listing?: Listing;
}

/** How far a projection has been rebuilt. */
export interface ProjectionCheckpoint {
  readonly name: string;
  readonly version: number;
  /** Rows of this version are made again too. */
  readonly anew?: boolean;
  /** Where the next slice begins; absent at the beginning. */
  readonly cursor?: string;
  readonly startedAt: Iso;
  /** Rows made so far. */
  readonly rows: number;
  /** When the last stream had its row; absent while it goes on. */
  readonly finishedAt?: Iso;
}

/** What readers see, kept as rows. All of it can be made again from the commits. */
export interface ProjectionStore {
  /**
   * Stores the row unless one of a later commit is there. A row keeps its `at` and its alias for ever.
   *
   * @param first there may be no row of this key yet: its alias is written too
   * @param spent told the units that it took of what may be written in a second, where the store reckons by such (DynamoDB)
   */
  put(row: ProjectionRow, first: boolean, spent?: (units: number) => void): Promise<void>;
  get(name: string, key: string): Promise<ProjectionRow | undefined>;
  /** The key of the row with this alias. */
  keyOf(name: string, alias: string): Promise<string | undefined>;
  /**
   * Rows with a listing, newest first. What a page costs does not depend on how many rows do not meet the filter: where
   * a store has no index that answers it exactly, it looks at so many rows and answers a shorter page, even an empty one, with
   * `next`.
   *
   * @param filter its `status` names every status that is wanted
   */
  list(
    name: string,
    filter: ListFilter & { readonly status: readonly string[] },
    page: PageRequest,
  ): Promise<Page<ProjectionRow>>;
  /** Keys of rows to which something still has to happen, at most `limit`. */
  pending(name: string, limit: number): Promise<string[]>;
  checkpoint(name: string): Promise<ProjectionCheckpoint | undefined>;
  saveCheckpoint(checkpoint: ProjectionCheckpoint): Promise<void>;
}
