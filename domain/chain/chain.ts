import { hash } from 'node:crypto';

/** The `previousHash` of the first commit of every chain. */
export const GENESIS = '0'.repeat(64);

class LoneSurrogateError extends Error {
  override readonly name = 'LoneSurrogateError';
}

const quoted = (text: string): string => {
  if (!text.isWellFormed()) throw new LoneSurrogateError();
  return JSON.stringify(text);
};

/** Names that an object puts in an order of its own, or does not take as members. */
const IRREGULAR_NAME = /^(?:\d|__proto__$)/;

class IrregularNameError extends Error {
  override readonly name = 'IrregularNameError';
}

/** A copy of which each object has its members in the order of their names, as far as an object can. @throws IrregularNameError */
const ordered = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if ('toJSON' in value && typeof value.toJSON === 'function') return ordered(value.toJSON());
  if (Array.isArray(value)) return value.map(ordered);
  const members = value as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(members).sort()) {
    if (IRREGULAR_NAME.test(name)) throw new IrregularNameError();
    copy[name] = ordered(members[name]);
  }
  return copy;
};

const ESCAPED_SURROGATE = /\\ud[89a-f]/;

/** What JavaScript writes of an ordered copy is canonical, and three times as quick as to write it member by member. */
const quickCanonicalJson = (value: unknown): string | undefined => {
  try {
    const text = JSON.stringify(ordered(value)) as string | undefined;
    return text !== undefined && ESCAPED_SURROGATE.test(text) ? undefined : text;
  } catch (error) {
    if (error instanceof IrregularNameError) return undefined;
    throw error;
  }
};

/**
 * RFC 8785: the JSON of ECMAScript with the members of every object sorted by name. The library for it looks at every
 * character, twice in a commit of an alert, before its page; the tests hold this to the library.
 */
const canonicalJson = (value: unknown): string | undefined => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('toJSON' in value && typeof value.toJSON === 'function') return canonicalJson(value.toJSON());
  if (Array.isArray(value)) return `[${value.map((part) => canonicalJson(part) ?? 'null').join(',')}]`;
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const name of Object.keys(members).sort()) {
    const held = canonicalJson(members[name]);
    if (held !== undefined) text += `${text === '' ? '' : ','}${quoted(name)}:${held}`;
  }
  return `{${text}}`;
};

/** SHA-256 (hex) over the RFC 8785 canonical JSON of a value: the same for equal values, whatever the order of keys. */
export const hashOf = (value: unknown): string => {
  let text = quickCanonicalJson(value);
  if (text !== undefined) return hash('sha256', text, 'hex');
  try {
    text = canonicalJson(value);
  } catch (error) {
    if (!(error instanceof LoneSurrogateError)) throw error;
    // RFC 8785 has no form for half a surrogate pair. A sender may send one, and a store writes it as U+FFFD.
    text = canonicalJson(wellFormed(value));
  }
  return hash('sha256', text ?? 'null', 'hex');
};

const mended = (_key: string, part: unknown): unknown => {
  if (typeof part === 'string') return part.toWellFormed();
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  if (Object.keys(part).every((key) => key.isWellFormed())) return part;
  return Object.fromEntries(Object.entries(part).map(([key, held]) => [key.toWellFormed(), held]));
};

/** A copy as a store gives it back: only JSON, and every text and key well-formed. */
export const wellFormed = <T>(value: T): T => {
  const text = JSON.stringify(value);
  // Half a pair is always written as an escape; almost nothing has one, and to parse with a reviver takes ten times as long.
  return JSON.parse(text, ESCAPED_SURROGATE.test(text) ? mended : undefined) as T;
};

interface Linked {
  readonly seq: number;
  readonly previousHash: string;
  readonly hash: string;
}

/** Adds the hash that seals a commit: over everything in it, the previous hash included. */
export const seal = <C extends { readonly previousHash: string }>(commit: C): C & { readonly hash: string } => ({
  ...commit,
  hash: hashOf(commit),
});

export interface ChainBreak {
  readonly seq: number;
  readonly problem: 'missing' | 'altered' | 'not-linked';
  readonly explanation: string;
}

/** Walks a chain from its first commit; the first break found, or nothing when the chain is whole. */
export const verifyChain = (commits: readonly Linked[]): ChainBreak | undefined => {
  let previous = GENESIS;
  let expected = 1;
  for (const commit of commits) {
    if (commit.seq !== expected) {
      return {
        seq: expected,
        problem: 'missing',
        explanation: `commit ${expected} is missing: found ${commit.seq} in its place`,
      };
    }
    if (commit.previousHash !== previous) {
      return {
        seq: commit.seq,
        problem: 'not-linked',
        explanation: `commit ${commit.seq} does not continue the commit before it`,
      };
    }
    const { hash: stored, ...content } = commit;
    if (hashOf(content) !== stored) {
      return {
        seq: commit.seq,
        problem: 'altered',
        explanation: `commit ${commit.seq} was changed after it was written`,
      };
    }
    previous = stored;
    expected += 1;
  }
  return undefined;
};
