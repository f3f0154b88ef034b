import type { IncidentState } from '../domain/incident/state.ts';
import type { Page, PageRequest } from './page.ts';

/**
 * Which state: `newest` is where those who decide go on from, `followed` where the guaranteed path has come, which is behind
 * it in a storm.
 */
export type HeadPlace = 'newest' | 'followed';

/** Something of an incident that its state need not hold: one of its alerts, what is known of a group of them, or how it was. */
export interface MemberRow {
  readonly id: string;
  /** JSON. */
  readonly value: unknown;
}

/** Members of one kind sort together: their ids begin alike. */
export type MemberKind = 'alert' | 'group' | 'state';

/** States of incidents to go on from, so that nobody folds a chain from its beginning, and what has become rows beside them. */
export interface HeadStore {
  /** Every so many commits of an incident its state is to be put, a power of two: the more, the longer it is held without that. */
  readonly putEvery: number;
  /** The newest state kept there. Commits after it may exist; there may be none kept where the chain is short. */
  get(place: HeadPlace, incidentId: string): Promise<IncidentState | undefined>;
  /** Tells of a newer state, to be held where that costs nothing: in the memory of the only process that writes. */
  offer(place: HeadPlace, state: IncidentState): Promise<void>;
  /**
   * Keeps the state unless a newer one is there. The rows are kept before it, each unless one of a later commit is there, so
   * that whatever a kept state leaves out is a row.
   */
  put(place: HeadPlace, state: IncidentState, rows?: readonly MemberRow[]): Promise<void>;
  /**
   * The incident has ended: what is kept of it goes after its days (`retention`), unless it is kept again. What is put of an
   * incident that has ended counts from then.
   */
  letGo(incidentId: string): Promise<void>;
  /** The rows with these ids that there are, in any order. */
  rows(incidentId: string, ids: readonly string[]): Promise<MemberRow[]>;
  /** All rows of a kind, by id. */
  rowsOf(incidentId: string, kind: MemberKind, page: PageRequest): Promise<Page<MemberRow>>;
}

export const memberId = (kind: MemberKind, id: string): string => `${kind} ${id}`;
export const idOfMember = (kind: MemberKind, { id }: Pick<MemberRow, 'id'>): string => id.slice(kind.length + 1);
