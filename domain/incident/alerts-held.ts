import type { AlertReference } from '../alert/alert.ts';
import { toMs } from '../instant/instant.ts';
import { type AlertSeverity, isWorse } from '../signal/signal.ts';
import type { AttachedAlert } from './alerts-known.ts';
import { withArrival, withoutArrival } from './arrivals.ts';
import type { Commit } from './commit.ts';
import { withConditions } from './conditions.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { withGroupings } from './groupings.ts';
import { canTakeGroups, withKnownGroup } from './groups-held.ts';
import { withHeadlines, withoutHeadlines } from './headlines.ts';
import type { IncidentState } from './state.ts';

type AlertsOfState = IncidentState['alerts'];
type Before = Readonly<Record<string, AttachedAlert>> | undefined;

export const NO_ALERTS: AlertsOfState = { recent: {}, beyond: false, total: 0, firingBy: {}, arrivals: [] };

/** Alerts that are counted alike: a storm has thousands of them. */
export const kindOf = ({ severity, serviceId }: Pick<AttachedAlert, 'severity' | 'serviceId'>): string =>
  `${severity} ${serviceId}`;

/** The kinds of which at least one alert fires. */
export const kindsFiring = ({ alerts }: IncidentState): { severity: AlertSeverity; serviceId: string }[] =>
  Object.keys(alerts.firingBy).map((kind) => {
    const space = kind.indexOf(' ');
    return { severity: kind.slice(0, space) as AlertSeverity, serviceId: kind.slice(space + 1) };
  });

/** Nothing that fired before the incident ended fires in it after that, whatever a row or an event of then says. */
const asOfNow = ({ ended }: AlertsOfState, known: AttachedAlert | null | undefined): AttachedAlert | undefined =>
  known?.firing && ended !== undefined && (known.firedIn ?? 0) <= ended.seq
    ? { ...known, firing: false }
    : (known ?? undefined);

/** What is known of an alert that the state holds: not of one that is only a row (`recall`). */
export const attachedIn = ({ alerts }: Pick<IncidentState, 'alerts'>, alertId: string): AttachedAlert | undefined =>
  asOfNow(alerts, alerts.recent[alertId]);

/** Beyond about a thousand members V8 takes three times as long for a spread. */
const copyOf = <T>(record: Readonly<Record<string, T>>): Record<string, T> => Object.assign({}, record);

const add = (counts: Record<string, number>, key: string, by: number): void => {
  const count = (counts[key] ?? 0) + by;
  if (count > 0) counts[key] = count;
  else delete counts[key];
};

/**
 * Each of these alerts as `become` says, and the counts that follow.
 *
 * @param before what the event says was known of them; the state knows better where it holds them
 * @param become null: it leaves the incident; undefined: it stays as it is
 */
const withEach = (
  state: IncidentState,
  alertIds: readonly string[],
  before: Before,
  become: (known: AttachedAlert | undefined, at: number) => AttachedAlert | null | undefined,
): IncidentState => {
  const recent = copyOf(state.alerts.recent);
  const firingBy = copyOf(state.alerts.firingBy);
  let { total, arrivals, acknowledged } = state.alerts;
  let { firing } = state;
  let suppressed = state.alerts.suppressed ?? 0;
  alertIds.forEach((alertId, at) => {
    const held = recent[alertId];
    const known = asOfNow(state.alerts, held === undefined ? before?.[alertId] : held);
    const next = become(known, at);
    if (next === undefined) return;
    recent[alertId] = next;
    if (known?.firing) {
      if (known.suppressed) suppressed -= 1;
      firing -= 1;
      add(firingBy, kindOf(known), -1);
      if (known.acknowledged && !known.suppressed && acknowledged)
        acknowledged = { ...acknowledged, count: acknowledged.count - 1 };
    }
    if (next?.firing) {
      if (next.suppressed) suppressed += 1;
      firing += 1;
      add(firingBy, kindOf(next), 1);
      if (next.acknowledged && !next.suppressed)
        acknowledged = { by: acknowledged?.by ?? '', count: (acknowledged?.count ?? 0) + 1 };
    }
    if (known === undefined && next !== null) {
      total += 1;
      arrivals = withArrival(arrivals, toMs(next.attachedAt));
    } else if (known !== undefined && next === null) {
      total -= 1;
      arrivals = withoutArrival(arrivals, toMs(known.attachedAt));
    }
  });
  const { suppressed: _, ...held } = state.alerts;
  const alerts = { ...held, recent, total, firingBy, arrivals, ...(suppressed > 0 && { suppressed }) };
  return { ...state, alerts: acknowledged ? { ...alerts, acknowledged } : alerts, firing };
};

/** With alerts that fire, new ones and those that it knows. */
export const withAlerts = (
  state: IncidentState,
  references: readonly AlertReference[],
  before: Before,
  commit: Commit,
): IncidentState => {
  const joined = withEach(
    state,
    references.map(({ alertId }) => alertId),
    before,
    (known, at) => {
      const { episode, severity, serviceId, suppressed } = references[at] as AlertReference;
      const worst = known && known.episode === episode && isWorse(known.severity, severity) ? known.severity : severity;
      const attachedAt = known?.attachedAt ?? commit.at;
      const isHeld = suppressed ?? (known?.firing && known.episode === episode && known.suppressed);
      const firing = {
        ...{ episode, firing: true, severity: worst, serviceId, attachedAt },
        ...(isHeld && { suppressed: true as const }),
      };
      return state.alerts.ended === undefined ? firing : { ...firing, firedIn: commit.seq };
    },
  );
  const affectedServices = [...new Set([...state.affectedServices, ...references.map(({ serviceId }) => serviceId)])];
  const headlines = withHeadlines(state.alerts.headlines, references);
  const groupings = withGroupings(state.alerts.groupings, references);
  const conditions = withConditions(joined.alerts, references, commit);
  const alerts = { ...joined.alerts, headlines, ...(groupings ? { groupings } : {}), ...conditions };
  return { ...joined, affectedServices, alerts };
};

/** With these known not to fire any more. */
export const withRecovered = (state: IncidentState, alertIds: readonly string[], before: Before): IncidentState =>
  withEach(withoutHeadlines(state, alertIds), alertIds, before, (known) =>
    known?.firing ? { ...known, firing: false } : undefined,
  );

/** With these, as they fire now, as somebody's. */
export const withAcknowledged = (
  state: IncidentState,
  alertIds: readonly string[],
  before: Before,
  by: string,
): IncidentState => {
  const next = withEach(state, alertIds, before, (known) =>
    known?.firing ? { ...known, acknowledged: true } : undefined,
  );
  const { acknowledged } = next.alerts;
  return acknowledged ? { ...next, alerts: { ...next.alerts, acknowledged: { ...acknowledged, by } } } : next;
};

/** With these held back, or not any more. */
export const withSuppressed = (
  state: IncidentState,
  alerts: readonly { readonly alertId: string }[],
  before: Before,
  suppressed: boolean,
): IncidentState =>
  withEach(
    state,
    alerts.map(({ alertId }) => alertId),
    before,
    (known) => {
      if (!known?.firing) return undefined;
      const { suppressed: _, ...loud } = known;
      return suppressed ? { ...loud, suppressed: true } : loud;
    },
  );

/** With nothing that fires: the incident has ended, and all its alerts with it. Their rows need not be touched. */
export const withNoneFiring = (state: IncidentState, { seq }: Pick<Commit, 'seq'>): IncidentState => {
  const { acknowledged: _, suppressed: __, ...alerts } = state.alerts;
  return {
    ...state,
    alerts: { ...alerts, firingBy: {}, headlines: [], ended: { seq, firing: state.firing } },
    firing: 0,
  };
};

/** As if these had never joined it. */
export const withoutAlerts = (state: IncidentState, alertIds: readonly string[], before: Before): IncidentState =>
  withEach(withoutHeadlines(state, alertIds), alertIds, before, (known) => (known ? null : undefined));

/** With what is known of a group after alerts of it, or what stands for all of it, fire. */
export const withGroup = (state: IncidentState, event: EventOf<'AlertsAttached'>): IncidentState => {
  const { group, alerts } = event;
  if (!group) return state;
  return withKnownGroup(state, group.key, event.groupBefore, ({ over, ...known }) => ({
    ...known,
    // What fires as a whole long after the group was over is all that is known of it.
    listed: !group.whole || (known.listed && over === undefined),
    whole: group.whole
      ? { ...known.whole, ...Object.fromEntries(alerts.map((r) => [r.alertId, r.episode])) }
      : known.whole,
  }));
};

type AboutAlerts = EventOf<
  | 'AlertsAttached'
  | 'AlertsWorsened'
  | 'AlertsRecovered'
  | 'AlertsAcknowledged'
  | 'AlertsFolded'
  | 'AlertsReleased'
  | 'AlertsSuppressed'
  | 'SuppressionLifted'
  | 'ChildAdopted'
>;

const isAboutAlerts = (event: IncidentEvent): event is AboutAlerts =>
  ('alerts' in event || 'alertIds' in event) && event.type !== 'NewsHeld' && event.type !== 'NewsRecovered';

const alertIdsIn = (event: AboutAlerts): readonly string[] =>
  'alertIds' in event ? event.alertIds : event.alerts.map(({ alertId }) => alertId);

/** Alerts that join may have been there in an earlier episode. */
const mayBeKnown = (event: AboutAlerts): boolean =>
  (event.type !== 'AlertsAttached' && event.type !== 'ChildAdopted') || event.alerts.some(({ episode }) => episode > 1);

/** The event with what the state knows of the alerts that it names. */
export const withBefore = (state: IncidentState | undefined, event: IncidentEvent): IncidentEvent => {
  if (!state || !isAboutAlerts(event)) return event;
  const before: Record<string, AttachedAlert> = {};
  let any = mayBeKnown(event);
  for (const alertId of alertIdsIn(event)) {
    const known = attachedIn(state, alertId);
    if (known === undefined) continue;
    before[alertId] = known;
    any = true;
  }
  return any ? { ...event, before } : event;
};

/**
 * False for a commit that an earlier version wrote about alerts that this state does not hold: only a state with all of
 * them (folded from the first commit) can take it.
 */
export const canTake = (state: IncidentState, commit: Commit): boolean =>
  canTakeAlerts(state, commit) && canTakeGroups(state, commit);

const canTakeAlerts = ({ alerts }: IncidentState, commit: Commit): boolean =>
  !alerts.beyond ||
  commit.events.every(
    (event) =>
      !isAboutAlerts(event) ||
      event.before !== undefined ||
      !mayBeKnown(event) ||
      alertIdsIn(event).every((alertId) => alerts.recent[alertId] !== undefined),
  );

/**
 * The state with rows laid beside it. They change no count; what the newest commits made of an alert stays.
 *
 * @param rows as of any commit up to the state's; null for one that has left the incident
 */
export const recall = (state: IncidentState, rows: Readonly<Record<string, AttachedAlert | null>>): IncidentState => ({
  ...state,
  alerts: { ...state.alerts, recent: Object.assign({}, rows, state.alerts.recent) },
});

/** The state without the alerts that have become rows: it means the same, beside them. */
export const withAlertsAsRows = (state: IncidentState): IncidentState => ({
  ...state,
  alerts: { ...state.alerts, recent: {}, beyond: true },
});
