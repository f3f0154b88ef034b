import { LATE_WITHIN_MS } from '../alert/alert.ts';
import { type Iso, toMs } from '../instant/instant.ts';
import { attachedIn } from './alerts-held.ts';
import { type Conditioned, knownIn } from './conditions-held.ts';
import { groupsThatHide } from './groups-held.ts';
import type { IncidentState } from './state.ts';

/** Alerts that stand for a whole group, counted or folded. */
export const standingFor = (state: IncidentState, groupKey: string): string[] =>
  Object.keys(state.groups?.[groupKey]?.whole ?? {});

/** Alerts that stand for a whole group, and count in this incident because the group's alerts are not known one by one. */
export const countedForGroup = (state: IncidentState, groupKey: string): string[] =>
  standingFor(state, groupKey).filter((alertId) => attachedIn(state, alertId) !== undefined);

/** True when nothing but this group as a whole is in the incident. */
export const holdsOnlyGroup = (state: IncidentState, groupKey: string): boolean => {
  const counted = countedForGroup(state, groupKey);
  return counted.length > 0 && counted.length === state.alerts.total && state.children.length === 0;
};

/** Some of the group's alerts are known one by one, and it is not over. */
export const isListed = (state: IncidentState, groupKey: string): boolean => {
  const known = state.groups?.[groupKey];
  return known?.listed === true && known.over === undefined;
};

/** Alerts of a group that the sender left out may fire: it has not said that the group is over. */
export const hidesAlerts = (state: IncidentState): boolean => groupsThatHide(state) > 0;

/** The incident has this episode of the alert, counted or folded into the alerts of its group. */
export const hasEpisode = (
  state: IncidentState,
  group: { readonly key: string } | undefined,
  alertId: string,
  episode: number,
): boolean =>
  (attachedIn(state, alertId)?.episode ?? -1) >= episode ||
  (group !== undefined && (state.groups?.[group.key]?.whole[alertId] ?? -1) >= episode);

/** The condition that it had is back: one of its alerts, or its group, by whichever feed that had been told. */
export const hasCondition = (
  state: IncidentState,
  group: { readonly key: string; readonly whole: boolean } | undefined,
  alert: Conditioned,
): boolean => {
  if (knownIn(state, alert) !== undefined) return true;
  const known = group && state.groups?.[group.key];
  return known !== undefined && (group?.whole === true || !known.listed);
};

/**
 * Another feed has just said that the group is over, and this one has nothing newer: it speaks of what was. Only what goes
 * on for longer than messages travel is believed.
 *
 * @param feed the integration that the message came by; after its own word that the group is over it speaks of a new one
 * @param begun the earliest beginning of the alerts that it is about
 */
export const isOvertaken = (
  state: IncidentState,
  group: { readonly key: string; readonly whole: boolean } | undefined,
  feed: string,
  begun: number,
  now: Iso,
): boolean => {
  const known = group && state.groups?.[group.key];
  if (!group || !known?.over || known.over.by.includes(feed)) return false;
  const overAt = toMs(known.over.at);
  if (toMs(now) - overAt > LATE_WITHIN_MS) return false;
  // Alerts that were told of one by one before are ordered by their own instants.
  return group.whole || (!known.listed && begun <= overAt);
};
