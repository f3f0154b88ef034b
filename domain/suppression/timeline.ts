import type { Actor, StreamCommit } from '../stream/commit.ts';
import type { SuppressionEvent } from './events.ts';
import { FORM_NAMES, type Period, type Recurrence, type SuppressionScope } from './state.ts';

/** One line of the record of a maintenance window or a silence, in plain words. */
export interface SuppressionTimelineEntry {
  readonly at: string;
  readonly seq: number;
  /** The event's type. */
  readonly kind: SuppressionEvent['type'];
  readonly actor: Actor;
  readonly text: string;
}

/** What the words need and the chain does not hold. */
export interface TimelineNames {
  readonly person: (id: string) => string;
  readonly service: (id: string) => string;
  /** The title of an alert; undefined where its row has aged out. */
  readonly alert: (id: string) => string | undefined;
}

type Says = {
  readonly [T in SuppressionEvent['type']]: (
    event: Extract<SuppressionEvent, { type: T }>,
    who: string,
    names: TimelineNames,
  ) => string;
};

const time = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

const span = ({ from, to }: Period): string =>
  to === undefined ? `from ${time(from)} until the alert recovers` : `from ${time(from)} to ${time(to)}`;

const schedule = (periods: readonly Period[], recurrence: Recurrence | undefined): string => {
  const [first] = periods;
  if (recurrence)
    return `${recurrence.minutes} minutes from ${recurrence.start.replace('T', ' ')} ${recurrence.timeZone}, ${recurrence.rule}`;
  return first ? span(first) : 'never';
};

const scopeWords = (
  { services = [], environments = [], labels = {}, alertId }: SuppressionScope,
  names: TimelineNames,
): string =>
  [
    ...(services.length > 0 ? [services.map(names.service).join(' or ')] : []),
    ...(environments.length > 0 ? [`in ${environments.join(' or ')}`] : []),
    ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
    ...(alertId === undefined ? [] : [`the alert "${names.alert(alertId) ?? alertId}"`]),
  ].join(', ');

const MOST_TITLES = 5;

const titles = (alertIds: readonly string[], count: number, names: TimelineNames): string => {
  const known = alertIds.slice(0, MOST_TITLES).map((id) => names.alert(id) ?? id);
  return `${known.join('; ')}${count > known.length ? `; and ${count - known.length} more` : ''}`;
};

const SAYS: Says = {
  SuppressionMade: ({ form, scope, periods, recurrence }, who, names) =>
    `${who} made this ${FORM_NAMES[form]} for ${scopeWords(scope, names)}, ${schedule(periods, recurrence)}`,
  ScopeChanged: ({ scope }, who, names) => `${who} changed what it covers: ${scopeWords(scope, names)}`,
  ReasonChanged: (_, who) => `${who} changed the reason`,
  ScheduleChanged: ({ periods, recurrence }, who) => `${who} changed when it holds: ${schedule(periods, recurrence)}`,
  PeriodsPlanned: ({ periods: [next] }) => (next ? `The next ones are planned, first ${span(next)}` : 'None follows'),
  PeriodBegan: ({ period: { to } }) =>
    to === undefined ? 'Began: nobody is paged for it' : `Began: nobody is paged for what it covers before ${time(to)}`,
  PeriodEnded: () => 'Ended',
  AlertsLetThrough: ({ alertIds, count }, _, names) =>
    `${count === 1 ? 'One alert that it held back still fired and was' : `${count} alerts that it held back still fired and were`} acted upon: ${titles(alertIds, count, names)}`,
  SuppressionEnded: ({ how }, who) => {
    if (how === 'cancelled') return `${who} ended it`;
    return how === 'recovered' ? 'Ended: the alert has recovered' : 'Ended';
  },
};

/** What a commit says, one entry per event, in order. */
export const suppressionTimelineOf = (
  { at, seq, actor, events }: StreamCommit<SuppressionEvent>,
  names: TimelineNames,
): SuppressionTimelineEntry[] => {
  const who = actor.kind === 'person' ? names.person(actor.id) : 'Muster';
  return events.map((event) => ({
    at,
    seq,
    kind: event.type,
    actor,
    text: (SAYS[event.type] as (e: SuppressionEvent, who: string, names: TimelineNames) => string)(event, who, names),
  }));
};

/** The alerts that the words of these commits name. */
export const alertsNamedIn = (commits: readonly StreamCommit<SuppressionEvent>[]): string[] => [
  ...new Set(
    commits.flatMap(({ events }) =>
      events.flatMap((event) => {
        if (event.type === 'AlertsLetThrough') return event.alertIds.slice(0, MOST_TITLES);
        return 'scope' in event && event.scope.alertId !== undefined ? [event.scope.alertId] : [];
      }),
    ),
  ),
];
