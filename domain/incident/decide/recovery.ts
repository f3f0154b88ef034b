import type { Lookup } from '../../configuration/lookup.ts';
import { plusSeconds, secondsBetween } from '../../instant/instant.ts';
import { attachedIn } from '../alerts-held.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { hidesAlerts } from '../group-of-alerts.ts';
import { type IncidentState, isEnded, isUnresolved } from '../state.ts';
import { stopPagings } from './escalation.ts';
import { CLOCK_TOLERANCE_SECONDS } from './major.ts';
import type { SomeRules } from './rules.ts';
import { stopWhereAnswered } from './suppressing.ts';
import { retitle } from './title.ts';

/**
 * Alerts recovered. An ordinary incident whose alerts have all recovered resolves by itself when that has lasted; a candidate
 * that recovered before anybody decided is downgraded, with that as the reason. What a person reported and what was declared
 * major is never ended by a monitor.
 */
export const recoverAlerts = (draft: Draft, command: CommandOf<'recover-alerts'>, lookup: Lookup): void => {
  const { state } = draft;
  // By episode: a recovery that was overtaken by the next firing says nothing about it.
  const recovered = command.alerts
    .filter(({ alertId, episode }) => {
      const known = attachedIn(state, alertId);
      return known?.firing === true && known.episode <= episode;
    })
    .map(({ alertId }) => alertId);
  const { groupOver } = command;
  const known = groupOver === undefined ? undefined : state.groups?.[groupOver];
  const isNews = known !== undefined && !known.over?.by.includes(draft.metadata.actor.id);
  if (isEnded(state) || (recovered.length === 0 && !isNews)) return;
  draft.raise({
    type: 'AlertsRecovered',
    alertIds: recovered,
    stillFiring: state.firing - recovered.length,
    groupOver: isNews ? groupOver : undefined,
    ...(command.because === undefined || recovered.length === 0 ? {} : { because: command.because }),
  });
  if (recovered.length > 0) {
    retitle(draft, lookup);
    stopWhereAnswered(draft, lookup);
  }
  if (recovered.length > 0 || known?.hidden !== undefined) endWhenRecovered(draft, lookup);
};

/** It ends with the last of its alerts, those that the sender did not list among them. */
const endsWithAlerts = (state: IncidentState): boolean =>
  state.firing === 0 &&
  !hidesAlerts(state) &&
  state.major !== 'accepted' &&
  state.origin.kind !== 'person' &&
  (isUnresolved(state) || state.major === 'candidate');

/** What flaps has not recovered: an incident waits until the recovery has lasted, while all its clocks run on. */
export const endWhenRecovered = (draft: Draft, lookup: Lookup): void => {
  const { state } = draft;
  if (!endsWithAlerts(state) || state.quiet !== undefined) return;
  const { countsAfterSeconds } = lookup.configuration.recovery;
  if (countsAfterSeconds === 0) end(draft);
  else draft.raise({ type: 'IncidentQuietened', until: plusSeconds(draft.now, countsAfterSeconds) });
};

const end = (draft: Draft): void => {
  if (draft.state.major === 'candidate') {
    draft.raise({ type: 'CandidateRejected', reason: 'every alert recovered before a decision', recovered: true });
  }
  if (!isUnresolved(draft.state)) return;
  stopPagings(draft, 'every alert recovered');
  draft.raise({ type: 'IncidentResolved', summary: 'Every alert recovered.', automatic: true });
};

/** The clock of what has recovered: nothing happens unless it has been quiet until now. */
const concludeRecovery = (draft: Draft): void => {
  const { state } = draft;
  if (!state.quiet || !endsWithAlerts(state)) return;
  if (secondsBetween(draft.now, state.quiet.until) > CLOCK_TOLERANCE_SECONDS) return;
  end(draft);
};

export const recoveryRules = { 'conclude-recovery': concludeRecovery } satisfies SomeRules;
