import { type EpochMs, parseInstant } from '../../domain/instant/instant.ts';

/** A number of seconds or milliseconds since 1970; fewer digits are a count of something else. */
const DIGITS = /^\d{9,14}(?:\.\d{1,9})?$/;

/** An instant as products with templates write it: numbers come as text, for every placeholder stands in quotes. */
export const readInstant = (value: unknown): EpochMs | undefined =>
  parseInstant(typeof value === 'string' && DIGITS.test(value) ? Number(value) : value);
