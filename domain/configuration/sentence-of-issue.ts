import type * as z from 'zod';
import { didYouMean, noSuch } from './closest-name.ts';

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const LONGEST_SHOWN = 60;

/** `a, b or c`. */
const anyOf = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;

/** What is there instead: a short value itself, of all else its kind. */
const shown = (value: unknown): string => {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  return value.length <= LONGEST_SHOWN ? JSON.stringify(value) : 'this text';
};

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/** Texts that begin as numbers do have to be quoted in YAML. */
const quoted = (expected: string, input: unknown): string =>
  expected === 'string' && (typeof input === 'number' || typeof input === 'boolean') ? '; put it into quotes' : '';

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an e-mail address such as ana@example.com',
  url: 'a whole URL such as https://example.com/page',
  datetime: 'a time with its zone, such as 2026-12-05T22:00:00Z',
  guid: 'a UUID such as 5d9e2a8c-0f53-4f0b-9a61-0c1d2e3f4a5b',
};

const UNITS: Readonly<Record<string, readonly [string, string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
};

const counted = (n: number | bigint, origin: string): string => {
  const unit = UNITS[origin];
  return unit ? `${n} ${n === 1 ? unit[0] : unit[1]}` : String(n);
};

const tooSmall = (minimum: number | bigint, origin: string, input: unknown): string =>
  UNITS[origin] && minimum === 1 ? 'is empty' : `is at least ${counted(minimum, origin)}, not ${sizeOf(input)}`;

const sizeOf = (input: unknown): string =>
  typeof input === 'string' || Array.isArray(input) ? String(input.length) : shown(input);

/** What the branches of a union take, where each takes values or a kind. */
const optionsOf = (branches: readonly (readonly z.core.$ZodIssue[])[]): string[] =>
  branches.flatMap((issues) =>
    issues.flatMap((issue) => {
      if (issue.code === 'invalid_value') return issue.values.map(String);
      if (issue.code === 'invalid_type') return [KINDS[issue.expected] ?? issue.expected];
      return [];
    }),
  );

/**
 * What is wrong with a value, as the end of a sentence that begins with its path: what it has to be, and what is there. For
 * people who write configuration: no words of the validator. Of keys that are not known, one line for each.
 */
export const sentenceOfIssue: z.core.$ZodErrorMap = (issue: RawIssue) => {
  const { input } = issue;
  switch (issue.code) {
    case 'invalid_type':
      if (input === undefined) return 'is missing';
      return `is ${KINDS[issue.expected] ?? issue.expected}, not ${shown(input)}${quoted(issue.expected, input)}`;
    case 'invalid_value': {
      const values = issue.values.map(String);
      const meant = typeof input === 'string' ? didYouMean(input, values) : '';
      return input === undefined ? 'is missing' : `is ${anyOf(values)}, not ${shown(input)}${meant && `.${meant}`}`;
    }
    case 'unrecognized_keys': {
      const known = keysOf(issue.inst);
      return issue.keys.map((key) => noSuch(`key "${key}" here`, key, known)).join('\n');
    }
    case 'too_small':
      return tooSmall(issue.minimum, issue.origin, input);
    case 'too_big':
      return `is at most ${counted(issue.maximum, issue.origin)}, not ${sizeOf(input)}`;
    case 'invalid_format':
      return FORMATS[issue.format] && `is ${FORMATS[issue.format]}, not ${shown(input)}`;
    case 'invalid_union': {
      const options = [...new Set(optionsOf(issue.errors))];
      return input === undefined ? 'is missing' : `is ${anyOf(options)}, not ${shown(input)}`;
    }
    default:
      return undefined;
  }
};

const keysOf = (schema: unknown): string[] =>
  Object.keys((schema as { _zod?: { def?: { shape?: object } } } | undefined)?._zod?.def?.shape ?? {});
