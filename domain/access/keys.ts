import { createHmac, hash, timingSafeEqual } from 'node:crypto';

/** Characters of an integration's key: what PagerDuty's clients check a `routing_key` for. */
export const INTEGRATION_KEY_LENGTH = 32;

const ACCESS_TOKEN_LENGTH = 40;

/** Longer than any key; what is longer is not even hashed. */
const LONGEST_TOKEN = 128;

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

/** Finds who a token belongs to. */
export interface TokenIndex {
  /** @returns the owner's id; undefined for a token that is nobody's */
  readonly ownerOf: (token: string) => string | undefined;
}

/**
 * One lookup, however many tokens there are. The index is asked for the digest of the token, of which a caller controls
 * and learns nothing, and what it finds is compared in constant time.
 */
const indexOf = (tokens: Iterable<readonly [token: string, owner: string]>): TokenIndex => {
  const byDigest = new Map<string, { readonly bytes: Buffer; readonly owner: string }>();
  for (const [token, owner] of tokens) byDigest.set(hash('sha256', token, 'hex'), { bytes: Buffer.from(token), owner });
  return {
    ownerOf: (token) => {
      if (token.length === 0 || token.length > LONGEST_TOKEN) return undefined;
      const found = byDigest.get(hash('sha256', token, 'hex'));
      if (!found) return undefined;
      const given = Buffer.from(token);
      return given.length === found.bytes.length && timingSafeEqual(given, found.bytes) ? found.owner : undefined;
    },
  };
};

/** Every live generation of every integration's key; two generations live side by side while a key is rotated. */
export const integrationKeyIndex = (
  masterKey: Uint8Array,
  integrations: readonly { readonly id: string; readonly keyGenerations: readonly number[] }[],
): TokenIndex =>
  indexOf(
    integrations.flatMap(({ id, keyGenerations }) =>
      keyGenerations.map((generation) => [integrationKey(masterKey, id, generation), id] as const),
    ),
  );

/** The access tokens of a configuration; the owner is the token's id. */
export const accessTokenIndex = (
  masterKey: Uint8Array,
  tokens: readonly { readonly id: string; readonly generation: number }[],
): TokenIndex =>
  indexOf(tokens.map(({ id, generation }) => [accessTokenValue(masterKey, id, generation), id] as const));
