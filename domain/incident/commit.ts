import { type AnyCommit, type Head, type Metadata, type Sealed, sealNext } from '../stream/commit.ts';
import type { IncidentEvent } from './events.ts';

export { type Actor, actor, type Metadata } from '../stream/commit.ts';

/** One item per command of an incident. Its sealed form is older than other streams, and stays. */
export type Commit = Sealed<IncidentEvent> & { readonly incidentId: string };

export const isIncidentCommit = (commit: AnyCommit): commit is Commit => 'incidentId' in commit;

export const makeCommit = (
  head: ({ readonly incidentId: string } & Head) | { readonly incidentId: string },
  command: { readonly type: string; readonly metadata: Metadata },
  requestHash: string,
  events: readonly IncidentEvent[],
): Commit => sealNext({ incidentId: head.incidentId }, 'seq' in head ? head : undefined, command, requestHash, events);
