import type { Draft } from '../draft.ts';
import type { IncidentState } from '../state.ts';
import { stopPagings } from './escalation.ts';

/** The incident that goes on. */
export interface MergeTarget {
  readonly intoId: string;
  readonly intoNumber: string;
}

/**
 * A sender may join what it tells of to another incident as long as nothing is decided by that: a proposal goes along and is
 * decided there. What people declared is theirs to merge.
 */
export const mayBeMergedBySender = ({ origin, major }: IncidentState): boolean =>
  origin.kind === 'alert' && major !== 'accepted';

/** Ends it as a child of another, by hand and by a sender alike; the other one adopts what it has. */
export const mergeInto = (draft: Draft, { intoId, intoNumber }: MergeTarget, reason: string | undefined): void => {
  stopPagings(draft, `merged into ${intoNumber}`);
  draft.raise({ type: 'IncidentMerged', into: intoId, intoNumber, reason });
};
