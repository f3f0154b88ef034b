import { LONGEST_TOKEN, liveTokenValue, tokenHash } from '../../domain/access/keys.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { type Holder, tokenHolders } from '../../domain/token/holders.ts';
import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { Ports } from '../../ports/ports.ts';

/**
 * Access tokens derived from the deployment's master key: those of the files, and those that people issued by day. Who has them is
 * worked out once for what is in force; a token is never compared, only the hash of one looked up.
 */
export const derivedAccessTokens = (
  masterKey: () => Promise<Uint8Array>,
  { clock, inForce }: Pick<Ports, 'clock' | 'inForce'>,
): AccessTokens => {
  const known = new WeakMap<Lookup, ReadonlyMap<string, Holder>>();
  return {
    async principalOf(token) {
      if (token.length === 0 || token.length > LONGEST_TOKEN) return undefined;
      const lookup = await inForce();
      let holders = known.get(lookup);
      if (!holders) {
        holders = tokenHolders(await masterKey(), lookup.configuration, lookup.live);
        known.set(lookup, holders);
      }
      const holder = holders.get(tokenHash(token));
      if (!holder || holder.until <= clock.now()) return undefined;
      const person = holder.person === undefined ? undefined : lookup.person(holder.person);
      return {
        id: holder.id,
        name: person?.name ?? holder.id,
        role: holder.role,
        ...(person ? { personId: person.id } : {}),
        ...(Number.isFinite(holder.until) ? { expiresAt: toIso(holder.until) } : {}),
      };
    },
    valueOf: async (id, generation) => liveTokenValue(await masterKey(), id, generation),
  };
};
