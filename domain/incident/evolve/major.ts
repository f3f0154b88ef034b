import { isMoreSevere } from '../../severity/severity.ts';
import type { Commit } from '../commit.ts';
import type { EventOf } from '../events.ts';
import type { IncidentState } from '../state.ts';
import { type SomeApplied, stampOnce, without } from './applied.ts';

const evidenceNow = (state: IncidentState, recovered: boolean, rules?: string[]): IncidentState['evidence'] => ({
  severity: state.severity,
  alerts: state.alerts.total,
  services: state.affectedServices,
  ruleId: state.candidate?.ruleId ?? state.lastEvaluation?.ruleId,
  ...(rules === undefined ? {} : { rules }),
  recovered,
});

/** Whoever has it knows of a severity that they have set themselves; and of what was lower in between, the next is news. */
const acknowledgementAt = (
  { acknowledgement, severity: from }: IncidentState,
  { severity, by }: EventOf<'SeverityChanged'>,
  { actor }: Commit,
): IncidentState['acknowledgement'] =>
  acknowledgement && by === 'person' && (actor.id === acknowledgement.by || isMoreSevere(from, severity))
    ? { ...acknowledgement, severity }
    : acknowledgement;

export const majorApplied = {
  ServiceChanged: (state, event) => ({
    ...state,
    serviceId: event.serviceId,
    environment: event.environment,
    affectedServices: [...new Set([event.serviceId, ...state.affectedServices.filter((id) => id !== event.from)])],
  }),
  TriggersEvaluated: (state, event) => ({ ...state, lastEvaluation: event.evaluation }),
  SeverityChanged: (state, event, commit) => ({
    ...state,
    acknowledgement: acknowledgementAt(state, event, commit),
    impact: event.impact,
    urgency: event.urgency,
    severity: event.severity,
    severityReason: event.reason,
    severityBy: event.by,
  }),
  CandidateProposed: (state, event, commit) => {
    const { businessImpact, decideBy, promotes, reason, ruleId } = event;
    const next: IncidentState = {
      ...state,
      major: 'candidate',
      businessImpact: businessImpact ?? state.businessImpact,
      candidate: { since: commit.at, ...{ reason, ruleId, escalations: 0, decideBy }, ...(promotes && { promotes }) },
    };
    // Nobody was asked to decide about what declares itself.
    return promotes ? next : stampOnce(next, 'candidate', commit);
  },
  CandidateEscalated: (state, event) =>
    state.candidate
      ? { ...state, candidate: { ...state.candidate, escalations: event.step, decideBy: event.decideBy } }
      : state,
  MajorIncidentDeclared: (state, event, commit) =>
    stampOnce(
      {
        ...without(state, 'evidence'),
        major: 'accepted',
        businessImpact: event.businessImpact ?? state.businessImpact,
      },
      'declared',
      commit,
    ),
  CandidateRejected: (state, event) => ({
    ...without(state, 'candidate'),
    major: 'rejected',
    evidence: evidenceNow(state, event.recovered, event.rules),
  }),
  CandidateLapsed: (state, event) => ({
    ...without(state, 'candidate'),
    major: 'rejected',
    evidence: evidenceNow(state, false, event.rules),
  }),
  MajorIncidentDemoted: (state, event) => ({
    ...without(state, 'candidate'),
    major: 'demoted',
    evidence: evidenceNow(state, false, event.rules),
  }),
  RoleAssumed: (state, event, commit) => ({
    ...state,
    roles: {
      ...state.roles,
      [event.roleId]: {
        personId: event.personId,
        since: commit.at,
        ...(event.unanswered ? { unanswered: event.unanswered } : {}),
      },
    },
  }),
  RoleRelinquished: (state, event) => {
    if (state.roles[event.roleId]?.personId !== event.personId) return state;
    const roles = { ...state.roles };
    delete roles[event.roleId];
    return { ...state, roles };
  },
  ResponseOrganised: (state) => ({ ...state, organised: true }),
} satisfies SomeApplied;
