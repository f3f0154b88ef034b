import { describe, expect, it } from 'vitest';
import { shopFile, shopLookup } from '../../../simulation/shop-configuration.ts';
import { alert, clock, given, givenIn, monitor, openCommand, opened, person, reported } from './specification.ts';

const mia = person('mia');
const sev2 = opened({ severity: 'SEV2', urgency: 'high' });
const undecided = { type: 'escalate-candidate' } as const;

describe('a candidate', () => {
  it('has its manager paged and its resolvers engaged at once', () => {
    given(opened())
      .when({ type: 'propose', reason: 'many calls' })
      .then(
        { type: 'CandidateProposed', reason: 'many calls', decideBy: '2026-11-21T20:10:00.000Z' },
        { type: 'PagingStarted', purpose: 'major-incident-manager' },
        { type: 'LevelPaged', level: 1, pages: [{ pageId: 'inc-1.p1.l1.mia', personId: 'mia' }] },
        { type: 'PagingStarted', purpose: 'resolver' },
        { type: 'LevelPaged', level: 1, pages: [{ pageId: 'inc-1.p2.l1.ana', personId: 'ana' }] },
      );
  });

  it('keeps the business impact its proposer stated', () => {
    const state = given(opened())
      .when({ type: 'propose', reason: 'many calls', businessImpact: 'no orders' })
      .thenAmongOthers({ type: 'CandidateProposed', businessImpact: 'no orders' });
    expect(state.businessImpact).toBe('no orders');
  });

  it('does not page resolvers who are on it already', () => {
    given()
      .and(openCommand({ serviceId: 'search' }))
      .when({ type: 'propose', reason: 'many calls' })
      .then(
        { type: 'CandidateProposed' },
        { type: 'PagingStarted', purpose: 'major-incident-manager' },
        { type: 'LevelPaged' },
      );
  });

  it('is declared by a manager, who is then no longer paged', () => {
    const state = given(opened())
      .and({ type: 'propose', reason: 'many calls' })
      .when({ type: 'accept', businessImpact: 'no orders' }, { by: mia, at: 60 })
      .then(
        { type: 'MajorIncidentDeclared', reason: 'accepted', businessImpact: 'no orders' },
        { type: 'PagingStopped', pagingId: 'p1', reason: 'decided' },
        { type: 'PagingStarted', purpose: 'communications-lead' },
        { type: 'LevelPaged', pages: [{ personId: 'cleo' }] } as never,
      );
    expect(state).toMatchObject({ major: 'accepted', businessImpact: 'no orders', stamps: { declared: { by: mia } } });
  });

  it('is rejected with a reason; its manager is left alone, its resolvers go on', () => {
    const state = given(opened())
      .and({ type: 'propose', reason: 'many calls' })
      .when({ type: 'reject', reason: 'one customer' }, { by: mia })
      .then(
        { type: 'CandidateRejected', reason: 'one customer', recovered: false },
        { type: 'PagingStopped', pagingId: 'p1' },
      );
    expect(state.candidate).toBeUndefined();
    expect(state.pagings.p2?.status).toBe('paging');
  });

  it('whose recovery lasts before a decision is downgraded, with that as the reason, and resolves', () => {
    given()
      .and(openCommand())
      .and({ type: 'recover-alerts', alerts: [{ alertId: 'a1', episode: 1 }] }, { by: monitor })
      .when({ type: 'conclude-recovery' }, { by: clock, at: 180 })
      .then(
        { type: 'CandidateRejected', recovered: true, reason: 'every alert recovered before a decision' },
        { type: 'PagingStopped' },
        { type: 'PagingStopped' },
        { type: 'IncidentResolved', automatic: true },
      );
  });

  it('that a person resolves is not decided about any more, not even by the clock', () => {
    const specification = given(opened()).and({ type: 'propose', reason: 'many calls' });
    const state = specification
      .when({ type: 'resolve', summary: 'was a false alarm' })
      .thenAmongOthers({ type: 'CandidateRejected', reason: 'resolved before a decision: was a false alarm' });
    expect(state.major).toBe('rejected');
    specification.when(undecided, { at: 600, by: clock }).thenNothing();
  });
});

describe('the candidate clock', () => {
  const proposed = (event = opened()) => given(event).and({ type: 'propose', reason: 'many calls' });

  it('leaves everybody alone before its time', () => {
    proposed().when(undecided, { at: 598, by: clock }).thenNothing();
  });

  it('pages the next manager after N', () => {
    proposed()
      .when(undecided, { at: 600, by: clock })
      .then(
        {
          type: 'CandidateEscalated',
          step: 1,
          reason: 'nobody decided within 10 min',
          decideBy: '2026-11-21T20:20:00.000Z',
        },
        { type: 'PagingStopped', pagingId: 'p1' },
        { type: 'PagingStarted', purpose: 'major-incident-manager' },
        { type: 'LevelPaged', level: 2, pages: [{ personId: 'max' }] } as never,
      );
  });

  it('escalates once per deadline, however often it is asked', () => {
    const specification = proposed().and(undecided, { at: 600, by: clock });
    specification.when(undecided, { at: 601, by: clock }).thenNothing();
    specification.when(undecided, { at: 1198, by: clock }).thenNothing();
  });

  it('promotes a SEV1 by itself after 2N and pages a commander', () => {
    const state = proposed()
      .and(undecided, { at: 600, by: clock })
      .when(undecided, { at: 1200, by: clock })
      .thenAmongOthers({
        type: 'MajorIncidentDeclared',
        reason: 'nobody decided within 20 min and a SEV1 does not wait',
      });
    expect(state).toMatchObject({ major: 'accepted', stamps: { declared: { by: clock } } });
    expect(
      Object.values(state.pagings).filter((p) => p.purpose === 'major-incident-manager' && p.status === 'paging'),
    ).toHaveLength(1);
  });

  it('never promotes a SEV2: it asks the next manager, then the catch-all, ever more rarely, and lapses after 6N', () => {
    const specification = proposed(sev2);
    specification.and(undecided, { at: 600, by: clock });
    specification
      .when(undecided, { at: 1200, by: clock })
      .then({ type: 'CandidateEscalated', step: 2 }, { type: 'PagingStopped' }, { type: 'PagingStarted' }, {
        type: 'LevelPaged',
        catchAll: true,
        pages: [{ personId: 'zoe' }],
      } as never);
    specification.when(undecided, { at: 1800, by: clock }).thenNothing();
    specification
      .when(undecided, { at: 2400, by: clock })
      .then({ type: 'CandidateEscalated', step: 3, reason: 'nobody decided within 40 min' }, {
        type: 'LevelPaged',
        catchAll: true,
        round: 2,
      } as never);
    expect(specification.history.now.major).toBe('candidate');
    const state = specification
      .when(undecided, { at: 3600, by: clock })
      .then({ type: 'CandidateLapsed', reason: 'nobody decided within 60 min' }, { type: 'PagingStopped' });
    expect(state).toMatchObject({ major: 'rejected', status: 'open' });
    expect(
      Object.values(state.pagings).filter((p) => p.purpose === 'major-incident-manager' && p.status === 'paging'),
    ).toEqual([]);
  });

  it('passes over a level that the page clock had reached already', () => {
    proposed()
      .and({ type: 'page-next-level', pagingId: 'p1', afterLevel: 1, afterRound: 0 }, { at: 300, by: clock })
      .when(undecided, { at: 600, by: clock })
      .thenAmongOthers({ type: 'LevelPaged', catchAll: true });
  });

  it('stops when it is decided', () => {
    proposed().and({ type: 'accept' }, { by: mia }).when(undecided, { at: 600, by: clock }).thenNothing();
    proposed().and({ type: 'reject', reason: 'no' }, { by: mia }).when(undecided, { at: 600, by: clock }).thenNothing();
  });
});

describe('trigger rules propose and promote', () => {
  const promoting = shopLookup({ triggerRules: [{ ...shopFile.triggerRules[0], action: 'promote' }] });

  it('propose: an alert on a critical service becomes a candidate, with the explanation before it', () => {
    given()
      .when(openCommand(), { by: monitor })
      .then(
        { type: 'IncidentOpened', severity: 'SEV1' },
        { type: 'AlertsAttached' },
        { type: 'PagingStarted', purpose: 'resolver' },
        { type: 'LevelPaged' },
        {
          type: 'TriggersEvaluated',
          evaluation: expect.objectContaining({ ruleId: 'critical', action: 'propose' }) as never,
        },
        { type: 'CandidateProposed', ruleId: 'critical', reason: 'rule critical: a critical service is down' },
        { type: 'PagingStarted', purpose: 'major-incident-manager' },
        { type: 'LevelPaged' },
      );
  });

  it('promote: it is declared at once and a commander is paged', () => {
    const state = givenIn(promoting)
      .when(openCommand(), { by: monitor })
      .thenAmongOthers({ type: 'MajorIncidentDeclared', ruleId: 'critical' });
    expect(state.major).toBe('accepted');
    expect(
      Object.values(state.pagings)
        .map((p) => p.purpose)
        .sort(),
    ).toEqual(['communications-lead', 'major-incident-manager', 'resolver']);
  });

  it('promote also decides about a candidate', () => {
    const specification = givenIn(promoting, opened({ severity: 'SEV3' }));
    specification.and({ type: 'propose', reason: 'looks bad' });
    const state = specification
      .when({ type: 'attach-alerts', alerts: [alert('a1')] }, { by: monitor })
      .thenAmongOthers({ type: 'MajorIncidentDeclared', ruleId: 'critical' });
    expect(Object.values(state.pagings).filter((p) => p.purpose === 'major-incident-manager')).toHaveLength(1);
  });

  it('nothing outside production is major unless a rule says so', () => {
    const state = given()
      .when(openCommand({ environment: 'staging' }), { by: monitor })
      .thenAmongOthers({ type: 'IncidentOpened' });
    expect(state).toMatchObject({ major: 'none', severity: 'SEV4' });
    const everywhere = shopLookup({
      triggerRules: [{ id: 'all', when: [{ fact: 'alerts.total', atLeast: 1 }], action: 'propose' }],
    });
    expect(
      givenIn(everywhere)
        .when(openCommand({ environment: 'staging' }))
        .thenAmongOthers({ type: 'CandidateProposed' }).major,
    ).toBe('candidate');
  });

  it('without a rule of its own SEV2 and worse in production is proposed by default', () => {
    const noRules = (changes = {}) => givenIn(shopLookup({ triggerRules: [], ...changes }));
    expect(noRules().when(openCommand()).thenAmongOthers({ type: 'CandidateProposed' }).major).toBe('candidate');
    noRules()
      .and(openCommand({ alerts: [alert('a', { severity: 'warning' })] }))
      .when({ type: 'escalate-candidate' }, { at: 9999 })
      .thenNothing();
    const onlySev1 = noRules({ severity: { majorFrom: 'SEV1' } });
    onlySev1.and(openCommand({ alerts: [alert('a', { severity: 'error' })] }));
    expect(onlySev1.history.now).toMatchObject({ severity: 'SEV2', major: 'none' });
    const staged = noRules().and(
      openCommand({
        environment: 'staging',
        byHand: { title: 'x', service: 'checkout', impact: 'extensive', urgency: 'critical', declare: false },
      }),
    );
    expect(staged.history.now).toMatchObject({ severity: 'SEV1', major: 'none' });
    const except = noRules({
      triggerRules: [{ id: 'never', when: [{ fact: 'service.id', is: 'checkout' }], action: 'none' }],
    }).and(openCommand());
    expect(except.history.now).toMatchObject({ severity: 'SEV1', major: 'none' });
  });

  it('a person may declare at once', () => {
    const state = given()
      .when(reported({ declare: true, businessImpact: 'no orders' }), { by: mia })
      .thenAmongOthers({ type: 'MajorIncidentDeclared', businessImpact: 'no orders' });
    expect(
      Object.values(state.pagings)
        .map((p) => p.purpose)
        .sort(),
    ).toEqual(['communications-lead', 'resolver']);
  });
});

describe('what was rejected or demoted needs new evidence', () => {
  const rejected = () => {
    const specification = given().and(
      openCommand({ alerts: [alert('a1', { severity: 'error' }), alert('a2', { severity: 'error' })] }),
      { by: monitor },
    );
    specification.and({ type: 'reject', reason: 'known' }, { by: mia });
    return specification;
  };
  const attach = (...alerts: ReturnType<typeof alert>[]) => ({ type: 'attach-alerts', alerts }) as const;

  it('starts from a SEV2 that was rejected', () => {
    expect(rejected().history.now).toMatchObject({ severity: 'SEV2', major: 'rejected' });
  });

  it('one more alert of the same kind proposes nothing', () => {
    rejected()
      .when(attach(alert('a3', { severity: 'error' })), { by: monitor })
      .then({ type: 'AlertsAttached' });
  });

  it('twice as many alerts do', () => {
    rejected()
      .when(attach(alert('a3', { severity: 'error' }), alert('a4', { severity: 'error' })), { by: monitor })
      .thenAmongOthers({ type: 'CandidateProposed', ruleId: 'critical' });
  });

  it('a worse severity does', () => {
    rejected()
      .when(attach(alert('a1')), { by: monitor })
      .thenAmongOthers({ type: 'CandidateProposed' });
  });

  it('another service does', () => {
    rejected()
      .when(attach(alert('a3', { severity: 'error', serviceId: 'search' })), { by: monitor })
      .thenAmongOthers({ type: 'CandidateProposed' });
  });

  it('what had recovered and fires again does', () => {
    const specification = given().and(openCommand(), { by: monitor });
    specification.and({ type: 'recover-alerts', alerts: [{ alertId: 'a1', episode: 1 }] }, { by: monitor });
    specification.and({ type: 'conclude-recovery' }, { by: clock, at: 180 });
    expect(specification.history.now).toMatchObject({ major: 'rejected', status: 'resolved' });
    specification
      .when(attach(alert('a1', { episode: 2 })), { by: monitor, at: 240 })
      .thenAmongOthers({ type: 'CandidateProposed' });
  });

  it('the same holds after a demotion', () => {
    const demoted = () =>
      given()
        .and(openCommand(), { by: monitor })
        .and({ type: 'accept' }, { by: mia })
        .and({ type: 'demote', reason: 'small' }, { by: mia });
    demoted()
      .when(attach(alert('a1')), { by: monitor })
      .thenNothing();
    demoted()
      .when(attach(alert('a2')), { by: monitor })
      .then({ type: 'AlertsAttached' });
    demoted()
      .when(attach(alert('a2'), alert('a3')), { by: monitor })
      .thenAmongOthers({ type: 'CandidateProposed' });
  });

  it('a rule that did not hold then does, and is named; the rules that held already do not', () => {
    const storm = shopLookup({
      triggerRules: [
        ...shopFile.triggerRules,
        { id: 'storm', when: [{ fact: 'alerts.total', atLeast: 4 }], action: 'propose' },
      ],
    });
    const specification = givenIn(storm)
      .and(openCommand({ alerts: ['a1', 'a2', 'a3'].map((id) => alert(id)) }), { by: monitor })
      .and({ type: 'reject', reason: 'known' }, { by: mia });
    specification.when(attach(alert('a4')), { by: monitor }).thenAmongOthers({
      type: 'CandidateProposed',
      reason: 'rule critical: a critical service is down; new since it was rejected: rule storm holds as well',
    });
  });

  it('what lapsed because nobody decided stays so until there is more', () => {
    const lapsed = given(sev2).and({ type: 'propose', reason: 'many calls' });
    for (const at of [600, 1200, 2400, 3600]) lapsed.and(undecided, { at, by: clock });
    expect(lapsed.history.now).toMatchObject({ major: 'rejected', status: 'open' });
    lapsed.when(undecided, { at: 9000, by: clock }).thenNothing();
    lapsed
      .when({ type: 'propose', reason: 'now it is bad' }, { at: 9000 })
      .thenAmongOthers({ type: 'CandidateProposed' });
  });

  it('a person may always propose again', () => {
    expect(
      rejected().when({ type: 'propose', reason: 'now it is bad' }).thenAmongOthers({ type: 'CandidateProposed' })
        .major,
    ).toBe('candidate');
  });
});
