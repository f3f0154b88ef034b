import { describe, expect, it } from 'vitest';
import type { CommandOf } from '../../../../domain/incident/commands.ts';
import type { IncidentEvent } from '../../../../domain/incident/events.ts';
import { activePagings, type IncidentState } from '../../../../domain/incident/state.ts';
import { outageFile, outageLookup } from '../../../../simulation/outage-shop.ts';
import { shopLookup } from '../../../../simulation/shop-configuration.ts';
import {
  alert,
  clock,
  given,
  givenIn,
  later,
  monitor,
  openCommand,
  opened,
  person,
  type Specification,
} from '../specification.ts';

type TakePart = Omit<CommandOf<'take-part'>, 'metadata'>;

const muster = { kind: 'system', id: 'outage' } as const;
const mia = person('mia');

/** Checkout's incident, which depends on the database, says that it is a part of this one. */
const takePart = (part: Partial<TakePart['part']> = {}, said: Partial<TakePart> = {}): TakePart => ({
  type: 'take-part',
  part: {
    incidentId: 'inc-2',
    number: 'INC-2026-0002',
    serviceId: 'checkout',
    severity: 'SEV3',
    impact: 'extensive',
    urgency: 'medium',
    ...part,
  },
  reason: 'Checkout depends on Database',
  ...said,
});
const SEV1 = { severity: 'SEV1', urgency: 'critical' } as const;
const SEV2 = { severity: 'SEV2', urgency: 'high' } as const;

const candidate = (changes: Partial<NonNullable<TakePart['candidate']>> = {}): TakePart['candidate'] => ({
  decideBy: later(400),
  escalations: 1,
  reason: 'many calls',
  ...changes,
});

const severities = { critical: 'critical', error: 'error', warning: 'warning' } as const;
/** The database's incident: SEV1 where it is critical, SEV2 for an error, SEV3 for a warning, which nobody proposes. */
const lead = (severity: keyof typeof severities = 'warning', lookup = outageLookup()): Specification =>
  givenIn(lookup).and(openCommand({ serviceId: 'db', alerts: [alert('a1', { serviceId: 'db', severity })] }), {
    by: monitor,
  });
const by = { by: muster, at: 5 };
const managersPaging = (state: IncidentState) =>
  activePagings(state).find(({ purpose }) => purpose === 'major-incident-manager');
/** What holds a manager's page until all of an outage is known is over. */
const asked = (specification: Specification): Specification => {
  const { pagingId } = managersPaging(specification.history.now) ?? { pagingId: 'none' };
  return specification.and({ type: 'page-next-level', pagingId, afterLevel: 0, afterRound: 0 }, { by: clock, at: 4 });
};

describe('a part of an outage', () => {
  it('joins the incident that leads once, which hits its service from then on', () => {
    const specification = lead();
    const state = specification.when(takePart(), by).then({
      type: 'PartJoined',
      partId: 'inc-2',
      partNumber: 'INC-2026-0002',
      serviceId: 'checkout',
      reason: 'Checkout depends on Database',
    });
    expect(state.parts).toEqual([{ incidentId: 'inc-2', number: 'INC-2026-0002', serviceId: 'checkout' }]);
    expect(state.affectedServices).toEqual(['db', 'checkout']);
    expect(specification.history.commits.at(-1)?.events[0]).not.toHaveProperty('candidate');
    specification.when(takePart(), by).thenNothing();
    specification.when(takePart({ incidentId: 'inc-3' }), by).then({ type: 'PartJoined', partId: 'inc-3' });
  });

  it.each<[string, IncidentEvent[]]>([
    ['is resolved', [{ type: 'IncidentResolved', summary: 'over', automatic: false }]],
    ['was merged', [{ type: 'IncidentMerged', into: 'inc-9', intoNumber: 'INC-2026-0009' }]],
    ['is a part itself', [{ type: 'OutageJoined', leadId: 'inc-9', leadNumber: 'INC-2026-0009', reason: 'r' }]],
    [
      'was taken out of an outage by a person',
      [
        { type: 'OutageJoined', leadId: 'inc-9', leadNumber: 'INC-2026-0009', reason: 'r' },
        { type: 'OutageLeft', leadId: 'inc-9', leadNumber: 'INC-2026-0009', reason: 'two causes', taken: true },
      ],
    ],
  ])('does not join what %s', (_, past) => {
    givenIn(outageLookup(), opened({ serviceId: 'db' }), ...past)
      .when(takePart(), by)
      .thenNothing();
  });

  it('takes the clock of its own proposal along, and what declares it', () => {
    const told = (changes: Parameters<typeof candidate>[0]) =>
      lead('critical').history.asks(takePart({}, { candidate: candidate(changes) }), by)[0];
    expect(told({})).toHaveProperty('candidate', { decideBy: later(400), escalations: 1 });
    expect(told({ promotes: true })).toHaveProperty('candidate', {
      decideBy: later(400),
      escalations: 1,
      promotes: true,
    });
  });
});

describe('an outage is as severe as the worst of it', () => {
  it('is told who made it so, and whoever works on it is told', () => {
    const state = lead().when(takePart(SEV2), by).thenAmongOthers({
      type: 'SeverityChanged',
      from: 'SEV3',
      severity: 'SEV2',
      impact: 'extensive',
      urgency: 'high',
      reason: 'INC-2026-0002, a part of the outage, is SEV2',
      by: 'rules',
    });
    expect(state.pagings.p1?.pages.map(({ personId }) => personId)).toEqual(['ana', 'ana']);
  });

  it('hears of a part that becomes worse, and of nothing that is no worse', () => {
    const specification = lead('error').and(takePart(), by);
    specification.when(takePart(SEV2), by).thenNothing();
    specification.when(takePart(SEV1), by).thenAmongOthers({ type: 'SeverityChanged', from: 'SEV2', severity: 'SEV1' });
  });

  it('keeps what a person said of it', () => {
    lead()
      .and({ type: 'change-severity', severity: 'SEV4', reason: 'few are affected' })
      .when(takePart(SEV1), by)
      .then({ type: 'PartJoined' });
  });

  it('wakes nobody for what is thought to be over', () => {
    const mitigated = givenIn(shopLookup({ ...outageFile(), triggerRules: [], severity: { majorFrom: 'SEV1' } }))
      .and(openCommand({ serviceId: 'db', alerts: [alert('a1', { serviceId: 'db', severity: 'warning' })] }), {
        by: monitor,
      })
      .and({ type: 'mitigate', by: 'fix', description: 'restarted' });
    mitigated.when(takePart(SEV2), by).then({ type: 'PartJoined' }, { type: 'SeverityChanged' });
  });
});

describe('the decision about an outage', () => {
  it('is wanted of the lead where a part was proposed, by the clock of that part', () => {
    const specification = lead();
    const events = specification.history.asks(
      takePart({}, { candidate: candidate({ businessImpact: 'no orders', ruleId: 'calls' }) }),
      by,
    );
    expect(events.find(({ type }) => type === 'CandidateProposed')).toEqual({
      type: 'CandidateProposed',
      reason: 'INC-2026-0002, which was proposed, is a part of it: many calls',
      businessImpact: 'no orders',
      decideBy: later(400),
    });
  });

  it('is wanted no later than the lead’s own', () => {
    const late = candidate({ decideBy: later(9000) });
    lead()
      .when(takePart({}, { candidate: late }), by)
      .thenAmongOthers({ type: 'CandidateProposed', decideBy: later(605) });
  });

  it('is made by the rule that has declared the part already', () => {
    const state = lead()
      .when(takePart({}, { candidate: candidate({ promotes: true, ruleId: 'down' }) }), by)
      .thenAmongOthers({ type: 'CandidateProposed', promotes: true, ruleId: 'down', decideBy: later(400) });
    expect(managersPaging(state)).toBeUndefined();
  });

  it('is wanted by the rules of the lead itself where the part makes it bad enough', () => {
    const events = lead().history.asks(takePart(SEV2, { candidate: candidate() }), by);
    expect(events.filter(({ type }) => type === 'CandidateProposed')).toMatchObject([
      { ruleId: 'critical', decideBy: later(400) },
    ]);
  });

  it.each(['reject', 'demote'] as const)('stays what a person has said: %s', (decision) => {
    const specification = lead('critical');
    if (decision === 'demote') specification.and({ type: 'accept' }, { by: mia });
    specification.and({ type: decision, reason: 'small' }, { by: mia });
    const { major } = specification.history.now;
    const next = specification.and(takePart({ serviceId: 'db' }, { candidate: candidate() }), by).history.now;
    expect(next).toMatchObject({ major, parts: [{ incidentId: 'inc-2' }] });
  });

  it('is not asked of anybody where the outage was declared', () => {
    lead('critical')
      .and({ type: 'accept' }, { by: mia })
      .when(takePart(SEV1, { candidate: candidate(), asked: { level: 1, until: later(60), severity: 'SEV1' } }), by)
      .then({ type: 'PartJoined' });
  });
});

describe('managers who were asked about a part', () => {
  const elsewhere = { level: 1, until: later(60), severity: 'SEV1' } as const;
  const joins = (changes: Partial<NonNullable<TakePart['asked']>> = {}, specification = lead('critical')) =>
    specification.when(takePart(SEV1, { candidate: candidate(), asked: { ...elsewhere, ...changes } }), by);

  it('have their page, which the lead’s waits for; the level after it is next', () => {
    const state = joins().then(
      { type: 'PartJoined' },
      { type: 'PagingHeld', pagingId: 'p2', until: later(60), reason: 'asked-elsewhere', level: 1 },
    );
    expect(state.pagings.p2).toMatchObject({ level: 1, pages: [], acknowledgeBy: later(60) });
  });

  it('have answered for the lead, too', () => {
    const state = joins({ by: 'max' }).then(
      { type: 'PartJoined' },
      { type: 'PageAcknowledged', pagingId: 'p2', personId: 'max', via: 'outage' },
    );
    expect(state.pagings.p2).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'max' });
  });

  it.each([
    ['whose time is over', { until: later(5) }],
    ['who were asked about something milder', { severity: 'SEV2' }],
    ['who answered for something milder', { severity: 'SEV2', by: 'max' }],
  ] as const)('are asked anew %s', (_, changes) => {
    joins(changes).then({ type: 'PartJoined' });
  });

  it('are not waited for where the lead’s have their page', () => {
    joins({ by: 'max' }, asked(lead('critical'))).then({ type: 'PartJoined' });
  });
});

describe('whoever decides about an outage that becomes worse', () => {
  it('is paged again with the news', () => {
    asked(lead('error'))
      .when(takePart(SEV1), by)
      .thenAmongOthers({ type: 'LevelPaged', pagingId: 'p2', level: 1, reason: 'now SEV1' });
  });

  it('is paged once where the page is still held: it will tell', () => {
    const specification = lead('error').and(takePart(SEV1), by);
    expect(managersPaging(specification.history.now)?.pages).toEqual([]);
  });

  it('is paged anew where the page was answered', () => {
    const specification = asked(lead('error')).and({ type: 'acknowledge', pagingId: 'p2' }, { by: mia, at: 4 });
    specification.when(takePart(SEV1), by).thenAmongOthers({
      type: 'PagingStarted',
      policyId: 'managers',
      purpose: 'major-incident-manager',
      reason: 'now SEV1',
    });
  });

  it('is left alone by what is no worse', () => {
    asked(lead('error')).when(takePart(SEV2), by).then({ type: 'PartJoined' });
  });
});

describe('an incident that joins an outage', () => {
  const join = { type: 'join-outage', leadId: 'inc-9', leadNumber: 'INC-2026-0009', reason: 'shares a disk' } as const;

  it('is decided about there: its proposal is over, its managers are left alone, its resolvers work on', () => {
    const state = asked(lead('critical'))
      .when(join, by)
      .then(
        { type: 'OutageJoined', leadId: 'inc-9', leadNumber: 'INC-2026-0009', reason: 'shares a disk' },
        { type: 'PagingStopped', pagingId: 'p2', reason: 'it is decided about with INC-2026-0009' },
      );
    expect(state).toMatchObject({ major: 'none', partOf: { incidentId: 'inc-9' } });
    expect(activePagings(state).map(({ purpose }) => purpose)).toEqual(['resolver']);
  });

  it('leads no longer what it led', () => {
    const state = lead()
      .and(takePart(), by)
      .when(join, by)
      .then(
        { type: 'PartLeft', partId: 'inc-2', partNumber: 'INC-2026-0002', reason: 'INC-2026-0009 leads the outage' },
        { type: 'OutageJoined' },
      );
    expect(state.parts).toBeUndefined();
  });

  it('joins once, goes over from one lead to another, and never joins itself', () => {
    const specification = lead().and(join, by);
    specification.when(join, by).thenNothing();
    specification.when({ ...join, leadId: 'inc-8' }, by).then({ type: 'OutageJoined', leadId: 'inc-8' });
    lead()
      .when({ ...join, leadId: 'inc-1' }, by)
      .thenNothing();
  });

  it.each<[string, IncidentEvent]>([
    ['was declared', { type: 'MajorIncidentDeclared', reason: 'it is' }],
    ['is over', { type: 'IncidentResolved', summary: 'over', automatic: false }],
  ])('stays by itself where it %s', (_, past) => {
    givenIn(outageLookup(), opened({ serviceId: 'db' }), past)
      .when(join, by)
      .thenNothing();
  });

  it('proposes nothing by itself while it is a part', () => {
    lead()
      .and(join, by)
      .when({ type: 'attach-alerts', alerts: [alert('a1', { serviceId: 'db' })] }, { by: monitor })
      .then({ type: 'AlertsWorsened' }, { type: 'TitleChanged' }, { type: 'SeverityChanged' }, { type: 'LevelPaged' });
  });

  it('is proposed with what it is a part of, and says so', () => {
    lead()
      .and(join, by)
      .when({ type: 'propose', reason: 'many calls' })
      .thenRefuses('illegal-transition', /decided about with INC-2026-0009/);
  });
});

describe('an incident that leaves an outage', () => {
  const join = { type: 'join-outage', leadId: 'inc-9', leadNumber: 'INC-2026-0009', reason: 'shares a disk' } as const;
  const part = () => lead('critical').and(join, by);

  it('is proposed by itself where it is bad enough', () => {
    const state = part()
      .when({ type: 'leave-outage', leadId: 'inc-9', reason: 'INC-2026-0009 is resolved' }, by)
      .thenAmongOthers({
        type: 'OutageLeft',
        leadId: 'inc-9',
        leadNumber: 'INC-2026-0009',
        reason: 'INC-2026-0009 is resolved',
      });
    expect(state.major).toBe('candidate');
    expect(state).not.toHaveProperty('partOf');
    expect(state).not.toHaveProperty('apart');
  });

  it('leaves only what it is a part of', () => {
    part().when({ type: 'leave-outage', leadId: 'inc-8', reason: 'r' }, by).thenNothing();
    lead().when({ type: 'leave-outage', leadId: 'inc-9', reason: 'r' }, by).thenNothing();
  });

  it('joins none again where a person took it out', () => {
    const specification = part().and({ type: 'separate', reason: 'two causes' }, { by: mia });
    expect(specification.history.commits.at(-1)?.events[0]).toMatchObject({ type: 'OutageLeft', taken: true });
    specification.when(join, by).thenNothing();
  });

  it.each<[string, Parameters<Specification['and']>[0], string]>([
    ['is over', { type: 'resolve', summary: 'over' }, 'it is resolved'],
    ['is declared by itself', { type: 'accept' }, 'it is a major incident itself'],
  ])('does so when it %s', (_, command, reason) => {
    const state = part()
      .when(command, { by: mia })
      .thenAmongOthers({ type: 'OutageLeft', leadId: 'inc-9', leadNumber: 'INC-2026-0009', reason });
    expect(state.partOf).toBeUndefined();
  });
});

describe('an outage that a part leaves', () => {
  const drop = (changes: { partId?: string; taken?: true } = {}) =>
    ({ type: 'drop-part', partId: 'inc-2', reason: 'INC-2026-0002 is resolved', ...changes }) as const;
  /** SEV3 by itself, SEV1 by its part. */
  const outage = () => lead().and(takePart(SEV1), by);

  it('goes on, as bad as it was', () => {
    const state = outage().when(drop(), by).then({
      type: 'PartLeft',
      partId: 'inc-2',
      partNumber: 'INC-2026-0002',
      reason: 'INC-2026-0002 is resolved',
    });
    expect(state).toMatchObject({ severity: 'SEV1', affectedServices: ['db'] });
  });

  it('is only as bad as the rest where a person says that it never was a part', () => {
    outage()
      .when(drop({ taken: true }), by)
      .then(
        { type: 'PartLeft' },
        {
          type: 'SeverityChanged',
          from: 'SEV1',
          severity: 'SEV3',
          by: 'rules',
          reason: expect.stringMatching(/^INC-2026-0002 is no part of it; impact extensive/) as never,
        },
      );
  });

  const third = { incidentId: 'inc-3', number: 'INC-2026-0003' };
  it.each<[string, (specification: Specification) => Specification]>([
    ['that another part made so', (s) => s.and(takePart({ ...SEV1, ...third }), by)],
    ['that was as bad before', () => lead('critical').and(takePart({ ...SEV1, ...third }), by)],
  ])('stays as bad as it is %s', (_, more) => {
    more(outage())
      .when(drop({ partId: 'inc-3', taken: true }), by)
      .then({ type: 'PartLeft', partId: 'inc-3' });
  });

  it('knows its parts', () => {
    outage()
      .when(drop({ partId: 'inc-3', taken: true }), by)
      .thenNothing();
    given(opened()).when(drop(), by).thenNothing();
  });

  it.each<[string, Parameters<Specification['and']>[0], string]>([
    ['is over', { type: 'resolve', summary: 'over' }, 'INC-2026-0001 is resolved'],
    [
      'is merged',
      { type: 'merge', into: 'INC-2026-0007', intoId: 'inc-7', intoNumber: 'INC-2026-0007' },
      'INC-2026-0001 is merged',
    ],
  ])('ends for all of them when it %s', (_, command, reason) => {
    const specification = outage().and(takePart(third), by);
    const left = specification.history.asks(command, { by: mia }).filter(({ type }) => type === 'PartLeft');
    expect(left).toEqual([
      { type: 'PartLeft', partId: 'inc-2', partNumber: 'INC-2026-0002', reason },
      { type: 'PartLeft', partId: 'inc-3', partNumber: 'INC-2026-0003', reason },
    ]);
  });

  it('goes on while it is worked on or watched', () => {
    const watched = outage().and({ type: 'mitigate', by: 'fix', description: 'restarted' }, { by: mia });
    expect(watched.history.now.parts).toHaveLength(1);
  });
});
