import type { UnknownWord } from '../../domain/signal/signal.ts';
import type { Remembered } from '../../ports/remembered.ts';
import { nearName } from '../../sources/reading/near-name.ts';
import { type Watched, watched } from '../../sources/reading/watched.ts';
import type { Parsed, Source, SourceRequest } from '../../sources/source.ts';

/** Alerts of one message beside the first: a longer list is no sender's that a person has configured by hand. */
const MOST_OTHERS = 100;

/** Names of messages tell one kind from another: a sender has few. */
const MOST_KINDS = 1000;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Deeper names do not tell kinds from one another. */
const DEEPEST = 4;

/** Names in the order in which bodies have them: whoever has gone the same way through them has read the same names. */
interface Way {
  readonly number: number;
  readonly length: number;
  readonly on: Map<string, Way>;
}

/** Ways of names that are remembered; a sender whose names never repeat makes a new one with each. */
const MOST_WAYS = 20_000;

/** More names of one body tell nothing more of its kind. */
const LONGEST_WAY = 500;

let ways = 0;
let start: Way | undefined;

const newWay = (length: number): Way => {
  ways += 1;
  return { number: ways, length, on: new Map() };
};

const onBy = (from: Way, name: string): Way => {
  const { length, on } = from;
  const known = on.get(name);
  if (known) return known;
  if (length === LONGEST_WAY) return from;
  const way = newWay(length + 1);
  on.set(name, way);
  if (ways % MOST_WAYS === 0) start = undefined;
  return way;
};

const wayThrough = (value: object, from: Way, depth: number): Way => {
  if (Array.isArray(value)) {
    const [first] = value;
    return onBy(isObject(first) && depth < DEEPEST ? wayThrough(first, onBy(from, '['), depth + 1) : from, ']');
  }
  let way = from;
  for (const name in value) {
    way = onBy(way, name);
    const member = (value as Readonly<Record<string, unknown>>)[name];
    if (isObject(member) && depth < DEEPEST) way = wayThrough(member, way, depth + 1);
  }
  return onBy(way, '}');
};

/** A number for all names of a body, which tell what kind of message it is. Every message is asked, on the hot path. */
const kindOf = (body: object): number => {
  start ??= newWay(0);
  return wayThrough(body, start, 0).number;
};

const unreadIn = (source: Source, request: SourceRequest): readonly UnknownWord[] => {
  const seen: Watched[] = [];
  try {
    source.parse({ ...request, body: watched(request.body as object, seen) });
  } catch {
    // It was understood as a whole; what is told of it here is only advice.
    return [];
  }
  return seen.flatMap(({ object, asked }) => {
    const missed = [...asked].filter((name) => !Object.hasOwn(object, name));
    return Object.keys(object).flatMap((name) => {
      const meant = asked.has(name) ? undefined : nearName(name, missed);
      return meant === undefined ? [] : [{ field: 'field' as const, word: name, taken: `"${meant}" is` }];
    });
  });
};

/**
 * With names that its source did not read, though it asked in vain for one that is all but the same: a sender that a person has
 * configured by hand. What else a product sends is its own business. Looked for once in each kind of message.
 */
export const withUnreadNames = (
  { unread }: Pick<Remembered, 'unread'>,
  source: Source,
  request: SourceRequest,
  parsed: Parsed,
): Parsed => {
  const [first] = parsed.signals;
  const { body, integration } = request;
  if (!first || parsed.signals.length - 1 > MOST_OTHERS || integration.mapping || !isObject(body)) return parsed;
  const kind = `${source.id} ${kindOf(body)}`;
  let found = unread.get(kind);
  if (found === undefined) {
    found = unreadIn(source, request);
    if (unread.size >= MOST_KINDS) unread.clear();
    unread.set(kind, found);
  }
  const { unknownWords = [] } = first;
  const fresh = found.filter(({ word }) => !unknownWords.some((known) => known.word === word));
  if (fresh.length === 0) return parsed;
  const signals = [{ ...first, unknownWords: [...unknownWords, ...fresh] }, ...parsed.signals.slice(1)];
  return { ...parsed, signals };
};
