import type { AlertReference } from '../alert/alert.ts';
import { toIso } from '../instant/instant.ts';
import { isMoreSevere } from '../severity/severity.ts';
import {
  NO_ALERTS,
  withAcknowledged,
  withAlerts,
  withGroup,
  withNoneFiring,
  withoutAlerts,
  withRecovered,
  withSuppressed,
} from './alerts-held.ts';
import type { Commit } from './commit.ts';
import type { EventOf, IncidentEvent, Stamp } from './events.ts';
import { groupingOf, groupingsIn } from './groupings.ts';
import { withKnownGroup } from './groups-held.ts';
import { afterMiss, afterUpdate, merged } from './promised-updates.ts';
import { type IncidentState, isUnresolved, type Paging, RECENT_COMMANDS, STATE_VERSION } from './state.ts';

type Happened<T extends IncidentEvent['type']> = (
  state: IncidentState,
  event: EventOf<T>,
  commit: Commit,
) => IncidentState;

/** The first time counts: a stamp is not moved by what happens again, only by a correction. */
const stampOnce = (state: IncidentState, stamp: Stamp, commit: Commit, at = commit.at): IncidentState =>
  state.stamps[stamp] ? state : { ...state, stamps: { ...state.stamps, [stamp]: { at, by: commit.actor } } };

const restamp = (state: IncidentState, stamp: Stamp, commit: Commit): IncidentState => ({
  ...state,
  stamps: { ...state.stamps, [stamp]: { at: commit.at, by: commit.actor } },
});

const without = <T extends object, K extends keyof T>(whole: T, ...keys: K[]): T => {
  const rest = { ...whole };
  for (const key of keys) delete rest[key];
  return rest;
};

const withPaging = (
  state: IncidentState,
  pagingId: string,
  change: (paging: IncidentState['pagings'][string]) => IncidentState['pagings'][string],
): IncidentState => {
  const paging = state.pagings[pagingId];
  return paging ? { ...state, pagings: { ...state.pagings, [pagingId]: change(paging) } } : state;
};

/** However long the catch-all is asked, a paging keeps of those rounds the last page of each person. */
const asLastAsked = ({ pages, exhausted }: Paging, event: EventOf<'LevelPaged'>): Paging['pages'] =>
  exhausted
    ? pages.filter((page) => page.level !== event.level || !event.pages.some((p) => p.personId === page.personId))
    : pages;

const evidenceNow = (state: IncidentState, recovered: boolean, rules?: string[]): IncidentState['evidence'] => ({
  severity: state.severity,
  alerts: state.alerts.total,
  services: state.affectedServices,
  ruleId: state.candidate?.ruleId ?? state.lastEvaluation?.ruleId,
  ...(rules === undefined ? {} : { rules }),
  recovered,
});

/** Whoever is told of a major incident is told how it ends, also when it has become less by then. */
const withTold = (state: IncidentState): IncidentState => {
  if (state.major !== 'accepted') return state;
  const { told } = state;
  const isWorse = told === undefined || isMoreSevere(state.severity, told.severity);
  const isWider = told === undefined || state.affectedServices.some((id) => !told.services.includes(id));
  if (!isWorse && !isWider) return state;
  const services = [...new Set([...(told?.services ?? []), ...state.affectedServices])];
  return { ...state, told: { severity: isWorse ? state.severity : told.severity, services } };
};

const same = (state: IncidentState): IncidentState => state;

/** What joins what was said to be over: its watch goes on, and people are wanted for it. */
const joining = (state: IncidentState): IncidentState =>
  state.status === 'mitigated' && state.mitigation
    ? { ...state, mitigation: { ...state.mitigation, joined: true } }
    : state;

/** What an alert opened has that alert's title. */
const called = (before: IncidentState, state: IncidentState): IncidentState => {
  const worst = state.alerts.headlines?.[0];
  return before.alerts.total > 0 || before.origin.kind === 'person' || worst === undefined
    ? state
    : { ...state, titleOf: worst.alertId };
};

/** Whoever has it knows of a severity that they have set themselves; and of what was lower in between, the next is news. */
const acknowledgementAt = (
  { acknowledgement, severity: from }: IncidentState,
  { severity, by }: EventOf<'SeverityChanged'>,
  { actor }: Commit,
): IncidentState['acknowledgement'] =>
  acknowledgement && by === 'person' && (actor.id === acknowledgement.by || isMoreSevere(from, severity))
    ? { ...acknowledgement, severity }
    : acknowledgement;

/** Whoever has it has seen all that there is. */
const seenBy = (
  state: IncidentState,
  { personId, severity, expiresAfterSeconds }: EventOf<'PageAcknowledged'>,
  { at }: Commit,
): IncidentState => ({
  ...state,
  acknowledgement: {
    by: personId,
    at,
    severity: severity ?? state.severity,
    groupings: groupingsIn(state),
    progressAt: at,
    expiresAfterSeconds,
  },
});

const APPLY: { readonly [T in Exclude<IncidentEvent['type'], 'IncidentOpened'>]: Happened<T> } = {
  AlertsAttached: (state, event, commit) =>
    called(state, joining(withGroup(withAlerts(state, event.alerts, event.before, commit), event))),
  AlertsWorsened: (state, event, commit) => joining(withAlerts(state, event.alerts, event.before, commit)),
  AlertsRecovered: (state, event, commit) => {
    const recovered = withRecovered(state, event.alertIds, event.before);
    const { groupOver } = event;
    if (groupOver === undefined) return recovered;
    return withKnownGroup(recovered, groupOver, event.groupBefore, (known) => ({
      ...known,
      over: { at: known.over?.at ?? commit.at, by: [...(known.over?.by ?? []), commit.actor.id] },
    }));
  },
  AlertsFolded: (state, event) => {
    const folded = withoutAlerts(
      state,
      event.alerts.map(({ alertId }) => alertId),
      event.before,
    );
    const episodes = Object.fromEntries(event.alerts.map(({ alertId, episode }) => [alertId, episode]));
    return withKnownGroup(folded, event.group, event.groupBefore, (known) => ({
      ...known,
      whole: { ...known.whole, ...episodes },
    }));
  },
  AlertsHidden: (state, event) =>
    withKnownGroup(without(state, 'quiet'), event.group, event.groupBefore, (known) => ({
      ...known,
      hidden: event.hidden,
    })),
  AlertsReleased: (state, event) => withoutAlerts(state, event.alertIds, event.before),
  TitleChanged: (state, { title, alertId }) => ({ ...state, title, titleOf: alertId }),
  AlertsSuppressed: (state, event) => withSuppressed(state, event.alerts, event.before, true),
  SuppressionLifted: (state, event) => withSuppressed(state, event.alerts, event.before, false),
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
  CandidateProposed: (state, event, commit) =>
    stampOnce(
      {
        ...state,
        major: 'candidate',
        businessImpact: event.businessImpact ?? state.businessImpact,
        candidate: {
          since: commit.at,
          reason: event.reason,
          ruleId: event.ruleId,
          escalations: 0,
          decideBy: event.decideBy,
        },
      },
      'candidate',
      commit,
    ),
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
    roles: { ...state.roles, [event.roleId]: { personId: event.personId, since: commit.at } },
  }),
  RoleRelinquished: (state, event) => {
    if (state.roles[event.roleId]?.personId !== event.personId) return state;
    const roles = { ...state.roles };
    delete roles[event.roleId];
    return { ...state, roles };
  },
  ResponseOrganised: (state) => ({ ...state, organised: true }),
  PagingStarted: (state, event, commit) => ({
    ...state,
    // Who is asked whether they still have it is not asked again for as long as an acknowledgement lasts.
    ...(event.occasion === 'reminder' && state.acknowledgement
      ? { acknowledgement: { ...state.acknowledgement, progressAt: commit.at } }
      : {}),
    pagings: {
      ...state.pagings,
      [event.pagingId]: {
        pagingId: event.pagingId,
        policyId: event.policyId,
        purpose: event.purpose,
        ...(event.occasion ? { occasion: event.occasion } : {}),
        status: 'paging',
        level: 0,
        catchAll: false,
        round: 0,
        startedAt: commit.at,
        acknowledgeBy: commit.at,
        pages: [],
      },
    },
  }),
  LevelPaged: (state, event, commit) => {
    const paged = withPaging(state, event.pagingId, (paging) => ({
      ...paging,
      level: event.level,
      catchAll: event.catchAll,
      round: event.round,
      ...(event.silent ? { silentRounds: (paging.silentRounds ?? 0) + 1 } : {}),
      acknowledgeBy: event.acknowledgeBy,
      pages: [
        ...asLastAsked(paging, event),
        ...event.pages.map((p) => ({ ...p, level: event.level, at: commit.at, seq: commit.seq })),
      ],
    }));
    const { acknowledgement } = state;
    // Whoever answers this page has seen what was held until now.
    return acknowledgement?.news && state.pagings[event.pagingId]?.purpose === 'resolver'
      ? { ...paged, acknowledgement: without(acknowledgement, 'news') }
      : paged;
  },
  ContactFailed: same,
  LevelUnreachable: same,
  PageSuperseded: same,
  PagingHeld: (state, event) =>
    withPaging(state, event.pagingId, (paging) => ({ ...paging, acknowledgeBy: event.until })),
  PageAcknowledged: (state, event, commit) => {
    const next = withPaging(state, event.pagingId, (paging) => ({
      ...paging,
      status: 'acknowledged',
      acknowledgedBy: event.personId,
      acknowledgedAt: commit.at,
    }));
    const stamped = stampOnce(next, 'acknowledged', commit);
    const purpose = state.pagings[event.pagingId]?.purpose;
    // Who takes it without having been paged has it too.
    if (purpose === undefined) return seenBy(stamped, event, commit);
    return purpose === 'resolver' ? seenBy(stampOnce(stamped, 'engaged', commit), event, commit) : stamped;
  },
  AlertsAcknowledged: (state, event) => withAcknowledged(state, event.alertIds, event.before, event.personId),
  NewsHeld: (state, { alerts, until }) =>
    state.acknowledgement
      ? {
          ...state,
          acknowledgement: {
            ...state.acknowledgement,
            news: { alerts: [...(state.acknowledgement.news?.alerts ?? []), ...alerts], until },
          },
        }
      : state,
  NewsRecovered: (state) =>
    state.acknowledgement ? { ...state, acknowledgement: without(state.acknowledgement, 'news') } : state,
  PagingExhausted: (state, event) =>
    withPaging(state, event.pagingId, (paging) =>
      event.until === undefined
        ? { ...paging, status: 'exhausted' }
        : { ...paging, exhausted: true, acknowledgeBy: event.until },
    ),
  PagingStartedOver: (state, event) =>
    withPaging(state, event.pagingId, (paging) => ({
      ...without(without(paging, 'silentRounds'), 'exhausted'),
      level: 0,
      catchAll: false,
      round: 0,
    })),
  PagingStopped: (state, event) => withPaging(state, event.pagingId, (paging) => ({ ...paging, status: 'stopped' })),
  InvestigationStarted: (state) => ({ ...state, status: 'investigating' }),
  CauseIdentified: (state) => ({ ...state, status: 'identified' }),
  UpdatePosted: (state, event, commit) => ({
    ...state,
    lastUpdate: afterUpdate(state.lastUpdate, event, commit.at),
  }),
  UpdateMissed: (state, event) => ({ ...state, lastUpdate: afterMiss(state.lastUpdate, event.audiences) }),
  NoteAdded: same,
  // What Muster writes by itself, on declaring say, is not yet a word of a person.
  StakeholdersTold: (state, event, commit) =>
    event.reached > 0 && event.occasion === 'update' ? stampOnce(state, 'firstUpdate', commit) : state,
  StakeholdersMissed: same,
  IncidentMitigated: (state, event, commit) =>
    restamp(
      {
        ...without(state, 'acknowledgement'),
        status: 'mitigated',
        mitigation: { by: event.by, description: event.description, at: commit.at, watchUntil: event.watchUntil },
      },
      'mitigated',
      commit,
    ),
  RecoveryWatchExtended: (state, event) =>
    state.mitigation ? { ...state, mitigation: { ...state.mitigation, watchUntil: event.watchUntil } } : state,
  IncidentQuietened: (state, { until }, commit) => ({ ...state, quiet: { since: commit.at, until } }),
  IncidentRelapsed: (state) => reopened({ ...state, relapses: state.relapses + 1 }),
  IncidentReopened: (state) => reopened(state),
  IncidentResolved: (state, event, commit) =>
    restamp(
      {
        ...without(withNoneFiring(state, commit), 'acknowledgement'),
        status: 'resolved',
        resolution: { summary: event.summary, at: commit.at, automatic: event.automatic },
      },
      'resolved',
      commit,
    ),
  ReviewOpened: (state, event, commit) => ({
    ...state,
    review: { openedAt: commit.at, dueAt: event.dueAt, reminders: 0 },
  }),
  ReviewReminded: (state, event) =>
    state.review
      ? { ...state, review: { ...state.review, dueAt: event.dueAt, reminders: state.review.reminders + 1 } }
      : state,
  ReviewCompleted: (state, event, commit) =>
    state.review ? { ...state, review: { ...state.review, completedAt: commit.at, summary: event.summary } } : state,
  IncidentClosed: (state, _event, commit) =>
    restamp({ ...withNoneFiring(state, commit), status: 'closed' }, 'closed', commit),
  IncidentMerged: (state, event, commit) => ({
    // They fire in the incident that goes on.
    ...withNoneFiring(state, commit),
    mergedBy: commit.actor.id,
    status: 'merged',
    mergedInto: { incidentId: event.into, number: event.intoNumber },
  }),
  ChangesNoted: (state, event) => ({ ...state, changesNoted: event.total }),
  ChangeLinked: (state, event) => ({ ...state, causes: [...(state.causes ?? []), event.change] }),
  ChangeUnlinked: (state, { change }) => ({
    ...state,
    causes: (state.causes ?? []).filter(({ id, serviceId }) => id !== change.id || serviceId !== change.serviceId),
  }),
  ChildAdopted: (state, event, commit) =>
    withAlerts(
      {
        ...state,
        ...(event.seen && state.acknowledgement
          ? {
              acknowledgement: {
                ...state.acknowledgement,
                groupings: [...new Set([...state.acknowledgement.groupings, ...event.alerts.map(groupingOf)])],
              },
            }
          : {}),
        children: [...state.children, { incidentId: event.childId, number: event.childNumber }],
        lastUpdate: merged(state.lastUpdate, event.lastUpdate),
      },
      event.alerts,
      event.before,
      commit,
    ),
  ParentFollowed: (state, event) => ({ ...state, parentStatus: event.status }),
  StampCorrected: (state, event, commit) => ({
    ...state,
    stamps: { ...state.stamps, [event.stamp]: { at: event.at, by: commit.actor, reason: event.reason } },
  }),
};

/** Back to work: what was said to be over is not. The stamps of the false ending go; the timeline keeps them. */
const reopened = (state: IncidentState): IncidentState => {
  const stamps = { ...state.stamps };
  delete stamps.mitigated;
  delete stamps.resolved;
  delete stamps.closed;
  return {
    ...without(state, 'mitigation', 'resolution', 'review', 'acknowledgement'),
    status: 'investigating',
    stamps,
  };
};

const firstState = (event: EventOf<'IncidentOpened'>, commit: Commit): IncidentState => ({
  version: STATE_VERSION,
  incidentId: commit.incidentId,
  seq: 0,
  hash: '',
  number: event.number,
  title: event.title,
  description: event.description,
  category: event.category,
  subcategory: event.subcategory,
  status: 'open',
  major: 'none',
  serviceId: event.serviceId,
  affectedServices: [event.serviceId],
  affectedUsers: event.affectedUsers,
  labels: event.labels ?? {},
  environment: event.environment,
  origin: event.origin,
  impact: event.impact,
  urgency: event.urgency,
  severity: event.severity,
  severityReason: event.assessmentReason,
  severityBy: 'rules',
  alerts: NO_ALERTS,
  firing: 0,
  organised: false,
  roles: {},
  pagings: {},
  children: [],
  relapses: 0,
  stamps: {
    ...(event.impactStartedAt ? { impactStarted: { at: event.impactStartedAt, by: commit.actor } } : {}),
    detected: { at: event.detectedAt, by: commit.actor },
  },
  openedAt: commit.at,
  updatedAt: commit.at,
  recentCommands: [],
});

/** Applies one event. Total: an event that no longer fits changes nothing. */
export const evolve = (state: IncidentState | undefined, event: IncidentEvent, commit: Commit): IncidentState => {
  if (event.type === 'IncidentOpened') return state ?? firstState(event, commit);
  if (!state) throw new Error(`the chain of ${commit.incidentId} does not begin with IncidentOpened`);
  // The table is exhaustive by its type; TypeScript cannot follow the key and its event together.
  const next = withTold((APPLY[event.type] as Happened<typeof event.type>)(state, event as never, commit));
  // What fires again has not recovered, and what is over waits for nothing.
  return next.quiet && (next.firing > 0 || !isUnresolved(next) || next.major === 'accepted')
    ? without(next, 'quiet')
    : next;
};

/** Folds one commit. */
export const applyCommit = (state: IncidentState | undefined, commit: Commit): IncidentState => {
  let next = state;
  for (const event of commit.events) next = evolve(next, event, commit);
  if (!next) throw new Error(`commit ${commit.seq} of ${commit.incidentId} holds no event to begin with`);
  return {
    ...next,
    ...(next.acknowledgement && commit.actor.kind === 'person'
      ? { acknowledgement: { ...next.acknowledgement, progressAt: commit.at } }
      : {}),
    seq: commit.seq,
    hash: commit.hash,
    updatedAt: commit.at,
    // Only people repeat a command by hand; alert traffic must not push their keys out.
    recentCommands:
      commit.actor.kind === 'person'
        ? [
            ...next.recentCommands.slice(-(RECENT_COMMANDS - 1)),
            { commandId: commit.commandId, seq: commit.seq, requestHash: commit.requestHash },
          ]
        : next.recentCommands,
  };
};

/** The state after these commits, continuing from a snapshot where one is given. */
export const foldCommits = (commits: readonly Commit[], from?: IncidentState): IncidentState | undefined =>
  commits.reduce<IncidentState | undefined>(applyCommit, from);

/** When the first of these alerts began, as an ISO instant; the fallback where there are none. */
export const earliestOf = (alerts: readonly AlertReference[], fallback: string): string =>
  alerts.length === 0 ? fallback : toIso(Math.min(...alerts.map((a) => a.occurredAt)));
