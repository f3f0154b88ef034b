import { describe, expect, it } from 'vitest';
import { type Actor, makeCommit } from '../../../domain/incident/commit.ts';
import { type EventOf, type IncidentEvent, incidentEvent } from '../../../domain/incident/events.ts';
import { TIMELINE_IN_GERMAN } from '../../../domain/timeline/sentences-in-german.ts';
import { timelineOf } from '../../../domain/timeline/timeline.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { alert, INCIDENT, opened, START } from '../incident/specification.ts';
import { englishIn } from '../words/english-left.ts';

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
    ['Muster opened it: "Checkout is down" on Checkout (production). SEV1: because', openedFields],
    [
      'Muster opened it: "Checkout is down" on gone (production). SEV1: because',
      { ...openedFields, serviceId: 'gone' },
    ],
  ],
  AlertsAttached: [
    ['Muster added the alert "alert a", critical', { alerts: [alert('a')] }],
    ['Muster added 2 alerts, the first "alert a"', { alerts: [alert('a'), alert('b')] }],
  ],
  AlertsWorsened: [
    ['The alert "alert a" became error', { alerts: [alert('a', { severity: 'error' })] }],
    ['2 alerts became critical, the first "alert a"', { alerts: [alert('a'), alert('b')] }],
  ],
  TitleChanged: [
    [
      'It is called "Primary down" now, after the worst alert that fires; before: "Disk 81% full"',
      { from: 'Disk 81% full', title: 'Primary down', alertId: 'a' },
    ],
    [
      'It is called "Reported by mail" now, after the worst alert that fires; before: "Disk 81% full"',
      {
        from: 'Disk 81% full',
        title: 'Reported by mail',
        alertId: 'a',
        words: { personal: 'words-1', sealed: '0'.repeat(64) },
      },
    ],
  ],
  AlertsAcknowledged: [
    [
      'Ana acknowledged 2 alerts; the others wait for an answer',
      { alertIds: ['a', 'b'], personId: 'ana', via: 'person' },
    ],
  ],
  NewsHeld: [
    [
      'New since it was acknowledged: "Disk full". Muster pages for it at 20:10 if it still fires',
      { alerts: [{ alertId: 'a', title: 'Disk full' }], until: AT },
    ],
  ],
  NewsRecovered: [['What was new since it was acknowledged recovered; nobody was paged for it', { alertIds: ['a'] }]],
  IncidentQuietened: [['Nothing fires any more. It ends at 20:10 if that lasts', { until: AT }]],
  AlertsRecovered: [
    ['The last alert recovered', { alertIds: ['a'], stillFiring: 0 }],
    ['2 alerts recovered; 3 alerts are left', { alertIds: ['a', 'b'], stillFiring: 3 }],
    [
      '2 alerts recovered: the alarm was deleted; 3 alerts are left',
      { alertIds: ['a', 'b'], stillFiring: 3, because: 'the alarm was deleted' },
    ],
    [
      'The last alert recovered: the alarm was deleted',
      { alertIds: ['a'], stillFiring: 0, because: 'the alarm was deleted' },
    ],
    ['A group of alerts recovered; nothing fires any more', { alertIds: [], stillFiring: 0, groupOver: 'g' }],
  ],
  AlertsFolded: [
    [
      "The sender now reports this group's alerts one by one; its summary alert no longer counts",
      { alerts: [{ alertId: 'a', episode: 1 }], group: 'g' },
    ],
  ],
  AlertsHidden: [
    ['The sender left out 1 alert of a group. It counts as over when the sender says so', { group: 'g', hidden: 1 }],
    [
      'The sender left out 2 alerts of the group {}:{a="b"}. It counts as over when the sender says so',
      { group: 'g', groupKey: '{}:{a="b"}', hidden: 2 },
    ],
  ],
  AlertsReleased: [
    [
      '1 alert moved to INC-2026-0002, which has the alerts of the same group',
      { alertIds: ['a'], into: 'inc-2', intoNumber: 'INC-2026-0002' },
    ],
    [
      '1 alert went back to INC-2026-0002',
      { alertIds: ['a'], into: 'inc-2', intoNumber: 'INC-2026-0002', separated: true },
    ],
  ],
  AlertsSuppressed: [
    [
      'The alert "A" is held back by silence quiet, made by ana: nobody is paged for it',
      { alerts: [{ alertId: 'a', episode: 1, title: 'A' }], by: 'silence quiet, made by ana' },
    ],
    [
      'The alerts "A", "B", "C" and 2 more are held back by maintenance window move: moves: nobody is paged for them before 20:30',
      {
        alerts: ['A', 'B', 'C', 'D', 'E'].map((title) => ({ alertId: title, episode: 1, title })),
        by: 'maintenance window move: moves',
        until: '2026-11-21T20:30:00.000Z',
      },
    ],
  ],
  SuppressionLifted: [
    [
      'The alert "A" still fires, no longer held back by silence quiet, made by ana',
      { alerts: [{ alertId: 'a', episode: 1, title: 'A' }], by: 'silence quiet, made by ana' },
    ],
  ],
  ServiceChanged: [
    [
      'Muster moved it from Search to Checkout: the alerts name it',
      { from: 'search', serviceId: 'checkout', environment: 'production', reason: 'the alerts name it' },
    ],
  ],
  TriggersEvaluated: [
    ['No rule makes it a major incident', { evaluation: { ...evaluation, action: 'none' } }],
    [
      'No rule makes it a major incident',
      { evaluation: { ...evaluation, action: 'none', nearMisses: [nearMiss, nearMiss] } },
    ],
    [
      'The rule "a critical service is down" proposes it as a major incident',
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
    ['Muster raised SEV3 to SEV1: "many calls"', { from: 'SEV3', ...assessed, reason: 'many calls', by: 'person' }],
    ['Muster raised SEV3 to SEV1: a tier', { from: 'SEV3', ...assessed, reason: 'a tier', by: 'rules' }],
  ],
  CandidateProposed: [
    [
      'Muster proposed a major incident: many calls. A decision is wanted by 20:10',
      { reason: 'many calls', decideBy: AT },
    ],
  ],
  CandidateEscalated: [
    ['No decision after 20 min; wanted by 20:10', { step: 2, reason: 'nobody decided within 20 min', decideBy: AT }],
  ],
  MajorIncidentDeclared: [
    ['Muster declared a major incident', { reason: 'accepted' }],
    ['Muster declared a major incident. Impact: "no orders"', { reason: 'accepted', businessImpact: 'no orders' }],
  ],
  CandidateRejected: [['The proposal lapsed: one customer', { reason: 'one customer', recovered: false }]],
  CandidateLapsed: [
    [
      'The proposal lapsed: nobody decided in 60 min. New evidence proposes it again',
      { reason: 'nobody decided within 60 min', rules: [] },
    ],
    [
      'The proposal lapsed: nobody decided in 60 min. New evidence proposes it again. Muster told Ana and gone',
      { reason: 'nobody decided within 60 min', rules: [], asked: ['ana', 'gone'] },
    ],
  ],
  MajorIncidentDemoted: [['Muster ended the major incident: one customer', { reason: 'one customer' }]],
  RoleAssumed: [
    ['Muster made Ana incident commander', { roleId: 'incident-commander', personId: 'ana' }],
    ['Muster made gone a b c', { roleId: 'a-b-c', personId: 'gone' }],
  ],
  RoleRelinquished: [['Ana was incident commander until then', { roleId: 'incident-commander', personId: 'ana' }]],
  ResponseOrganised: [['Muster asked for the roles of a major incident', {}]],
  PagingStarted: [
    [
      'Muster began to page by "Managers": a candidate waits',
      { ...paging, policyId: 'managers', purpose: 'major-incident-manager', reason: 'a candidate waits' },
    ],
  ],
  LevelPaged: [
    ['Muster paged Ana and gone (level 2); answer due by 20:10', level],
    [
      'Nobody answered. Muster paged the catch-all again (round 3): Ana and gone; answer due by 20:10',
      { ...level, catchAll: true, round: 3 },
    ],
    [
      'No message got through. Muster paged the catch-all again (round 3): Ana and gone; answer due by 20:10',
      { ...level, catchAll: true, round: 3, silent: true },
    ],
    ['Muster paged Ana and gone first, who know it; answer due by 20:10', { ...level, level: 0 }],
    [
      'Muster paged Ana first, who knows it; answer due by 20:10',
      { ...level, level: 0, pages: level.pages.slice(0, 1) },
    ],
    ['Muster paged Ana and gone (level 2), now SEV1: b; answer due by 20:10', { ...level, reason: 'now SEV1: b' }],
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
  LevelUnreachable: [
    ['Nobody of level 2 could be reached: Muster paged the next level at once', { ...paging, level: 2 }],
  ],
  PageSuperseded: [
    [
      'The page to Ana came 36 s after it was wanted, too late, and was not sent',
      { ...paging, pageId: 'x', personId: 'ana', ageSeconds: 36 },
    ],
  ],
  PagePassedOn: [['Muster passed it on for Ana: "on a train"', { ...paging, personId: 'ana', reason: 'on a train' }]],
  HelpAsked: [
    ['Ana asked whoever is next on call for help: "a Postgres expert"', { personId: 'ana', need: 'a Postgres expert' }],
    ['Ana asked gone for help: "a look"', { personId: 'ana', need: 'a look', of: 'gone' }],
  ],
  PagingHeld: [
    [
      'Somebody was paged for it a moment ago: Muster pages again at 20:10, and only if it still fires',
      { ...paging, until: AT },
    ],
  ],
  PageAcknowledged: [['Ana acknowledged', { ...paging, personId: 'ana', via: 'person' }]],
  PagingExhausted: [
    ['Nobody answered, the catch-all included. Muster paused paging', paging],
    ['Nobody answered, the catch-all included. Muster paused paging until 20:10', { ...paging, until: AT }],
  ],
  PagingStartedOver: [['Messages get through again: Muster starts over with the first level', paging]],
  PagingStopped: [['Muster stopped paging: mitigated', { ...paging, reason: 'mitigated' }]],
  InvestigationStarted: [['Muster began to investigate', {}]],
  CauseIdentified: [['Muster found the cause: "a lock"', { description: 'a lock' }]],
  UpdatePosted: [
    ['Muster wrote to everybody: "we are on it"', { message: 'we are on it' }],
    ['Muster wrote to everybody: "we are on it". Next by 20:10', { message: 'we are on it', nextUpdateBy: AT }],
  ],
  UpdateMissed: [['The update promised for 20:10 was not sent; Muster sent a holding message', { dueBy: AT }]],
  NoteAdded: [['Muster noted: "looks like DNS"', { text: 'looks like DNS' }]],
  StakeholdersTold: [
    ['The declaration reached all 3 in business', { ...told, failed: 0 }],
    ['The declaration reached 3 of 4 in business', { ...told, failed: 1 }],
  ],
  StakeholdersMissed: [
    [
      'The declaration has failed for CEO and 2 more in business three times, and is tried on: 451 try later',
      {
        messageId: 'm',
        occasion: 'declared',
        audience: 'business',
        after: 'third-try',
        names: ['CEO'],
        count: 3,
        failure: '451 try later',
      },
    ],
    [
      'The news of its end was refused for CEO in business, and is not tried again: 550 no such user',
      {
        messageId: 'm',
        occasion: 'resolved',
        audience: 'business',
        after: 'refusal',
        names: ['CEO'],
        count: 1,
        failure: '550 no such user',
      },
    ],
  ],
  IncidentMitigated: [
    [
      'Muster reported it working again by a workaround: "failed over". Watched until 20:10',
      { by: 'workaround', description: 'failed over', watchUntil: AT },
    ],
  ],
  RecoveryWatchExtended: [
    ['1 alert still fires: Muster watches the recovery until 20:10', { watchUntil: AT, firing: 1 }],
    ['2 alerts still fire: Muster watches the recovery until 20:10', { watchUntil: AT, firing: 2 }],
  ],
  IncidentRelapsed: [['It relapsed: it fires again', { reason: 'it fires again' }]],
  IncidentResolved: [
    ['Muster resolved it: "restarted"', { summary: 'restarted', automatic: false }],
    ['It ended: every alert recovered', { summary: 'Every alert recovered.', automatic: true }],
  ],
  IncidentReopened: [['Muster reopened it: not over', { reason: 'not over' }]],
  ReviewOpened: [
    ['Muster opened the review, due by 20:10', { dueAt: AT }],
    ['Muster opened the review, due by 20:10; Mia owns it', { dueAt: AT, owner: 'mia' }],
  ],
  ReviewReminded: [['The review is overdue; Muster asked for it by 20:10', { dueAt: AT }]],
  ReviewCompleted: [['Muster completed the review: "an index was missing"', { summary: 'an index was missing' }]],
  IncidentClosed: [
    ['Muster closed it', {}],
    ['Muster closed it: "nothing to learn"', { reason: 'nothing to learn' }],
  ],
  IncidentMerged: [
    ['Muster merged it into INC-2026-0002', { into: 'inc-2', intoNumber: 'INC-2026-0002' }],
    [
      'Muster merged it into INC-2026-0002: "one cause"',
      { into: 'inc-2', intoNumber: 'INC-2026-0002', reason: 'one cause' },
    ],
  ],
  ChildAdopted: [
    ['INC-2026-0002 became part of it', { childId: 'inc-2', childNumber: 'INC-2026-0002', alerts: [] }],
    [
      'INC-2026-0002 became part of it, with 1 alert',
      { childId: 'inc-2', childNumber: 'INC-2026-0002', alerts: [alert('a')] },
    ],
  ],
  IncidentSeparated: [
    [
      'Muster took its merge into INC-2026-0002 back: "two causes"',
      { from: 'inc-2', fromNumber: 'INC-2026-0002', reason: 'two causes' },
    ],
  ],
  ChildReleased: [
    [
      'INC-2026-0002 is no part of it any more: "two causes"',
      { childId: 'inc-2', childNumber: 'INC-2026-0002', reason: 'two causes' },
    ],
  ],
  PartJoined: [
    [
      'INC-2026-0002 (Search) is decided about with it as one outage: Search depends on Checkout',
      { partId: 'inc-2', partNumber: 'INC-2026-0002', serviceId: 'search', reason: 'Search depends on Checkout' },
    ],
  ],
  PartLeft: [
    [
      'INC-2026-0002 is no part of the outage any more: it is resolved',
      { partId: 'inc-2', partNumber: 'INC-2026-0002', reason: 'it is resolved' },
    ],
  ],
  OutageJoined: [
    [
      'It is decided about with INC-2026-0002 as one outage: Search depends on Checkout',
      { leadId: 'inc-2', leadNumber: 'INC-2026-0002', reason: 'Search depends on Checkout' },
    ],
  ],
  OutageLeft: [
    [
      'It is no part of the outage any more that INC-2026-0002 leads: it is resolved',
      { leadId: 'inc-2', leadNumber: 'INC-2026-0002', reason: 'it is resolved' },
    ],
  ],
  ParentFollowed: [
    ['The incident of which it is a part is being investigated', { status: 'investigating' }],
    ['The incident of which it is a part was resolved: "restarted"', { status: 'resolved', notes: 'restarted' }],
  ],
  ChangesNoted: [
    ['Changed in the 24 h before: "Release 7" at 20:00', { changes: [change], total: 1, withinHours: 24 }],
    [
      'Changed in the 24 h before: "Release 7" at 20:00, "Release 7" at 20:00, and 3 more',
      { changes: [change, change], total: 5, withinHours: 24 },
    ],
  ],
  ChangeLinked: [
    ['Muster named as its cause the change of Checkout, "Release 7" at 20:00', { change }],
    [
      'Muster named as its cause the change of Checkout, "Release 7" at 20:00: "it reverts"',
      { change, reason: 'it reverts' },
    ],
  ],
  ChangeUnlinked: [
    ['Muster took back that "Release 7" caused it', { change }],
    ['Muster took back that "Release 7" caused it: "reverted in vain"', { change, reason: 'reverted in vain' }],
  ],
  StampCorrected: [
    [
      'Muster set the mitigation to 20:10, before: not known: "by the log"',
      { stamp: 'mitigated', at: AT, reason: 'by the log' },
    ],
  ],
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

/** As a person, a sender or Muster says it, with what else the same command led to. */
const TOGETHER: readonly (readonly [sentence: string, actor: Actor, events: readonly IncidentEvent[]])[] = [
  [
    'prometheus opened it with the alert "alert a" on Checkout (production). SEV1: tier 1 service, critical alert',
    { kind: 'integration', id: 'prometheus' },
    [
      opened({ assessmentReason: 'impact extensive (service tier 1) × urgency critical (alert is critical)' }),
      { type: 'AlertsAttached', alerts: [alert('a')] },
    ],
  ],
  [
    'Muster proposed a major incident: SEV1 on a tier 1 service. Mia was asked to decide by 20:10',
    { kind: 'system', id: 'correlation' },
    [
      { type: 'CandidateProposed', reason: 'rule critical: SEV1 on a tier 1 service', decideBy: AT },
      { type: 'PagingStarted', ...paging, policyId: 'managers', purpose: 'major-incident-manager', reason: 'x' },
      { type: 'LevelPaged', ...level, level: 1, pages: [{ pageId: 'x', personId: 'mia' }] },
    ],
  ],
  [
    'Muster proposed a major incident: SEV1. Mia was asked to decide by 20:10',
    { kind: 'integration', id: 'prometheus' },
    [
      { type: 'PagingStarted', ...paging, policyId: 'on-call', purpose: 'resolver', reason: 'x' },
      { type: 'LevelPaged', ...level, level: 1, pages: [page] },
      { type: 'CandidateProposed', reason: 'rule critical: SEV1', ruleId: 'critical', decideBy: AT },
      { type: 'PagingStarted', pagingId: 'p2', policyId: 'managers', purpose: 'major-incident-manager', reason: 'x' },
      { type: 'LevelPaged', ...level, pagingId: 'p2', level: 1, pages: [{ pageId: 'y', personId: 'mia' }] },
    ],
  ],
  [
    'No decision after 10 min; Muster asked Max too, by 20:10',
    { kind: 'clock', id: 'candidate' },
    [
      { type: 'CandidateEscalated', step: 1, reason: 'nobody decided within 10 min', decideBy: AT },
      { type: 'LevelPaged', ...level, pages: [{ pageId: 'x', personId: 'max' }] },
    ],
  ],
  [
    'Muster declared a major incident: SEV1, no decision after 20 min',
    { kind: 'clock', id: 'candidate' },
    [{ type: 'MajorIncidentDeclared', reason: 'nobody decided within 20 min and a SEV1 does not wait' }],
  ],
  [
    'Mia declared a major incident',
    { kind: 'person', id: 'mia' },
    [{ type: 'MajorIncidentDeclared', reason: 'accepted' }],
  ],
  [
    'Mia declared a major incident: "five shops call"',
    { kind: 'person', id: 'mia' },
    [{ type: 'MajorIncidentDeclared', reason: 'five shops call.' }],
  ],
  [
    'The proposal lapsed: every alert recovered before a decision',
    { kind: 'integration', id: 'prometheus' },
    [{ type: 'CandidateRejected', reason: 'every alert recovered before a decision', recovered: true }],
  ],
  [
    'Mia rejected the proposal: "one customer"',
    { kind: 'person', id: 'mia' },
    [{ type: 'CandidateRejected', reason: 'one customer', recovered: false }],
  ],
  [
    'Administrator made Max incident commander, in place of Mia',
    { kind: 'person', id: 'local', name: 'Administrator' },
    [
      { type: 'RoleRelinquished', roleId: 'incident-commander', personId: 'mia' },
      { type: 'RoleAssumed', roleId: 'incident-commander', personId: 'max' },
    ],
  ],
  [
    'Muster paged Ana (On call, level 1); answer due by 20:10',
    { kind: 'integration', id: 'prometheus' },
    [
      { type: 'PagingStarted', ...paging, policyId: 'on-call', purpose: 'resolver', reason: 'x' },
      { type: 'LevelPaged', ...level, level: 1, pages: [page] },
    ],
  ],
  [
    'Administrator acknowledged for Ana',
    { kind: 'person', id: 'local', name: 'Administrator' },
    [{ type: 'PageAcknowledged', ...paging, personId: 'ana', via: 'person' }, { type: 'InvestigationStarted' }],
  ],
  [
    'Mia lowered SEV1 to SEV3: "only Europe"',
    { kind: 'person', id: 'mia' },
    [{ type: 'SeverityChanged', ...assessed, from: 'SEV1', severity: 'SEV3', reason: 'only Europe', by: 'person' }],
  ],
  [
    'Cleo wrote to business and technical: "we are on it". Next by 20:10',
    { kind: 'person', id: 'cleo' },
    [{ type: 'UpdatePosted', message: 'we are on it', audiences: ['business', 'technical'], nextUpdateBy: AT }],
  ],
  [
    'The update promised for 20:10 was not sent; Muster paged Cleo and sent a holding message',
    { kind: 'clock', id: 'updates' },
    [
      { type: 'UpdateMissed', dueBy: AT },
      { type: 'LevelPaged', ...level, pages: [{ pageId: 'x', personId: 'cleo' }] },
    ],
  ],
];

describe('one command is one line', () => {
  it.each(TOGETHER)('%s', (sentence, actor, events) => {
    for (const event of events) incidentEvent.parse(event);
    expect(entriesOf(events, actor).map(({ text }) => text)).toContain(sentence);
  });

  it('what another entry of the commit says too is folded, and keeps its own event', () => {
    const events: IncidentEvent[] = [opened(), { type: 'AlertsAttached', alerts: [alert('a')] }];
    expect(entriesOf(events).map(({ kind, folded }) => [kind, folded])).toEqual([
      ['IncidentOpened', undefined],
      ['AlertsAttached', true],
    ]);
  });
});

describe('a sentence of the timeline', () => {
  const everything = ROWS.map(([, , event]) => event);

  it.each(ROWS)(
    'of %s holds no instant as it is stored, no id of a policy or rule, and ends without a stop: %s',
    (_, __, event) => {
      const [entry] = entriesOf([event]);
      expect(entry?.text).not.toMatch(/\d{4}-\d\d-\d\dT|undefined|\[object|\.$|\.\./);
      expect(entry?.text).toMatch(/^[A-Z\d]/);
    },
  );

  it('is told by the clock of whoever reads it', () => {
    const commit = makeCommit(
      { incidentId: INCIDENT },
      { type: 'test', metadata: { now: START, actor: { kind: 'system', id: 'test' }, commandId: 'c' } },
      '',
      [{ type: 'IncidentMitigated', by: 'fix', description: 'restarted', watchUntil: AT }],
    );
    expect(timelineOf(commit, shop, { timeZone: 'Asia/Kolkata' })[0]?.text).toContain('until 01:40');
    expect(timelineOf(commit, shop, { timeZone: 'Europe/Berlin' })[0]?.text).toContain('until 21:10');
  });

  const strings = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(strings)
        : [];

  it.each(ROWS)('of %s is in German for a German reader, but for what was typed: %s', (_, __, event) => {
    const commit = makeCommit(
      { incidentId: INCIDENT },
      { type: 'test', metadata: { now: START, actor: { kind: 'system', id: 'test' }, commandId: 'c' } },
      '',
      [event],
    );
    const [entry] = timelineOf(commit, shop, { timeZone: 'Europe/Berlin' }, undefined, TIMELINE_IN_GERMAN);
    const names = shop.configuration.services.map(({ name }) => name);
    const { type: _type, ...fields } = event;
    expect(englishIn(entry?.text ?? '', [...names, ...strings(fields)])).toEqual([]);
    expect(entry?.text).toMatch(/^(?:[A-ZÄÖÜ\d]|gone)/);
    expect(entry?.text).not.toMatch(/\d{4}-\d\d-\d\dT|undefined|\[object|(?<!Min)\.$|\.\./);
  });

  it('is there for every kind of event', () => {
    expect(new Set(everything.map(({ type }) => type)).size).toBe(incidentEvent.options.length);
  });
});

describe('the timeline names who did it', () => {
  it.each<[string, Actor]>([
    ['Ana', { kind: 'person', id: 'ana' }],
    ['A. Silva', { kind: 'person', id: 'ana', name: 'A. Silva' }],
    ['gone', { kind: 'person', id: 'gone' }],
    ['prometheus', { kind: 'integration', id: 'prometheus' }],
    ['Muster', { kind: 'clock', id: 'candidate' }],
    ['Muster', { kind: 'rule', id: 'critical' }],
    ['Muster', { kind: 'system', id: 'follower' }],
  ])('%s', (name, actor) => {
    expect(entriesOf([{ type: 'InvestigationStarted' }], actor)).toMatchObject([{ actor, actorName: name }]);
  });
});
