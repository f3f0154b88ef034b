import { type Commit, makeCommit } from '../../domain/incident/commit.ts';
import type { EventOf, IncidentEvent } from '../../domain/incident/events.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';

const BEGIN = toMs('2026-11-21T20:00:00.000Z');
const after = (minutes: number): string => toIso(BEGIN + minutes * 60_000);

const assessed = { impact: 'extensive', urgency: 'high', severity: 'SEV1', reason: 'matrix' } as const;
const alert = (alertId: string, serviceId = 'checkout') => ({
  alertId,
  episode: 1,
  severity: 'critical' as const,
  title: `Alert ${alertId}`,
  serviceId,
  occurredAt: BEGIN,
});
const change = {
  id: 'deploy-1',
  at: after(-5),
  serviceId: 'checkout',
  title: 'Deployed 1.2.3',
  kind: 'deployment',
} as EventOf<'ChangeLinked'>['change'];

/** One of each type, in the order of a life. The compiler asks for one of a new type. */
const EVERY: { readonly [T in IncidentEvent['type']]: EventOf<T> } = {
  IncidentOpened: {
    type: 'IncidentOpened',
    number: 'INC-2026-0001',
    title: 'Checkout answers 5xx',
    serviceId: 'checkout',
    environment: 'production',
    origin: { kind: 'alert', source: 'cloudwatch', integrationId: 'aws' },
    impact: 'significant',
    urgency: 'medium',
    severity: 'SEV2',
    assessmentReason: 'matrix',
    detectedAt: after(0),
  },
  AlertsAttached: { type: 'AlertsAttached', alerts: [alert('a'), alert('b'), alert('c', 'payments')] },
  AlertsWorsened: { type: 'AlertsWorsened', alerts: [alert('b')] },
  TitleChanged: { type: 'TitleChanged', from: 'Checkout answers 5xx', title: 'b fires', alertId: 'b' },
  AlertsRecovered: { type: 'AlertsRecovered', alertIds: ['a'], stillFiring: 2 },
  AlertsFolded: { type: 'AlertsFolded', alerts: [{ alertId: 'b', episode: 1 }], group: 'g' },
  AlertsHidden: { type: 'AlertsHidden', group: 'g', hidden: 3 },
  AlertsSuppressed: {
    type: 'AlertsSuppressed',
    alerts: [{ alertId: 'a', episode: 1, title: 'A' }],
    by: 'silence quiet, made by ana',
  },
  SuppressionLifted: {
    type: 'SuppressionLifted',
    alerts: [{ alertId: 'a', episode: 1, title: 'A' }],
    by: 'silence quiet, made by ana',
  },
  AlertsReleased: { type: 'AlertsReleased', alertIds: ['c'], into: 'inc-2', intoNumber: 'INC-2026-0002' },
  ServiceChanged: {
    type: 'ServiceChanged',
    from: 'checkout',
    serviceId: 'payments',
    environment: 'production',
    reason: 'it is payments',
  },
  TriggersEvaluated: {
    type: 'TriggersEvaluated',
    evaluation: { action: 'propose', ruleSetVersion: 'v1', ruleId: 'sev1', matched: [], nearMisses: [] },
  },
  SeverityChanged: { type: 'SeverityChanged', from: 'SEV2', ...assessed, by: 'person' },
  CandidateProposed: { type: 'CandidateProposed', reason: 'SEV1', ruleId: 'sev1', decideBy: after(15) },
  CandidateEscalated: { type: 'CandidateEscalated', step: 1, reason: 'nobody decided', decideBy: after(30) },
  PagingStarted: {
    type: 'PagingStarted',
    pagingId: 'p1',
    policyId: 'shop',
    purpose: 'resolver',
    reason: 'new alert',
  },
  LevelPaged: {
    type: 'LevelPaged',
    pagingId: 'p1',
    level: 1,
    catchAll: false,
    round: 1,
    pages: [{ pageId: 'p1.l1.ana', personId: 'ana' }],
    acknowledgeBy: after(20),
  },
  ContactFailed: {
    type: 'ContactFailed',
    pagingId: 'p1',
    pageId: 'p1.l1.ana',
    personId: 'ana',
    channel: 'sms',
    reason: 'HTTP 503',
  },
  LevelUnreachable: { type: 'LevelUnreachable', pagingId: 'p1', level: 1 },
  PageSuperseded: { type: 'PageSuperseded', pagingId: 'p1', pageId: 'p1.l1.ana', personId: 'ana', ageSeconds: 36 },
  PagePassedOn: { type: 'PagePassedOn', pagingId: 'p1', personId: 'ana', reason: 'on a train' },
  HelpAsked: { type: 'HelpAsked', personId: 'ana', need: 'a Postgres expert', of: 'ben' },
  PagingHeld: { type: 'PagingHeld', pagingId: 'p1', until: after(20) },
  PageAcknowledged: { type: 'PageAcknowledged', pagingId: 'p1', personId: 'ana', via: 'link' },
  AlertsAcknowledged: { type: 'AlertsAcknowledged', alertIds: ['b'], personId: 'ana', via: 'person' },
  NewsHeld: { type: 'NewsHeld', alerts: [{ alertId: 'd', title: 'd fires' }], until: after(3600) },
  NewsRecovered: { type: 'NewsRecovered', alertIds: ['d'] },
  PagingExhausted: { type: 'PagingExhausted', pagingId: 'p1' },
  PagingStartedOver: { type: 'PagingStartedOver', pagingId: 'p1' },
  PagingStopped: { type: 'PagingStopped', pagingId: 'p1', reason: 'over' },
  CandidateLapsed: { type: 'CandidateLapsed', reason: 'nobody decided within 60 min', rules: ['severity'] },
  CandidateRejected: { type: 'CandidateRejected', reason: 'a test', recovered: false },
  MajorIncidentDeclared: { type: 'MajorIncidentDeclared', reason: 'customers cannot pay' },
  RoleAssumed: { type: 'RoleAssumed', roleId: 'commander', personId: 'mia' },
  RoleRelinquished: { type: 'RoleRelinquished', roleId: 'commander', personId: 'mia' },
  ResponseOrganised: { type: 'ResponseOrganised' },
  InvestigationStarted: { type: 'InvestigationStarted' },
  CauseIdentified: { type: 'CauseIdentified', description: 'the deploy' },
  UpdatePosted: { type: 'UpdatePosted', message: 'We look into it', nextUpdateBy: after(60) },
  UpdateMissed: { type: 'UpdateMissed', dueBy: after(60) },
  NoteAdded: { type: 'NoteAdded', text: 'looking' },
  StakeholdersTold: {
    type: 'StakeholdersTold',
    messageId: 'm1',
    occasion: 'declared',
    audience: 'business',
    planId: 'plan',
    reached: 3,
    failed: 1,
  },
  StakeholdersMissed: {
    type: 'StakeholdersMissed',
    messageId: 'm1',
    occasion: 'declared',
    audience: 'business',
    after: 'third-try',
    names: ['CEO'],
    count: 1,
    failure: '451 try later',
  },
  ChildAdopted: {
    type: 'ChildAdopted',
    childId: 'inc-3',
    childNumber: 'INC-2026-0003',
    alerts: [alert('d', 'search')],
  },
  ChildReleased: { type: 'ChildReleased', childId: 'inc-3', childNumber: 'INC-2026-0003', reason: 'not one' },
  PartJoined: {
    type: 'PartJoined',
    partId: 'inc-4',
    partNumber: 'INC-2026-0004',
    serviceId: 'search',
    reason: 'Search depends on Checkout',
  },
  PartLeft: { type: 'PartLeft', partId: 'inc-4', partNumber: 'INC-2026-0004', reason: 'it is resolved' },
  OutageJoined: { type: 'OutageJoined', leadId: 'inc-5', leadNumber: 'INC-2026-0005', reason: 'depends on it' },
  OutageLeft: { type: 'OutageLeft', leadId: 'inc-5', leadNumber: 'INC-2026-0005', reason: 'not one', taken: true },
  ChangesNoted: { type: 'ChangesNoted', changes: [change], total: 1, withinHours: 24 },
  ChangeLinked: { type: 'ChangeLinked', change },
  ChangeUnlinked: { type: 'ChangeUnlinked', change },
  StampCorrected: { type: 'StampCorrected', stamp: 'detected', at: after(-1), reason: 'seen earlier' },
  IncidentMitigated: { type: 'IncidentMitigated', by: 'fix', description: 'rolled back', watchUntil: after(90) },
  RecoveryWatchExtended: { type: 'RecoveryWatchExtended', watchUntil: after(120), firing: 1 },
  IncidentQuietened: { type: 'IncidentQuietened', until: after(180) },
  IncidentRelapsed: { type: 'IncidentRelapsed', reason: 'fires again' },
  IncidentResolved: { type: 'IncidentResolved', summary: 'rolled back', automatic: false },
  IncidentReopened: { type: 'IncidentReopened', reason: 'again' },
  MajorIncidentDemoted: { type: 'MajorIncidentDemoted', reason: 'less than thought' },
  ReviewOpened: { type: 'ReviewOpened', dueAt: after(10_000), owner: 'mia' },
  ReviewReminded: { type: 'ReviewReminded', dueAt: after(20_000) },
  ReviewCompleted: { type: 'ReviewCompleted', summary: 'learnt' },
  IncidentClosed: { type: 'IncidentClosed' },
  ParentFollowed: { type: 'ParentFollowed', status: 'resolved' },
  IncidentMerged: { type: 'IncidentMerged', into: 'inc-2', intoNumber: 'INC-2026-0002' },
  IncidentSeparated: { type: 'IncidentSeparated', from: 'inc-2', fromNumber: 'INC-2026-0002', reason: 'not one' },
};

/** A chain with one commit for each type of event there is; whether one would be decided after another does not matter here. */
export const everyEvent = (incidentId = 'inc-1'): Commit[] => {
  const commits: Commit[] = [];
  for (const [at, event] of Object.values(EVERY).entries()) {
    const metadata = { now: after(at), actor: { kind: 'system', id: 'test' } as const, commandId: `c${at}` };
    commits.push(
      makeCommit(commits.at(-1) ?? { incidentId }, { type: 'anything', metadata }, `hash of ${at}`, [event]),
    );
  }
  return commits;
};
