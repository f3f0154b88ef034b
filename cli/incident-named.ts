import type { ApiClient } from './api-client.ts';
import { CommandFailed, nowOf, type Terminal } from './terminal.ts';

const COUNT_DIGITS = 4;

const SHORT = /^#?(\d{1,6})$/;
const WITH_YEAR = /^(?:inc-)?(\d{4})-(\d{1,6})$/i;

const numberOf = (year: number | string, count: string): string =>
  `INC-${year}-${String(Number(count)).padStart(COUNT_DIGITS, '0')}`;

const isMissing = (error: unknown): boolean => error instanceof CommandFailed && error.code === 'incident-not-found';

/**
 * The number or id of an incident, whatever somebody types for it: `1`, `0001`, `#1`, `2026-1`, `inc-2026-0001`. Of a number
 * without its year the newest that there is.
 *
 * @throws CommandFailed when a short number is that of no incident
 */
export const incidentNamed = async (terminal: Terminal, client: ApiClient, given: string): Promise<string> => {
  const [, year, counted] = WITH_YEAR.exec(given) ?? [];
  if (year !== undefined && counted !== undefined) return numberOf(year, counted);
  const [, count] = SHORT.exec(given) ?? [];
  if (count === undefined) return given;
  const thisYear = new Date(nowOf(terminal)).getUTCFullYear();
  for (const number of [numberOf(thisYear, count), numberOf(thisYear - 1, count)]) {
    try {
      await client.get(`/v1/incidents/${number}`);
      return number;
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  throw new CommandFailed(
    `There is no incident ${given} of this year or the last.`,
    '`muster incident list` shows those there are.',
  );
};

/** Its address in the API. */
export const incidentPath = async (terminal: Terminal, client: ApiClient, given: string): Promise<string> =>
  `/v1/incidents/${encodeURIComponent(await incidentNamed(terminal, client, given))}`;
