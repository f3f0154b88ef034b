import { noSuch } from '../../configuration/closest-name.ts';
import type { Lookup } from '../../configuration/lookup.ts';
import { requirePerson } from '../../configuration/require-person.ts';
import { DomainError } from '../../failure/domain-error.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { isEnded } from '../state.ts';
import { refuse } from './refuse.ts';
import type { SomeRules } from './rules.ts';
import { whoTakes } from './take-roles.ts';

/** Fills every role that the configuration fills and nobody has taken, once per major incident. */
const organise = (draft: Draft, _: unknown, lookup: Lookup): void => {
  const { state } = draft;
  if (state.major !== 'accepted' || state.organised || isEnded(state)) return;
  for (const role of lookup.configuration.roles) {
    if (draft.state.roles[role.id]) continue;
    const taker = whoTakes(role, state, lookup, draft.now);
    if (taker) draft.raise({ type: 'RoleAssumed', roleId: role.id, tasks: role.tasks, ...taker });
  }
  draft.raise({ type: 'ResponseOrganised' });
};

/** Takes a role or hands it over; both sides are stamped. */
const assignRole = (draft: Draft, command: CommandOf<'assign-role'>, lookup: Lookup): void => {
  const { state } = draft;
  if (isEnded(state)) refuse(state, 'No role was given', `it is ${state.status}`);
  const role = lookup.configuration.roles.find((r) => r.id === command.role);
  if (!role) {
    throw new DomainError(
      'unknown-role',
      `T${noSuch(
        `role "${command.role}"`,
        command.role,
        lookup.configuration.roles.map((r) => r.id),
      ).slice(1)}.`,
    );
  }
  const { id: personId } = requirePerson(lookup, command.person);
  const holder = state.roles[role.id]?.personId;
  if (holder === personId) return;
  if (holder) draft.raise({ type: 'RoleRelinquished', roleId: role.id, personId: holder });
  draft.raise({ type: 'RoleAssumed', roleId: role.id, personId, tasks: role.tasks });
};

export const roleRules = {
  organise,
  'assign-role': assignRole,
} satisfies SomeRules;
