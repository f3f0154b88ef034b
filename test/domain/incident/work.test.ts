import { describe, expect, it } from 'vitest';
import { shownIncidentOf } from '../../../domain/communication/shown-incident.ts';
import { shopLookup } from '../../../simulation/shop-configuration.ts';
import { alert, clock, given, givenIn, later, monitor, openCommand, opened, person } from './specification.ts';

const mia = person('mia');
const declared = () => given(opened()).and({ type: 'accept' }, { by: mia });
const over = () => declared().and({ type: 'resolve', summary: 'it works' }, { at: 100 });

describe('roles', () => {
  it('are filled once, by whoever is on it already, else by the rota', () => {
    const specification = declared().and({ type: 'acknowledge' }, { by: person('ben') });
    specification
      .when({ type: 'organise' })
      .then(
        { type: 'RoleAssumed', roleId: 'incident-commander', personId: 'mia', tasks: ['lead'] },
        { type: 'RoleAssumed', roleId: 'communications-lead', personId: 'cleo' },
        { type: 'RoleAssumed', roleId: 'technical-lead', personId: 'ben' },
        { type: 'ResponseOrganised' },
      );
    specification.when({ type: 'organise' }).thenNothing();
  });

  const promoted = shopLookup({
    triggerRules: [{ id: 'down', when: [{ fact: 'severity', atMost: 1 }], action: 'promote' }],
  });
  const holders = (roles: Readonly<Record<string, { personId: string; unanswered?: true }>>) =>
    Object.fromEntries(
      Object.entries(roles).map(([id, { personId, unanswered }]) => [id, `${personId}${unanswered ? '?' : ''}`]),
    );

  it('go to nobody who has answered nothing where somebody who can take them has', () => {
    // Max, the second manager, has answered; Mia, the first, has not.
    const state = given()
      .and(openCommand(), { by: monitor })
      .and({ type: 'escalate-candidate' }, { at: 600, by: clock })
      .and({ type: 'acknowledge', person: 'max' }, { at: 610, by: person('max') })
      .and({ type: 'escalate-candidate' }, { at: 1200, by: clock })
      .and({ type: 'organise' }, { at: 1201, by: clock }).history.now;
    expect(state.major).toBe('accepted');
    expect(holders(state.roles)).toEqual({
      'incident-commander': 'max',
      'communications-lead': 'cleo?',
      'technical-lead': 'ana?',
    });
  });

  it('given by the rota alone pass to whoever answers, and are kept by who answers', () => {
    const specification = givenIn(promoted)
      .and(openCommand(), { by: monitor })
      .and({ type: 'organise' }, { at: 1, by: clock });
    expect(holders(specification.history.now.roles)).toEqual({
      'incident-commander': 'mia?',
      'communications-lead': 'cleo?',
      'technical-lead': 'ana?',
    });
    const state = specification
      .and({ type: 'acknowledge', person: 'cleo' }, { at: 20, by: person('cleo') })
      .when({ type: 'acknowledge', person: 'ben' }, { at: 30, by: person('ben') })
      .thenAmongOthers({ type: 'RoleAssumed', roleId: 'technical-lead', personId: 'ben' });
    expect(holders(state.roles)).toEqual({
      'incident-commander': 'mia?',
      'communications-lead': 'cleo',
      'technical-lead': 'ben',
    });
  });

  it('given by a person stay, whoever answers', () => {
    const state = givenIn(promoted)
      .and(openCommand(), { by: monitor })
      .and({ type: 'organise' }, { at: 1, by: clock })
      .and({ type: 'assign-role', role: 'technical-lead', person: 'zoe' }, { at: 2, by: mia })
      .and({ type: 'acknowledge', person: 'ben' }, { at: 30, by: person('ben') }).history.now;
    expect(holders(state.roles)).toMatchObject({ 'technical-lead': 'zoe' });
  });

  it('name nobody to stakeholders as leading who has answered nothing', () => {
    const state = givenIn(promoted).and(openCommand(), { by: monitor }).and({ type: 'organise' }, { at: 1, by: clock })
      .history.now;
    expect(shownIncidentOf(state).commanderId).toBeUndefined();
  });

  it('that somebody took are left to them; nothing is organised before it is major', () => {
    given(opened()).when({ type: 'organise' }).thenNothing();
    declared()
      .and({ type: 'assign-role', role: 'incident-commander', person: 'max' })
      .when({ type: 'organise' })
      .then(
        { type: 'RoleAssumed', roleId: 'communications-lead' },
        { type: 'RoleAssumed', roleId: 'technical-lead' },
        { type: 'ResponseOrganised' },
      );
  });

  it('are handed over, both sides stamped', () => {
    const specification = given(opened()).and({ type: 'assign-role', role: 'scribe', person: 'ana' });
    specification
      .when({ type: 'assign-role', role: 'scribe', person: 'ben' })
      .then({ type: 'RoleRelinquished', personId: 'ana' }, { type: 'RoleAssumed', personId: 'ben' });
    specification.when({ type: 'assign-role', role: 'scribe', person: 'ben' }).thenNothing();
  });

  it('and people must exist', () => {
    given(opened())
      .when({ type: 'assign-role', role: 'king', person: 'ana' })
      .thenRefuses('unknown-role', /Known: incident-commander/);
    given(opened()).when({ type: 'assign-role', role: 'scribe', person: 'nobody' }).thenRefuses('unknown-person');
  });
});

describe('restoring', () => {
  const mitigated = () => declared().and({ type: 'mitigate', by: 'workaround', description: 'rolled back' });

  it('says by what, stops paging and watches recovery', () => {
    const state = given()
      .and(openCommand(), { by: monitor })
      .when({ type: 'mitigate', by: 'workaround', description: 'rolled back' }, { at: 60 })
      .then(
        { type: 'IncidentMitigated', by: 'workaround', watchUntil: later(960) },
        { type: 'PagingStopped' },
        { type: 'PagingStopped' },
      );
    expect(state).toMatchObject({
      status: 'mitigated',
      mitigation: { by: 'workaround' },
      stamps: { mitigated: { at: later(60) } },
    });
  });

  it('is confirmed when the watch ends and all is quiet', () => {
    mitigated().when({ type: 'confirm-recovery' }, { at: 898, by: clock }).thenNothing();
    const state = mitigated().when({ type: 'confirm-recovery' }, { at: 900, by: clock }).then({
      type: 'IncidentResolved',
      automatic: true,
      summary: 'Recovered and stable after a workaround: rolled back',
    });
    expect(state.status).toBe('resolved');
  });

  it('is watched on while alerts still fire', () => {
    given()
      .and(openCommand(), { by: monitor })
      .and({ type: 'mitigate', by: 'fix', description: 'restarted' })
      .when({ type: 'confirm-recovery' }, { at: 900, by: clock })
      .then({ type: 'RecoveryWatchExtended', firing: 1, watchUntil: later(1800) });
  });

  it('is taken back by reopening, which engages people again and drops the false stamps', () => {
    const state = over()
      .and({ type: 'open-review' })
      .when({ type: 'reopen', reason: 'orders fail again' }, { at: 200 })
      .then(
        { type: 'IncidentReopened' },
        { type: 'PagingStarted', reason: 'the incident was reopened' },
        { type: 'LevelPaged' },
      );
    expect(state).toMatchObject({ status: 'investigating', major: 'accepted' });
    expect([state.stamps.resolved, state.resolution, state.review]).toEqual([undefined, undefined, undefined]);
  });
});

describe('review and closing', () => {
  it('opens when a major incident of a reviewed severity is resolved, once, with a due date', () => {
    const specification = over().and({ type: 'assign-role', role: 'incident-commander', person: 'mia' });
    specification
      .when({ type: 'open-review' }, { at: 200 })
      .then({ type: 'ReviewOpened', dueAt: later(200 + 5 * 86_400), owner: 'mia' });
    specification.when({ type: 'open-review' }).thenNothing();
    declared().when({ type: 'open-review' }).thenNothing();
    given(opened(), { type: 'IncidentResolved', summary: 'x', automatic: false })
      .when({ type: 'open-review' })
      .thenNothing();
    givenIn(shopLookup({ review: { severities: ['SEV2'] } }), opened())
      .and({ type: 'accept' }, { by: mia })
      .and({ type: 'resolve', summary: 'x' })
      .when({ type: 'open-review' })
      .thenNothing();
  });

  it('is asked for again every day while it is overdue', () => {
    const due = 5 * 86_400 + 200;
    const specification = over().and({ type: 'open-review' }, { at: 200 });
    specification.when({ type: 'remind-review' }, { at: due - 2, by: clock }).thenNothing();
    specification
      .when({ type: 'remind-review' }, { at: due, by: clock })
      .then({ type: 'ReviewReminded', dueAt: later(due + 86_400) });
    specification.when({ type: 'remind-review' }, { at: due + 10, by: clock }).thenNothing();
    specification.and({ type: 'complete-review', summary: 'learned' });
    specification.when({ type: 'remind-review' }, { at: due + 86_400, by: clock }).thenNothing();
  });

  it('holds closing until it is completed, unless configured otherwise', () => {
    const specification = over().and({ type: 'open-review' });
    specification.when({ type: 'close' }, { by: mia }).thenRefuses('illegal-transition', /review is not completed/);
    specification.when({ type: 'complete-review', summary: 'learned' }).then({ type: 'ReviewCompleted' });
    specification
      .when({ type: 'complete-review', summary: 'again' })
      .thenRefuses('illegal-transition', /completed already/);
    expect(specification.when({ type: 'close' }, { by: mia }).then({ type: 'IncidentClosed' }).status).toBe('closed');
    const hasty = givenIn(shopLookup({ review: { closureWaits: false } }), opened()).and(
      { type: 'accept' },
      { by: mia },
    );
    hasty
      .and({ type: 'resolve', summary: 'x' })
      .and({ type: 'open-review' })
      .when({ type: 'close' })
      .then({ type: 'IncidentClosed' });
  });
});

describe('merging', () => {
  const into = { type: 'merge', into: 'INC-2026-0002', intoId: 'inc-2', intoNumber: 'INC-2026-0002' } as const;

  it('stops paging and points to the incident that goes on', () => {
    const state = given()
      .and(openCommand(), { by: monitor })
      .when(into)
      .then({ type: 'PagingStopped' }, { type: 'PagingStopped' }, { type: 'IncidentMerged' });
    expect(state).toMatchObject({ status: 'merged', mergedInto: { incidentId: 'inc-2', number: 'INC-2026-0002' } });
  });

  it('needs another incident that exists', () => {
    given(opened())
      .when({ type: 'merge', into: 'INC-2026-0099' })
      .thenRefuses('incident-not-found', /INC-2026-0099/);
    given(opened())
      .when({ ...into, intoId: 'inc-1' })
      .thenRefuses('illegal-transition', /both numbers are the same/);
  });

  it('brings the alerts of the child along, and their severity', () => {
    const adopt = {
      type: 'adopt-child',
      childId: 'c1',
      childNumber: 'INC-2026-0003',
      alerts: [alert('x', { serviceId: 'checkout' })],
    } as const;
    const specification = given().and(
      openCommand({ serviceId: 'search', alerts: [alert('s', { serviceId: 'search', severity: 'warning' })] }),
      { by: monitor },
    );
    const state = specification
      .when(adopt)
      .thenAmongOthers({ type: 'SeverityChanged', from: 'SEV4', severity: 'SEV1', by: 'rules' });
    expect(state).toMatchObject({ firing: 2, major: 'candidate', affectedServices: ['search', 'checkout'] });
    specification.when(adopt).thenNothing();
  });

  it('relapses when a child that still fires joins an incident thought to be over', () => {
    const adopt = { type: 'adopt-child', childId: 'c1', childNumber: 'INC-2026-0003', alerts: [alert('x')] } as const;
    const mitigated = () => given(opened()).and({ type: 'mitigate', by: 'workaround', description: 'cache' });
    const state = mitigated().when(adopt).thenAmongOthers({ type: 'IncidentRelapsed' });
    expect(state).toMatchObject({ status: 'investigating', relapses: 1 });
    const quiet = mitigated()
      .when({ ...adopt, alerts: [] })
      .thenAmongOthers({ type: 'ChildAdopted' });
    expect(quiet).toMatchObject({ status: 'mitigated', relapses: 0 });
  });

  it('lets the child follow its parent, once per status, and nobody else', () => {
    const child = given(opened()).and(into);
    child
      .when({ type: 'follow-parent', status: 'resolved', notes: 'fixed' })
      .then({ type: 'ParentFollowed', notes: 'fixed' });
    child.when({ type: 'follow-parent', status: 'resolved' }).thenNothing();
    given(opened()).when({ type: 'follow-parent', status: 'resolved' }).thenNothing();
  });
});

describe('stamps, severity and updates', () => {
  it('a stamp is back-dated with a reason, never into the future', () => {
    const state = given(opened())
      .when(
        { type: 'correct-stamp', stamp: 'impactStarted', at: '2026-11-21T20:00:00+01:00', reason: 'logs' },
        { by: mia },
      )
      .then({ type: 'StampCorrected', at: '2026-11-21T19:00:00.000Z' });
    expect(state.stamps.impactStarted).toEqual({ at: '2026-11-21T19:00:00.000Z', by: mia, reason: 'logs' });
    given(opened())
      .when({ type: 'correct-stamp', stamp: 'engaged', at: later(1), reason: 'x' })
      .thenRefuses('invalid-command', /future/);
  });

  it('a severity is stated or assessed anew; what is so already is no change', () => {
    given(opened()).when({ type: 'change-severity', severity: 'SEV1', reason: 'sure' }).thenNothing();
    given(opened()).when({ type: 'change-severity', impact: 'moderate', reason: 'one shop' }).then({
      type: 'SeverityChanged',
      from: 'SEV1',
      severity: 'SEV3',
      impact: 'moderate',
      urgency: 'critical',
      by: 'person',
    });
  });

  it('an update may promise the next one', () => {
    const state = declared()
      .when({ type: 'post-update', message: 'we are on it', nextUpdateInMinutes: 30 }, { at: 60 })
      .then({ type: 'UpdatePosted', nextUpdateBy: later(60 + 1800) });
    expect(state.lastUpdate).toMatchObject({ message: 'we are on it', nextUpdateBy: later(1860) });
  });

  it("the first update is stamped when a person's words have reached somebody, not with what Muster writes by itself", () => {
    const told = (reached: number, occasion: string) =>
      ({
        type: 'record-told',
        messageId: 'm',
        occasion,
        audience: 'business',
        planId: 'business',
        reached,
        failed: 0,
      }) as const;
    const silent = declared().and(told(2, 'declared')).and(told(2, 'update-overdue')).and(told(0, 'update'));
    expect(silent.history.now.stamps.firstUpdate).toBeUndefined();
    const { stamps } = silent.and(told(2, 'update'), { at: 9 }).and(told(1, 'update'), { at: 99 }).history.now;
    expect(stamps.firstUpdate?.at).toBe(later(9));
  });
});
