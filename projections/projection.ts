import type { Commit } from '../domain/incident/commit.ts';
import type { IncidentEvent } from '../domain/incident/events.ts';
import type { IncidentState } from '../domain/incident/state.ts';
import type { Listing } from '../domain/listing/listing.ts';

interface Named<Row> {
  readonly name: string;
  /**
   * One more with every change of `apply` or of the shape of a row. Rows of another version are rebuilt from the commits, by
   * themselves.
   */
  readonly version: number;
  /** The kind of streams that it reads. It has one row for each of them. */
  readonly stream: 'incident';
  /** The types of events that may change its row; a commit without any of these is passed over. */
  readonly of: readonly IncidentEvent['type'][] | 'all';
  /** Absent where rows are read one by one only. */
  listing?(row: Row): Listing;
}

/** A projection whose row follows from the row before and the events. */
export interface OfEvents<Row> extends Named<Row> {
  readonly reads: 'events';
  apply(row: Row | undefined, commit: Commit): Row;
}

/** A projection whose row follows from the incident as of the commit alone, whatever the row was before. */
export interface OfState<Row> extends Named<Row> {
  readonly reads: 'state';
  apply(state: IncidentState): Row;
}

/**
 * What readers see, made from commits: pure, kept as rows, and at any time made anew from the chains. Commits are applied in
 * order; one that reads events takes each, one that reads the state may pass over some.
 */
export type Projection<Row = unknown> = OfEvents<Row> | OfState<Row>;

/** True when this commit may change the row. */
export const concerns = (projection: Projection, commit: Commit): boolean =>
  projection.of === 'all' || commit.events.some(({ type }) => projection.of.includes(type));
