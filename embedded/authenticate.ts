import { timingSafeEqual } from 'node:crypto';
import { tokenHash } from '../domain/access/keys.ts';
import type { Principal } from '../domain/access/principal.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import { LOCAL_ADMIN } from '../usecases/tokens/change-token.ts';
import type { DataDirectory } from './data-directory.ts';

const ADMINISTRATOR: Principal = { id: LOCAL_ADMIN, name: 'Local administrator', role: 'admin' };

/** Bearer tokens of one installation: the administrator's, in the data directory, and those of the files and of people. */
export const authenticateBearer = (
  directory: Pick<DataDirectory, 'adminToken'>,
  accessTokens: AccessTokens,
): ((request: Request) => Promise<Principal | undefined>) => {
  const hashOf = (token: string): Buffer => Buffer.from(tokenHash(token), 'hex');
  const administrator = hashOf(directory.adminToken);
  return async (request) => {
    const [scheme, token, ...rest] = (request.headers.get('authorization') ?? '').trim().split(/\s+/);
    if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) return undefined;
    if (timingSafeEqual(hashOf(token), administrator)) return ADMINISTRATOR;
    return accessTokens.principalOf(token);
  };
};
