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

/** A date and a time without a zone, or with a space between them, as netdata, Uptime Kuma and ServiceNow send it. */
const ZONELESS = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$/;

/** Alertmanager and Grafana write "no end yet" as year 1. */
const YEAR_ONE = '0001-01-01';

/**
 * Reads an instant as senders write them: RFC 3339 with any fraction and any offset, RFC 1123 (AWS Health), `+0000`
 * (CloudWatch), or no zone at all, which is read as UTC and never as the local time of the machine.
 *
 * @returns `undefined` for what is not an instant, and for year 1, which means "none".
 */
export const parseInstant = (text: unknown): EpochMs | undefined => {
  if (typeof text !== 'string' || text.length > 64 || text.startsWith(YEAR_ONE)) return undefined;
  const ms = Date.parse(ZONELESS.test(text) ? `${text.replace(' ', 'T')}Z` : text);
  return Number.isNaN(ms) ? undefined : ms;
};

/** A sender's clock may run ahead; what it says happened cannot be later than when we heard of it. */
export const notAfter = (instant: EpochMs | undefined, receivedAt: EpochMs): EpochMs =>
  instant === undefined || instant > receivedAt || instant < 0 ? receivedAt : instant;

export const toIso = (ms: EpochMs): Iso => new Date(ms).toISOString();

export const toMs = (iso: Iso): EpochMs => Date.parse(iso);

export const plusSeconds = (iso: Iso, seconds: number): Iso => toIso(toMs(iso) + seconds * 1000);

/** Seconds from `from` to `to`; negative when `to` is earlier. */
export const secondsBetween = (from: Iso, to: Iso): number => (toMs(to) - toMs(from)) / 1000;

export const yearOf = (ms: EpochMs): number => new Date(ms).getUTCFullYear();
