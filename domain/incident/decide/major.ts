import { type Lookup, personName, serviceName } from '../../configuration/lookup.ts';
import { type Iso, plusSeconds, secondsBetween } from '../../instant/instant.ts';
import { hasRelated } from '../../service/dependencies.ts';
import { isMoreSevere, type Severity, severityNumber } from '../../severity/severity.ts';
import { evaluateTriggers, rulesThatHold, type TriggerRule } from '../../trigger/trigger.ts';
import { NEEDS_A_COMMANDER, NO_REASON_GIVEN, WAITS_FOR_A_DECISION } from '../../words/reasons.ts';
import { PROMOTES_FROM_STEP, UNDECIDED_AFTER } from '../candidate-clock.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { factsOfIncident } from '../facts.ts';
import { activePagings, type IncidentState, isEnded, isUnresolved } from '../state.ts';
import { answerDueBy, isAsked, pageNextLevel, startPaging, stopPagings, stopUnwanted } from './escalation.ts';
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

/** Incidents of services that depend on each other come close together: managers read of all of them in one page. */
const gatheredBy = ({ now, metadata, state }: Draft, lookup: Lookup): Iso | undefined => {
  const { gatherSeconds, withinSeconds } = lookup.configuration.outage;
  const gathers = metadata.actor.kind !== 'person' && gatherSeconds > 0 && withinSeconds > 0;
  return gathers && hasRelated(lookup, state.serviceId) ? plusSeconds(now, gatherSeconds) : undefined;
};

/** Of what is proposed already elsewhere: until when somebody must decide, or when it declares itself. */
export interface RunningClock {
  readonly decideBy?: Iso | undefined;
  readonly promotes?: true | undefined;
}

type Why = { reason: string; businessImpact?: string | undefined; ruleId?: string | undefined };

/** Whatever of one outage begins until then is declared with it. Those who work on it are paged at once all the same. */
const promoteGathered = (draft: Draft, lookup: Lookup, why: Why, decideBy: Iso): void => {
  draft.raise({ type: 'CandidateProposed', ...why, decideBy, promotes: true });
  engageResolvers(draft, lookup);
};

export const proposeCandidate = (
  draft: Draft,
  lookup: Lookup,
  { decideBy, promotes, ...why }: Why & RunningClock,
): void => {
  if (promotes && decideBy !== undefined) {
    promoteGathered(draft, lookup, why, decideBy);
    return;
  }
  const { evidence, severity } = draft.state;
  // What recovered and fires again, no worse than it was: a manager was told a moment ago.
  const flaps = evidence?.recovered === true && !isMoreSevere(severity, evidence.severity);
  const { majorIncidentManagers } = lookup.configuration;
  const answerDue =
    flaps && why.ruleId !== undefined ? answerDueBy(draft, majorIncidentManagers, 'major-incident-manager') : undefined;
  const gathered = answerDue === undefined ? gatheredBy(draft, lookup) : undefined;
  const usual = plusSeconds(draft.now, lookup.configuration.candidate.decideWithinSeconds);
  draft.raise({
    type: 'CandidateProposed',
    ...why,
    decideBy: decideBy !== undefined && decideBy < usual ? decideBy : usual,
  });
  startPaging(draft, lookup, {
    policyId: majorIncidentManagers,
    purpose: 'major-incident-manager',
    reason: WAITS_FOR_A_DECISION,
    heldUntil: answerDue ?? gathered,
    ...(gathered !== undefined && { heldFor: 'gathering' as const }),
  });
  engageResolvers(draft, lookup);
};

/**
 * Declares. Whoever must lead is paged unless a manager has acknowledged already or declares in person.
 *
 * @param led policies whose part somebody has already
 */
export const declareMajor = (draft: Draft, lookup: Lookup, why: Why, led: readonly string[] = []): void => {
  draft.raise({ type: 'MajorIncidentDeclared', ...why });
  const byPerson = draft.metadata.actor.kind === 'person';
  const { majorIncidentManagers } = lookup.configuration;
  if (byPerson) stopPagings(draft, 'decided', 'major-incident-manager');
  else if (!isAsked(draft.state, 'major-incident-manager') && !led.includes(majorIncidentManagers)) {
    startPaging(draft, lookup, {
      policyId: majorIncidentManagers,
      purpose: 'major-incident-manager',
      reason: NEEDS_A_COMMANDER,
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

/** The rules in their order, as they hold at this time. */
const ruleSetOf = ({ configuration }: Lookup) => ({
  version: configuration.version,
  rules: [...configuration.triggerRules, ruleBySeverity(configuration.severity.majorFrom)],
});

/** What a rejection or demotion is decided upon, beside what the incident itself shows. */
const rulesHeard = ({ state, now }: Draft, lookup: Lookup): string[] =>
  rulesThatHold(ruleSetOf(lookup), factsOfIncident(state, lookup, now));

/** Twice as many alerts are new evidence; of the first few, the next one alone is not. */
const MORE_ALERTS_AT_LEAST = 2;

/**
 * What there is now that there was not when this was rejected or demoted, in words; undefined where it is the same. The same
 * evidence may not propose twice: it takes a worse severity, another service or rule, twice as many alerts, or, where nobody
 * rejected it and it lapsed because all had recovered, that something fires again.
 */
const newEvidence = (draft: Draft, lookup: Lookup): string | undefined => {
  const { state } = draft;
  const { evidence, severity, alerts } = state;
  if (!evidence) return undefined;
  if (isMoreSevere(severity, evidence.severity)) return `it is ${severity} now, and was ${evidence.severity}`;
  const service = state.affectedServices.find((id) => !evidence.services.includes(id));
  if (service !== undefined) return `${serviceName(lookup, service)} is affected too`;
  const rule = evidence.rules && rulesHeard(draft, lookup).find((id) => !evidence.rules?.includes(id));
  if (rule !== undefined) return `rule ${rule} holds as well`;
  if (alerts.total >= Math.max(evidence.alerts * 2, evidence.alerts + MORE_ALERTS_AT_LEAST))
    return `${alerts.total} alerts have joined, and were ${evidence.alerts}`;
  return evidence.recovered && state.firing > 0 ? 'what had recovered fires again' : undefined;
};

/** Runs the trigger rules where they can still change something, and keeps the evaluation as the explanation. */
export const evaluateMajor = (draft: Draft, lookup: Lookup, clock: RunningClock = {}): void => {
  const { state } = draft;
  if (state.major === 'accepted' || isEnded(state) || state.status === 'resolved') return;
  if (state.candidate?.promotes && state.major === 'candidate') return;
  const refused = state.major === 'rejected' || state.major === 'demoted';
  const since = refused ? newEvidence(draft, lookup) : undefined;
  if (refused && state.evidence && since === undefined) return;
  const ruleSet = ruleSetOf(lookup);
  const evaluation = evaluateTriggers(ruleSet, factsOfIncident(state, lookup, draft.now));
  const last = state.lastEvaluation;
  const first = last === undefined;
  const promotes = evaluation.action === 'promote';
  // It is decided about with the outage of which it is a part: what leads that is told of a rule that waits for nobody.
  if (state.partOf && last) {
    if (promotes && last.ruleId !== evaluation.ruleId) draft.raise({ type: 'TriggersEvaluated', evaluation });
    return;
  }
  const decides = promotes || (evaluation.action === 'propose' && state.major !== 'candidate');
  if (first || decides) draft.raise({ type: 'TriggersEvaluated', evaluation });
  if (!decides) return;
  const rule = ruleSet.rules.find((r) => r.id === evaluation.ruleId);
  const because = `rule ${evaluation.ruleId}${rule?.description ? `: ${rule.description}` : ''}`;
  const reason = since === undefined ? because : `${because}; new since it was ${state.major}: ${since}`;
  const why = { reason, ruleId: evaluation.ruleId };
  const gathered = state.major === 'candidate' ? undefined : gatheredBy(draft, lookup);
  if (!promotes) proposeCandidate(draft, lookup, { ...why, ...clock });
  else if (gathered === undefined) declareMajor(draft, lookup, why);
  else promoteGathered(draft, lookup, why, clock.promotes && clock.decideBy ? clock.decideBy : gathered);
};

const propose = (draft: Draft, command: CommandOf<'propose'>, lookup: Lookup): void => {
  const { state } = draft;
  if (state.major === 'candidate') refuse(state, 'Not proposed', 'it is a candidate already; accept or reject it');
  if (state.major === 'accepted') refuse(state, 'Not proposed', 'it is a major incident already');
  if (isEnded(state) || state.status === 'resolved')
    refuse(state, 'Not proposed', `it is ${state.status}; reopen it first`);
  if (state.partOf)
    refuse(
      state,
      'Not proposed',
      `it is decided about with ${state.partOf.number}; propose that, or separate it first`,
    );
  proposeCandidate(draft, lookup, { reason: command.reason, businessImpact: command.businessImpact });
};

const accept = (draft: Draft, command: CommandOf<'accept'>, lookup: Lookup): void => {
  const { state } = draft;
  if (state.major !== 'none' && state.major !== 'candidate') {
    refuse(
      state,
      'Not declared',
      state.major === 'accepted'
        ? 'it is a major incident already'
        : `it was ${state.major}; propose it again with a reason`,
    );
  }
  if (!isUnresolved(state)) refuse(state, 'Not declared', `it is ${state.status}; reopen it first`);
  declareMajor(draft, lookup, {
    reason: command.reason ?? NO_REASON_GIVEN.accepted,
    businessImpact: command.businessImpact,
  });
};

/** Whoever rejects what is declared already reads who did, and how to end it. */
const refuseToReject = ({ state }: Draft, lookup: Lookup): never => {
  const { declared } = state.stamps;
  if (state.major !== 'accepted' || !declared)
    return refuse(state, 'Not rejected', `it is no candidate (${state.major})`);
  const by = declared.by.kind === 'person' ? personName(lookup, declared.by.id) : 'Muster';
  return refuse(state, 'Not rejected', `it was declared by ${by} at ${declared.at.slice(11, 16)} UTC`, {
    instead: `To end the major incident: \`muster incident demote ${state.number} --reason …\`.`,
  });
};

const reject = (draft: Draft, command: CommandOf<'reject'>, lookup: Lookup): void => {
  if (isEnded(draft.state)) refuse(draft.state, 'Not rejected', `it is ${draft.state.status}`);
  if (draft.state.major !== 'candidate') refuseToReject(draft, lookup);
  draft.raise({
    type: 'CandidateRejected',
    reason: command.reason,
    recovered: false,
    rules: rulesHeard(draft, lookup),
  });
  stopUnwanted(draft, 'rejected');
};

const demote = (draft: Draft, command: CommandOf<'demote'>, lookup: Lookup): void => {
  if (draft.state.major !== 'accepted')
    refuse(draft.state, 'Not demoted', `it is no major incident (${draft.state.major})`);
  if (isEnded(draft.state)) refuse(draft.state, 'Not demoted', `it is ${draft.state.status}`);
  draft.raise({ type: 'MajorIncidentDemoted', reason: command.reason, rules: rulesHeard(draft, lookup) });
  stopUnwanted(draft, 'demoted');
};

/** Everybody who was paged for this decision, the first first. */
const askedToDecide = ({ candidate, pagings }: IncidentState): string[] => [
  ...new Set(
    Object.values(pagings)
      .filter(({ purpose, startedAt }) => purpose === 'major-incident-manager' && startedAt >= (candidate?.since ?? ''))
      .flatMap(({ pages }) => pages.map(({ personId }) => personId)),
  ),
];

/** The manager who is asked next. Whoever is left at the end is asked again, as rarely as the clock turns. */
const pageNextManager = (
  draft: Draft,
  lookup: Lookup,
  step: number,
  unreached: readonly string[] | undefined,
): void => {
  const running = activePagings(draft.state).filter((p) => p.purpose === 'major-incident-manager');
  const last = running.find((p) => p.catchAll);
  if (last) {
    pageNextLevel(draft, last, lookup);
    return;
  }
  // One manager run at a time: the new one begins after the level the old one had reached.
  const reached = running.map((p) => p.level);
  stopPagings(draft, 'the next manager is paged', 'major-incident-manager');
  startPaging(draft, lookup, {
    policyId: lookup.configuration.majorIncidentManagers,
    purpose: 'major-incident-manager',
    reason: 'a candidate is still undecided',
    fromLevel: Math.max(step + 1, ...reached.map((level) => level + 1)),
    also: unreached,
  });
};

/**
 * The candidate clock. Undecided after N: the next manager is paged, and again after 2N and 4N. After 2N a severity that must
 * not wait promotes by itself; after 6N any other lapses.
 */
const escalateCandidate = (draft: Draft, { unreached }: CommandOf<'escalate-candidate'>, lookup: Lookup): void => {
  const { state } = draft;
  if (state.major !== 'candidate' || !state.candidate || isEnded(state)) return;
  if (secondsBetween(draft.now, state.candidate.decideBy) > CLOCK_TOLERANCE_SECONDS) return;
  if (state.candidate.promotes) {
    const { reason, ruleId } = state.candidate;
    declareMajor(draft, lookup, { reason, ruleId });
    return;
  }
  const { decideWithinSeconds, promoteWhenUndecided } = lookup.configuration.candidate;
  const step = state.candidate.escalations + 1;
  const passed = UNDECIDED_AFTER[step - 1] ?? 0;
  const minutes = Math.round((passed * decideWithinSeconds) / 6) / 10;
  const reason = passed === 0 ? 'nobody decided' : `nobody decided within ${minutes} min`;
  if (step >= PROMOTES_FROM_STEP && promoteWhenUndecided.includes(state.severity)) {
    declareMajor(draft, lookup, { reason: `${reason} and a ${state.severity} does not wait` });
    return;
  }
  const next = UNDECIDED_AFTER[step];
  if (next === undefined) {
    const rules = rulesHeard(draft, lookup);
    draft.raise({ type: 'CandidateLapsed', reason, rules, asked: askedToDecide(state) });
    stopUnwanted(draft, 'nobody decided');
    return;
  }
  const decideBy = plusSeconds(draft.now, (next - passed) * decideWithinSeconds);
  draft.raise({ type: 'CandidateEscalated', step, reason, decideBy });
  pageNextManager(draft, lookup, step, unreached);
};

export const majorRules = {
  propose,
  accept,
  reject,
  demote,
  'escalate-candidate': escalateCandidate,
} satisfies SomeRules;
