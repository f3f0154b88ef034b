import { allHold } from '../condition/condition.ts';
import type { MaintenanceWindow } from '../configuration/configuration.ts';
import { type EpochMs, toMs } from '../instant/instant.ts';
import { factsOfSignal, type Route } from '../service/routing.ts';
import type { Signal } from '../signal/signal.ts';

const BY_SENDER = 'the sender: ';

/** The sender's own reason, out of what `suppressionOf` said. */
export const senderReasonOf = (suppressedBy: string | undefined): string | undefined =>
  suppressedBy?.startsWith(BY_SENDER) ? suppressedBy.slice(BY_SENDER.length) : undefined;

const isOpen = ({ from, to }: MaintenanceWindow, now: EpochMs): boolean => toMs(from) <= now && now < toMs(to);

/** The windows that are open at this instant; looked up once for all signals of a request. */
export const windowsOpenAt = (windows: readonly MaintenanceWindow[], now: EpochMs): readonly MaintenanceWindow[] =>
  windows.filter((window) => isOpen(window, now));

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
  if (signal.suppressedBySender !== undefined) return `${BY_SENDER}${signal.suppressedBySender}`;
  for (const window of windows) {
    if (!isOpen(window, now)) continue;
    const asked = window.when.map(({ fact }) => fact);
    if (allHold(window.when, factsOfSignal(asked, signal, route)))
      return `maintenance window ${window.id}: ${window.reason}`;
  }
  return undefined;
};
