import type { EpochMs } from '../../domain/instant/instant.ts';
import { DEFAULT_RETENTION, type Retention } from '../../domain/retention/retention.ts';
import type { Stores } from '../../ports/stores.ts';
import { memoryAlerts } from './alerts.ts';
import { memoryBesideAlerts } from './beside-alerts.ts';
import { memoryChanges } from './changes.ts';
import { memoryCommits } from './commits.ts';
import { memoryConfigurations } from './configurations.ts';
import { memoryCounters } from './counters.ts';
import { memoryDeliveries } from './deliveries.ts';
import { expireHeld } from './expiry.ts';
import { memoryFloods } from './floods.ts';
import { memoryHeads } from './heads.ts';
import { memoryHeartbeats } from './heartbeats.ts';
import { type Held, heldNothing } from './held.ts';
import { memoryLive } from './live.ts';
import { memoryMailThreads } from './mail-threads.ts';
import { memoryOpsgenie } from './opsgenie.ts';
import { memoryPersonal } from './personal.ts';
import { memoryProjections } from './projections.ts';
import { memoryQuarantine } from './quarantine.ts';
import { memoryReports } from './reports.ts';
import { memorySlots } from './slots.ts';
import { memoryUnfollowed } from './unfollowed.ts';
import { memoryWaits } from './waits.ts';

export interface MemoryOptions {
  readonly now?: () => EpochMs;
  /** The rules in force. Default: those of `DEFAULT_RETENTION`. */
  readonly retention?: () => Retention;
}

/** Stores in memory, and what they hold, for tests to look at. */
export interface MemoryStores extends Stores {
  /** Removes what has been kept long enough at this instant. */
  removeExpired(at: EpochMs): void;
  readonly held: Held;
}

/** Keeps the contracts of `ports/stores.ts` literally; slow and plain on purpose. */
export const memoryStores = ({
  now = Date.now,
  retention = () => DEFAULT_RETENTION,
}: MemoryOptions = {}): MemoryStores => {
  const held = heldNothing();
  const slots = memorySlots(held, now, retention);
  return {
    held,
    removeExpired: (at) => expireHeld(held, retention(), at),
    alerts: memoryAlerts(held),
    slots,
    keepSlot: slots.keepSlot,
    keepBeside: memoryBesideAlerts(held, now, retention),
    commits: memoryCommits(held),
    heads: memoryHeads(held, now),
    projections: memoryProjections(held.projectionRows),
    unfollowed: memoryUnfollowed(held),
    deliveries: memoryDeliveries(held),
    floods: memoryFloods(held),
    waits: memoryWaits(held),
    counters: memoryCounters(held),
    quarantine: memoryQuarantine(held),
    changes: memoryChanges(held),
    heartbeats: memoryHeartbeats(held),
    reports: memoryReports(held),
    opsgenie: memoryOpsgenie(held),
    mailThreads: memoryMailThreads(held),
    live: memoryLive(held),
    personal: memoryPersonal(held),
    configurations: memoryConfigurations(),
    async durable() {
      held.durableCalls += 1;
    },
  };
};
