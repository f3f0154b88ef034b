import { isWorse } from '../signal/signal.ts';
import type { AlertRecord, AlertState } from './alert.ts';
import { isUntold } from './told.ts';

/** How long the row of an alert may not hear of repeats that carry no time of their own. */
export const UNHEARD_MS = 1000;

/**
 * Whether nothing but counts would change if this record were never written: the alert is open, as bad as the record says or
 * worse, held back for the same reason, and on an incident where it should be on one, which knows how it is.
 *
 * A record that moves the alert's sequence changes something: a resolution of before, still on its way, would come too late. So
 * what carries a stamp of its sender must not be newer than the row; what is timed by its arrival may be newer by less than
 * `UNHEARD_MS`, which is as if it had arrived that much earlier.
 */
export const isMereRepeat = (alert: AlertState, { signal, suppressedBy }: AlertRecord): boolean => {
  if (signal.status !== 'firing' || alert.status === 'resolved') return false;
  if (isWorse(signal.severity, alert.severity) || alert.suppressedBy !== suppressedBy) return false;
  if ((alert.incidentId === undefined && suppressedBy === undefined) || isUntold(alert)) return false;
  if (signal.saidAt !== undefined) return alert.saidAt !== undefined && signal.saidAt <= alert.saidAt;
  return signal.receivedAt < alert.lastSeenAt + UNHEARD_MS;
};
