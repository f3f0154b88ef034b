import type { Principal } from '../../domain/access/principal.ts';
import { principalOfClaims } from '../../domain/access/principal-of-claims.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { IssuedTokens, Unproven } from '../../ports/issued-tokens.ts';
import type { ConfigurationSource } from '../../ports/ports.ts';

/** Tokens of an issuer, and in which of their claims a role stands. */
export interface TrustedIssuer {
  readonly tokens: IssuedTokens;
  readonly roleClaims: readonly string[];
}

export interface TokenOptions {
  readonly configuration: ConfigurationSource;
  readonly accessTokens: AccessTokens;
  /** Absent where nobody but Muster issues tokens. */
  readonly issuer?: TrustedIssuer | undefined;
}

/** Three parts (RFC 7519, signed); no token of Muster's own has a dot. */
const isIssued = (token: string): boolean => /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);

/**
 * Whose token it is: one of Muster's own, or of the issuer that this deployment trusts, on every target.
 *
 * @throws DomainError `not-permitted` for somebody who is known and has no role
 */
export const principalOfToken =
  ({ accessTokens, configuration, issuer }: TokenOptions) =>
  async (token: string): Promise<Principal | Unproven | undefined> => {
    if (!issuer || !isIssued(token)) return accessTokens.principalOf(token);
    const found = await issuer.tokens.claimsOf(token);
    if ('unproven' in found) return found;
    const principal = principalOfClaims(found.claims, issuer.roleClaims, await configuration.current());
    if (principal) return principal;
    throw new DomainError(
      'not-permitted',
      `You are signed in, and have no role in Muster: none of the claims ${issuer.roleClaims.join(', ')} of the token names one. Ask an administrator to put you into the group viewer, responder, manager or admin; then sign in again.`,
    );
  };
