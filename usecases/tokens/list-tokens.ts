import type { AccessRole } from '../../domain/configuration/access-token.ts';
import { type EpochMs, type Iso, toMs } from '../../domain/instant/instant.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import type { Actor } from '../../domain/stream/commit.ts';
import type { TokenState } from '../../domain/token/fold.ts';
import { isToken } from '../../domain/token/token.ts';
import type { Ports } from '../../ports/ports.ts';

/** A token as it is shown: everything but its value. */
export interface ShownToken {
  readonly id: string;
  readonly role: AccessRole;
  readonly person?: string | undefined;
  readonly standing: 'in-force' | 'expired' | 'revoked';
  /** Who gave it the value that counts: the files, or people by day. */
  readonly from: 'files' | 'people';
  readonly generation: number;
  readonly seq?: number;
  readonly expiresAt?: Iso | undefined;
  /** Until when the value before counts as well. */
  readonly oldUntil?: Iso | undefined;
  readonly issuedAt?: Iso;
  readonly issuedBy?: Actor;
  readonly changedAt?: Iso;
}

export const shownToken = ({ id, seq, state }: LiveRecord<TokenState>, now: EpochMs): ShownToken => {
  const { changedAt, expiresAt, generation, issuedAt, issuedBy, old, person, revoked, role } = state;
  const isPast = (at: Iso | undefined): boolean => at !== undefined && toMs(at) <= now;
  return {
    id,
    role,
    ...(person === undefined ? {} : { person }),
    standing: revoked ? 'revoked' : isPast(expiresAt) ? 'expired' : 'in-force',
    from: 'people',
    generation,
    seq,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(old === undefined || isPast(old.until) ? {} : { oldUntil: old.until }),
    issuedAt,
    issuedBy,
    changedAt,
  };
};

/** Every token that there is or was, by its id. */
export const listTokens = async (ports: Pick<Ports, 'stores' | 'configuration' | 'clock'>): Promise<ShownToken[]> => {
  const [{ accessTokens }, open] = await Promise.all([ports.configuration.current(), ports.stores.live.open()]);
  const live = open.filter(isToken).map((record) => shownToken(record, ports.clock.now()));
  const replaced = new Set(live.map(({ id }) => id));
  const files = accessTokens
    .filter(({ id }) => !replaced.has(id))
    .map(
      ({ generation, id, person, role }): ShownToken => ({
        id,
        role,
        ...(person === undefined ? {} : { person }),
        standing: 'in-force',
        from: 'files',
        generation,
      }),
    );
  return [...files, ...live].toSorted((a, b) => (a.id < b.id ? -1 : 1));
};
