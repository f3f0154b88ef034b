import { describe, expect, it } from 'vitest';
import { type Actor, makeCommit } from '../../../domain/incident/commit.ts';
import { type EventOf, type IncidentEvent, incidentEvent } from '../../../domain/incident/events.ts';
import { timelineOf } from '../../../domain/timeline/timeline.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { alert, INCIDENT, opened, START } from '../incident/specification.ts';

const AT = '2026-11-21T20:10:00.000Z';

/** As a commit of this actor says them. */
const entriesOf = (events: readonly IncidentEvent[], actor: Actor = { kind: 'system', id: 'test' }) =>
  timelineOf(
    makeCommit({ incidentId: INCIDENT }, { type: 'test', metadata: { now: START, actor, commandId: 'c' } }, '', events),
    shop,
  );

type Type = IncidentEvent['type'];
type Examples = { readonly [T in Type]: readonly (readonly [sentence: string, fields: Omit<EventOf<T>, 'type'>])[] };

const { type: _type, ...openedFields } = opened();
const evaluation: EventOf<'TriggersEvaluated'>['evaluation'] = {
  action: 'propose',
  ruleSetVersion: '7',
  matched: [],
  nearMisses: [],
};
const condition = { fact: 'severity', atMost: 2 };
const nearMiss = { ruleId: 'storm', failed: { condition, actual: 3, holds: false } };
const assessed = { impact: 'extensive', urgency: 'critical', severity: 'SEV1' } as const;
const paging = { pagingId: 'p1' };
const page = { pageId: 'x', personId: 'ana' };
const level = {
  ...paging,
  level: 2,
  catchAll: false,
  round: 0,
  pages: [page, { ...page, personId: 'gone' }],
  acknowledgeBy: AT,
};
const change = { id: 'd-1', serviceId: 'checkout', kind: 'deployment', title: 'Release 7', at: START } as const;
const told = { messageId: 'm', occasion: 'declared', audience: 'business', planId: 'business', reached: 3 };

/** What people read at 3 a.m.: every kind of event, every way in which its sentence can differ. */
const SENTENCES: Examples = {
  IncidentOpened: [
    ['INC-2026-0001 opened: Checkout is down — SEV1 on Checkout (production): because', openedFields],
    [
      'INC-2026-0001 opened: Checkout is down — SEV1 on gone (production): because',
      { ...openedFields, serviceId: 'gone' },
    ],
  ],
  AlertsAttached: [
    ['Alert attached: alert a (critical)', { alerts: [alert('a')] }],
    ['2 alerts attached, first: alert a', { alerts: [alert('a'), alert('b')] }],
  ],
  AlertsWorsened: [
    ['1 alert worsened to error: alert a', { alerts: [alert('a', { severity: 'error' })] }],
    ['2 alerts worsened to critical: alert a', { alerts: [alert('a'), alert('b')] }],
  ],
  AlertsRecovered: [
    ['1 alert recovered; none is firing any more', { alertIds: ['a'], stillFiring: 0 }],
    ['2 alerts recovered, 3 still firing', { alertIds: ['a', 'b'], stillFiring: 3 }],
    ['A group of alerts recovered; none is firing any more', { alertIds: [], stillFiring: 0, groupOver: 'g' }],
  ],
  AlertsFolded: [
    [
      'The sender tells of the alerts of this group one by one: its alert for the whole group is not counted',
      { alerts: [{ alertId: 'a', episode: 1 }], group: 'g' },
    ],
  ],
  AlertsHidden: [
    [
      'There is more than is listed: the sender left 1 alert out of a group; the incident ends when it says that the group is over',
      { group: 'g', hidden: 1 },
    ],
    [
      'There is more than is listed: the sender left 2 alerts out of the group {}:{a="b"}; the incident ends when it says that the group is over',
      { group: 'g', groupKey: '{}:{a="b"}', hidden: 2 },
    ],
  ],
  AlertsReleased: [
    [
      '1 alert moved to INC-2026-0002, which has the alerts of the same group',
      { alertIds: ['a'], into: 'inc-2', intoNumber: 'INC-2026-0002' },
    ],
  ],
  ServiceChanged: [
    [
      'Now on Checkout instead of Search: the alerts name it',
      { from: 'search', serviceId: 'checkout', environment: 'production', reason: 'the alerts name it' },
    ],
  ],
  TriggersEvaluated: [
    ['No trigger rule (rules 7) matched', { evaluation: { ...evaluation, action: 'none' } }],
    [
      'No trigger rule (rules 7) matched; near misses: storm, storm',
      { evaluation: { ...evaluation, action: 'none', nearMisses: [nearMiss, nearMiss] } },
    ],
    [
      'Rule critical (rules 7) says propose: severity is 1, production is true; near misses: storm',
      {
        evaluation: {
          ...evaluation,
          ruleId: 'critical',
          matched: [
            { condition, actual: 1, holds: true },
            { condition: { fact: 'production', is: true }, actual: true, holds: true },
          ],
          nearMisses: [nearMiss],
        },
      },
    ],
  ],
  SeverityChanged: [
    [
      'Severity changed from SEV3 to SEV1 by hand: many calls',
      { from: 'SEV3', ...assessed, reason: 'many calls', by: 'person' },
    ],
    [
      'Severity changed from SEV3 to SEV1 by rule: a tier',
      { from: 'SEV3', ...assessed, reason: 'a tier', by: 'rules' },
    ],
  ],
  CandidateProposed: [
    [`Proposed as a major incident: many calls; decision wanted by ${AT}`, { reason: 'many calls', decideBy: AT }],
  ],
  CandidateEscalated: [
    [
      'Candidate escalated (2): nobody decided within 20 min',
      { step: 2, reason: 'nobody decided within 20 min', decideBy: AT },
    ],
  ],
  MajorIncidentDeclared: [
    ['Major incident declared: accepted', { reason: 'accepted' }],
    [
      'Major incident declared: accepted — business impact: no orders',
      { reason: 'accepted', businessImpact: 'no orders' },
    ],
  ],
  CandidateRejected: [['Candidate rejected: one customer', { reason: 'one customer', recovered: false }]],
  MajorIncidentDemoted: [['No longer a major incident: one customer', { reason: 'one customer' }]],
  RoleAssumed: [
    ['Ana is incident commander', { roleId: 'incident-commander', personId: 'ana' }],
    ['gone is a b c', { roleId: 'a-b-c', personId: 'gone' }],
  ],
  RoleRelinquished: [['Ana hands over incident commander', { roleId: 'incident-commander', personId: 'ana' }]],
  ResponseOrganised: [['Response organised', {}]],
  PagingStarted: [
    [
      'Paging started (major incident manager, policy managers): a candidate waits',
      { ...paging, policyId: 'managers', purpose: 'major-incident-manager', reason: 'a candidate waits' },
    ],
  ],
  LevelPaged: [
    [`Level 2 paged: Ana, gone; acknowledge by ${AT}`, level],
    [`Catch-all paged (round 3): Ana, gone; acknowledge by ${AT}`, { ...level, catchAll: true, round: 3 }],
  ],
  ContactFailed: [
    [
      'Ana could not be reached by text message: HTTP 503',
      { ...paging, pageId: 'x', personId: 'ana', channel: 'sms', reason: 'HTTP 503' },
    ],
    [
      'Ana could not be reached by e-mail: refused; e-mail has been failing altogether',
      { ...paging, pageId: 'x', personId: 'ana', channel: 'email', reason: 'refused', providerDown: true },
    ],
  ],
  LevelUnreachable: [['Nobody of level 2 can be reached: the next level is paged at once', { ...paging, level: 2 }]],
  PageSuperseded: [
    [
      'The page to Ana came 36 s after it was wanted, too late, and was not sent',
      { ...paging, pageId: 'x', personId: 'ana', ageSeconds: 36 },
    ],
  ],
  PagingHeld: [
    [
      `Paged a moment ago: nobody is paged again before ${AT}, and then only if it still fires`,
      { ...paging, until: AT },
    ],
  ],
  PageAcknowledged: [['Ana acknowledged', { ...paging, personId: 'ana', via: 'person' }]],
  PagingExhausted: [['Nobody acknowledged, the catch-all included: paging is exhausted', paging]],
  PagingStopped: [['Paging stopped: mitigated', { ...paging, reason: 'mitigated' }]],
  InvestigationStarted: [['Investigation started', {}]],
  CauseIdentified: [['Cause identified: a lock', { description: 'a lock' }]],
  UpdatePosted: [
    ['Update: we are on it', { message: 'we are on it' }],
    [`Update: we are on it (next update by ${AT})`, { message: 'we are on it', nextUpdateBy: AT }],
  ],
  UpdateMissed: [[`The update promised by ${AT} was not posted`, { dueBy: AT }]],
  NoteAdded: [['Note: looks like DNS', { text: 'looks like DNS' }]],
  StakeholdersTold: [
    ['Told business (declared): 3 reached', { ...told, failed: 0 }],
    ['Told business (declared): 3 reached, 1 not reached', { ...told, failed: 1 }],
  ],
  IncidentMitigated: [
    [
      `Mitigated by workaround: failed over; recovery watched until ${AT}`,
      { by: 'workaround', description: 'failed over', watchUntil: AT },
    ],
  ],
  RecoveryWatchExtended: [
    [`1 alert still firing: recovery watched until ${AT}`, { watchUntil: AT, firing: 1 }],
    [`2 alerts still firing: recovery watched until ${AT}`, { watchUntil: AT, firing: 2 }],
  ],
  IncidentRelapsed: [['Relapse: it fires again', { reason: 'it fires again' }]],
  IncidentResolved: [
    ['Resolved: restarted', { summary: 'restarted', automatic: false }],
    ['Resolved automatically: Every alert recovered.', { summary: 'Every alert recovered.', automatic: true }],
  ],
  IncidentReopened: [['Reopened: not over', { reason: 'not over' }]],
  ReviewOpened: [
    [`Review opened, due ${AT}`, { dueAt: AT }],
    [`Review opened, due ${AT}, owner Mia`, { dueAt: AT, owner: 'mia' }],
  ],
  ReviewReminded: [[`Review overdue; expected by ${AT}`, { dueAt: AT }]],
  ReviewCompleted: [['Review completed: an index was missing', { summary: 'an index was missing' }]],
  IncidentClosed: [
    ['Closed', {}],
    ['Closed: nothing to learn', { reason: 'nothing to learn' }],
  ],
  IncidentMerged: [
    ['Merged into INC-2026-0002', { into: 'inc-2', intoNumber: 'INC-2026-0002' }],
    ['Merged into INC-2026-0002: one cause', { into: 'inc-2', intoNumber: 'INC-2026-0002', reason: 'one cause' }],
  ],
  ChildAdopted: [
    ['INC-2026-0002 was merged into this incident', { childId: 'inc-2', childNumber: 'INC-2026-0002', alerts: [] }],
    [
      'INC-2026-0002 was merged into this incident with 1 alert',
      { childId: 'inc-2', childNumber: 'INC-2026-0002', alerts: [alert('a')] },
    ],
  ],
  ParentFollowed: [
    ['The parent incident is now investigating', { status: 'investigating' }],
    ['The parent incident is now resolved: restarted', { status: 'resolved', notes: 'restarted' }],
  ],
  ChangesNoted: [
    [`Recent changes: Release 7 (${START})`, { changes: [change], total: 1, withinHours: 24 }],
    [
      `Recent changes: Release 7 (${START}); Release 7 (${START}); and 3 more`,
      { changes: [change, change], total: 5, withinHours: 24 },
    ],
  ],
  ChangeLinked: [
    [`Caused by a change of Checkout: Release 7 (${START})`, { change }],
    [`Caused by a change of Checkout: Release 7 (${START}) — it reverts`, { change, reason: 'it reverts' }],
  ],
  ChangeUnlinked: [
    [`Not caused by Release 7 (${START})`, { change }],
    [`Not caused by Release 7 (${START}): reverted in vain`, { change, reason: 'reverted in vain' }],
  ],
  StampCorrected: [[`mitigated corrected to ${AT}: by the log`, { stamp: 'mitigated', at: AT, reason: 'by the log' }]],
};

const ROWS = Object.entries(SENTENCES).flatMap(([type, examples]) =>
  examples.map(([sentence, fields]) => [type, sentence, { type, ...fields } as IncidentEvent] as const),
);

describe('the timeline says of', () => {
  it.each(ROWS)('%s: %s', (type, sentence, event) => {
    incidentEvent.parse(event);
    expect(entriesOf([event])).toEqual([
      expect.objectContaining({ kind: type, text: sentence, event, at: START, seq: 1, index: 0 }),
    ]);
  });

  it('several events of one commit in their order', () => {
    const events: IncidentEvent[] = [{ type: 'InvestigationStarted' }, { type: 'NoteAdded', text: 'x' }];
    expect(entriesOf(events).map(({ index, kind }) => [index, kind])).toEqual([
      [0, 'InvestigationStarted'],
      [1, 'NoteAdded'],
    ]);
  });
});

describe('the timeline names who did it', () => {
  it.each<[string, Actor]>([
    ['Ana', { kind: 'person', id: 'ana' }],
    ['A. Silva', { kind: 'person', id: 'ana', name: 'A. Silva' }],
    ['gone', { kind: 'person', id: 'gone' }],
    ['integration prometheus', { kind: 'integration', id: 'prometheus' }],
    ['clock (candidate)', { kind: 'clock', id: 'candidate' }],
    ['rule critical', { kind: 'rule', id: 'critical' }],
    ['Muster (follower)', { kind: 'system', id: 'follower' }],
  ])('%s', (name, actor) => {
    expect(entriesOf([{ type: 'InvestigationStarted' }], actor)).toMatchObject([{ actor, actorName: name }]);
  });
});
