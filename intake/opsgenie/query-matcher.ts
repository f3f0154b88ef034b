import { parseInstant } from '../../domain/instant/instant.ts';
import { type Comparison, parseQuery, type Query, QueryError, type Value } from './query-syntax.ts';

/** How one field of a thing that is searched is compared with what a query asks for. */
export type Field<T> =
  /** Equal, whatever the case. */
  | { readonly kind: 'words'; readonly of: (one: T) => readonly string[] }
  /** Equal to one of the values that there are. */
  | { readonly kind: 'choice'; readonly values: readonly string[]; readonly of: (one: T) => readonly string[] }
  /** Somewhere in it. */
  | { readonly kind: 'text'; readonly of: (one: T) => readonly string[] }
  | { readonly kind: 'number'; readonly of: (one: T) => number | undefined }
  | { readonly kind: 'instant'; readonly of: (one: T) => number | undefined };

/** What can be asked of such things. */
export interface Searched<T> {
  /** By their names in lower case. */
  readonly fields: Readonly<Record<string, Field<T>>>;
  /** Where words that stand alone are looked for. */
  readonly anywhere: (one: T) => readonly string[];
}

export const words = <T>(of: (one: T) => readonly string[]): Field<T> => ({ kind: 'words', of });

export const text = <T>(of: (one: T) => readonly string[]): Field<T> => ({ kind: 'text', of });

export const instant = <T>(of: (one: T) => string | undefined): Field<T> => ({
  kind: 'instant',
  of: (one) => parseInstant(of(one)),
});

export const flag = <T>(of: (one: T) => boolean): Field<T> => ({
  kind: 'choice',
  values: ['true', 'false'],
  of: (one) => [String(of(one))],
});

type Test<T> = (one: T) => boolean;

type Term = Extract<Query, { readonly kind: 'term' }>;

const anything = ({ text: wanted, quoted }: Value): readonly string[] | undefined =>
  quoted || !wanted.includes('*') ? undefined : wanted.toLowerCase().split('*');

/** `disk*full` by its parts, each found after the one before. */
const isLike = (value: string, [first = '', ...others]: readonly string[]): boolean => {
  const last = others.at(-1) ?? '';
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  let from = first.length;
  for (const part of others.slice(0, -1)) {
    const found = value.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return from <= value.length - last.length;
};

const equals = (value: Value): ((given: string) => boolean) => {
  const parts = anything(value);
  const wanted = value.text.toLowerCase();
  return (given) => (parts ? isLike(given.toLowerCase(), parts) : given.toLowerCase() === wanted);
};

const holds = (value: Value): ((given: string) => boolean) => {
  const parts = anything(value);
  const wanted = value.text.toLowerCase();
  return (given) => {
    const lower = given.toLowerCase();
    return parts
      ? isLike(lower, parts) || lower.split(/\s+/).some((word) => isLike(word, parts))
      : lower.includes(wanted);
  };
};

const COMPARE: Readonly<Record<Comparison, (a: number, b: number) => boolean>> = {
  ':': (a, b) => a === b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const numberIn = (name: string, kind: 'number' | 'instant', { text: given }: Value): number => {
  if (/^\d{1,16}$/.test(given)) return Number(given);
  const at = kind === 'instant' ? parseInstant(given) : undefined;
  if (at !== undefined) return at;
  const wanted = kind === 'instant' ? 'milliseconds since 1970' : 'a number';
  throw new QueryError(`"${name}" is compared with ${wanted}, not with "${given}".`);
};

const unknownField = (name: string): QueryError =>
  new QueryError(`There is no field "${name}"; put it into quotation marks where it is a text to look for.`);

const fieldOf = <T>({ fields, anywhere }: Searched<T>, name: string | undefined): Field<T> | undefined => {
  if (name === undefined) return text(anywhere);
  const key = name.toLowerCase();
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
};

const testOf = <T>(searched: Searched<T>, { field: name, comparison, value }: Term): Test<T> => {
  const field = fieldOf(searched, name);
  if (field === undefined) throw unknownField(name ?? '');
  const called = name ?? '';
  if (field.kind === 'number' || field.kind === 'instant') {
    const wanted = numberIn(called, field.kind, value);
    const compare = COMPARE[comparison];
    return (one) => {
      const given = field.of(one);
      return given !== undefined && compare(given, wanted);
    };
  }
  if (/[<>]/.test(comparison)) throw new QueryError(`"${called}" is no number and no time: ask for it with a colon.`);
  const isOne = field.kind === 'text' ? holds(value) : equals(value);
  if (field.kind === 'choice' && !field.values.some(isOne)) {
    throw new QueryError(`"${called}" is one of ${field.values.join(', ')}, never "${value.text}".`);
  }
  const { of } = field;
  const test: Test<T> = (one) => of(one).some(isOne);
  return comparison === '!=' ? (one) => !test(one) : test;
};

const compiled = <T>(searched: Searched<T>, query: Query): Test<T> => {
  switch (query.kind) {
    case 'term':
      return testOf(searched, query);
    case 'not': {
      const test = compiled(searched, query.of);
      return (one) => !test(one);
    }
    case 'all': {
      const tests = query.of.map((part) => compiled(searched, part));
      return (one) => tests.every((test) => test(one));
    }
    case 'any': {
      const tests = query.of.map((part) => compiled(searched, part));
      return (one) => tests.some((test) => test(one));
    }
    default:
      return query satisfies never;
  }
};

/**
 * A query of Opsgenie's search, read whole.
 *
 * @throws QueryError for what is not of the language, for fields that there are none of and values that nothing can have: a script
 *   that closes, or opens, what its query finds must not take an empty list for an answer
 */
export const matcherOf = <T>(searched: Searched<T>, query: string | undefined): Test<T> =>
  compiled(searched, parseQuery(query ?? ''));
