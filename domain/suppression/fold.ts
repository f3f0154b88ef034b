import type { StreamFold } from '../stream/stream.ts';
import type { SuppressionEvent } from './events.ts';
import type { SuppressionState } from './state.ts';
import { SUPPRESSION } from './suppressors.ts';

/** A maintenance window or a silence, as its commits make it. */
export const suppressionFold: StreamFold<SuppressionEvent, SuppressionState> = {
  kind: SUPPRESSION,
  noun: 'suppression',
  evolve: (state, event, { at, actor }) => {
    if (event.type === 'SuppressionMade') {
      const { type: _, ...made } = event;
      return { ...made, madeBy: actor, madeAt: at, changedAt: at };
    }
    if (!state) throw new Error(`${event.type} before SuppressionMade`);
    const changed = { ...state, changedBy: actor, changedAt: at };
    switch (event.type) {
      case 'ScopeChanged':
        return { ...changed, scope: event.scope, episode: event.episode };
      case 'ReasonChanged':
        return { ...changed, reason: event.reason };
      case 'ScheduleChanged':
        return { ...changed, recurrence: event.recurrence, periods: event.periods, complete: event.complete };
      case 'PeriodsPlanned':
        // Nobody has changed it: time has passed.
        return { ...state, periods: event.periods, complete: event.complete };
      case 'PeriodBegan':
        return { ...state, begun: event.period };
      case 'PeriodEnded':
        return { ...state, begun: undefined };
      case 'AlertsLetThrough':
        return state;
      case 'SuppressionEnded':
        return { ...state, changedAt: at, ended: { at, by: actor, how: event.how } };
      default:
        return event satisfies never;
    }
  },
};
