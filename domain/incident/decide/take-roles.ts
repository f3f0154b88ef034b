import type { RoleDefinition } from '../../configuration/configuration.ts';
import type { Lookup } from '../../configuration/lookup.ts';
import type { Iso } from '../../instant/instant.ts';
import { peopleOf } from '../../rota/kept-shifts.ts';
import type { Draft } from '../draft.ts';
import type { PagingPurpose } from '../events.ts';
import { type IncidentState, isEnded } from '../state.ts';

/** Of whom a role is filled: whoever answers pages of this purpose, and people who may take it. */
interface FilledFrom {
  readonly purpose?: PagingPurpose | undefined;
  readonly people: readonly string[];
}

const filledFrom = (
  { fillFrom }: RoleDefinition,
  { serviceId }: IncidentState,
  lookup: Lookup,
  now: Iso,
): FilledFrom => {
  if (fillFrom === 'nobody') return { people: [] };
  if (fillFrom === 'service-team')
    return { purpose: 'resolver', people: lookup.team(lookup.service(serviceId)?.team ?? '')?.members ?? [] };
  const { majorIncidentManagers, communicationsLeads } = lookup.configuration;
  const { policy } = fillFrom;
  return {
    purpose:
      policy === majorIncidentManagers
        ? 'major-incident-manager'
        : policy === communicationsLeads
          ? 'communications-lead'
          : undefined,
    people: lookup.policy(policy)?.levels.flatMap((level) => peopleOf(level, lookup, now)) ?? [],
  };
};

interface Answered {
  readonly personId: string;
  readonly purpose?: PagingPurpose;
}

/** Who has answered anything of this incident, and for what; the latest first. Declaring it is an answer too. */
const answeredIn = ({ pagings, stamps, alerts }: IncidentState, lookup: Lookup): Answered[] => {
  const byPage = Object.values(pagings)
    .filter(({ acknowledgedBy }) => acknowledgedBy !== undefined)
    .sort((a, b) => ((a.acknowledgedAt ?? '') < (b.acknowledgedAt ?? '') ? 1 : -1))
    .map(({ acknowledgedBy, purpose }) => ({ personId: acknowledgedBy as string, purpose }));
  const { declared } = stamps;
  return [
    ...byPage,
    ...(declared?.by.kind === 'person' ? [{ personId: declared.by.id }] : []),
    ...(alerts.acknowledged === undefined ? [] : [{ personId: alerts.acknowledged.by }]),
  ].filter(({ personId }) => lookup.person(personId) !== undefined);
};

/** Whoever answered for what the role is for; else whoever of its people has answered anything; else the first of them. */
export const whoTakes = (
  role: RoleDefinition,
  state: IncidentState,
  lookup: Lookup,
  now: Iso,
): { readonly personId: string; readonly unanswered?: true } | undefined => {
  const { purpose, people } = filledFrom(role, state, lookup, now);
  const answered = answeredIn(state, lookup);
  const engaged =
    (purpose && answered.find((a) => a.purpose === purpose)) ??
    answered.find(({ personId }) => people.includes(personId));
  if (engaged) return { personId: engaged.personId };
  return people[0] === undefined ? undefined : { personId: people[0], unanswered: true };
};

/**
 * Whoever answers takes the roles that they can take and that are held by people who have answered nothing: nobody waits for
 * somebody who sleeps. What a person has given stays.
 */
export const takeUnanswered = (draft: Draft, lookup: Lookup): void => {
  const { state } = draft;
  if (state.major !== 'accepted' || !state.organised || isEnded(state)) return;
  for (const role of lookup.configuration.roles) {
    const holder = state.roles[role.id];
    if (!holder?.unanswered) continue;
    const taker = whoTakes(role, state, lookup, draft.now);
    if (!taker || taker.unanswered || taker.personId === holder.personId) continue;
    draft.raise({ type: 'RoleRelinquished', roleId: role.id, personId: holder.personId });
    draft.raise({ type: 'RoleAssumed', roleId: role.id, personId: taker.personId, tasks: role.tasks });
  }
};
