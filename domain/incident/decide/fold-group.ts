import type { AlertReference } from '../../alert/alert.ts';
import type { Lookup } from '../../configuration/lookup.ts';
import { attachedIn } from '../alerts-held.ts';
import type { GroupReference } from '../alerts-known.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { countedForGroup, holdsOnlyGroup } from '../group-of-alerts.ts';
import { isEnded } from '../state.ts';
import { nextLevelOf, startPaging, stopPagings } from './escalation.ts';
import { mayBeMergedBySender, mergeInto } from './merge-into.ts';

/**
 * An incident that knows a group only as a whole becomes that of the service which the group's own alerts name.
 *
 * @returns false when it holds anything else, and must stay with the service it has
 */
export const moveHome = (draft: Draft, command: CommandOf<'attach-alerts'>): boolean => {
  const { home, group } = command;
  const { state } = draft;
  if (!home || home.serviceId === state.serviceId) return true;
  if (!group || group.whole || !holdsOnlyGroup(state, group.key)) return false;
  draft.raise({
    type: 'ServiceChanged',
    from: state.serviceId,
    ...home,
    reason: 'the alerts of the group name it; another feed had told only of the group',
  });
  return true;
};

/** The condition is counted once: the alerts of a group by themselves, and not also what stands for all of them. */
export const foldIntoListed = (
  draft: Draft,
  group: Pick<GroupReference, 'key'>,
  joining: readonly AlertReference[],
): void => {
  const { state } = draft;
  const counted = countedForGroup(state, group.key).map((alertId) => ({
    alertId,
    episode: attachedIn(state, alertId)?.episode ?? 0,
  }));
  const alerts = [...counted, ...joining.map(({ alertId, episode }) => ({ alertId, episode }))];
  if (alerts.length > 0) draft.raise({ type: 'AlertsFolded', alerts, group: group.key });
};

/**
 * The incident came to another service: its people are paged. Whoever has acknowledged or was paged for the group already
 * keeps that page; nobody gets a second one.
 */
export const pageNewHome = (draft: Draft, lookup: Lookup, reason: string): void => {
  const { state } = draft;
  const service = lookup.service(state.serviceId);
  const first = nextLevelOf(lookup.policy(service?.escalationPolicy ?? ''), 0, 0, lookup, draft.now);
  const asked = Object.values(state.pagings).filter((p) => p.purpose === 'resolver');
  const theirs = asked.some(
    (p) =>
      (p.policyId === service?.escalationPolicy && (p.status === 'paging' || p.status === 'acknowledged')) ||
      (p.status === 'acknowledged' && first.kind === 'level' && first.people.includes(p.acknowledgedBy ?? '')),
  );
  if (!service || theirs) return;
  const told = new Map(
    asked
      .filter((p) => p.status === 'paging')
      .flatMap((p) => p.pages)
      .map(({ personId, pageId }) => [personId, pageId]),
  );
  stopPagings(draft, reason, 'resolver');
  startPaging(draft, lookup, { policyId: service.escalationPolicy, purpose: 'resolver', reason, told });
};

/** There is more than is listed. Told again only when it is more than before. */
export const noteHidden = (draft: Draft, { group, groupKey, hidden }: CommandOf<'note-hidden'>): void => {
  const known = draft.state.groups?.[group];
  if (isEnded(draft.state) || known?.over !== undefined || (known?.hidden ?? 0) >= hidden) return;
  draft.raise({ type: 'AlertsHidden', group, groupKey, hidden });
};

/**
 * Another incident has the alerts of the group: what stands for all of it goes there. With nothing else in it this one is
 * merged into that; else it goes on with what it has.
 */
export const releaseGroup = (draft: Draft, command: CommandOf<'release-group'>): void => {
  const { state } = draft;
  const { group, intoId, intoNumber } = command;
  const alertIds = countedForGroup(state, group);
  if (isEnded(state) || intoId === state.incidentId || alertIds.length === 0) return;
  if (holdsOnlyGroup(state, group) && mayBeMergedBySender(state)) {
    mergeInto(draft, command, 'it has the alerts of the same group');
    return;
  }
  draft.raise({ type: 'AlertsReleased', alertIds, into: intoId, intoNumber });
};
