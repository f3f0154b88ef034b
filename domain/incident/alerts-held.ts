import type { AlertReference } from '../alert/alert.ts';
import { isWorse } from '../signal/signal.ts';
import type { Commit } from './commit.ts';
import type { GroupReference } from './events.ts';
import type { IncidentState } from './state.ts';

/** Beyond about a thousand members V8 takes three times as long for a spread, and a storm copies at each alert that joins. */
export const copyOf = (alerts: IncidentState['alerts']): IncidentState['alerts'] => Object.assign({}, alerts);

/** With alerts that fire, new ones and those that it knows. */
export const withAlerts = (
  state: IncidentState,
  references: readonly AlertReference[],
  commit: Commit,
): IncidentState => {
  const alerts = copyOf(state.alerts);
  const services = new Set(state.affectedServices);
  let { firing } = state;
  for (const r of references) {
    const known = alerts[r.alertId];
    if (!known?.firing) firing += 1;
    alerts[r.alertId] = {
      episode: r.episode,
      firing: true,
      severity:
        known && known.episode === r.episode && isWorse(known.severity, r.severity) ? known.severity : r.severity,
      serviceId: r.serviceId,
      attachedAt: known?.attachedAt ?? commit.at,
    };
    services.add(r.serviceId);
  }
  return { ...state, alerts, affectedServices: [...services], firing };
};

/** Of a group that nothing has been heard of. */
export const NO_GROUP: NonNullable<IncidentState['groups']>[string] = { listed: false, whole: {} };

/** What is known of a group after alerts of it, or what stands for all of it, fire. */
export const withGroup = (
  state: IncidentState,
  group: GroupReference | undefined,
  references: readonly AlertReference[],
): IncidentState => {
  if (!group) return state;
  const known = state.groups?.[group.key] ?? NO_GROUP;
  const { over, ...rest } = known;
  // What fires as a whole long after the group was over is all that is known of it.
  const listed = !group.whole || (known.listed && over === undefined);
  const whole = group.whole
    ? { ...known.whole, ...Object.fromEntries(references.map((r) => [r.alertId, r.episode])) }
    : known.whole;
  return {
    ...state,
    groups: { ...state.groups, [group.key]: { ...(over === undefined ? rest : {}), listed, whole } },
  };
};

/** As if these had never joined it. */
export const withoutAlerts = (state: IncidentState, alertIds: readonly string[]): IncidentState => {
  const alerts = { ...state.alerts };
  let { firing } = state;
  for (const id of alertIds) {
    if (alerts[id]?.firing) firing -= 1;
    delete alerts[id];
  }
  return { ...state, alerts, firing };
};
