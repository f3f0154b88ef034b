import type { Lookup } from '../../configuration/lookup.ts';
import { plusSeconds, secondsBetween } from '../../instant/instant.ts';
import { isMoreSevere, type Severity, severityNumber } from '../../severity/severity.ts';
import { evaluateTriggers, type TriggerRule } from '../../trigger/trigger.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { factsOfIncident } from '../facts.ts';
import { activePagings, type IncidentState, isEnded, isWorkedOn } from '../state.ts';
import { answerDueBy, isAsked, startPaging, stopPagings, stopUnwanted } from './escalation.ts';
import { refuse } from './refuse.ts';
import type { SomeRules } from './rules.ts';

/** A workflow's clock and ours may differ by this much; a deadline this near counts as passed. */
export const CLOCK_TOLERANCE_SECONDS = 1;

const engageResolvers = (draft: Draft, lookup: Lookup): void => {
  const service = lookup.service(draft.state.serviceId);
  if (service && !isAsked(draft.state, 'resolver')) {
    startPaging(draft, lookup, {
      policyId: service.escalationPolicy,
      purpose: 'resolver',
      reason: 'engaged at once, so that validation costs no time',
    });
  }
};

export const proposeCandidate = (
  draft: Draft,
  lookup: Lookup,
  why: { reason: string; businessImpact?: string; ruleId?: string },
): void => {
  const { evidence, severity } = draft.state;
  // What recovered and fires again, no worse than it was: a manager was told a moment ago.
  const flaps = evidence?.recovered === true && !isMoreSevere(severity, evidence.severity);
  draft.raise({
    type: 'CandidateProposed',
    ...why,
    decideBy: plusSeconds(draft.now, lookup.configuration.candidate.decideWithinSeconds),
  });
  startPaging(draft, lookup, {
    policyId: lookup.configuration.majorIncidentManagers,
    purpose: 'major-incident-manager',
    reason: 'a candidate waits for a decision',
    heldUntil:
      flaps && why.ruleId !== undefined
        ? answerDueBy(draft, lookup.configuration.majorIncidentManagers, 'major-incident-manager')
        : undefined,
  });
  engageResolvers(draft, lookup);
};

/**
 * Declares. Whoever must lead is paged unless a manager has acknowledged already or declares in person.
 *
 * @param led policies whose part somebody has already
 */
export const declareMajor = (
  draft: Draft,
  lookup: Lookup,
  why: { reason: string; businessImpact?: string; ruleId?: string },
  led: readonly string[] = [],
): void => {
  draft.raise({ type: 'MajorIncidentDeclared', ...why });
  const byPerson = draft.metadata.actor.kind === 'person';
  const { majorIncidentManagers } = lookup.configuration;
  if (byPerson) stopPagings(draft, 'decided', 'major-incident-manager');
  else if (!isAsked(draft.state, 'major-incident-manager') && !led.includes(majorIncidentManagers)) {
    startPaging(draft, lookup, {
      policyId: majorIncidentManagers,
      purpose: 'major-incident-manager',
      reason: 'a major incident was declared and needs a commander',
    });
  }
  const { communicationsLeads } = lookup.configuration;
  if (communicationsLeads && !led.includes(communicationsLeads)) {
    startPaging(draft, lookup, {
      policyId: communicationsLeads,
      purpose: 'communications-lead',
      reason: 'a major incident was declared and stakeholders must be told',
    });
  }
  engageResolvers(draft, lookup);
};

/**
 * The same evidence may not propose twice: after a rejection or demotion it takes a worse severity, another service,
 * twice as many alerts, or that what had recovered fires again.
 */
const hasNewEvidence = (state: IncidentState): boolean => {
  const { evidence } = state;
  if (!evidence) return true;
  return (
    isMoreSevere(state.severity, evidence.severity) ||
    state.affectedServices.some((s) => !evidence.services.includes(s)) ||
    state.alerts.total >= Math.max(2, evidence.alerts * 2) ||
    (evidence.recovered && state.firing > 0)
  );
};

/** The last rule of every rule set: bad enough in production is major unless an earlier rule says otherwise. */
const ruleBySeverity = (from: Severity): TriggerRule => ({
  id: 'severity',
  description: `${from} and worse in production is major by default`,
  active: true,
  when: [
    { fact: 'severity', atMost: severityNumber(from) },
    { fact: 'production', is: true },
  ],
  action: 'propose',
});

/** Runs the trigger rules where they can still change something, and keeps the evaluation as the explanation. */
export const evaluateMajor = (draft: Draft, lookup: Lookup): void => {
  const { state } = draft;
  if (state.major === 'accepted' || isEnded(state) || state.status === 'resolved') return;
  if ((state.major === 'rejected' || state.major === 'demoted') && !hasNewEvidence(state)) return;
  const { configuration } = lookup;
  const rules = [...configuration.triggerRules, ruleBySeverity(configuration.severity.majorFrom)];
  const evaluation = evaluateTriggers(
    { version: configuration.version, rules },
    factsOfIncident(state, lookup, draft.now),
  );
  const first = state.lastEvaluation === undefined;
  const decides = evaluation.action === 'promote' || (evaluation.action === 'propose' && state.major !== 'candidate');
  if (first || decides) draft.raise({ type: 'TriggersEvaluated', evaluation });
  if (!decides) return;
  const rule = rules.find((r) => r.id === evaluation.ruleId);
  const reason = `rule ${evaluation.ruleId}${rule?.description ? `: ${rule.description}` : ''}`;
  if (evaluation.action === 'promote') declareMajor(draft, lookup, { reason, ruleId: evaluation.ruleId });
  else proposeCandidate(draft, lookup, { reason, ruleId: evaluation.ruleId });
};

const propose = (draft: Draft, command: CommandOf<'propose'>, lookup: Lookup): void => {
  const { state } = draft;
  if (state.major === 'candidate') refuse(state, 'propose', 'it is a candidate already; accept or reject it');
  if (state.major === 'accepted') refuse(state, 'propose', 'it is a major incident already');
  if (isEnded(state) || state.status === 'resolved') refuse(state, 'propose', `it is ${state.status}; reopen it first`);
  proposeCandidate(draft, lookup, { reason: command.reason, businessImpact: command.businessImpact });
};

const accept = (draft: Draft, command: CommandOf<'accept'>, lookup: Lookup): void => {
  const { state } = draft;
  if (state.major !== 'none' && state.major !== 'candidate') {
    refuse(
      state,
      'accept',
      state.major === 'accepted'
        ? 'it is a major incident already'
        : `it was ${state.major}; propose it again with a reason`,
    );
  }
  if (!isWorkedOn(state) && state.status !== 'mitigated')
    refuse(state, 'accept', `it is ${state.status}; reopen it first`);
  declareMajor(draft, lookup, { reason: command.reason ?? 'accepted', businessImpact: command.businessImpact });
};

const reject = (draft: Draft, command: CommandOf<'reject'>): void => {
  if (isEnded(draft.state)) refuse(draft.state, 'reject', `it is ${draft.state.status}`);
  if (draft.state.major !== 'candidate') refuse(draft.state, 'reject', 'only a candidate can be rejected');
  draft.raise({ type: 'CandidateRejected', reason: command.reason, recovered: false });
  stopUnwanted(draft, 'rejected');
};

const demote = (draft: Draft, command: CommandOf<'demote'>): void => {
  if (draft.state.major !== 'accepted') refuse(draft.state, 'demote', 'only a major incident can be demoted');
  if (isEnded(draft.state)) refuse(draft.state, 'demote', `it is ${draft.state.status}`);
  draft.raise({ type: 'MajorIncidentDemoted', reason: command.reason });
  stopUnwanted(draft, 'demoted');
};

/**
 * The candidate clock. Undecided after N: the next manager is paged. After 2N a severity that must not wait promotes by
 * itself; others go on to the next manager every N.
 */
const escalateCandidate = (draft: Draft, { unreached }: CommandOf<'escalate-candidate'>, lookup: Lookup): void => {
  const { state } = draft;
  if (state.major !== 'candidate' || !state.candidate || isEnded(state)) return;
  if (secondsBetween(draft.now, state.candidate.decideBy) > CLOCK_TOLERANCE_SECONDS) return;
  const { candidate, majorIncidentManagers } = lookup.configuration;
  const step = state.candidate.escalations + 1;
  const minutes = Math.round((step * candidate.decideWithinSeconds) / 6) / 10;
  if (step >= 2 && candidate.promoteWhenUndecided.includes(state.severity)) {
    declareMajor(draft, lookup, {
      reason: `nobody decided within ${minutes} min and a ${state.severity} does not wait`,
    });
    return;
  }
  draft.raise({
    type: 'CandidateEscalated',
    step,
    reason: `nobody decided within ${minutes} min`,
    decideBy: plusSeconds(draft.now, candidate.decideWithinSeconds),
  });
  const running = activePagings(state).filter((p) => p.purpose === 'major-incident-manager');
  // Whoever is left is being paged already, again and again.
  if (running.some((p) => p.catchAll)) return;
  // One manager run at a time: the new one begins after the level the old one had reached.
  const reached = running.map((p) => p.level);
  stopPagings(draft, 'the next manager is paged', 'major-incident-manager');
  startPaging(draft, lookup, {
    policyId: majorIncidentManagers,
    purpose: 'major-incident-manager',
    reason: 'a candidate is still undecided',
    fromLevel: Math.max(step + 1, ...reached.map((level) => level + 1)),
    also: unreached,
  });
};

export const majorRules = {
  propose,
  accept,
  reject,
  demote,
  'escalate-candidate': escalateCandidate,
} satisfies SomeRules;
