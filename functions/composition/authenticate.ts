import type { Principal } from '../../domain/access/principal.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { ConfigurationSource } from '../../ports/ports.ts';
import { type Claims, principalOfClaims } from './principal-of-claims.ts';

export interface AuthenticationOptions {
  readonly configuration: ConfigurationSource;
  readonly accessTokens: AccessTokens;
  readonly roleClaims: readonly string[];
}

const bearerOf = (request: Request): string | undefined =>
  /^bearer\s+(\S+)$/i.exec(request.headers.get('authorization')?.trim() ?? '')?.[1];

/**
 * Who sent a request: whom the claims of a token verified by API Gateway name, or, on a route without an authorizer, the
 * access token that it carries.
 */
export const createAuthentication = ({ accessTokens, configuration, roleClaims }: AuthenticationOptions) => {
  const byClaims = async (claims: Claims): Promise<Principal> => {
    const principal = principalOfClaims(claims, roleClaims, await configuration.current());
    if (principal) return principal;
    throw new DomainError('not-permitted', `The token names no role of Muster in any of: ${roleClaims.join(', ')}.`);
  };

  /** @throws DomainError `not-permitted` for somebody who is known and has no role */
  return async (request: Request, claims: Claims | undefined): Promise<Principal | undefined> => {
    if (claims !== undefined) return byClaims(claims);
    const token = bearerOf(request);
    return token === undefined ? undefined : accessTokens.principalOf(token);
  };
};
