import type { Iso } from '../instant/instant.ts';

/**
 * Where lists find a row: what they are ordered and filtered by. The same for everything that is listed, so that a store keeps
 * proper indexes over it.
 */
export interface Listing {
  /** What lists are ordered by, newest first. It never changes. */
  readonly at: Iso;
  readonly status: string;
  readonly major: string;
  readonly services: readonly string[];
  /** Another name under which exactly this row is found. It never changes. */
  readonly alias?: string;
  /** Something still has to happen to what the row shows; the reconciler looks after it. */
  readonly pending: boolean;
  /** While this is so, rows that belong to the same stream are kept, however old they are. */
  readonly open: boolean;
}

/** Which rows of a list are wanted; what is absent does not matter. */
export interface ListFilter {
  readonly status?: readonly string[];
  readonly major?: readonly string[];
  readonly service?: string;
}
