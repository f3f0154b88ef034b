import { withAlertsAsRows } from '../../domain/incident/alerts-held.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { memberId } from '../../ports/head-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { milestoneOf } from './milestones.ts';

/** Every so many commits of an incident its state is kept, so that nobody folds many more than that. */
const EVERY = 8;

/** Whoever has folded this many finds that those who should have kept it did not. */
const TOO_FAR = 2 * EVERY;

/** How many alerts a kept state holds; with more they become rows, and it begins anew with none. */
export const MOST_RECENT_ALERTS = 256;

const holdsTooMany = ({ alerts }: IncidentState): boolean => Object.keys(alerts.recent).length > MOST_RECENT_ALERTS;

/**
 * Keeps the state of an incident for those who decide next, where it is time to. A failure costs them more reading, and is
 * nobody else's.
 *
 * @param state as of a commit that was just appended
 * @param behind how many commits it was behind when it was loaded
 */
export const keepHead = async (ports: Ports, state: IncidentState, behind: number): Promise<void> => {
  const { heads } = ports.stores;
  try {
    const tooMany = holdsTooMany(state);
    if (!tooMany && state.seq % EVERY !== 0 && behind < TOO_FAR) {
      await heads.offer('newest', state);
      return;
    }
    const kept = tooMany ? withAlertsAsRows(state) : state;
    const rows = tooMany
      ? Object.entries(state.alerts.recent).map(([alertId, value]) => ({ id: memberId('alert', alertId), value }))
      : [];
    await heads.put('newest', kept, rows);
  } catch (error) {
    const { incidentId, seq } = state;
    ports.observer.failed('keeping the state of an incident', error, { incidentId, seq });
  }
};

/**
 * Keeps how far the guaranteed path has come. Nobody asks this state about single alerts: events say what was known of
 * them, so those that are many are simply left out.
 */
export const keepFollowed = async (ports: Pick<Ports, 'stores'>, state: IncidentState): Promise<void> => {
  const { heads } = ports.stores;
  const kept = holdsTooMany(state) ? withAlertsAsRows(state) : state;
  if (state.seq % EVERY === 0) await heads.put('followed', kept, milestoneOf(state));
  else await heads.offer('followed', kept);
};
