import type { IncidentState } from '../domain/incident/state.ts';

/**
 * One incident as readers see it: what people need, and nothing that only decisions do (what was asked under which command id,
 * groups of alerts, upon what a rejection was decided). Its alerts are a list of their own, however many.
 */
export type ShownIncident = Omit<
  IncidentState,
  'version' | 'hash' | 'alerts' | 'groups' | 'evidence' | 'pagings' | 'recentCommands' | 'told'
> & {
  /** How many alerts are attached. */
  readonly alerts: number;
  /** In the order in which they were started. */
  readonly pagings: IncidentState['pagings'][string][];
};

/**
 * Not kept as a row: the newest state of an incident is at hand for whoever decides, so that what is shown is never behind
 * what was just asked.
 */
export const showIncident = (state: IncidentState): ShownIncident => {
  const {
    version: _version,
    hash: _hash,
    groups: _groups,
    evidence: _evidence,
    recentCommands: _recentCommands,
    told: _told,
    alerts,
    pagings,
    ...shown
  } = state;
  return { ...shown, alerts: alerts.total, pagings: Object.values(pagings) };
};
