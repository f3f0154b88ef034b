/** How long a turn lasts: months by the calendar, all else on the wall clock. */
export interface Length {
  readonly months: number;
  readonly ms: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const UNITS: Readonly<Record<string, Length>> = {
  hour: { months: 0, ms: HOUR_MS },
  day: { months: 0, ms: DAY_MS },
  week: { months: 0, ms: 7 * DAY_MS },
  month: { months: 1, ms: 0 },
};

const WRITTEN = /^([1-9]\d{0,3}) (hour|day|week|month)s?$/;

const LONGEST_MS = 366 * DAY_MS;

/** Of `12 hours`, `1 day`, `2 weeks`, `1 month`; undefined for what is none of these, or longer than a year. */
export const lengthOf = (text: string): Length | undefined => {
  const [, count = '', unit = ''] = WRITTEN.exec(text) ?? [];
  const of = UNITS[unit];
  if (!of) return undefined;
  const length = { months: of.months * Number(count), ms: of.ms * Number(count) };
  return length.ms > LONGEST_MS || length.months > 12 ? undefined : length;
};
