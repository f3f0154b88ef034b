import { isIncidentCommit } from '../../domain/incident/commit.ts';
import { type AnyCommit, streamKey, streamOf } from '../../domain/stream/commit.ts';
import type { Ports } from '../../ports/ports.ts';
import { followCommit } from '../incident/follow-commit.ts';
import { leaveForReconciler } from '../incident/follow-left.ts';
import { keepLive } from '../live/keep-live.ts';

/**
 * The guaranteed path of every kind of stream: what must follow from a commit is made to happen, any number of times.
 *
 * @throws whatever failed; the stream delivers the commit again
 */
export const followAnyCommit = async (ports: Ports, commit: AnyCommit): Promise<void> => {
  if (isIncidentCommit(commit)) await followCommit(ports, commit);
  else await keepLive(ports, streamOf(commit));
};

/**
 * Leaves a commit that keeps failing to the reconciler, where it can take it up.
 *
 * @throws an error for a commit of another kind: nothing but its store is in its way, and the stream goes on trying
 */
export const leaveAnyCommit = async (ports: Ports, commit: AnyCommit): Promise<void> => {
  if (!isIncidentCommit(commit)) throw new Error(`${streamKey(commit)} is followed until it succeeds`);
  await leaveForReconciler(ports, commit);
};
