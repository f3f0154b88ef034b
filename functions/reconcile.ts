import { sendSignOfLife } from '../adapters/http/sign-of-life.ts';
import type { Ports } from '../ports/ports.ts';
import { rebuildProjections } from '../usecases/projections/rebuild.ts';
import { type Reconciled, reconcile as repair } from '../usecases/reconcile.ts';
import { busOf } from './composition/bus.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { queuesOf } from './composition/queues.ts';
import { workflowsOf } from './composition/workflows.ts';
import { readEnvironment } from './environment.ts';

/** Commits have been tried again and still cannot be followed; the log says why. */
export class UnfollowedError extends Error {
  override readonly name = 'UnfollowedError';
  readonly code = 'commits-unfollowed';

  constructor(count: number) {
    super(
      `${count} commit(s) cannot be followed: processes, stakeholders and lists do not know of them. The log says why.`,
    );
  }
}

/**
 * The schedule: repairs what crashes left. Says what it did only when there was something to do.
 *
 * @param sayAlive tells somebody outside that it ended well
 */
export const reconcile =
  (compose: () => Ports, sayAlive = async (): Promise<void> => {}) =>
  async (): Promise<Reconciled> => {
    const ports = compose();
    const found = await repair(ports);
    await rebuildProjections(ports);
    const { failed, ...repaired } = found;
    if (Object.values(repaired).some((count) => count > 0)) {
      const at = new Date(ports.clock.now()).toISOString();
      ports.observer.happened({
        kind: 'reconciled',
        text: 'Repaired what a crash had left',
        at,
        details: repaired,
      });
    }
    // The queue tries again, and its alarm tells somebody when that does not help.
    if (found.unfollowed > 0) throw new UnfollowedError(found.unfollowed);
    // Whoever waits for the sign is to ask why it does not come.
    if (failed === 0)
      await sayAlive().catch((error: unknown) => ports.observer.failed('sending a sign of life', error));
    return found;
  };

export const handler = reconcile(
  lazily(() => {
    const environment = readEnvironment('reconcile');
    return composePorts({
      ...layFoundation('reconcile', environment),
      queues: queuesOf(environment),
      workflows: workflowsOf(environment),
      ...busOf(environment),
    });
  }),
  async () => {
    const { PING_URL } = readEnvironment('reconcile');
    if (PING_URL !== undefined) await sendSignOfLife(PING_URL);
  },
);
