import type { Answer, ReceivedRequest } from '../request/received-request.ts';
import { QUERY_NAMES } from '../request/request-tokens.ts';
import { type Exchange, notAskable, reply } from './opsgenie-answer.ts';
import { matcherOf, type Searched } from './query-matcher.ts';
import { QueryError } from './query-syntax.ts';

const DEFAULT_LIMIT = 20;
const MOST_LISTED = 100;

/** @throws OpsgenieRefusal 422 for what is no number */
export const wholeNumber = (name: string, given: string | undefined, otherwise: number): number => {
  if (given === undefined || given === '') return otherwise;
  if (/^\d{1,9}$/.test(given)) return Number(given);
  throw notAskable({ [name]: 'must be a whole number' });
};

/** @throws OpsgenieRefusal 422 for what is none of these */
const oneOf = <T extends string>(name: string, given: string | undefined, known: readonly T[], otherwise: T): T => {
  if (given === undefined || given === '') return otherwise;
  const found = known.find((one) => one.toLowerCase() === given.toLowerCase());
  if (found === undefined) throw notAskable({ [name]: `must be one of [${known.join(', ')}]` });
  return found;
};

export const orderIn = ({ query }: Pick<ReceivedRequest, 'query'>): 'asc' | 'desc' =>
  oneOf('order', query.order, ['asc', 'desc'], 'desc');

/** What was asked for in `query`. @throws OpsgenieRefusal 422 where it cannot be read whole */
export const askedFor = <T>(
  searched: Searched<T>,
  { query }: Pick<ReceivedRequest, 'query'>,
): ((one: T) => boolean) => {
  try {
    return matcherOf(searched, query.query);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw notAskable({ query: error.message });
  }
};

/** The value by which a list is sorted; numbers by their size. */
export type Sorted<T> = Readonly<Record<string, (one: T) => string | number | boolean | undefined>>;

const compare = (a: string | number | boolean | undefined, b: typeof a): number => {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  return a < b ? -1 : 1;
};

/** Keys in a query are not repeated in an answer, however their names are written. */
const KEYS: ReadonlySet<string> = new Set(QUERY_NAMES.map((name) => name.toLowerCase()));

/** The address of another page of the list that was asked for. */
const addressOf = ({ request }: Exchange, offset: number, limit: number): string => {
  const { headers, path, query } = request;
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && !KEYS.has(name.toLowerCase())) asked.set(name, value);
  asked.set('offset', String(offset));
  asked.set('limit', String(limit));
  const scheme = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http';
  return `${headers.host === undefined ? '' : `${scheme}://${headers.host}`}${path}?${asked}`;
};

/**
 * A page of a list, sorted and cut as its query says, with the addresses of the pages around it in the body and in headers:
 * <https://docs.opsgenie.com/docs/pagination>.
 *
 * @throws OpsgenieRefusal 422
 */
export const pageOf = <T>(
  exchange: Exchange,
  all: readonly T[],
  sorted: Sorted<T>,
  shown: (one: T) => unknown,
): Answer => {
  const { query } = exchange.request;
  const limit = Math.min(MOST_LISTED, Math.max(1, wholeNumber('limit', query.limit, DEFAULT_LIMIT)));
  const offset = wholeNumber('offset', query.offset, 0);
  const by = oneOf('sort', query.sort, Object.keys(sorted), 'createdAt');
  const value = sorted[by] ?? (() => undefined);
  const ordered = all.toSorted((a, b) => compare(value(a), value(b)));
  if (orderIn(exchange.request) === 'desc') ordered.reverse();
  const last = Math.max(0, Math.floor((all.length - 1) / limit) * limit);
  const paging: Record<string, string> = {
    ...(offset + limit < all.length ? { next: addressOf(exchange, offset + limit, limit) } : {}),
    ...(offset > 0 ? { prev: addressOf(exchange, Math.max(0, offset - limit), limit) } : {}),
    first: addressOf(exchange, 0, limit),
    last: addressOf(exchange, last, limit),
  };
  const headers = Object.fromEntries(Object.entries(paging).map(([name, address]) => [`x-paging-${name}`, address]));
  const data = ordered.slice(offset, offset + limit).map(shown);
  return reply(exchange, 200, { data, paging }, headers);
};
