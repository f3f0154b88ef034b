import type { Lookup } from '../../configuration/lookup.ts';
import { attachedIn } from '../alerts-held.ts';
import type { NamedAlert } from '../alerts-known.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { isEachAnswered, isEnded, isPagedFor, isSuppressed, isWorkedOn } from '../state.ts';
import { wouldPage } from './assess-alerts.ts';
import { startPaging, stopPagings } from './escalation.ts';
import { acknowledgeResolvers } from './paging.ts';

/** Those of the alerts that fire in this episode, and are held back or not. */
const firingOf = ({ state }: Draft, alerts: readonly NamedAlert[], suppressed: boolean): NamedAlert[] =>
  alerts.filter(({ alertId, episode }) => {
    const known = attachedIn(state, alertId);
    return known?.firing === true && known.episode === episode && (known.suppressed ?? false) === suppressed;
  });

/**
 * Somebody holds alerts of the incident back. They stay in it, and nobody is paged for them meanwhile: the pages for others go on, and
 * stop where nothing else fires. The decision about a candidate waits with them; what people declared or reported is
 * theirs, and goes on.
 */
export const suppressAlerts = (
  draft: Draft,
  { alerts, by, until }: CommandOf<'suppress-alerts'>,
  lookup: Lookup,
): void => {
  if (isEnded(draft.state)) return;
  const held = firingOf(draft, alerts, false);
  if (held.length === 0) return;
  draft.raise({ type: 'AlertsSuppressed', alerts: held, by, ...(until !== undefined && { until }) });
  stopWhereAnswered(draft, lookup);
};

/** Nobody is paged any more where all that still fires is held back, or is somebody's already. */
export const stopWhereAnswered = (draft: Draft, lookup: Lookup): void => {
  const { state } = draft;
  if (isSuppressed(state)) stopPagings(draft, 'all that fires is held back');
  else if (isEachAnswered(state) && isPagedFor(state, 'resolver'))
    acknowledgeResolvers(draft, lookup, state.alerts.acknowledged?.by ?? '');
};

/** Nothing holds them back any more, and they still fire: whoever is on duty is paged now, unless somebody is being paged. */
export const liftSuppression = (draft: Draft, { alerts, by }: CommandOf<'lift-suppression'>, lookup: Lookup): void => {
  if (isEnded(draft.state)) return;
  const lifted = firingOf(draft, alerts, true);
  const [first] = lifted;
  if (!first) return;
  draft.raise({ type: 'SuppressionLifted', alerts: lifted, by });
  const { state } = draft;
  const service = lookup.service(state.serviceId);
  const isLoud = lifted.some(({ alertId }) => {
    const known = attachedIn(state, alertId);
    return known !== undefined && wouldPage(known, state, lookup);
  });
  if (isPagedFor(state, 'resolver') || !isLoud || !service || !isWorkedOn(state)) return;
  const more = lifted.length === 1 ? '' : ` and ${lifted.length - 1} more`;
  startPaging(draft, lookup, {
    policyId: service.escalationPolicy,
    purpose: 'resolver',
    reason: `"${first.title}"${more} still ${lifted.length === 1 ? 'fires' : 'fire'}, and ${by} is over`,
  });
};
