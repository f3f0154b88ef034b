import { accessTokenIndex, type TokenIndex } from '../domain/access/keys.ts';
import type { Principal } from '../domain/access/principal.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import type { DataDirectory } from './data-directory.ts';

const LOCAL_ADMIN = 'local-admin';

/** Bearer tokens of one installation: the administrator's, printed at start, and those the configuration names. */
export const authenticateBearer = (
  directory: DataDirectory,
  configuration: () => Configuration,
): ((request: Request) => Promise<Principal | undefined>) => {
  const indexes = new WeakMap<Configuration, TokenIndex>();
  return (request) => {
    const [scheme, token, ...rest] = (request.headers.get('authorization') ?? '').trim().split(/\s+/);
    if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) return Promise.resolve(undefined);
    const current = configuration();
    let index = indexes.get(current);
    if (!index) {
      index = accessTokenIndex(directory.masterKey, [{ id: LOCAL_ADMIN, generation: 1 }, ...current.accessTokens]);
      indexes.set(current, index);
    }
    const owner = index.ownerOf(token);
    if (owner === undefined) return Promise.resolve(undefined);
    const named = current.accessTokens.find((t) => t.id === owner);
    if (!named) return Promise.resolve({ id: owner, name: 'Local administrator', role: 'admin' });
    const person = current.people.find((p) => p.id === named.person);
    return Promise.resolve({ id: named.id, name: person?.name ?? named.id, role: named.role, personId: named.person });
  };
};
