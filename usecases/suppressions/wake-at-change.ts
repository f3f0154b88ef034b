import { NOTHING_LIVE } from '../../domain/live/live-record.ts';
import { nextChange, suppressorsOf } from '../../domain/suppression/suppressors.ts';
import type { Ports } from '../../ports/ports.ts';

/** What is due later is found by the reconciler, who comes by before. */
const NEAR_MS = 90_000;

/** What somebody has just changed is known everywhere after this (`inForce`). */
const KNOWN_AFTER_SECONDS = 2;

/** Has the reconciler look at the instant at which the next maintenance window or silence begins or ends. */
export const wakeAtNextChange = async (
  ports: Pick<Ports, 'stores' | 'configuration' | 'clock' | 'queues'>,
): Promise<void> => {
  const [{ maintenanceWindows }, records] = await Promise.all([
    ports.configuration.current(),
    ports.stores.live.open(),
  ]);
  const now = ports.clock.now();
  const at = nextChange(suppressorsOf(maintenanceWindows, { ...NOTHING_LIVE, records }), now);
  if (at !== undefined && at - now <= NEAR_MS) await ports.queues.wakeReconciler((at - now) / 1000);
};

/** Has the reconciler look at what somebody has just made, changed or ended. It would do so within a minute all the same. */
export const wakeAfterChange = async (ports: Pick<Ports, 'queues' | 'observer'>): Promise<void> => {
  try {
    await ports.queues.wakeReconciler(KNOWN_AFTER_SECONDS);
  } catch (error) {
    ports.observer.failed('having the reconciler look at a suppression; it does within a minute', error);
  }
};
