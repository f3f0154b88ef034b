import { toIso, utcMs } from '../instant/instant.ts';
import type { WallMs } from './zone.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
export const WEEK_MS = 7 * DAY_MS;

/** 1970 began on a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** `2026-01-05T09:00`, as files have it: no zone, which the rota says. */
const WALL = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)$/;

/** What clocks show, of text; undefined for what no clock shows on any day, such as 30 February. */
export const wallOf = (text: string): WallMs | undefined => {
  const [, year, month, day, hour, minute] = (WALL.exec(text) ?? []).map(Number);
  if (minute === undefined || year === undefined || month === undefined || day === undefined || hour === undefined)
    return undefined;
  const wall = utcMs({ year, month, day, hour, minute });
  return hour < 24 && textOf(wall) === text ? wall : undefined;
};

const textOf = (wall: WallMs): string => toIso(wall).slice(0, 'YYYY-MM-DDTHH:MM'.length);

/** So many months later, on the same day; on the last of the month where that has no such day. */
export const plusMonths = (wall: WallMs, months: number): WallMs => {
  if (months === 0) return wall;
  const [year = 0, month = 1, day = 1] = textOf(wall).slice(0, 'YYYY-MM-DD'.length).split('-').map(Number);
  const midnight = { year, month: month + months, hour: 0, minute: 0 };
  const sameDay = utcMs({ ...midnight, day });
  const last = utcMs({ ...midnight, month: midnight.month + 1, day: 0 });
  return Math.min(sameDay, last) + (wall - utcMs({ year, month, day, hour: 0, minute: 0 }));
};

/** Midnight of the Monday before. */
export const weekOf = (wall: WallMs): WallMs =>
  Math.floor((wall - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;

export const minutesMs = (minutes: number): number => minutes * MINUTE_MS;
