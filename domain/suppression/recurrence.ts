import { RRuleTemporal } from 'rrule-temporal';
import { DomainError } from '../failure/domain-error.ts';
import { type EpochMs, toDate, toIso, toMs } from '../instant/instant.ts';
import type { Period, Recurrence } from './state.ts';

const WORDS: Readonly<Record<string, string>> = {
  daily: 'FREQ=DAILY',
  weekly: 'FREQ=WEEKLY',
  monthly: 'FREQ=MONTHLY',
  yearly: 'FREQ=YEARLY',
};

/** What a rule may hold. Without hours and minutes it has one beginning a day, and finding the next costs milliseconds. */
const PARTS = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTH', 'BYMONTHDAY', 'BYSETPOS', 'WKST'];

const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

const LONGEST_INTERVAL = 52;

const DAY_MS = 86_400_000;

/** How far ahead the next beginnings are looked for, in days: near ones are found without a walk through years. */
const HORIZONS = [60, 400, 1830];

const refuse = (why: string, cause?: unknown): never => {
  throw new DomainError('invalid-command', why, { cause });
};

/** A rule as it is kept: `weekly` and `RRULE:FREQ=WEEKLY` are `FREQ=WEEKLY`. @throws DomainError `invalid-command` */
export const readRule = (asked: string): string => {
  const text = asked.trim();
  const rule = WORDS[text.toLowerCase()] ?? text.toUpperCase().replace(/^RRULE:/, '');
  const parts = new Map(
    rule.split(';').map((part) => {
      const [name = '', value = ''] = part.split('=', 2);
      if (!PARTS.includes(name))
        refuse(
          `A window repeats "daily", "weekly", "monthly", "yearly", or by an RRULE of ${PARTS.join(', ')}; "${part}" is none of it.`,
        );
      return [name, value] as const;
    }),
  );
  const frequency = parts.get('FREQ') ?? '';
  if (!FREQUENCIES.includes(frequency)) refuse(`FREQ is one of ${FREQUENCIES.join(', ')}, not "${frequency}".`);
  const interval = Number(parts.get('INTERVAL') ?? 1);
  if (!Number.isInteger(interval) || interval < 1 || interval > LONGEST_INTERVAL)
    refuse(`INTERVAL is a whole number from 1 to ${LONGEST_INTERVAL}.`);
  return rule;
};

const ruleOf = ({ timeZone, start, rule }: Recurrence): RRuleTemporal => {
  try {
    const dtstart = `${start.replaceAll(/[-:]/g, '')}00`;
    return new RRuleTemporal({ rruleString: `DTSTART;TZID=${timeZone}:${dtstart}\nRRULE:${rule}` });
  } catch (cause) {
    return refuse(`This recurrence cannot be read: ${(cause as Error).message}.`, cause);
  }
};

const isLimited = (rule: string): boolean => /(?:^|;)(?:COUNT|UNTIL)=/.test(rule);

/**
 * The periods that end after an instant, the earliest first, by the wall clock of the zone: 22:00 stays 22:00 when clocks change. A
 * beginning that its day does not have, because clocks are put forward over it, is left out (RFC 5545, 3.3.10).
 *
 * @param most how many at most
 * @returns `complete` when nothing can follow them
 */
export const periodsAfter = (
  recurrence: Recurrence,
  after: EpochMs,
  most: number,
): { readonly periods: Period[]; readonly complete: boolean } => {
  const rule = ruleOf(recurrence);
  const lastsMs = recurrence.minutes * 60_000;
  let periods: Period[] = [];
  for (const days of HORIZONS) {
    const begins = rule.between(toDate(after - lastsMs), toDate(after + days * DAY_MS), true);
    periods = begins
      .map(({ epochMilliseconds: from }) => ({ from: toIso(from), to: toIso(from + lastsMs) }))
      .filter(({ to }) => toMs(to) > after)
      .slice(0, most);
    if (periods.length === most) return { periods, complete: false };
  }
  return { periods, complete: isLimited(recurrence.rule) };
};

/** @throws DomainError `invalid-command` where the wall clock never shows the beginning, or the rule never meets */
export const firstPeriods = (
  recurrence: Recurrence,
  now: EpochMs,
  most: number,
): { readonly periods: Period[]; readonly complete: boolean } => {
  const { hour, minute } = ruleOf(recurrence).options().dtstart;
  const shown = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
  if (!recurrence.start.endsWith(shown))
    refuse(
      `${recurrence.start} does not exist in ${recurrence.timeZone}: clocks are put forward over it. Begin on another day.`,
    );
  const found = periodsAfter(recurrence, now, most);
  if (found.periods.length === 0) refuse('This recurrence never happens: it has no period in the next five years.');
  return found;
};
