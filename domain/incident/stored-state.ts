import { toMs } from '../instant/instant.ts';
import { kindOf, NO_ALERTS, withNoneFiring } from './alerts-held.ts';
import { type Arrivals, withArrival } from './arrivals.ts';
import type { AttachedAlert } from './events.ts';
import { type IncidentState, isEnded } from './state.ts';

/** Until version 2 a state held every alert. */
type StateOfVersion1 = Omit<IncidentState, 'version' | 'alerts'> & {
  readonly version: 1;
  readonly alerts: Readonly<Record<string, AttachedAlert>>;
};

const countedIn = (alerts: StateOfVersion1['alerts']): IncidentState['alerts'] => {
  const firingBy: Record<string, number> = {};
  for (const alert of Object.values(alerts)) {
    if (alert.firing) firingBy[kindOf(alert)] = (firingBy[kindOf(alert)] ?? 0) + 1;
  }
  const arrivals = Object.values(alerts)
    .map(({ attachedAt }) => toMs(attachedAt))
    .sort((a, b) => a - b)
    .reduce<Arrivals>(withArrival, []);
  return { ...NO_ALERTS, recent: { ...alerts }, total: Object.keys(alerts).length, firingBy, arrivals };
};

/** Until it said so, what had ended went on to count alerts that fire. */
const ended = (state: IncidentState): IncidentState => {
  const isOver = state.status === 'resolved' || isEnded(state);
  return isOver && state.alerts.ended === undefined && state.firing > 0 ? withNoneFiring(state, state) : state;
};

/** A state as any version of Muster stored it, as this one has it. */
export const currentState = (stored: unknown): IncidentState => {
  const state = stored as IncidentState | StateOfVersion1;
  return ended(state.version === 1 ? { ...state, version: 2, alerts: countedIn(state.alerts) } : state);
};
