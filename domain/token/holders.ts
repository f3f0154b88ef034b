import { accessTokenValue, liveTokenValue, tokenHash } from '../access/keys.ts';
import type { AccessRole } from '../configuration/access-token.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { type EpochMs, toMs } from '../instant/instant.ts';
import type { LiveSet } from '../live/live-record.ts';
import type { TokenState } from './fold.ts';
import { isToken } from './token.ts';

/** Who has a value, and until when it counts. */
export interface Holder {
  readonly id: string;
  readonly role: AccessRole;
  readonly person?: string | undefined;
  readonly until: EpochMs;
}

const FOR_GOOD = Number.POSITIVE_INFINITY;

const ofLive = (masterKey: Uint8Array, id: string, state: TokenState): [hash: string, holder: Holder][] => {
  if (state.revoked) return [];
  const { expiresAt, generation, old, person, role } = state;
  const until = expiresAt === undefined ? FOR_GOOD : toMs(expiresAt);
  const holder = { id, role, person, until };
  const newest: [string, Holder] = [tokenHash(liveTokenValue(masterKey, id, generation)), holder];
  if (!old) return [newest];
  const value = old.ofFiles
    ? accessTokenValue(masterKey, id, old.generation)
    : liveTokenValue(masterKey, id, old.generation);
  return [newest, [tokenHash(value), { ...holder, until: Math.min(until, toMs(old.until)) }]];
};

/** Every value that counts, by its hash: those of the files, and in their place what people did to them by day. */
export const tokenHolders = (
  masterKey: Uint8Array,
  { accessTokens }: Pick<Configuration, 'accessTokens'>,
  { records }: LiveSet,
): ReadonlyMap<string, Holder> => {
  const live = records.filter(isToken);
  const replaced = new Set(live.map(({ id }) => id));
  return new Map([
    ...accessTokens
      .filter(({ id }) => !replaced.has(id))
      .map(({ generation, id, person, role }): [string, Holder] => [
        tokenHash(accessTokenValue(masterKey, id, generation)),
        { id, role, person, until: FOR_GOOD },
      ]),
    ...live.flatMap(({ id, state }) => ofLive(masterKey, id, state)),
  ]);
};
