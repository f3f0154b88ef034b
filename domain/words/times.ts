import { type EpochMs, type Iso, toMs } from '../instant/instant.ts';
import type { Language, Reader } from './reader.ts';

/**
 * In which of its countries a language has a name for a zone ("CET", "EST", "IST") depends on the country: the first that has one
 * that is not a number names it.
 */
const COUNTRIES: Readonly<Record<Language, readonly string[]>> = {
  en: ['en-GB', 'en-US', 'en-AU', 'en-IN', 'en-ZA'],
  de: ['de'],
};

type Parts = Readonly<Partial<Record<Intl.DateTimeFormatPartTypes, string>>>;

const MOST_FORMATS = 500;

/** Keeps so many at most, and begins anew with the next. */
const keep = <Key, Value>(kept: Map<Key, Value>, most: number, key: Key, value: Value): Value => {
  if (kept.size >= most) kept.clear();
  kept.set(key, value);
  return value;
};

/** To make a formatter takes some hundred times as long as to use it. */
const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (locale: string, zone: string, timeZoneName: 'short' | 'shortGeneric'): Intl.DateTimeFormat => {
  const key = `${locale} ${zone} ${timeZoneName}`;
  const known = formats.get(key);
  if (known) return known;
  const options = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName,
  } as const;
  const made = (() => {
    try {
      return new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    } catch {
      return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
    }
  })();
  return keep(formats, MOST_FORMATS, key, made);
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A page says some four instants, and the pages of a storm say the same ones: what a formatter says of a minute is kept a while. */
const said = new WeakMap<Intl.DateTimeFormat, Map<number, Parts>>();

const MOST_SAID = 64;

const partsOf = (at: EpochMs, format: Intl.DateTimeFormat): Parts => {
  const minute = Math.floor(at / MINUTE);
  const ofFormat = said.get(format) ?? new Map<number, Parts>();
  said.set(format, ofFormat);
  return (
    ofFormat.get(minute) ??
    keep(
      ofFormat,
      MOST_SAID,
      minute,
      Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value])) as Parts,
    )
  );
};

/** A number, such as GMT-5, is no name of a zone. */
const isNumber = (name: string | undefined): boolean => /^(?:GMT|UTC)[+\-−]/.test(name ?? '');

const named = (at: EpochMs, { language, timeZone }: Reader): Parts => {
  const [home = 'en-GB', ...others] = COUNTRIES[language];
  const parts = partsOf(at, formatOf(home, timeZone, 'short'));
  if (!isNumber(parts.timeZoneName)) return parts;
  for (const country of others) {
    const { timeZoneName } = partsOf(at, formatOf(country, timeZone, 'short'));
    if (!isNumber(timeZoneName)) return { ...parts, timeZoneName };
  }
  return { ...parts, timeZoneName: partsOf(at, formatOf(home, timeZone, 'shortGeneric')).timeZoneName };
};

const dayOf = ({ weekday, day, month }: Parts, language: Language): string =>
  language === 'de' ? `${weekday}, ${day}. ${month}` : `${weekday} ${day} ${month}`;

/** From this on, hours say more than minutes. */
const HOURS_FROM = 90 * MINUTE;
const DAYS_FROM = 36 * HOUR;

const relatives: Partial<Record<Language, Intl.RelativeTimeFormat>> = {};

/** Deadlines are so many minutes away, and few: what a formatter says of a distance is kept. */
const distances = new Map<string, string>();

/** "in 30 minutes", "3 minutes ago", "now". */
export const fromNow = (at: Iso, now: EpochMs, language: Language): string => {
  const away = toMs(at) - now;
  const size = Math.abs(away);
  if (size < MINUTE / 2) return language === 'de' ? 'jetzt' : 'now';
  const [unit, name] =
    size < HOURS_FROM
      ? ([MINUTE, 'minute'] as const)
      : size < DAYS_FROM
        ? ([HOUR, 'hour'] as const)
        : ([24 * HOUR, 'day'] as const);
  const count = Math.round(away / unit);
  const key = `${language} ${count} ${name}`;
  relatives[language] ??= new Intl.RelativeTimeFormat(language, { numeric: 'always' });
  return distances.get(key) ?? keep(distances, MOST_FORMATS, key, relatives[language].format(count, name));
};

/** `clock`: 15:30. `plain`: 15:30 CET. `whole`: 15:30 CET (in 30 minutes). On another day than now, with that day. */
export type TimeForm = 'clock' | 'plain' | 'whole';

/**
 * An instant as whoever reads it has it on the wall, to follow "since", "after", "by", "from", "to", "until" or "of".
 *
 * @param now when it is read, or sent
 */
export const timeFor = ({ language, timeZone }: Reader, at: Iso, now: EpochMs, form: TimeForm): string => {
  const reader = { language, timeZone };
  const then = named(toMs(at), reader);
  const today = partsOf(now, formatOf(COUNTRIES[language][0] ?? 'en-GB', timeZone, 'short'));
  const clock = `${then.hour}:${then.minute}`;
  const isToday = dayOf(then, language) === dayOf(today, language) && Math.abs(toMs(at) - now) < 48 * HOUR;
  const day = isToday ? '' : `${dayOf(then, language)}, `;
  if (form === 'clock') return `${day}${clock}`;
  const plain = `${day}${clock}${language === 'de' ? ' Uhr' : ''} ${then.timeZoneName}`;
  return form === 'plain' ? plain : `${plain} (${fromNow(at, now, language)})`;
};

const ISO_INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A text that holds instants as they are stored, with each as `said` has it. */
export const withTimes = (text: string, said: (iso: Iso) => string): string =>
  text.replace(ISO_INSTANT, (iso) => said(iso));

/** `40 s`, `43 min`, `1 h 53 min`, `2 d 4 h`; of nothing negative. */
export const durationOf = (seconds: number, language: Language = 'en'): string => {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  const hour = language === 'de' ? 'Std.' : 'h';
  if (minutes < 60) return `${minutes} min`.replace('min', language === 'de' ? 'Min.' : 'min');
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours < 48) return `${hours} ${hour}${rest === 0 ? '' : ` ${rest} ${language === 'de' ? 'Min.' : 'min'}`}`;
  const [days, left] = [Math.floor(hours / 24), hours % 24];
  const day = language === 'de' ? 'Tage' : 'd';
  return `${days} ${day}${left === 0 ? '' : ` ${left} ${hour}`}`;
};
