import fc from 'fast-check';
import type { AlertReference } from '../../../domain/alert/alert.ts';
import type { MajorChild } from '../../../domain/incident/commands.ts';
import { stamp } from '../../../domain/incident/events.ts';
import { alert, type Circumstances, type CommandBody, clock, later, monitor, person, START } from './specification.ts';

/** One step of a random life: a command, who asks it, and how long after the one before. */
export interface Step {
  readonly asked: CommandBody;
  readonly by: Circumstances['by'];
  readonly waits: number;
}

const words = fc.constantFrom('because', 'a', '\u0000\u202e<script>', '{{title}}', 'half \ud800');
const severity = fc.constantFrom('SEV1', 'SEV2', 'SEV3', 'SEV4', 'SEV5');
const people = fc.constantFrom('ana', 'ben', 'mia', 'max', 'cleo', 'zoe');

const reference: fc.Arbitrary<AlertReference> = fc
  .record({
    id: fc.constantFrom('a1', 'a2', 'a3', 'a4'),
    episode: fc.integer({ min: 1, max: 3 }),
    severity: fc.constantFrom('critical', 'error', 'warning', 'info'),
    serviceId: fc.constantFrom('checkout', 'search', 'wiki', 'unknown'),
  })
  .map(({ id, ...changes }) => alert(id, changes as Partial<AlertReference>));

export const distinct = fc.uniqueArray(reference, { selector: (a) => a.alertId, minLength: 1, maxLength: 3 });

/** What a merged incident hands on where it was major or proposed. */
const majorChild: fc.Arbitrary<MajorChild> = fc.record({
  decision: fc.constantFrom('candidate', 'accepted'),
  reason: words,
  assessment: fc.record({
    impact: fc.constantFrom('extensive', 'minor'),
    urgency: fc.constantFrom('critical', 'low'),
    severity,
    severityBy: fc.constantFrom('rules', 'person'),
  }),
  worked: fc.boolean(),
  roles: fc.constantFrom<Record<string, string>>({}, { 'incident-commander': 'mia' }),
  lastUpdate: fc.constantFrom(undefined, {
    message: 'theirs',
    at: '2026-11-21T19:50:00.000Z',
    nextUpdateBy: '2026-11-21T20:30:00.000Z',
  }),
});

const asked: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ type: fc.constant('propose'), reason: words }),
  fc.record({ type: fc.constant('accept') }),
  fc.record({ type: fc.constant('reject'), reason: words }),
  fc.record({ type: fc.constant('demote'), reason: words }),
  fc.record({ type: fc.constant('acknowledge') }),
  fc.record({ type: fc.constant('acknowledge'), person: people }),
  fc.record({ type: fc.constant('acknowledge'), pagingId: fc.constantFrom('p1', 'p2', 'p3', 'none', 'constructor') }),
  fc.record({
    type: fc.constant('acknowledge'),
    alerts: fc.uniqueArray(fc.constantFrom('a1', 'a2', 'a3', 'a4'), { minLength: 1 }),
  }),
  fc.record({ type: fc.constant('investigate') }),
  fc.record({ type: fc.constant('identify'), description: words }),
  fc.record({
    type: fc.constant('assign-role'),
    role: fc.constantFrom('scribe', 'technical-lead', 'king'),
    person: fc.oneof(people, fc.constant('nobody')),
  }),
  fc.record({ type: fc.constant('change-severity'), severity, reason: words }),
  fc.record({ type: fc.constant('change-severity'), impact: fc.constantFrom('extensive', 'minor'), reason: words }),
  fc.record({ type: fc.constant('post-update'), message: words, nextUpdateInMinutes: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ type: fc.constant('add-note'), text: words }),
  fc.record({ type: fc.constant('mitigate'), by: fc.constantFrom('workaround', 'fix'), description: words }),
  fc.record({ type: fc.constant('resolve'), summary: words }),
  fc.record({ type: fc.constant('reopen'), reason: words }),
  fc.record({ type: fc.constant('close') }),
  fc.record({ type: fc.constant('complete-review'), summary: words }),
  fc.record({
    type: fc.constant('link-change'),
    changeId: fc.constant('c'),
    change: fc.record({
      id: fc.constantFrom('c1', 'c2'),
      serviceId: fc.constantFrom('checkout', 'search'),
      kind: fc.constant('deployment'),
      title: words,
      at: fc.constant('2026-11-21T19:00:00.000Z'),
    }),
    reason: words,
  }),
  fc.record({ type: fc.constant('unlink-change'), changeId: fc.constantFrom('c1', 'c2', 'c3') }),
  fc.record({
    type: fc.constant('correct-stamp'),
    stamp: fc.constantFrom(...stamp.options),
    at: fc.constantFrom('2026-11-21T19:00:00Z', START, later(400), later(4000), '2999-01-01T00:00:00+02:00'),
    reason: words,
  }),
  fc.record({ type: fc.constant('attach-alerts'), alerts: distinct }),
  fc.record({ type: fc.constant('attach-alerts'), alerts: distinct }),
  fc.record({ type: fc.constant('recover-alerts'), alerts: distinct }),
  fc.record({ type: fc.constant('recover-alerts'), alerts: distinct }),
  fc.record({
    type: fc.constant('page-next-level'),
    pagingId: fc.constantFrom('p1', 'p2', 'p3', 'p4'),
    afterLevel: fc.integer({ min: 1, max: 3 }),
    afterRound: fc.nat(2),
  }),
  fc.record({
    type: fc.constant('escalate-candidate'),
    unreached: fc.option(fc.constantFrom<string[]>(['mia'], ['mia', 'max']), { nil: undefined }),
  }),
  fc.record({
    type: fc.constant('note-failed-contact'),
    pagingId: fc.constantFrom('p1', 'p2', 'none'),
    pageId: words,
    personId: people,
    channel: fc.constantFrom('sms', 'email', 'gone'),
    reason: words,
    unreachableLevel: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  }),
  fc.record({
    type: fc.constant('note-superseded-page'),
    pagingId: fc.constantFrom('p1', 'none'),
    pageId: words,
    personId: people,
    ageSeconds: fc.nat(1000),
  }),
  fc.record({ type: fc.constant('organise') }),
  fc.record({ type: fc.constant('confirm-recovery') }),
  fc.record({ type: fc.constant('conclude-recovery') }),
  fc.record({ type: fc.constant('page-news') }),
  fc.record({ type: fc.constant('check-acknowledgement') }),
  fc.record({ type: fc.constant('open-review') }),
  fc.record({ type: fc.constant('remind-review') }),
  fc.record({ type: fc.constant('miss-update') }),
  fc.record({
    type: fc.constant('adopt-child'),
    childId: fc.constantFrom('c1', 'c2'),
    childNumber: fc.constant('INC-2026-0009'),
    alerts: distinct,
    major: fc.option(majorChild, { nil: undefined }),
  }),
  fc.record({
    type: fc.constant('take-part'),
    part: fc.record({
      incidentId: fc.constantFrom('part-1', 'part-2'),
      number: fc.constant('INC-2026-0011'),
      serviceId: fc.constantFrom('checkout', 'search'),
      severity: fc.constantFrom('SEV1', 'SEV2', 'SEV4'),
      impact: fc.constant('extensive'),
      urgency: fc.constant('critical'),
    }),
    reason: words,
    candidate: fc.option(
      fc.record({
        decideBy: fc.constantFrom(later(60), later(900)),
        escalations: fc.nat(1),
        reason: words,
      }),
      { nil: undefined },
    ),
    asked: fc.option(
      fc.record({
        by: fc.option(fc.constantFrom('mia'), { nil: undefined }),
        level: fc.integer({ min: 1, max: 2 }),
        until: fc.constantFrom(later(60), later(7200)),
        severity: fc.constantFrom('SEV1', 'SEV3'),
      }),
      { nil: undefined },
    ),
  }),
  fc.record({
    type: fc.constantFrom('join-outage', 'leave-outage'),
    leadId: fc.constantFrom('lead-1', 'lead-2'),
    leadNumber: fc.constant('INC-2026-0012'),
    reason: words,
  }),
  fc.record({ type: fc.constant('drop-part'), partId: fc.constantFrom('part-1', 'part-2'), reason: words }),
  fc.record({ type: fc.constant('separate'), reason: words }),
  fc.record({ type: fc.constant('take-back'), alerts: distinct, fromNumber: fc.constant('INC-2026-0002') }),
  fc.record({
    type: fc.constant('release-child'),
    childId: fc.constantFrom('c1', 'c2'),
    childNumber: fc.constant('INC-2026-0009'),
    alertIds: fc.array(fc.constantFrom('a1', 'a2'), { maxLength: 2 }),
    reason: words,
  }),
  fc.record({ type: fc.constant('follow-parent'), status: fc.constantFrom('investigating', 'resolved') }),
  fc.record({
    type: fc.constant('note-missed-stakeholders'),
    messageId: words,
    occasion: words,
    audience: words,
    after: fc.constantFrom('refusal', 'third-try'),
    names: fc.array(words, { minLength: 1, maxLength: 7 }),
    failure: words,
  }),
  fc.record({
    type: fc.constant('record-told'),
    messageId: words,
    occasion: words,
    audience: words,
    planId: words,
    reached: fc.nat(3),
    failed: fc.nat(3),
  }),
);

/** Rare, because little can happen afterwards. */
const merged = fc.constant({ type: 'merge', into: 'x', intoId: 'inc-2', intoNumber: 'INC-2026-0002' });

export const step: fc.Arbitrary<Step> = fc.record({
  asked: fc.oneof({ arbitrary: asked, weight: 60 }, { arbitrary: merged, weight: 1 }) as fc.Arbitrary<CommandBody>,
  by: fc.oneof(people.map(person), fc.constantFrom(monitor, clock)),
  waits: fc.constantFrom(0, 1, 60, 300, 600, 3600, 86_400 * 6),
});

export const openings = fc.record({
  serviceId: fc.constantFrom('checkout', 'search', 'wiki'),
  environment: fc.constantFrom('production', 'staging'),
  alerts: distinct,
});
