import { hash } from 'node:crypto';
import { oneLine } from '../../domain/signal/one-line.ts';
import { SIGNAL_LIMITS } from '../../domain/signal/signal.ts';

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** Ends before `limit`, and never in the middle of a character outside the basic plane. */
const cut = (text: string, limit: number): string =>
  text.slice(0, isHighSurrogate(text.charCodeAt(limit - 1)) ? limit - 1 : limit);

/** Some stores refuse NUL, and UTF-8 cannot carry half a surrogate pair: neither may get further than this. */
const storable = (text: string): string => {
  const wellFormed = text.isWellFormed() ? text : text.toWellFormed();
  return wellFormed.includes('\0') ? wellFormed.replaceAll('\0', '') : wellFormed;
};

/**
 * A text as it may be kept: well-formed, without NUL, trimmed, at most `limit` UTF-16 units. Numbers and booleans are
 * taken as their text.
 *
 * @returns undefined for anything else and for what is empty, so that nothing known is overwritten with nothing
 */
export const cleanText = (value: unknown, limit: number): string | undefined => {
  if (typeof value !== 'string') {
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
  }
  const text = storable(value.length > limit ? cut(value, limit) : value).trim();
  return text === '' ? undefined : text;
};

/** The same for what stands in one line: a title, a subject. */
export const cleanLine = (value: unknown, limit: number): string | undefined => {
  const text = cleanText(value, limit);
  if (text === undefined) return undefined;
  const line = oneLine(text);
  return line === text ? text : cleanText(line, limit);
};

/** As `/\/+$/` would, which takes quadratic time for an address of nothing but slashes. */
export const withoutSlashesAtEnd = (text: string): string => {
  let end = text.length;
  while (end > 0 && text[end - 1] === '/') end -= 1;
  return text.slice(0, end);
};

/** A deduplication key: exact, or, where it is too long to keep, its SHA-256, so that two long keys never become one. */
export const cleanKey = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '') return undefined;
  if (value.length > SIGNAL_LIMITS.dedupKey) return `sha256:${hash('sha256', value, 'hex')}`;
  const key = storable(value);
  return key === '' ? undefined : key;
};

/** A key for conditions that the sender gives none: equal for equal parts. */
export const derivedKey = (...parts: readonly (string | undefined)[]): string =>
  `sha256:${hash('sha256', JSON.stringify(parts), 'hex')}`;
