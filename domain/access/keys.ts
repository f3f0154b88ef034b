import { createHmac, hash } from 'node:crypto';

/** Characters of an integration's key: what PagerDuty's clients check a `routing_key` for. */
export const INTEGRATION_KEY_LENGTH = 32;

const ACCESS_TOKEN_LENGTH = 40;

/** Longer than any key; what is longer is not even hashed. */
export const LONGEST_TOKEN = 128;

/** HMAC-SHA256 as `length` characters of [a-z0-9]: 5.17 bits each, and nothing that a URL or a shell would escape. */
const derive = (masterKey: Uint8Array, purpose: string, length: number): string => {
  const number = BigInt(`0x${createHmac('sha256', masterKey).update(purpose).digest('hex')}`);
  return (number % 36n ** BigInt(length)).toString(36).padStart(length, '0');
};

/**
 * The key that a sender proves itself with: 32 characters of [a-z0-9], so that it also serves as a PagerDuty routing
 * key. Derived, never stored; a new generation is a new key.
 *
 * @param masterKey at least 32 random bytes, one per deployment
 */
export const integrationKey = (masterKey: Uint8Array, id: string, generation: number): string =>
  derive(masterKey, `integration:${id}:${generation}`, INTEGRATION_KEY_LENGTH);

/** The value of an access token of the API: `mst_` (so that secret scanners can know it) and 40 characters of [a-z0-9]. */
export const accessTokenValue = (masterKey: Uint8Array, id: string, generation: number): string =>
  `mst_${derive(masterKey, `access-token:${id}:${generation}`, ACCESS_TOKEN_LENGTH)}`;

/**
 * The value of a token that people issued, or rotated, by day. Derived for another purpose than those of the files, so that what was revoked is
 * not the value of a later entry of the files by the same id.
 */
export const liveTokenValue = (masterKey: Uint8Array, id: string, generation: number): string =>
  `mst_${derive(masterKey, `live-access-token:${id}:${generation}`, ACCESS_TOKEN_LENGTH)}`;

/** Finds who a token belongs to. */
export interface TokenIndex {
  /** @returns the owner's id; undefined for a token that is nobody's */
  readonly ownerOf: (token: string) => string | undefined;
}

/** By which a token is known: SHA-256, 64 hexadecimal digits. Tokens are random and long, so that it needs no salt. */
export const tokenHash = (token: string): string => hash('sha256', token, 'hex');

/**
 * One lookup, however many tokens there are. Tokens are never compared: the index is asked for the digest of one, and how
 * long that takes tells at most about digests, from which no token follows.
 */
const indexOf = (owners: Iterable<readonly [tokenHash: string, owner: string]>): TokenIndex => {
  const byHash = new Map(owners);
  return {
    ownerOf: (token) => (token.length === 0 || token.length > LONGEST_TOKEN ? undefined : byHash.get(tokenHash(token))),
  };
};

/**
 * Every live key of every integration: the derived generations, of which two live side by side while a key is rotated, and
 * those that senders brought along, of which only the hash is known.
 */
export const integrationKeyIndex = (
  masterKey: Uint8Array,
  integrations: readonly {
    readonly id: string;
    readonly keyGenerations: readonly number[];
    readonly keyHashes?: readonly string[] | undefined;
  }[],
): TokenIndex =>
  indexOf([
    ...integrations.flatMap(({ id, keyHashes = [] }) => keyHashes.map((keyHash) => [keyHash, id] as const)),
    // Last, so that no hash that somebody wrote down takes a derived key away from its owner.
    ...integrations.flatMap(({ id, keyGenerations }) =>
      keyGenerations.map((generation) => [tokenHash(integrationKey(masterKey, id, generation)), id] as const),
    ),
  ]);
