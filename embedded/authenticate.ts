import { timingSafeEqual } from 'node:crypto';
import { bearerOf } from '../api/bearer.ts';
import { tokenHash } from '../domain/access/keys.ts';
import type { Principal } from '../domain/access/principal.ts';
import type { Unproven } from '../ports/issued-tokens.ts';
import { LOCAL_ADMIN } from '../usecases/tokens/change-token.ts';
import type { principalOfToken } from '../usecases/tokens/principal-of-token.ts';
import type { DataDirectory } from './data-directory.ts';

const ADMINISTRATOR: Principal = { id: LOCAL_ADMIN, name: 'Local administrator', role: 'admin' };

/** Bearer tokens of one installation: the administrator's, in the data directory, those of the files and of people, and those of an issuer. */
export const authenticateBearer = (
  directory: Pick<DataDirectory, 'adminToken'>,
  principalOf: ReturnType<typeof principalOfToken>,
): ((request: Request) => Promise<Principal | Unproven | undefined>) => {
  const hashOf = (token: string): Buffer => Buffer.from(tokenHash(token), 'hex');
  const administrator = hashOf(directory.adminToken);
  return async (request) => {
    const token = bearerOf(request);
    if (token === undefined) return undefined;
    if (timingSafeEqual(hashOf(token), administrator)) return ADMINISTRATOR;
    return principalOf(token);
  };
};
