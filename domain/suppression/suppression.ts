import { allHold } from '../condition/condition.ts';
import type { MaintenanceWindow } from '../configuration/configuration.ts';
import { type EpochMs, toMs } from '../instant/instant.ts';
import { factsOfSignal, type Route } from '../service/routing.ts';
import type { Signal } from '../signal/signal.ts';

/**
 * Why a signal is recorded but not acted upon right now, or nothing. A suppressed alert that still fires when its
 * window ends is acted upon then.
 */
export const suppressionOf = (
  signal: Signal,
  route: Route,
  windows: readonly MaintenanceWindow[],
  now: EpochMs,
): string | undefined => {
  if (signal.suppressedBySender !== undefined) return `the sender: ${signal.suppressedBySender}`;
  for (const window of windows) {
    if (now < toMs(window.from) || now >= toMs(window.to)) continue;
    if (allHold(window.when, factsOfSignal(signal, route))) return `maintenance window ${window.id}: ${window.reason}`;
  }
  return undefined;
};
