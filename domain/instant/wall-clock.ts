import { type EpochMs, utcMs } from './instant.ts';

/** What a clock on a wall shows. Months count from 1. */
export interface WallClock {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** What clocks in a zone show at an instant. @param timeZone an IANA name */
export const wallClockAt = (at: EpochMs, timeZone: string): WallClock => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.find((p) => p.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
};

/**
 * The instant at which clocks in a zone show this. What they show twice, when they are put back, is the first of the two; what they
 * skip is as long after midnight as it would have been.
 */
export const instantOf = (clock: WallClock, timeZone: string): EpochMs => {
  const shown = utcMs(clock);
  const offsetAt = (at: EpochMs): number => utcMs(wallClockAt(at, timeZone)) - Math.floor(at / 60_000) * 60_000;
  // A day before and a day after, clocks are as they were before and after any change.
  const [before, after] = [offsetAt(shown - 86_400_000), offsetAt(shown + 86_400_000)];
  const early = shown - before;
  return before === after || offsetAt(early) === before || offsetAt(shown - after) !== after ? early : shown - after;
};
