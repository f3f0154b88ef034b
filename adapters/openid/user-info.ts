import type { Claims } from '../../domain/access/principal-of-claims.ts';
import { documentAt, type IssuerOptions } from './issuer.ts';

/** So long an answer counts, and so long a failure does. */
const KEPT_MS = 10 * 60_000;
const FAILED_KEPT_MS = 30_000;

/** People who are remembered at once. */
const MOST = 5_000;

const ADDED = ['email', 'email_verified', 'name'] as const;

/** Access tokens with which the issuer lets itself be asked; an ID token says who it is about, or cannot be asked with. */
const mayAsk = ({ email, scope, sub }: Claims): boolean =>
  email === undefined && typeof sub === 'string' && typeof scope === 'string' && scope.split(' ').includes('openid');

/**
 * Access tokens say no more than a number of whom they are about. Who that is by address, the issuer tells whoever has the token
 * (<https://openid.net/specs/openid-connect-core-1_0.html#UserInfo>): asked once for each person, only about tokens that are verified
 * already. Where it does not answer, the token still says the role; only the person is not known.
 */
export const userInfo = ({ fetch, now, onFailed }: Pick<IssuerOptions, 'fetch' | 'now' | 'onFailed'>) => {
  const kept = new Map<string, { readonly claims: Claims; readonly until: number }>();
  const ask = async (sub: string, token: string, endpoint: string): Promise<Claims> => {
    let claims: Claims = {};
    let until = now() + FAILED_KEPT_MS;
    try {
      const told = await documentAt<Claims>(fetch, endpoint, { authorization: `Bearer ${token}` });
      // Else it speaks of somebody else.
      if (told.sub === sub) {
        claims = Object.fromEntries(ADDED.flatMap((name) => (told[name] === undefined ? [] : [[name, told[name]]])));
        until = now() + KEPT_MS;
      }
    } catch (error) {
      onFailed(error);
    }
    if (kept.size >= MOST) kept.clear();
    kept.set(sub, { claims, until });
    return claims;
  };
  return {
    /** The claims, with what the issuer adds about whom they are. Never rejects. */
    async added(claims: Claims, token: string, endpoint: string | undefined): Promise<Claims> {
      if (endpoint === undefined || !mayAsk(claims)) return claims;
      const sub = claims.sub as string;
      const before = kept.get(sub);
      const told = before && before.until > now() ? before.claims : await ask(sub, token, endpoint);
      return { ...told, ...claims };
    },
  };
};
