import { accessTokenIndex, type TokenIndex } from '../../domain/access/keys.ts';
import type { Principal } from '../../domain/access/principal.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { ConfigurationSource } from '../../ports/ports.ts';
import { type Claims, principalOfClaims } from './principal-of-claims.ts';

export interface AuthenticationOptions {
  readonly configuration: ConfigurationSource;
  readonly masterKey: () => Promise<Uint8Array>;
  readonly roleClaims: readonly string[];
}

const bearerOf = (request: Request): string | undefined =>
  /^bearer\s+(\S+)$/i.exec(request.headers.get('authorization')?.trim() ?? '')?.[1];

/**
 * Who sent a request: whom the claims of a token verified by API Gateway name, or, on a route without an authorizer, the
 * access token of the configuration that it carries.
 */
export const createAuthentication = ({ configuration, masterKey, roleClaims }: AuthenticationOptions) => {
  const indexes = new WeakMap<Configuration, TokenIndex>();

  const byClaims = async (claims: Claims): Promise<Principal> => {
    const principal = principalOfClaims(claims, roleClaims, await configuration.current());
    if (principal) return principal;
    throw new DomainError('not-permitted', `The token names no role of Muster in any of: ${roleClaims.join(', ')}.`);
  };

  const byAccessToken = async (value: string): Promise<Principal | undefined> => {
    const current = await configuration.current();
    if (current.accessTokens.length === 0) return undefined;
    let index = indexes.get(current);
    if (!index) {
      index = accessTokenIndex(await masterKey(), current.accessTokens);
      indexes.set(current, index);
    }
    const owner = index.ownerOf(value);
    const token = current.accessTokens.find(({ id }) => id === owner);
    if (!token) return undefined;
    const person = current.people.find(({ id }) => id === token.person);
    return {
      id: token.id,
      name: person?.name ?? token.id,
      role: token.role,
      ...(person ? { personId: person.id } : {}),
    };
  };

  /** @throws DomainError `not-permitted` for somebody who is known and has no role */
  return async (request: Request, claims: Claims | undefined): Promise<Principal | undefined> => {
    if (claims !== undefined) return byClaims(claims);
    const token = bearerOf(request);
    return token === undefined ? undefined : byAccessToken(token);
  };
};
