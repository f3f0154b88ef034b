import type { EpochMs } from '../instant/instant.ts';
import type { CoverWindow } from './configured-rota.ts';
import { minutesMs, WEEK_MS, weekOf } from './wall.ts';
import type { WallMs, Zone } from './zone.ts';

/** `09:00`, `24:00`, `fri 17:00`. */
export const WINDOW_TIME = /^(?:(mon|tue|wed|thu|fri|sat|sun) )?(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

const WEEK_DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** An interval on the wall clock of a week that begins on Monday; its end may be of the next week. */
export interface WeekWindow {
  readonly from: WallMs;
  readonly to: WallMs;
}

export interface Interval {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Minutes since Monday 00:00; of a time of day, since midnight. */
export const minuteOfWeek = (time: string): number => {
  const [, day, hour, minute] = WINDOW_TIME.exec(time) ?? [];
  const days = WEEK_DAYS.findIndex((name) => name === day);
  return Math.max(0, days) * DAY_MINUTES + (hour === undefined ? DAY_MINUTES : Number(hour) * 60 + Number(minute));
};

const minutesOf = ({ days = [...WEEK_DAYS], from, to }: CoverWindow): [number, number][] => {
  const begins = minuteOfWeek(from);
  const ends = minuteOfWeek(to);
  if (from.includes(' ')) return [[begins, ends > begins ? ends : ends + WEEK_MINUTES]];
  const lasts = (ends > begins ? ends : ends + DAY_MINUTES) - begins;
  return days.map((day) => {
    const at = WEEK_DAYS.indexOf(day) * DAY_MINUTES + begins;
    return [at, at + lasts];
  });
};

/** Windows as the parts of a week that any of them covers: apart from each other, in their order. Undefined where that is always. */
export const weekWindows = (windows: readonly CoverWindow[] | undefined): readonly WeekWindow[] | undefined => {
  if (windows === undefined) return undefined;
  const merged: [number, number][] = [];
  for (const [from, to] of windows.flatMap(minutesOf).sort(([a], [b]) => a - b)) {
    const last = merged.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  // What goes on into the next week meets the windows with which that begins.
  for (;;) {
    const [first, last] = [merged[0], merged.at(-1)];
    if (!first || !last || first === last || last[1] - WEEK_MINUTES < first[0]) break;
    last[1] = Math.max(last[1], first[1] + WEEK_MINUTES);
    merged.shift();
  }
  const [only] = merged;
  if (merged.length === 1 && only && only[1] - only[0] >= WEEK_MINUTES) return undefined;
  return merged.map(([from, to]) => ({ from: minutesMs(from), to: minutesMs(to) }));
};

/** The parts of an interval that the windows cover, in their order. */
export const coveredIn = (
  windows: readonly WeekWindow[] | undefined,
  zone: Zone,
  { from, to }: Interval,
): readonly Interval[] => {
  if (windows === undefined) return from < to ? [{ from, to }] : [];
  const covered: Interval[] = [];
  const last = zone.wallAt(to);
  for (let week = weekOf(zone.wallAt(from)) - WEEK_MS; week <= last; week += WEEK_MS) {
    for (const window of windows) {
      const begins = Math.max(from, zone.instantOf(week + window.from));
      const ends = Math.min(to, zone.instantOf(week + window.to));
      if (begins < ends) covered.push({ from: begins, to: ends });
    }
  }
  return covered;
};

/** Whether the windows cover anything between two times of the wall clock. */
export const coversAny = (windows: readonly WeekWindow[] | undefined, from: WallMs, to: WallMs): boolean => {
  if (windows === undefined || to - from >= WEEK_MS) return true;
  for (let week = weekOf(from) - WEEK_MS; week < to; week += WEEK_MS) {
    if (windows.some((window) => week + window.from < to && week + window.to > from)) return true;
  }
  return false;
};
