import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** The `previousHash` of the first commit of every chain. */
export const GENESIS = '0'.repeat(64);

/** SHA-256 (hex) over the RFC 8785 canonical JSON of a value: the same for equal values, whatever the order of keys. */
export const hashOf = (value: unknown): string => {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch {
    // RFC 8785 has no form for half a surrogate pair. A sender may send one, and a store writes it as U+FFFD.
    text = canonicalize(wellFormed(value));
  }
  return hash('sha256', text ?? 'null', 'hex');
};

/** A copy as a store gives it back: only JSON, and every text and key well-formed. */
export const wellFormed = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value), (_key, part: unknown) => {
    if (typeof part === 'string') return part.toWellFormed();
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    if (Object.keys(part).every((key) => key.isWellFormed())) return part;
    return Object.fromEntries(Object.entries(part).map(([key, held]) => [key.toWellFormed(), held]));
  }) as T;

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
