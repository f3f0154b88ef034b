import type { Lookup } from '../../configuration/lookup.ts';
import { DomainError } from '../../failure/domain-error.ts';
import { plusSeconds, secondsBetween, toIso, toMs } from '../../instant/instant.ts';
import { assess, isMoreSevere } from '../../severity/severity.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { awaitsUpdate, isEnded, isOpen } from '../state.ts';
import { pageResolversOnce } from './alerts.ts';
import { startPaging, stopPagings } from './escalation.ts';
import { CLOCK_TOLERANCE_SECONDS, evaluateMajor } from './major.ts';
import { refuse } from './refuse.ts';

export const investigate = (draft: Draft): void => {
  if (!isOpen(draft.state)) refuse(draft.state, 'investigate', `it is ${draft.state.status}; reopen it first`);
  if (draft.state.status === 'open') draft.raise({ type: 'InvestigationStarted' });
};

export const identify = (draft: Draft, command: CommandOf<'identify'>): void => {
  if (!isOpen(draft.state)) refuse(draft.state, 'identify', `it is ${draft.state.status}; reopen it first`);
  draft.raise({ type: 'CauseIdentified', description: command.description });
};

export const changeSeverity = (draft: Draft, command: CommandOf<'change-severity'>, lookup: Lookup): void => {
  const { state } = draft;
  if (isEnded(state)) refuse(state, 'change severity', `it is ${state.status}`);
  const service = lookup.service(state.serviceId);
  const assessed = assess({
    tier: service?.tier ?? 4,
    production: lookup.isProduction(state.environment),
    impact: command.impact ?? state.impact,
    urgency: command.urgency ?? state.urgency,
    matrix: service?.matrix ?? lookup.configuration.severity.matrix,
  });
  const severity = command.severity ?? assessed.severity;
  if (severity === state.severity && assessed.impact === state.impact && assessed.urgency === state.urgency) return;
  draft.raise({
    type: 'SeverityChanged',
    from: state.severity,
    impact: assessed.impact,
    urgency: assessed.urgency,
    severity,
    reason: command.reason,
    by: 'person',
  });
  if (!isMoreSevere(severity, state.severity)) return;
  if (isOpen(state)) pageResolversOnce(draft, lookup, `now ${severity}`);
  evaluateMajor(draft, lookup);
};

export const postUpdate = (draft: Draft, command: CommandOf<'post-update'>): void => {
  if (draft.state.status === 'merged') {
    refuse(draft.state, 'post an update', `it was merged into ${draft.state.mergedInto?.number}; post it there`);
  }
  draft.raise({
    type: 'UpdatePosted',
    message: command.message,
    audiences: command.audiences,
    nextUpdateBy: command.nextUpdateInMinutes ? plusSeconds(draft.now, command.nextUpdateInMinutes * 60) : undefined,
  });
};

/**
 * The next update was promised for a time that has passed: whoever communicates is paged again, and stakeholders are told
 * the truth, which is that it is late.
 */
export const missUpdate = (draft: Draft, lookup: Lookup): void => {
  const { state } = draft;
  const dueBy = state.lastUpdate?.nextUpdateBy;
  if (!dueBy || !awaitsUpdate(state)) return;
  if (secondsBetween(draft.now, dueBy) > CLOCK_TOLERANCE_SECONDS) return;
  draft.raise({ type: 'UpdateMissed', dueBy });
  const { communicationsLeads } = lookup.configuration;
  if (communicationsLeads) {
    stopPagings(draft, 'a promised update is late', 'communications-lead');
    startPaging(draft, lookup, {
      policyId: communicationsLeads,
      purpose: 'communications-lead',
      reason: `the update promised by ${dueBy} was not posted`,
    });
  }
};

export const mitigate = (draft: Draft, command: CommandOf<'mitigate'>, lookup: Lookup): void => {
  if (!isOpen(draft.state)) refuse(draft.state, 'mitigate', `it is ${draft.state.status}`);
  draft.raise({
    type: 'IncidentMitigated',
    by: command.by,
    description: command.description,
    watchUntil: plusSeconds(draft.now, lookup.configuration.recovery.watchSeconds),
  });
  stopPagings(draft, 'mitigated');
};

export const resolve = (draft: Draft, command: CommandOf<'resolve'>): void => {
  const { state } = draft;
  if (!isOpen(state) && state.status !== 'mitigated') refuse(state, 'resolve', `it is ${state.status}`);
  // There is nothing left to decide, and no clock may declare later what is over.
  if (state.major === 'candidate') {
    draft.raise({
      type: 'CandidateRejected',
      reason: `resolved before a decision: ${command.summary}`,
      recovered: true,
    });
  }
  stopPagings(draft, 'resolved');
  draft.raise({ type: 'IncidentResolved', summary: command.summary, automatic: false });
};

/** Somebody saw that it is not over. People are engaged again at once. */
export const reopen = (draft: Draft, command: CommandOf<'reopen'>, lookup: Lookup): void => {
  const { state } = draft;
  if (isOpen(state)) refuse(state, 'reopen', 'it is open');
  if (state.status === 'merged') refuse(state, 'reopen', `it was merged into ${state.mergedInto?.number}; reopen that`);
  draft.raise({ type: 'IncidentReopened', reason: command.reason });
  const service = lookup.service(state.serviceId);
  if (service)
    startPaging(draft, lookup, {
      policyId: service.escalationPolicy,
      purpose: 'resolver',
      reason: 'the incident was reopened',
    });
};

/**
 * The recovery watch is over. Quiet means resolved; while alerts still fire there is no recovery to confirm, and the
 * watch goes on.
 */
export const confirmRecovery = (draft: Draft, lookup: Lookup): void => {
  const { state } = draft;
  if (state.status !== 'mitigated' || !state.mitigation) return;
  if (secondsBetween(draft.now, state.mitigation.watchUntil) > CLOCK_TOLERANCE_SECONDS) return;
  if (state.firing > 0) {
    draft.raise({
      type: 'RecoveryWatchExtended',
      watchUntil: plusSeconds(draft.now, lookup.configuration.recovery.watchSeconds),
      firing: state.firing,
    });
    return;
  }
  if (state.major === 'candidate') {
    draft.raise({ type: 'CandidateRejected', reason: 'recovered before a decision', recovered: true });
  }
  stopPagings(draft, 'recovered');
  draft.raise({
    type: 'IncidentResolved',
    summary: `Recovered and stable after a ${state.mitigation.by}: ${state.mitigation.description}`,
    automatic: true,
  });
};

export const openReview = (draft: Draft, lookup: Lookup): void => {
  const { state } = draft;
  const { review } = lookup.configuration;
  if (
    state.status !== 'resolved' ||
    state.major !== 'accepted' ||
    state.review ||
    !review.severities.includes(state.severity)
  )
    return;
  draft.raise({
    type: 'ReviewOpened',
    dueAt: plusSeconds(draft.now, review.dueWithinDays * 86_400),
    owner: state.roles['incident-commander']?.personId,
  });
};

/** A review that is due and not done is asked for again every day. */
export const remindReview = (draft: Draft): void => {
  const { review } = draft.state;
  if (!review || review.completedAt || isEnded(draft.state)) return;
  if (secondsBetween(draft.now, review.dueAt) > CLOCK_TOLERANCE_SECONDS) return;
  draft.raise({ type: 'ReviewReminded', dueAt: plusSeconds(draft.now, 86_400) });
};

export const completeReview = (draft: Draft, command: CommandOf<'complete-review'>): void => {
  const { state } = draft;
  if (!state.review)
    refuse(state, 'complete the review', 'no review is open; it opens when a major incident is resolved');
  if (state.review?.completedAt) refuse(state, 'complete the review', 'it is completed already');
  draft.raise({ type: 'ReviewCompleted', summary: command.summary });
};

export const close = (draft: Draft, command: CommandOf<'close'>, lookup: Lookup): void => {
  const { state } = draft;
  if (state.status !== 'resolved')
    refuse(
      state,
      'close',
      state.status === 'closed' ? 'it is closed already' : `it is ${state.status}; resolve it first`,
    );
  if (lookup.configuration.review.closureWaits && state.review && !state.review.completedAt) {
    refuse(state, 'close', `its review is not completed (due ${state.review.dueAt}); complete the review first`);
  }
  stopPagings(draft, 'closed');
  draft.raise({ type: 'IncidentClosed', reason: command.reason });
};

/** Children follow their parent to investigating and resolved, never to closed. */
export const followParent = (draft: Draft, command: CommandOf<'follow-parent'>): void => {
  if (draft.state.status !== 'merged' || draft.state.parentStatus === command.status) return;
  draft.raise({ type: 'ParentFollowed', status: command.status, notes: command.notes });
};

export const correctStamp = (draft: Draft, command: CommandOf<'correct-stamp'>): void => {
  if (toMs(command.at) > toMs(draft.now)) {
    throw new DomainError('invalid-command', 'A stamp is of something that has happened: it cannot lie in the future.');
  }
  draft.raise({ type: 'StampCorrected', stamp: command.stamp, at: toIso(toMs(command.at)), reason: command.reason });
};

export const recordTold = (draft: Draft, command: CommandOf<'record-told'>): void => {
  const { messageId, occasion, audience, planId, reached, failed } = command;
  draft.raise({ type: 'StakeholdersTold', messageId, occasion, audience, planId, reached, failed });
};
