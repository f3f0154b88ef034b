import { InvalidArgumentError } from 'commander';
import { secondsOf } from '../domain/instant/duration.ts';
import { type EpochMs, toIso } from '../domain/instant/instant.ts';
import { instantOf, wallClockAt } from '../domain/instant/wall-clock.ts';
import { nowOf, type Terminal } from './terminal.ts';

const DAY_MS = 86_400_000;

const TIME_OF_DAY = /^(\d{1,2}):(\d\d)$/;
const LOCAL = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)$/;
const WITH_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/i;
const FROM_NOW = /^([+-]?)(.+?)( ago)?$/;

/** Which of the days a time without a day is of. */
export type Leaning = 'past' | 'future';

const timeOfDay = (text: string, now: EpochMs, zone: string, leaning: Leaning): EpochMs | undefined => {
  const [, hour = '', minute = ''] = TIME_OF_DAY.exec(text) ?? [];
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59) return undefined;
  const on = (day: EpochMs): EpochMs =>
    instantOf({ ...wallClockAt(day, zone), hour: Number(hour), minute: Number(minute) }, zone);
  const today = on(now);
  if (leaning === 'past') return today > now ? on(now - DAY_MS) : today;
  return today < now ? on(now + DAY_MS) : today;
};

const fromNow = (text: string, now: EpochMs, leaning: Leaning): EpochMs | undefined => {
  if (text === 'now') return now;
  const [, sign = '', amount = '', ago] = FROM_NOW.exec(text) ?? [];
  const seconds = secondsOf(amount);
  if (seconds === undefined) return undefined;
  const back = ago !== undefined || sign === '-' || (sign === '' && leaning === 'past');
  return now + (back ? -1000 : 1000) * seconds;
};

/**
 * The instant that somebody means by `15:10` (their zone; the last one for what has been, the next for what is to come), `-40m`, `30m`,
 * `now`, `2026-11-28 15:10`, or a time with its zone; undefined for what is none.
 */
export const instantMeant = (
  text: string,
  { leaning, now, timeZone }: { readonly leaning: Leaning; readonly now: EpochMs; readonly timeZone: string },
): EpochMs | undefined => {
  const written = text.trim();
  if (WITH_ZONE.test(written)) {
    const ms = Date.parse(written.replace(' ', 'T'));
    return Number.isNaN(ms) ? undefined : ms;
  }
  const local = LOCAL.exec(written)?.slice(1).map(Number);
  if (local) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = local;
    const isReal = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60;
    return isReal ? instantOf({ year, month, day, hour, minute }, timeZone) : undefined;
  }
  return timeOfDay(written, now, timeZone, leaning) ?? fromNow(written.toLowerCase(), now, leaning);
};

/** For an option that takes a time: as the API has it. @throws InvalidArgumentError */
export const timeArgument =
  (terminal: Terminal, leaning: Leaning) =>
  (text: string): string => {
    const ms = instantMeant(text, { leaning, now: nowOf(terminal), timeZone: terminal.timeZone });
    if (ms !== undefined) return toIso(ms);
    const ago = leaning === 'past' ? '-40m' : '30m';
    throw new InvalidArgumentError(
      `"${text}" is no time. Write 15:10 (your zone), ${ago}, "2026-11-28 15:10" or 2026-11-28T15:10+01:00.`,
    );
  };

/** For an option that takes so many of a unit: `30m`, `15:10`, or a number of them. @throws InvalidArgumentError */
export const durationArgument =
  (terminal: Terminal, secondsEach: number) =>
  (text: string): number => {
    const plain = Number(text);
    if (text.trim() !== '' && Number.isFinite(plain)) return plain;
    const now = nowOf(terminal);
    const seconds =
      secondsOf(text) ?? ((at) => at && (at - now) / 1000)(timeOfDay(text.trim(), now, terminal.timeZone, 'future'));
    if (seconds !== undefined) return secondsEach === 1 ? Math.round(seconds) : seconds / secondsEach;
    throw new InvalidArgumentError(
      `"${text}" is no duration. Write 30m, 1h30m, 15:10 (your zone), or a number of ${secondsEach === 60 ? 'minutes' : 'seconds'}.`,
    );
  };
