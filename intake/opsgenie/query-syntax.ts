/** How a field is compared with what was asked for. */
export type Comparison = '!=' | '<=' | '>=' | ':' | '=' | '<' | '>';

/** What a query says, before anybody knows the fields. */
export type Query =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Query[] }
  | { readonly kind: 'not'; readonly of: Query }
  /** `field` is absent where a word stands alone. */
  | { readonly kind: 'term'; readonly field?: string; readonly comparison: Comparison; readonly value: Value };

export interface Value {
  readonly text: string;
  /** In quotation marks, where an asterisk is an asterisk. */
  readonly quoted: boolean;
}

/** The query is not one; the message says where it stops making sense. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly code = 'query-not-understood';
}

const LONGEST_QUERY = 1_000;
const MOST_TERMS = 100;
const DEEPEST = 20;

const SPACE = /\s*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const WORD = /[^\s()"]+/y;
const FIELD = /([a-z_][\w.]*)\s*(!=|<=|>=|[:=<>])\s*/iy;
const PAIR = /detailsPair\s*\(\s*([^()]*?)\s*\)/iy;
const OPERATOR = /(AND|OR|NOT)(?=[\s()"]|$)|&&|\|\||!(?=\S)|-(?=[^\s)])/iy;

const MEANING: Readonly<Record<string, 'and' | 'or' | 'not'>> = { '&&': 'and', '||': 'or', '!': 'not', '-': 'not' };

type Field = Pick<Extract<Query, { kind: 'term' }>, 'field' | 'comparison'>;

const NO_FIELD: Field = { comparison: ':' };

/**
 * Opsgenie's search language, as its help has it: `field: value`, comparisons, several values of one field in parentheses, AND, OR,
 * NOT, words that stand alone, quotation marks, an asterisk for anything. Terms side by side must all hold; AND binds closer than OR.
 *
 * <https://support.atlassian.com/opsgenie/docs/search-syntax-for-alerts/>
 *
 * @throws QueryError for what is not of that language, or too large to be read
 */
export const parseQuery = (text: string): Query => {
  if (text.length > LONGEST_QUERY) throw new QueryError(`A query may have ${LONGEST_QUERY} characters.`);
  let at = 0;
  let terms = 0;

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const peek = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  const rest = (): string => (at >= text.length ? 'at its end' : `at "${text.slice(at, at + 30)}"`);
  const operator = (): 'and' | 'or' | 'not' | undefined => {
    take(SPACE);
    const found = peek(OPERATOR)?.[0];
    return found === undefined ? undefined : (MEANING[found] ?? (found.toLowerCase() as 'and' | 'or' | 'not'));
  };
  const takeOperator = (wanted: 'and' | 'or' | 'not'): boolean => {
    if (operator() !== wanted) return false;
    take(OPERATOR);
    return true;
  };

  const term = (field: Field, value: Value): Query => {
    terms += 1;
    if (terms > MOST_TERMS) throw new QueryError(`A query may have ${MOST_TERMS} terms.`);
    return { kind: 'term', ...field, value };
  };

  const nextValue = (): Value | undefined => {
    const quoted = take(QUOTED);
    if (quoted) return { text: (quoted[1] ?? '').replaceAll(/\\(.)/g, '$1'), quoted: true };
    const word = take(WORD);
    return word ? { text: word[0], quoted: false } : undefined;
  };

  const group = (field: Field, depth: number): Query => {
    at += 1;
    const inside = any(field, depth + 1);
    take(SPACE);
    if (text[at] !== ')') throw new QueryError(`A parenthesis is not closed ${rest()}.`);
    at += 1;
    return inside;
  };

  const single = (field: Field, depth: number): Query => {
    if (depth > DEEPEST) throw new QueryError(`A query may be nested ${DEEPEST} deep.`);
    take(SPACE);
    if (text[at] === '(') return group(field, depth);
    const pair = field === NO_FIELD ? take(PAIR) : null;
    if (pair) return term({ field: 'detailsPair', comparison: ':' }, { text: pair[1] ?? '', quoted: true });
    const named = field === NO_FIELD ? take(FIELD) : null;
    if (named) {
      const asked: Field = { field: named[1] ?? '', comparison: named[2] as Comparison };
      if (text[at] === '(') return group(asked, depth);
      const value = operator() === undefined || text[at] === '-' ? nextValue() : undefined;
      if (value === undefined) throw new QueryError(`"${asked.field}" is compared with nothing ${rest()}.`);
      return term(asked, value);
    }
    const joining = operator();
    const value = joining === 'and' || joining === 'or' ? undefined : nextValue();
    if (value === undefined) throw new QueryError(`A term is missing ${rest()}.`);
    return term(field, value);
  };

  const negated = (field: Field, depth: number): Query => {
    if (depth > DEEPEST) throw new QueryError(`A query may be nested ${DEEPEST} deep.`);
    return takeOperator('not') ? { kind: 'not', of: negated(field, depth + 1) } : single(field, depth);
  };

  const all = (field: Field, depth: number): Query => {
    const of = [negated(field, depth)];
    for (;;) {
      if (takeOperator('and')) {
        of.push(negated(field, depth));
        continue;
      }
      if (at >= text.length || text[at] === ')' || operator() === 'or') break;
      of.push(negated(field, depth));
    }
    return of.length === 1 ? (of[0] as Query) : { kind: 'all', of };
  };

  const any = (field: Field, depth: number): Query => {
    const of = [all(field, depth)];
    while (takeOperator('or')) of.push(all(field, depth));
    return of.length === 1 ? (of[0] as Query) : { kind: 'any', of };
  };

  take(SPACE);
  if (at >= text.length) return { kind: 'all', of: [] };
  const query = any(NO_FIELD, 0);
  take(SPACE);
  if (at < text.length) throw new QueryError(`It cannot be read ${rest()}.`);
  return query;
};
