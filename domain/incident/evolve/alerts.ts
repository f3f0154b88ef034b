import { withAlerts, withGroup, withoutAlerts, withRecovered, withSuppressed } from '../alerts-held.ts';
import { withKnownGroup } from '../groups-held.ts';
import type { IncidentState } from '../state.ts';
import { type SomeApplied, without } from './applied.ts';
import { withoutServiceOf } from './outage.ts';

/** What joins what was said to be over: its watch goes on, and people are wanted for it. */
const joining = (state: IncidentState): IncidentState =>
  state.status === 'mitigated' && state.mitigation
    ? { ...state, mitigation: { ...state.mitigation, joined: true } }
    : state;

/** What an alert opened has that alert's title. */
const called = (before: IncidentState, state: IncidentState): IncidentState => {
  const worst = state.alerts.headlines?.[0];
  return before.alerts.total > 0 || before.origin.kind === 'person' || worst === undefined
    ? state
    : { ...state, titleOf: worst.alertId };
};

export const alertsApplied = {
  AlertsAttached: (state, event, commit) =>
    called(state, joining(withGroup(withAlerts(state, event.alerts, event.before, commit), event))),
  AlertsWorsened: (state, event, commit) => joining(withAlerts(state, event.alerts, event.before, commit)),
  AlertsRecovered: (state, event, commit) => {
    const recovered = withRecovered(state, event.alertIds, event.before);
    const { groupOver } = event;
    if (groupOver === undefined) return recovered;
    return withKnownGroup(recovered, groupOver, event.groupBefore, (known) => ({
      ...known,
      over: { at: known.over?.at ?? commit.at, by: [...(known.over?.by ?? []), commit.actor.id] },
    }));
  },
  AlertsFolded: (state, event) => {
    const folded = withoutAlerts(
      state,
      event.alerts.map(({ alertId }) => alertId),
      event.before,
    );
    const episodes = Object.fromEntries(event.alerts.map(({ alertId, episode }) => [alertId, episode]));
    return withKnownGroup(folded, event.group, event.groupBefore, (known) => ({
      ...known,
      whole: { ...known.whole, ...episodes },
    }));
  },
  AlertsHidden: (state, event) =>
    withKnownGroup(without(state, 'quiet'), event.group, event.groupBefore, (known) => ({
      ...known,
      hidden: event.hidden,
    })),
  AlertsReleased: (state, event) => {
    const released = withoutAlerts(state, event.alertIds, event.before);
    if (!event.servicesToo) return released;
    const services = new Set(Object.values(event.before ?? {}).flatMap((known) => known?.serviceId ?? []));
    let rest = released;
    for (const serviceId of services) rest = { ...rest, affectedServices: withoutServiceOf(rest, serviceId) };
    return rest;
  },
  TitleChanged: (state, { title, alertId, words }) => ({
    ...without(state, 'titleWords'),
    title,
    titleOf: alertId,
    ...(words && { titleWords: words }),
  }),
  AlertsSuppressed: (state, event) => withSuppressed(state, event.alerts, event.before, true),
  SuppressionLifted: (state, event) => withSuppressed(state, event.alerts, event.before, false),
} satisfies SomeApplied;
