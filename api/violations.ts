import type * as z from 'zod';

/** One thing that a schema does not take: where it stands, and what is wrong with it, as a sentence goes on. */
export interface Violation {
  readonly path: string;
  readonly reason: string;
}

/** A value in a sentence is at most so long. */
const LONGEST_SHOWN = 40;

const valueAt = (given: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<PropertyKey, unknown>)[key]
        : undefined,
    given,
  );

/** As it was given, as far as a sentence bears it. */
const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? String(value));
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN - 3).toWellFormed()}...`;
};

const oneOf = (values: readonly unknown[]): string => {
  const named = values.map(String);
  return named.length < 2 ? (named[0] ?? 'nothing') : `${named.slice(0, -1).join(', ')} or ${named.at(-1)}`;
};

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  date: 'a time',
};

const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a time with its date and zone, such as 2026-11-28T15:10:00+01:00',
  date: 'a date, such as 2026-11-28',
  email: 'an e-mail address',
  url: 'an address, such as https://example.com/',
};

const counts: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', file: 'bytes' };

const kindOf = (expected: string): string => KINDS[expected] ?? expected;

/** What is wrong, in words: a schema knows what it takes, and a person reads what to write. */
const reasonOf = (issue: z.core.$ZodIssue, given: unknown): string => {
  const value = valueAt(given, issue.path);
  const isNot = (takes: string): string => `is ${takes}; ${shown(value)} is not`;
  if (value === undefined && issue.path.length > 0 && issue.code !== 'unrecognized_keys') return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return isNot(kindOf(issue.expected));
    case 'invalid_value':
      return isNot(oneOf(issue.values));
    case 'invalid_format':
      return FORMATS[issue.format] === undefined
        ? `is not written as it has to be; it was ${shown(value)}`
        : isNot(FORMATS[issue.format] as string);
    case 'too_small': {
      const counted = counts[issue.origin];
      if (counted === undefined)
        return `is ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}; ${shown(value)} is less`;
      return Number(issue.minimum) <= 1 ? 'is empty' : `has at least ${issue.minimum} ${counted}`;
    }
    case 'too_big': {
      const counted = counts[issue.origin];
      if (counted !== undefined) return `has at most ${issue.maximum} ${counted}`;
      return `is ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}; ${shown(value)} is more`;
    }
    case 'not_multiple_of':
      return isNot(`a multiple of ${issue.divisor}`);
    case 'unrecognized_keys':
      return `has nothing called ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    case 'custom':
      return issue.message;
    default:
      return `is not what this takes; it was ${shown(value)}`;
  }
};

/** Where a schema was not kept, and why, all at once. @param given what was to keep it */
export const violationsIn = (error: z.ZodError, given: unknown): Violation[] =>
  error.issues.map((issue) => ({ path: issue.path.join('.'), reason: reasonOf(issue, given) }));

const MOST_NAMED = 5;

const capitalised = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/** What a rule of the schema says is a sentence of its own: it may be about more than one member. */
const said = ({ path, reason }: Violation, whole: string): string => {
  if (/^(is|has) /.test(reason)) return `${path === '' ? whole : `\`${path}\``} ${reason}.`;
  return path === '' ? `${capitalised(reason)}.` : `\`${path}\`: ${reason}.`;
};

/** "`reason` is missing; `by` is workaround or fix; "magic" is not." @param whole what has no name of its own: "The body" */
export const sentenceOf = (violations: readonly Violation[], whole: string): string => {
  const named = violations.slice(0, MOST_NAMED).map((one) => said(one, whole));
  const more = violations.length - named.length;
  return [...named, ...(more > 0 ? [`${more} more are listed.`] : [])].join(' ');
};
