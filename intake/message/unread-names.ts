import type { UnknownWord } from '../../domain/signal/signal.ts';
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

/** All names of a body, which tell what kind of message it is. */
const kindOf = (value: unknown, depth = 0): string => {
  if (!isObject(value) || depth > DEEPEST) return '';
  if (Array.isArray(value)) return `[${kindOf(value[0], depth + 1)}]`;
  return Object.entries(value)
    .map(([name, member]) => name + kindOf(member, depth + 1))
    .join();
};

/** What was found in each kind of message. */
const found = new Map<string, readonly UnknownWord[]>();

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
export const withUnreadNames = (source: Source, request: SourceRequest, parsed: Parsed): Parsed => {
  const [first, ...others] = parsed.signals;
  if (
    first === undefined ||
    others.length > MOST_OTHERS ||
    request.integration.mapping !== undefined ||
    !isObject(request.body)
  )
    return parsed;
  const kind = `${source.id} ${kindOf(request.body)}`.slice(0, 4096);
  let unread = found.get(kind);
  if (unread === undefined) {
    unread = unreadIn(source, request);
    if (found.size >= MOST_KINDS) found.clear();
    found.set(kind, unread);
  }
  const { unknownWords = [] } = first;
  const fresh = unread.filter(({ word }) => !unknownWords.some((known) => known.word === word));
  if (fresh.length === 0) return parsed;
  const signals = [{ ...first, unknownWords: [...unknownWords, ...fresh] }, ...others];
  return { ...parsed, signals };
};
