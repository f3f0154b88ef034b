import type { AlertSeverity } from '../signal/signal.ts';
import type { AlertState } from './alert.ts';

/** What an incident knows of one of its alerts: how bad it is, that it is held back, or that it is over. */
export type Told = AlertSeverity | 'suppressed' | 'resolved';

/** What an incident should know of an alert. How bad it has become while it is held back is told when nothing holds it back. */
export const tellable = ({
  status,
  severity,
  suppressedBy,
}: Pick<AlertState, 'status' | 'severity' | 'suppressedBy'>): Told => {
  if (status === 'resolved') return 'resolved';
  return suppressedBy === undefined ? severity : 'suppressed';
};

/**
 * True for an alert that has changed in a way that its incident may not know: whoever recorded the change has yet to tell it,
 * or crashed before. What was written before there was `told` counts as told while it fires.
 */
export const isUntold = (alert: AlertState): boolean => {
  if (alert.incidentId === undefined) return false;
  if (alert.status === 'resolved') return alert.told !== 'resolved';
  return alert.told !== undefined && alert.told !== tellable(alert);
};

/** The same, as whoever records an alert is told. */
export const untoldOf = (alert: AlertState): { readonly untold?: true; readonly told?: Told } =>
  isUntold(alert) ? { untold: true, ...(alert.told !== undefined && { told: alert.told }) } : {};

/** True for an alert of an incident to which something still has to happen: the incident hears of it, or what holds it back ends. */
export const isUnsettled = (alert: AlertState): boolean =>
  isUntold(alert) ||
  (alert.incidentId !== undefined && alert.status !== 'resolved' && alert.suppressedBy !== undefined);

/** What the incident still knows after this change; of a row of before there was `told`, what the row was. */
export const stillTold = (previous: AlertState, next: AlertState): Told | undefined => {
  if (previous.told !== undefined || previous.incidentId === undefined) return previous.told;
  const before = tellable(previous);
  return before === tellable(next) ? undefined : before;
};
