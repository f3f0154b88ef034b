import type { Lookup } from '../../configuration/lookup.ts';
import { isMoreSevere } from '../../severity/severity.ts';
import type { AskedElsewhere, CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { isDecided, mayBeInOutage } from '../outage.ts';
import { activePagings, type IncidentState, isMajorOrProposed, isWorkedOn } from '../state.ts';
import { ease } from './assess-alerts.ts';
import { pageAgain, startPaging, stopUnwanted } from './escalation.ts';
import { declareMajor, evaluateMajor, proposeCandidate } from './major.ts';
import { tellOfNews } from './news.ts';
import type { SomeRules } from './rules.ts';

/**
 * Another incident is a part of the outage that this one leads: the decision is one, here, and as severe as the worst of them. Each part keeps its
 * alerts and the people who work on it. Told again, it is heard only where the part has become worse.
 */
const takePart = (draft: Draft, command: CommandOf<'take-part'>, lookup: Lookup): void => {
  const before = draft.state;
  const { part, reason, candidate, asked } = command;
  if (!mayBeInOutage(before) || before.partOf !== undefined) return;
  const isNew = !before.parts?.some(({ incidentId }) => incidentId === part.incidentId);
  if (isNew) {
    draft.raise({
      type: 'PartJoined',
      partId: part.incidentId,
      partNumber: part.number,
      serviceId: part.serviceId,
      reason,
      ...(candidate && {
        candidate: {
          decideBy: candidate.decideBy,
          escalations: candidate.escalations,
          ...(candidate.promotes && { promotes: candidate.promotes }),
        },
      }),
    });
  }
  hearSeverity(draft, command, lookup);
  // What is not decided about there yet declares itself here, when its clock comes.
  if (candidate === undefined) declareForPart(draft, command, lookup);
  if (draft.events.length === 0) return;
  const proposed = before.major === 'candidate';
  evaluateMajor(draft, lookup, { decideBy: candidate?.decideBy, promotes: candidate?.promotes });
  if (candidate && !isMajorOrProposed(draft.state) && !isDecided(draft.state)) {
    const why = `${part.number}, which was proposed, is a part of it: ${candidate.reason}`;
    const { businessImpact, decideBy, promotes, ruleId } = candidate;
    proposeCandidate(draft, lookup, { reason: why, businessImpact, decideBy, ...(promotes && { promotes, ruleId }) });
  }
  if (draft.state.major !== 'candidate') return;
  if (asked) goOnAsking(draft, asked);
  if (proposed && isMoreSevere(draft.state.severity, before.severity)) askAgain(draft, lookup);
};

/**
 * A rule declares a part of the outage: that declares the outage, once for each rule. What a manager has rejected or ended because of
 * the same rule stays so.
 */
const declareForPart = (draft: Draft, { part, promotedBy }: CommandOf<'take-part'>, lookup: Lookup): void => {
  const { candidate, evidence, lastEvaluation, major } = draft.state;
  const ruleId = promotedBy?.ruleId;
  if (!promotedBy || ruleId === undefined || major === 'accepted' || candidate?.promotes) return;
  const isHeard = lastEvaluation?.action === 'promote' && lastEvaluation.ruleId === ruleId;
  if (isHeard || evidence?.rules?.includes(ruleId)) return;
  const rule = lookup.configuration.triggerRules.find(({ id }) => id === ruleId);
  const says = rule?.description ?? ruleId.replaceAll('-', ' ');
  draft.raise({ type: 'TriggersEvaluated', evaluation: promotedBy });
  declareMajor(draft, lookup, { reason: `rule ${ruleId}: ${says} (${part.number}, a part of the outage)`, ruleId });
};

/** An outage is as bad as the worst of it. What a person said of it stays. */
const hearSeverity = (draft: Draft, { part }: CommandOf<'take-part'>, lookup: Lookup): void => {
  const before = draft.state;
  if (before.severityBy === 'person' || !isMoreSevere(part.severity, before.severity)) return;
  const { severity, impact, urgency } = part;
  draft.raise({
    type: 'SeverityChanged',
    from: before.severity,
    ...{ severity, impact, urgency },
    reason: asBadAs(part.number, severity),
    by: 'rules',
  });
  if (isWorkedOn(before))
    tellOfNews(draft, lookup, { before, joined: [], worsened: [], reason: `now ${draft.state.severity}` });
};

const askingIn = (state: IncidentState) =>
  activePagings(state).find(({ purpose }) => purpose === 'major-incident-manager');

/** Managers were asked about the part: they have had their page, and it is answered here. What is worse asks them anew. */
const goOnAsking = (draft: Draft, { by, level, until, severity }: AskedElsewhere): void => {
  const asking = askingIn(draft.state);
  if (!asking || asking.pages.length > 0 || isMoreSevere(draft.state.severity, severity)) return;
  const { pagingId } = asking;
  if (by !== undefined) draft.raise({ type: 'PageAcknowledged', pagingId, personId: by, via: 'outage' });
  else if (until > draft.now) draft.raise({ type: 'PagingHeld', pagingId, until, reason: 'asked-elsewhere', level });
};

/** A worse severity passes through: whoever decides is told at once. */
const askAgain = (draft: Draft, lookup: Lookup): void => {
  const asking = askingIn(draft.state);
  const reason = `now ${draft.state.severity}`;
  if (asking === undefined)
    startPaging(draft, lookup, {
      policyId: lookup.configuration.majorIncidentManagers,
      purpose: 'major-incident-manager',
      reason,
    });
  else if (asking.pages.length > 0) pageAgain(draft, asking, lookup, reason);
};

/** It is decided about with the outage that another incident leads. What it led itself is led from there as well. */
const joinOutage = (draft: Draft, { leadId, leadNumber, reason }: CommandOf<'join-outage'>): void => {
  const { state } = draft;
  if (!mayBeInOutage(state) || state.major === 'accepted') return;
  if (state.partOf?.incidentId === leadId || state.incidentId === leadId) return;
  for (const { incidentId, number } of state.parts ?? [])
    draft.raise({ type: 'PartLeft', partId: incidentId, partNumber: number, reason: `${leadNumber} leads the outage` });
  draft.raise({ type: 'OutageJoined', leadId, leadNumber, reason });
  stopUnwanted(draft, `it is decided about with ${leadNumber}`);
};

/** The outage goes on without it: whatever of it is worth a decision is proposed by itself. */
export const leaveOutage = (
  draft: Draft,
  { leadId, reason, taken }: { readonly leadId: string; readonly reason: string; readonly taken?: true },
  lookup: Lookup,
): void => {
  const { partOf } = draft.state;
  if (partOf?.incidentId !== leadId) return;
  draft.raise({ type: 'OutageLeft', leadId, leadNumber: partOf.number, reason, ...(taken && { taken }) });
  evaluateMajor(draft, lookup);
};

/** Why an outage is as bad as it is, where a part of it is. */
const asBadAs = (partNumber: string, severity: string): string => `${partNumber}, a part of the outage, is ${severity}`;

/** Where a person took it out, it never was a part: what was as bad as it is only as bad as the rest. */
const dropPart = (draft: Draft, { partId, reason, taken }: CommandOf<'drop-part'>, lookup: Lookup): void => {
  const { parts, severity, severityReason } = draft.state;
  const part = parts?.find(({ incidentId }) => incidentId === partId);
  if (!part) return;
  draft.raise({ type: 'PartLeft', partId, partNumber: part.number, reason });
  if (taken && severityReason === asBadAs(part.number, severity))
    ease(draft, lookup, `${part.number} is no part of it`);
};

export const outageRules = {
  'take-part': takePart,
  'join-outage': joinOutage,
  'leave-outage': leaveOutage,
  'drop-part': dropPart,
} satisfies SomeRules;
