import type { AccessRole } from '../configuration/access-token.ts';
import { DomainError } from '../failure/domain-error.ts';
import type { Actor } from '../incident/commit.ts';

/** Who asks, as the edge has authenticated them. */
export interface Principal {
  /** Of the token or the account; the namespace of its idempotency keys. */
  readonly id: string;
  readonly name: string;
  readonly role: AccessRole;
  /** The person of the configuration that this is, where it is one. */
  readonly personId?: string;
  /** Until when what it has shown counts; absent where that has no end. */
  readonly expiresAt?: string;
}

const RANK: Readonly<Record<AccessRole, number>> = { viewer: 0, responder: 1, manager: 2, admin: 3 };

/** Each role may do what the one before it may. */
export const permits = (role: AccessRole, needed: AccessRole): boolean => RANK[role] >= RANK[needed];

/** @throws DomainError `not-permitted`, naming the role that is needed */
export const requireRole = (principal: Principal, needed: AccessRole, toDo: string): void => {
  if (permits(principal.role, needed)) return;
  throw new DomainError(
    'not-permitted',
    `To ${toDo} takes the role ${needed}; ${principal.name} is ${principal.role}.`,
    {
      details: { requiredRole: needed },
    },
  );
};

/** As whom a principal appears in chains. A person does by the id alone: the configuration knows the name, and no chain lets go of one. */
export const actorOf = ({ id, name, personId }: Principal): Actor =>
  personId === undefined ? { kind: 'person', id, name } : { kind: 'person', id: personId };
