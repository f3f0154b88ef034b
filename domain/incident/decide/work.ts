import type { Lookup } from '../../configuration/lookup.ts';
import { DomainError } from '../../failure/domain-error.ts';
import { plusSeconds, secondsBetween, toIso, toMs } from '../../instant/instant.ts';
import { assess, isMoreSevere } from '../../severity/severity.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { contradictionOf } from '../stamps.ts';
import { isEnded, isUnresolved, isWorkedOn } from '../state.ts';
import { engagedIn, startPaging, stopPagings } from './escalation.ts';
import { CLOCK_TOLERANCE_SECONDS, evaluateMajor } from './major.ts';
import { tellOfNews } from './news.ts';
import { refuse } from './refuse.ts';
import type { SomeRules } from './rules.ts';

const investigate = (draft: Draft): void => {
  if (!isWorkedOn(draft.state)) refuse(draft.state, 'Not begun', `it is ${draft.state.status}; reopen it first`);
  if (draft.state.status === 'open') draft.raise({ type: 'InvestigationStarted' });
};

const identify = (draft: Draft, command: CommandOf<'identify'>): void => {
  if (!isWorkedOn(draft.state))
    refuse(draft.state, 'No cause was noted', `it is ${draft.state.status}; reopen it first`);
  draft.raise({ type: 'CauseIdentified', description: command.description });
};

const changeSeverity = (draft: Draft, command: CommandOf<'change-severity'>, lookup: Lookup): void => {
  const { state } = draft;
  if (isEnded(state)) refuse(state, 'Not changed', `it is ${state.status}`);
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
  if (isWorkedOn(state))
    tellOfNews(draft, lookup, { before: state, joined: [], worsened: [], reason: `now ${severity}` });
  evaluateMajor(draft, lookup);
};

const mitigate = (draft: Draft, command: CommandOf<'mitigate'>, lookup: Lookup): void => {
  if (!isWorkedOn(draft.state)) refuse(draft.state, 'Not mitigated', `it is ${draft.state.status}`);
  draft.raise({
    type: 'IncidentMitigated',
    by: command.by,
    description: command.description,
    watchUntil: plusSeconds(draft.now, lookup.configuration.recovery.watchSeconds),
  });
  stopPagings(draft, 'mitigated');
};

const resolve = (draft: Draft, command: CommandOf<'resolve'>): void => {
  const { state } = draft;
  if (!isUnresolved(state)) refuse(state, 'Not resolved', `it is ${state.status}`);
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
const reopen = (draft: Draft, command: CommandOf<'reopen'>, lookup: Lookup): void => {
  const { state } = draft;
  if (isWorkedOn(state)) refuse(state, 'Not reopened', 'it is open');
  if (state.status === 'merged')
    refuse(state, 'Not reopened', `it was merged into ${state.mergedInto?.number}; reopen that`);
  draft.raise({ type: 'IncidentReopened', reason: command.reason });
  const service = lookup.service(state.serviceId);
  if (service)
    startPaging(draft, lookup, {
      policyId: service.escalationPolicy,
      purpose: 'resolver',
      occasion: 'relapse',
      reason: 'the incident was reopened',
      first: engagedIn(draft.state, lookup),
    });
};

/**
 * The recovery watch is over. Quiet means resolved; while alerts still fire there is no recovery to confirm, and the
 * watch goes on.
 */
const confirmRecovery = (draft: Draft, _: unknown, lookup: Lookup): void => {
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

const close = (draft: Draft, command: CommandOf<'close'>, lookup: Lookup): void => {
  const { state } = draft;
  if (state.status !== 'resolved')
    refuse(
      state,
      'Not closed',
      state.status === 'closed' ? 'it is closed already' : `it is ${state.status}, not over yet`,
      state.status === 'closed' ? {} : { instead: `First: \`muster incident resolve ${state.number} --summary …\`.` },
    );
  if (lookup.configuration.review.closureWaits && state.review && !state.review.completedAt) {
    refuse(state, 'Not closed', `its review is not completed (due ${state.review.dueAt})`, {
      instead: `First: \`muster incident complete-review ${state.number} --summary …\`.`,
    });
  }
  stopPagings(draft, 'closed');
  draft.raise({ type: 'IncidentClosed', reason: command.reason });
};

const correctStamp = (draft: Draft, command: CommandOf<'correct-stamp'>): void => {
  const { stamp, reason } = command;
  const at = toIso(toMs(command.at));
  const contradiction = contradictionOf(draft.state, stamp, at, draft.now);
  if (contradiction !== undefined) throw new DomainError('invalid-command', `Not corrected: ${contradiction}.`);
  draft.raise({ type: 'StampCorrected', stamp, at, reason, before: draft.state.stamps[stamp]?.at });
};

export const workRules = {
  investigate,
  identify,
  'change-severity': changeSeverity,
  mitigate,
  resolve,
  reopen,
  'confirm-recovery': confirmRecovery,
  close,
  'correct-stamp': correctStamp,
} satisfies SomeRules;
