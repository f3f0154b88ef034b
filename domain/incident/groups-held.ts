import type { KnownGroup } from './alerts-known.ts';
import type { Commit } from './commit.ts';
import type { IncidentEvent } from './events.ts';
import type { IncidentState } from './state.ts';

/** Of a group that nothing has been heard of. */
export const NO_GROUP: KnownGroup = { listed: false, whole: {} };

/** How many groups a kept state holds; with more they become rows, and it begins anew with none. */
export const MOST_RECENT_GROUPS = 64;

/** What is known of a group that the state holds: not of one that is only a row (`recallGroups`). */
export const groupIn = ({ groups }: Pick<IncidentState, 'groups'>, key: string): KnownGroup | undefined =>
  groups?.[key];

/** Some of its alerts may fire, of which the sender does not tell: it has not said that the group is over. */
const hides = ({ hidden, over }: KnownGroup): boolean => hidden !== undefined && over === undefined;

/** How many groups may hide alerts that fire, rows among them. */
export const groupsThatHide = ({ groupsHiding = 0 }: IncidentState): number => groupsHiding;

/**
 * With a group as `become` says, and the count that follows.
 *
 * @param before what the event says was known of it; the state knows better where it holds it
 */
export const withKnownGroup = (
  { groupsHiding = 0, ...state }: IncidentState,
  key: string,
  before: KnownGroup | null | undefined,
  become: (known: KnownGroup) => KnownGroup,
): IncidentState => {
  const known = groupIn(state, key) ?? before ?? NO_GROUP;
  const next = become(known);
  const hiding = groupsHiding + Number(hides(next)) - Number(hides(known));
  return { ...state, groups: { ...state.groups, [key]: next }, ...(hiding > 0 && { groupsHiding: hiding }) };
};

/** There are more than are kept with a state. */
export const holdsManyGroups = ({ groups = {} }: IncidentState): boolean =>
  Object.keys(groups).length > MOST_RECENT_GROUPS;

const groupNamedIn = (event: IncidentEvent): string | undefined => {
  switch (event.type) {
    case 'AlertsAttached':
      return event.group?.key;
    case 'AlertsRecovered':
      return event.groupOver;
    case 'AlertsFolded':
    case 'AlertsHidden':
      return event.group;
    default:
      return undefined;
  }
};

/** The event with what is known of its group, where states may not hold all of them. */
export const withGroupBefore = (state: IncidentState | undefined, event: IncidentEvent): IncidentEvent => {
  const key = state && groupNamedIn(event);
  if (key === undefined || !(state?.groupsBeyond || (state && holdsManyGroups(state)))) return event;
  return { ...event, groupBefore: groupIn(state, key) ?? null } as IncidentEvent;
};

/** False for a commit about a group that neither the state nor the event knows: only a state with all groups can take it. */
export const canTakeGroups = (state: IncidentState, commit: Commit): boolean =>
  !state.groupsBeyond ||
  commit.events.every((event) => {
    const key = groupNamedIn(event);
    return (
      key === undefined ||
      groupIn(state, key) !== undefined ||
      ('groupBefore' in event && event.groupBefore !== undefined)
    );
  });

/** The state with rows of groups laid beside it; what the newest commits made of a group stays. */
export const recallGroups = (state: IncidentState, rows: Readonly<Record<string, KnownGroup>>): IncidentState => ({
  ...state,
  groups: { ...rows, ...state.groups },
});

/** The state without the groups that have become rows: it means the same, beside them. */
export const withGroupsAsRows = ({ groups: _, ...state }: IncidentState): IncidentState => ({
  ...state,
  groupsBeyond: true,
});
