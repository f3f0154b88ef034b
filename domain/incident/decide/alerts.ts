import type { AlertReference } from '../../alert/alert.ts';
import type { Lookup } from '../../configuration/lookup.ts';
import { requireService } from '../../configuration/lookup.ts';
import { DomainError } from '../../failure/domain-error.ts';
import { toIso, toMs } from '../../instant/instant.ts';
import { type Assessment, assess, isMoreSevere, type Severity, severityNumber } from '../../severity/severity.ts';
import { type AlertSeverity, isWorse } from '../../signal/signal.ts';
import { attachedIn, kindOf, kindsFiring } from '../alerts-held.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { earliestOf } from '../evolve.ts';
import { hasEpisode, hidesAlerts, isListed, isOvertaken } from '../group-of-alerts.ts';
import { isEnded, isWorkedOn } from '../state.ts';
import { answerDueBy, isAsked, startPaging, stopPagings } from './escalation.ts';
import { foldIntoListed, moveHome, pageNewHome } from './fold-group.ts';
import { declareMajor, evaluateMajor } from './major.ts';

const worstOf = (alerts: readonly AlertReference[]): AlertSeverity | undefined =>
  alerts.reduce<AlertSeverity | undefined>(
    (worst, a) => (worst === undefined || isWorse(a.severity, worst) ? a.severity : worst),
    undefined,
  );

const pagesFrom = (severity: Severity, lookup: Lookup): boolean =>
  severityNumber(severity) <= severityNumber(lookup.configuration.paging.from);

const isWorthPaging = (draft: Draft, lookup: Lookup): boolean => pagesFrom(draft.state.severity, lookup);

/** Pages the service's own people if the severity is worth waking somebody and nobody has been asked yet. */
export const pageResolversOnce = (draft: Draft, lookup: Lookup, reason: string): void => {
  const { state } = draft;
  if (!isWorthPaging(draft, lookup)) return;
  if (isAsked(state, 'resolver')) return;
  const service = requireService(lookup, state.serviceId);
  startPaging(draft, lookup, { policyId: service.escalationPolicy, purpose: 'resolver', reason });
};

export const openIncident = (draft: Draft, command: CommandOf<'open'>, lookup: Lookup): void => {
  const service = requireService(lookup, command.serviceId);
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
  pageResolversOnce(draft, lookup, `${draft.state.severity} on ${service.name}`);
  if (byHand?.declare)
    declareMajor(draft, lookup, { reason: 'declared by hand', businessImpact: byHand.businessImpact });
  else evaluateMajor(draft, lookup);
};

type Assessed = { readonly serviceId: string; readonly severity: AlertSeverity };

const assessAlert = (alert: Assessed, environment: string, lookup: Lookup): Assessment => {
  const service = lookup.service(alert.serviceId);
  return assess({
    tier: service?.tier ?? 4,
    production: lookup.isProduction(environment),
    alertSeverity: alert.severity,
    matrix: service?.matrix ?? lookup.configuration.severity.matrix,
  });
};

/**
 * The severity that the rules see now; it only rises by itself, and never against a person.
 *
 * @param among what may have made it worse; everything that fires, unless the rest was assessed before
 */
export const reassess = (draft: Draft, lookup: Lookup, among: readonly Assessed[] = kindsFiring(draft.state)): void => {
  const { state } = draft;
  if (state.severityBy === 'person') return;
  // Alike alerts are assessed once: a storm has thousands of them.
  const different = new Map<string, Assessed>();
  for (const alert of among) different.set(kindOf(alert), alert);
  const assessments = [...different.values()].map((alert) => assessAlert(alert, state.environment, lookup));
  const worst = assessments.reduce<(typeof assessments)[number] | undefined>(
    (w, a) => (w === undefined || isMoreSevere(a.severity, w.severity) ? a : w),
    undefined,
  );
  if (worst && isMoreSevere(worst.severity, state.severity)) {
    draft.raise({ type: 'SeverityChanged', from: state.severity, ...worst, by: 'rules' });
  }
};

/** Alerts join. What was thought to be over and fires again is a relapse: the incident is worked on again. */
export const attachAlerts = (draft: Draft, command: CommandOf<'attach-alerts'>, lookup: Lookup): void => {
  const before = draft.state;
  const { group } = command;
  if (isEnded(before)) return;
  const fresh = command.alerts.filter((a) => !hasEpisode(before, group, a.alertId, a.episode));
  const begun = Math.min(...fresh.map((a) => a.occurredAt));
  if (fresh.length > 0 && isOvertaken(before, group, draft.metadata.actor.id, begun, draft.now)) return;
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
  const relapsed = fresh.length > 0 && !isWorkedOn(before);
  const flaps = relapsed && before.resolution?.automatic === true && fresh.every((a) => attachedIn(before, a.alertId));
  if (relapsed) {
    draft.raise({
      type: 'IncidentRelapsed',
      reason: `"${fresh[0]?.title}" fires again after the incident was ${before.status}`,
    });
  }
  // Only what joins: an incident of thousands of alerts has assessed them when they did, where it was then.
  const elsewhere = moved || draft.state.environment !== before.environment;
  reassess(draft, lookup, elsewhere ? undefined : [...fresh, ...worsened]);
  // A hint, such as a vendor's status page, wakes nobody for what was over: it is worked on again, quietly.
  if (
    relapsed &&
    !fresh.some((alert) => pagesFrom(assessAlert(alert, draft.state.environment, lookup).severity, lookup))
  )
    return;
  if (moved && isWorthPaging(draft, lookup)) pageNewHome(draft, lookup, 'the alerts of the group name this service');
  else if (relapsed && isWorthPaging(draft, lookup)) {
    const service = requireService(lookup, draft.state.serviceId);
    startPaging(draft, lookup, {
      policyId: service.escalationPolicy,
      purpose: 'resolver',
      reason: 'the incident relapsed',
      heldUntil: flaps ? answerDueBy(draft, service.escalationPolicy, 'resolver') : undefined,
    });
  }
  pageResolversOnce(draft, lookup, `now ${draft.state.severity}`);
  evaluateMajor(draft, lookup);
};

/**
 * Alerts recovered. An ordinary incident whose alerts have all recovered resolves by itself; a candidate that recovered
 * before anybody decided is downgraded, with that as the reason. What a person
 * reported and what was declared major is never ended by a monitor.
 */
export const recoverAlerts = (draft: Draft, command: CommandOf<'recover-alerts'>): void => {
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
  });
  if (recovered.length > 0 || known?.hidden !== undefined) endWhenRecovered(draft);
};

/** An incident of alerts ends with the last of them, those that the sender did not list among them. */
export const endWhenRecovered = (draft: Draft): void => {
  const { state } = draft;
  if (state.firing > 0 || hidesAlerts(state) || state.major === 'accepted' || state.origin.kind === 'person') return;
  if (state.major === 'candidate') {
    draft.raise({ type: 'CandidateRejected', reason: 'every alert recovered before a decision', recovered: true });
  }
  if (isWorkedOn(draft.state) || draft.state.status === 'mitigated') {
    stopPagings(draft, 'every alert recovered');
    draft.raise({ type: 'IncidentResolved', summary: 'Every alert recovered.', automatic: true });
  }
};
