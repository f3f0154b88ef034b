import type { RoleDefinition } from '../../configuration/configuration.ts';
import { type Lookup, requirePerson } from '../../configuration/lookup.ts';
import { DomainError } from '../../failure/domain-error.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import type { PagingPurpose } from '../events.ts';
import { type IncidentState, isEnded } from '../state.ts';
import { refuse } from './refuse.ts';
import type { SomeRules } from './rules.ts';

const acknowledgedBy = (state: IncidentState, purpose: PagingPurpose): string | undefined =>
  Object.values(state.pagings).find((p) => p.purpose === purpose && p.acknowledgedBy)?.acknowledgedBy;

/** Whoever is on it already takes the role; otherwise the first name the configuration gives. */
const whoTakes = (role: RoleDefinition, state: IncidentState, lookup: Lookup): string | undefined => {
  const { configuration } = lookup;
  if (role.fillFrom === 'nobody') return undefined;
  if (role.fillFrom === 'service-team') {
    const engaged = acknowledgedBy(state, 'resolver');
    if (engaged && lookup.person(engaged)) return engaged;
    return lookup.team(lookup.service(state.serviceId)?.team ?? '')?.members[0];
  }
  const { policy } = role.fillFrom;
  const purpose: PagingPurpose | undefined =
    policy === configuration.majorIncidentManagers
      ? 'major-incident-manager'
      : policy === configuration.communicationsLeads
        ? 'communications-lead'
        : undefined;
  const engaged = purpose && acknowledgedBy(state, purpose);
  if (engaged && lookup.person(engaged)) return engaged;
  return lookup.policy(policy)?.levels[0]?.people[0];
};

/** Fills every role that the configuration fills and nobody has taken, once per major incident. */
const organise = (draft: Draft, _: unknown, lookup: Lookup): void => {
  const { state } = draft;
  if (state.major !== 'accepted' || state.organised || isEnded(state)) return;
  for (const role of lookup.configuration.roles) {
    if (draft.state.roles[role.id]) continue;
    const personId = whoTakes(role, state, lookup);
    if (personId) draft.raise({ type: 'RoleAssumed', roleId: role.id, personId, tasks: role.tasks });
  }
  draft.raise({ type: 'ResponseOrganised' });
};

/** Takes a role or hands it over; both sides are stamped. */
const assignRole = (draft: Draft, command: CommandOf<'assign-role'>, lookup: Lookup): void => {
  const { state } = draft;
  if (isEnded(state)) refuse(state, 'assign a role', `it is ${state.status}`);
  const role = lookup.configuration.roles.find((r) => r.id === command.role);
  if (!role) {
    throw new DomainError(
      'unknown-role',
      `There is no role "${command.role}". Known: ${lookup.configuration.roles.map((r) => r.id).join(', ')}.`,
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
