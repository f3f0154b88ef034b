import type { AlertReference } from '../alert/alert.ts';
import { attachedIn } from './alerts-held.ts';
import type { AttachedAlert } from './alerts-known.ts';
import type { IncidentState } from './state.ts';

/** What tells alerts of one condition: the alert itself, and what they have in common where each has another key. */
export type Conditioned = Pick<AlertReference, 'alertId' | 'condition'>;

type Held = Pick<IncidentState, 'alerts'>;

const lastOf = (
  { alerts: { conditions } }: Held,
  { condition }: Conditioned,
): { alertId: string; since: string } | undefined => (condition === undefined ? undefined : conditions?.[condition]);

/** The alerts that tell what is known of an alert that joins (`recall`): itself, and the last of its condition. */
export const alertsOfCondition = (state: Held, alert: Conditioned): string[] => {
  const { alertId } = lastOf(state, alert) ?? alert;
  return alertId === alert.alertId ? [alertId] : [alert.alertId, alertId];
};

/**
 * What is known of an alert that joins, or of the one before it of its condition, which is over: the condition comes back. While
 * that one fires the other is news, for a key was made for each of them.
 */
export const knownIn = (state: Held, alert: Conditioned): AttachedAlert | undefined => {
  const known = attachedIn(state, alert.alertId);
  const last = lastOf(state, alert);
  const before = known || !last ? undefined : attachedIn(state, last.alertId);
  return last && before && !before.firing ? { ...before, attachedAt: last.since } : known;
};
