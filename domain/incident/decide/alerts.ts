import type { AlertReference } from '../../alert/alert.ts';
import type { Service } from '../../configuration/configuration.ts';
import type { Lookup } from '../../configuration/lookup.ts';
import { DomainError } from '../../failure/domain-error.ts';
import { toIso, toMs } from '../../instant/instant.ts';
import { assess, isMoreSevere } from '../../severity/severity.ts';
import { type AlertSeverity, isWorse } from '../../signal/signal.ts';
import { NO_REASON_GIVEN } from '../../words/reasons.ts';
import { attachedIn, kindsFiring } from '../alerts-held.ts';
import type { CommandOf } from '../commands.ts';
import { knownIn } from '../conditions-held.ts';
import type { Draft } from '../draft.ts';
import { earliestOf } from '../evolve.ts';
import { hasCondition, hasEpisode, isListed, isOvertaken } from '../group-of-alerts.ts';
import { type IncidentState, isEnded } from '../state.ts';
import { type Assessed, pagesFrom, worstAssessment, wouldPage } from './assess-alerts.ts';
import { answerDueBy, engagedIn, startPaging } from './escalation.ts';
import { foldIntoListed, moveHome, pageNewHome } from './fold-group.ts';
import { declareMajor, evaluateMajor } from './major.ts';
import { tellOfNews } from './news.ts';
import { retitle } from './title.ts';

const worstOf = (alerts: readonly AlertReference[]): AlertSeverity | undefined =>
  alerts.reduce<AlertSeverity | undefined>(
    (worst, a) => (worst === undefined || isWorse(a.severity, worst) ? a.severity : worst),
    undefined,
  );

const isWorthPaging = (draft: Draft, lookup: Lookup): boolean => pagesFrom(draft.state.severity, lookup);

/** Whoever asks by a name has been told which there are; this is for what cannot be. */
const serviceOf = (lookup: Lookup, id: string): Service => {
  const service = lookup.service(id) ?? lookup.serviceNamed(id);
  if (!service) throw new DomainError('unknown-service', `There is no service "${id}".`);
  return service;
};

export const openIncident = (draft: Draft, command: CommandOf<'open'>, lookup: Lookup): void => {
  const service = serviceOf(lookup, command.serviceId);
  const { byHand } = command;
  if (byHand?.impactStartedAt !== undefined && toMs(byHand.impactStartedAt) > toMs(draft.now)) {
    throw new DomainError('invalid-command', 'Not opened: the start of impact cannot lie in the future.');
  }
  const assessment = assess({
    tier: service.tier,
    production: lookup.isProduction(command.environment),
    alertSeverity: worstOf(command.alerts),
    impact: byHand?.impact,
    urgency: byHand?.urgency,
    matrix: service.matrix ?? lookup.configuration.severity.matrix,
  });
  const detectedAt = earliestOf(command.alerts, draft.now);
  draft.raise({
    type: 'IncidentOpened',
    number: command.number,
    title: command.title,
    description: command.description,
    words: command.words,
    serviceId: service.id,
    environment: command.environment,
    origin: command.origin,
    impact: assessment.impact,
    urgency: assessment.urgency,
    severity: assessment.severity,
    assessmentReason: assessment.reason,
    // What an alert reports began when its condition did; a person may know better.
    impactStartedAt: byHand?.impactStartedAt
      ? toIso(toMs(byHand.impactStartedAt))
      : command.alerts.length > 0
        ? detectedAt
        : undefined,
    detectedAt: command.alerts.length > 0 ? draft.now : detectedAt,
    affectedUsers: byHand?.affectedUsers,
    category: byHand?.category,
    subcategory: byHand?.subcategory,
    labels: command.labels && Object.keys(command.labels).length > 0 ? { ...command.labels } : undefined,
  });
  if (command.alerts.length > 0) {
    draft.raise({ type: 'AlertsAttached', alerts: [...command.alerts], group: command.group });
  }
  if (isWorthPaging(draft, lookup) || command.alerts.some((alert) => wouldPage(alert, draft.state, lookup))) {
    startPaging(draft, lookup, {
      policyId: service.escalationPolicy,
      purpose: 'resolver',
      reason: `${draft.state.severity} on ${service.name}`,
    });
  }
  if (byHand?.declare)
    declareMajor(draft, lookup, { reason: NO_REASON_GIVEN.opened, businessImpact: byHand.businessImpact });
  else evaluateMajor(draft, lookup);
};

/**
 * The severity that the rules see now; it only rises by itself, and never against a person.
 *
 * @param among what may have made it worse; everything that fires, unless the rest was assessed before
 */
export const reassess = (draft: Draft, lookup: Lookup, among: readonly Assessed[] = kindsFiring(draft.state)): void => {
  const { state } = draft;
  if (state.severityBy === 'person') return;
  const worst = worstAssessment(among, state.environment, lookup);
  if (worst && isMoreSevere(worst.severity, state.severity)) {
    draft.raise({ type: 'SeverityChanged', from: state.severity, ...worst, by: 'rules' });
  }
};

/**
 * Alerts join. An alert that comes back after the incident was thought to be over is a relapse: it is worked on again. Another
 * alert joins what is watched; what is resolved takes no other (`takesAlerts`).
 */
export const attachAlerts = (draft: Draft, command: CommandOf<'attach-alerts'>, lookup: Lookup): void => {
  const before = draft.state;
  const { group } = command;
  if (isEnded(before)) return;
  const fresh = command.alerts.filter((a) => !hasEpisode(before, group, a.alertId, a.episode));
  const begun = Math.min(...fresh.map((a) => a.occurredAt));
  if (fresh.length > 0 && isOvertaken(before, group, draft.metadata.actor.id, begun, draft.now)) return;
  const isBack = fresh.some((alert) => hasCondition(before, group, alert));
  if (before.status === 'resolved' && fresh.length > 0 && !isBack) return;
  if (group?.whole && isListed(before, group.key)) {
    foldIntoListed(draft, group, fresh);
    return;
  }
  if (!moveHome(draft, command)) return;
  const worsened = command.alerts.filter((a) => {
    const known = attachedIn(before, a.alertId);
    return known !== undefined && known.episode === a.episode && known.firing && isWorse(a.severity, known.severity);
  });
  if (fresh.length > 0) draft.raise({ type: 'AlertsAttached', alerts: fresh, group });
  if (worsened.length > 0) draft.raise({ type: 'AlertsWorsened', alerts: worsened });
  if (fresh.length === 0 && worsened.length === 0) return;
  if (group && !group.whole) foldIntoListed(draft, group, []);
  const moved = draft.state.serviceId !== before.serviceId;
  const loud = fresh.filter((alert) => wouldPage(alert, draft.state, lookup));
  // A hint, such as a vendor's status page, wakes nobody for what was over, and does not end the watch over it.
  const relapsed = isBack && (before.status === 'resolved' || (before.status === 'mitigated' && loud.length > 0));
  if (relapsed) {
    const back = (loud.length > 0 ? loud : fresh).find((alert) => hasCondition(before, group, alert)) ?? fresh[0];
    draft.raise({
      type: 'IncidentRelapsed',
      reason: `"${back?.title}" fires again after the incident was ${before.status}`,
    });
  }
  retitle(draft, lookup, worsened);
  // Only what joins: an incident of thousands of alerts has assessed them when they did, where it was then.
  const elsewhere = moved || draft.state.environment !== before.environment;
  reassess(draft, lookup, elsewhere ? undefined : [...fresh, ...worsened]);
  if (relapsed && loud.length === 0) return;
  const isKnown = moved && isWorthPaging(draft, lookup);
  if (isKnown) pageNewHome(draft, lookup, 'the alerts of the group name this service');
  else if (relapsed) pageRelapse(draft, lookup, before, fresh);
  tellOfNews(draft, lookup, { before, joined: fresh, worsened, reason: newsOf(draft, before, fresh), isKnown });
  evaluateMajor(draft, lookup);
};

const newsOf = (draft: Draft, before: IncidentState, fresh: readonly AlertReference[]): string =>
  before.status === 'mitigated' && fresh[0]
    ? `another alert fires while the recovery is watched: ${fresh[0].title}`
    : `now ${draft.state.severity}`;

/** Whoever is engaged knows most. What flaps was paged a moment ago; what is worse than that was not. */
const pageRelapse = (draft: Draft, lookup: Lookup, before: IncidentState, fresh: readonly AlertReference[]): void => {
  const { escalationPolicy: policyId } = serviceOf(lookup, draft.state.serviceId);
  const flaps = before.resolution?.automatic === true && fresh.every((alert) => knownIn(before, alert));
  const isHeld = flaps && !isMoreSevere(draft.state.severity, before.severity);
  startPaging(draft, lookup, {
    policyId,
    purpose: 'resolver',
    occasion: 'relapse',
    reason: 'the incident relapsed',
    heldUntil: isHeld ? answerDueBy(draft, policyId, 'resolver') : undefined,
    first: engagedIn(draft.state, lookup),
  });
};
