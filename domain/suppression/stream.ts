import { DomainError } from '../failure/domain-error.ts';
import { type EpochMs, type Iso, toMs } from '../instant/instant.ts';
import type { SealedData } from '../stream/personal.ts';
import type { Stream } from '../stream/stream.ts';
import { decideEnd, decideLetThrough, type EndCommand, type LetThroughCommand } from './end.ts';
import { type SuppressionEvent, suppressionEvent } from './events.ts';
import { suppressionFold } from './fold.ts';
import { firstPeriods, periodsAfter } from './recurrence.ts';
import {
  FORM_NAMES,
  type Period,
  type Recurrence,
  type SuppressionForm,
  type SuppressionScope,
  type SuppressionState,
} from './state.ts';

/** When it holds alerts back: once, or again and again. */
export type Schedule = { readonly from: Iso; readonly to?: Iso | undefined } | { readonly recurrence: Recurrence };

export type SuppressionCommand =
  | {
      readonly type: 'make';
      readonly form: SuppressionForm;
      readonly scope: SuppressionScope;
      readonly episode?: number | undefined;
      readonly schedule: Schedule;
      readonly sealed: { readonly reason: SealedData };
    }
  | {
      readonly type: 'change';
      readonly form: SuppressionForm;
      readonly scope?: SuppressionScope | undefined;
      readonly episode?: number | undefined;
      readonly schedule?: Schedule | undefined;
      readonly sealed?: { readonly reason?: SealedData | undefined } | undefined;
    }
  /** What time has made of it: a period began or ended, it is over, or its next periods are to be planned. */
  | { readonly type: 'tend' }
  | EndCommand
  | LetThroughCommand;

/** So many periods ahead are kept, and new ones are added when fewer than half are left. */
const PERIODS_KEPT = 8;

/** A year and a day: longer is no window but a decision, and belongs into the files. */
const LONGEST_MS = 366 * 86_400_000;

const refuse = (why: string): never => {
  throw new DomainError('invalid-command', why);
};

const once = (form: SuppressionForm, scope: SuppressionScope, { from, to }: Period, now: EpochMs): Period => {
  const name = FORM_NAMES[form];
  if (to === undefined) {
    if (form === 'maintenance') return refuse('A maintenance window has an end, or recurs.');
    if (scope.alertId === undefined)
      return refuse('A silence of more than one alert has an end; only that of one alert may last until it recovers.');
    return { from };
  }
  if (toMs(to) <= toMs(from)) return refuse(`A ${name} ends after it begins.`);
  if (toMs(to) <= now) return refuse(`This ${name} would be over already: it ends at ${to}.`);
  if (toMs(to) - toMs(from) > LONGEST_MS) return refuse(`A ${name} lasts a year at most.`);
  return { from, to };
};

interface Planned {
  readonly recurrence?: Recurrence;
  readonly periods: Period[];
  readonly complete: boolean;
}

const planned = (form: SuppressionForm, scope: SuppressionScope, schedule: Schedule, now: EpochMs): Planned => {
  if (!('recurrence' in schedule)) return { periods: [once(form, scope, schedule, now)], complete: true };
  if (form === 'silence') return refuse('A silence does not recur; make a maintenance window.');
  return { recurrence: schedule.recurrence, ...firstPeriods(schedule.recurrence, now, PERIODS_KEPT) };
};

const requireOpen = (id: string, form: SuppressionForm, state: SuppressionState | undefined): SuppressionState => {
  if (!state || state.form !== form)
    throw new DomainError('suppression-not-found', `There is no ${FORM_NAMES[form]} "${id}" that people made.`);
  if (state.ended)
    throw new DomainError('illegal-transition', `The ${FORM_NAMES[form]} ${id} has ended; make a new one.`);
  return state;
};

/** Whether more periods should be added to one that recurs. */
const needsPeriods = ({ recurrence, complete, periods }: SuppressionState, now: EpochMs): boolean =>
  recurrence !== undefined &&
  !complete &&
  periods.filter(({ to }) => to === undefined || toMs(to) > now).length < PERIODS_KEPT / 2;

/** Whether it will hold nothing back any more. */
export const isOver = ({ complete, periods }: SuppressionState, now: EpochMs): boolean =>
  complete && periods.every(({ to }) => to !== undefined && toMs(to) <= now);

const lasts = ({ from, to }: Period, now: EpochMs): boolean =>
  toMs(from) <= now && (to === undefined || now < toMs(to));

/** What time has done to one that is of force; nothing where it has done nothing. */
export const decideTending = (state: SuppressionState, now: EpochMs): SuppressionEvent[] => {
  const { begun, recurrence, periods } = state;
  if (isOver(state, now)) return [{ type: 'SuppressionEnded', how: 'over' }];
  // A change of the schedule may have moved the end of what has begun.
  const current = begun && (periods.find(({ from }) => from === begun.from) ?? begun);
  const events: SuppressionEvent[] = [];
  if (current && !lasts(current, now)) events.push({ type: 'PeriodEnded', period: current });
  const present = periods.find((period) => lasts(period, now));
  if (present && present.from !== begun?.from) events.push({ type: 'PeriodBegan', period: present });
  if (recurrence && needsPeriods(state, now))
    events.push({ type: 'PeriodsPlanned', ...periodsAfter(recurrence, now, PERIODS_KEPT) });
  return events;
};

export const suppressions: Stream<SuppressionEvent, SuppressionState, SuppressionCommand> = {
  ...suppressionFold,
  event: suppressionEvent,
  decide: (id, command, state) => {
    const now = toMs(command.metadata.now);
    switch (command.type) {
      case 'make': {
        if (state && !state.ended)
          throw new DomainError(
            'illegal-transition',
            `There is a ${FORM_NAMES[state.form]} ${id} already; change or cancel it.`,
          );
        const { form, scope, episode, schedule, sealed } = command;
        return [
          {
            type: 'SuppressionMade',
            form,
            scope,
            episode,
            reason: sealed.reason,
            ...planned(form, scope, schedule, now),
          },
        ];
      }
      case 'change': {
        const before = requireOpen(id, command.form, state);
        const { scope = before.scope, schedule, sealed } = command;
        const events: SuppressionEvent[] = [];
        if (command.scope) events.push({ type: 'ScopeChanged', scope, episode: command.episode });
        if (sealed?.reason) events.push({ type: 'ReasonChanged', reason: sealed.reason });
        if (schedule) events.push({ type: 'ScheduleChanged', ...planned(before.form, scope, schedule, now) });
        // What was allowed of one alert may not be of many.
        else if (command.scope && !before.recurrence)
          for (const period of before.periods) once(before.form, scope, period, now);
        return events;
      }
      case 'tend':
        return state && !state.ended ? decideTending(state, now) : [];
      case 'end':
        return decideEnd(command, state);
      case 'let-through':
        return decideLetThrough(command, state);
      default:
        return command satisfies never;
    }
  },
};
