import type { AccessRole } from '../configuration/access-token.ts';
import type { Iso } from '../instant/instant.ts';
import type { Actor } from '../stream/commit.ts';
import type { StreamFold } from '../stream/stream.ts';

/** A value that still counts beside the newest, for those who have not changed it yet. */
export interface OldValue {
  readonly generation: number;
  /** Its value is the one that the files gave it. */
  readonly ofFiles: boolean;
  readonly until: Iso;
}

interface Held {
  readonly role: AccessRole;
  readonly person?: string | undefined;
}

export type TokenEvent =
  | ({ readonly type: 'TokenIssued'; readonly expiresAt?: Iso | undefined } & Held)
  | ({ readonly type: 'TokenRotated'; readonly generation: number; readonly old?: OldValue | undefined } & Held)
  | ({ readonly type: 'TokenRevoked' } & Held);

/** What somebody, or a program, proves itself with to the API. Its value is derived, and stands nowhere. */
export interface TokenState extends Held {
  readonly generation: number;
  readonly old?: OldValue | undefined;
  readonly expiresAt?: Iso | undefined;
  readonly issuedAt: Iso;
  readonly issuedBy: Actor;
  readonly changedAt: Iso;
  /** It stays on record, and in the place of the files' entry of its id: what was revoked is not in force again by itself. */
  readonly revoked?: { readonly at: Iso; readonly by: Actor } | undefined;
  readonly ended?: undefined;
}

export const tokenFold: StreamFold<TokenEvent, TokenState> = {
  kind: 'access-token',
  noun: 'token',
  evolve: (state, event, { actor, at }) => {
    const { person, role } = event;
    const held = { role, ...(person === undefined ? {} : { person }) };
    const begun = state ?? { ...held, generation: 1, issuedAt: at, issuedBy: actor, changedAt: at };
    switch (event.type) {
      case 'TokenIssued':
        return { ...begun, ...held, ...(event.expiresAt && { expiresAt: event.expiresAt }) };
      case 'TokenRotated':
        return { ...begun, ...held, generation: event.generation, old: event.old, changedAt: at };
      case 'TokenRevoked':
        return { ...begun, ...held, old: undefined, changedAt: at, revoked: { at, by: actor } };
      default:
        return event satisfies never;
    }
  },
};
