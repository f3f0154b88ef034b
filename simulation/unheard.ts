import type { AlertReference } from '../domain/alert/alert.ts';
import type { Lookup } from '../domain/configuration/lookup.ts';
import { attachedIn } from '../domain/incident/alerts-held.ts';
import type { Commit } from '../domain/incident/commit.ts';
import { alertsOfCondition, knownIn } from '../domain/incident/conditions-held.ts';
import { wouldPage } from '../domain/incident/decide/assess-alerts.ts';
import { applyCommit } from '../domain/incident/evolve.ts';
import { type IncidentState, isPagedFor, isUnresolved } from '../domain/incident/state.ts';

/**
 * Alerts of an incident that fire, would page if they were alone, and of which nobody knows: in no page that was decided after
 * they arrived, and not there when somebody acknowledged. Whoever said that it is over has seen what was there. Read from the
 * record alone, so that the rules do not judge themselves.
 */
export const unheardIn = (commits: readonly Commit[], now: IncidentState, lookup: Lookup): string[] => {
  const unheard = new Set<string>();
  const known = new Set<string>();
  let state: IncidentState | undefined;
  for (const commit of commits) {
    const next = applyCommit(state, commit);
    const arrive = (alerts: readonly AlertReference[], seen: boolean): void => {
      for (const alert of alerts) {
        if (!wouldPage(alert, next, lookup)) continue;
        // One that comes back under another key is as known as the one before it, which is over.
        const of = state && knownIn(state, alert) ? alertsOfCondition(state, alert) : [alert.alertId];
        const isKnown = of.some((alertId) => known.has(alertId) && !unheard.has(alertId));
        const wasKnown = known.has(alert.alertId);
        known.add(alert.alertId);
        if (!seen && !isKnown && !wasKnown) unheard.add(alert.alertId);
      }
    };
    for (const event of commit.events) {
      switch (event.type) {
        case 'AlertsAttached':
        case 'AlertsWorsened':
          arrive(event.alerts, false);
          break;
        case 'ChildAdopted':
          arrive(event.alerts, event.seen === true);
          break;
        case 'AlertsAcknowledged':
          for (const alertId of event.alertIds) unheard.delete(alertId);
          break;
        case 'LevelPaged':
        case 'PageAcknowledged':
          if ((next.pagings[event.pagingId]?.purpose ?? 'resolver') === 'resolver') unheard.clear();
          break;
        case 'IncidentMitigated':
        case 'IncidentResolved':
          unheard.clear();
          known.clear();
          break;
        default:
      }
    }
    state = next;
  }
  return [...unheard].filter((alertId) => attachedIn(now, alertId)?.firing === true && !isAboutToBeTold(now));
};

/** The next page, or whoever answers the last one, knows of it; or it is kept for when the acknowledgement is old enough. */
const isAboutToBeTold = (state: IncidentState): boolean =>
  !isUnresolved(state) || isPagedFor(state, 'resolver') || state.acknowledgement?.news !== undefined;
