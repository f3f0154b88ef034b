/**
 * Instants. Signals and alerts carry epoch milliseconds (compared on the hot path); commits, events and everything
 * people read carry ISO 8601 in UTC with milliseconds, which sorts as text.
 *
 * This file is the only one in `domain`, `usecases` and `sources` that may name `Date`: it converts, it never reads
 * the clock.
 */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number;

/** `2026-11-21T19:04:40.989Z`. */
export type Iso = string;

/**
 * RFC 3339 and what senders make of it: a space for the T, no seconds, any fraction, `+0000`, no zone (netdata, Uptime
 * Kuma, ServiceNow). Anything looser must not reach `Date.parse`, which reads "check 5" as a day in May 2001.
 */
const DATE_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?( ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d))?$/i;

/** RFC 1123, as AWS Health writes it. */
const RFC_1123 = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC|[+-]\d{4})$/;

/** Alertmanager and Grafana write "no end yet" as year 1. */
const YEAR_ONE = '0001-01-01';

/** As seconds this is the year 5138, as milliseconds 1973: smaller numbers are seconds, larger ones milliseconds. */
const SECONDS_BELOW = 1e11;

/** The last instant that has an ISO form of four digits for the year. */
const LAST_INSTANT = 253_402_300_799_999;

/**
 * Reads an instant as senders write them: RFC 3339 with any fraction and any offset, RFC 1123 (AWS Health), `+0000`
 * (CloudWatch), no zone at all, which is read as UTC and never as the local time of the machine, or a number of seconds
 * or milliseconds since 1970.
 *
 * @returns `undefined` for what is not an instant, and for year 1, which means "none".
 */
export const parseInstant = (value: unknown): EpochMs | undefined => {
  if (typeof value === 'number') {
    const ms = Math.trunc(Math.abs(value) < SECONDS_BELOW ? value * 1000 : value);
    return Math.abs(ms) <= LAST_INSTANT ? ms : undefined;
  }
  if (typeof value !== 'string' || value.length > 64 || value.startsWith(YEAR_ONE)) return undefined;
  const found = DATE_TIME.exec(value);
  if (!found && !RFC_1123.test(value)) return undefined;
  const ms = Date.parse(found && found[1] === undefined ? `${value.replace(' ', 'T')}Z` : value);
  return Number.isNaN(ms) ? undefined : ms;
};

/** A sender's clock may run ahead; what it says happened cannot be later than when we heard of it. */
export const notAfter = (instant: EpochMs | undefined, receivedAt: EpochMs): EpochMs =>
  instant === undefined || instant > receivedAt || instant < 0 ? receivedAt : instant;

/** When something happened by the sender's stamp, and the stamp itself, which is compared with the sender's other stamps only. */
export const stamped = (
  instant: EpochMs | undefined,
  receivedAt: EpochMs,
): { readonly occurredAt: EpochMs; readonly saidAt?: EpochMs } => ({
  occurredAt: notAfter(instant, receivedAt),
  ...(instant !== undefined && instant >= 0 && { saidAt: instant }),
});

export const toIso = (ms: EpochMs): Iso => new Date(ms).toISOString();

export const toMs = (iso: Iso): EpochMs => Date.parse(iso);

/** For a library that takes nothing else. */
export const toDate = (ms: EpochMs): Date => new Date(ms);

export const plusSeconds = (iso: Iso, seconds: number): Iso => toIso(toMs(iso) + seconds * 1000);

/** Seconds from `from` to `to`; negative when `to` is earlier. */
export const secondsBetween = (from: Iso, to: Iso): number => (toMs(to) - toMs(from)) / 1000;

export const yearOf = (ms: EpochMs): number => new Date(ms).getUTCFullYear();

/** Of what a clock shows in UTC. Months count from 1; a day that its month has not is one of the next. */
export const utcMs = (clock: { year: number; month: number; day: number; hour: number; minute: number }): EpochMs =>
  Date.UTC(clock.year, clock.month - 1, clock.day, clock.hour, clock.minute);
