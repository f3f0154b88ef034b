import { describe, expect, it } from 'vitest';
import type { IncidentState } from '../../../domain/incident/state.ts';
import { shopLookup } from '../../../simulation/shop-configuration.ts';
import { alert, clock, given, givenIn, later, monitor, openCommand, person, reported } from './specification.ts';

const attach = (...alerts: ReturnType<typeof alert>[]) => ({ type: 'attach-alerts', alerts }) as const;
const recover = (...ids: string[]) =>
  ({ type: 'recover-alerts', alerts: ids.map((alertId) => ({ alertId, episode: 1 })) }) as const;
/** SEV3: an ordinary incident with one alert. */
const ordinary = () => given().and(openCommand({ alerts: [alert('a1', { severity: 'warning' })] }), { by: monitor });
const by = { by: monitor };
const conclude = { type: 'conclude-recovery' } as const;
/** When a recovery that began then has lasted. */
const lasted = (since: number) => ({ by: clock, at: since + 180 });

describe('alerts of an incident', () => {
  it('attach once', () => {
    ordinary()
      .when(attach(alert('a1', { severity: 'warning' })), by)
      .thenNothing();
  });

  it('are counted while they fire', () => {
    const state = ordinary()
      .and(attach(alert('a2'), alert('a3')), by)
      .and(recover('a2'), by).history.now;
    expect(state.firing).toBe(2);
    expect(Object.keys(state.alerts.recent)).toEqual(['a1', 'a2', 'a3']);
  });

  it('that worsen raise the severity, and with it the page and the candidate', () => {
    const state = ordinary()
      .when(attach(alert('a1', { severity: 'critical' })), by)
      .then(
        { type: 'AlertsWorsened' },
        { type: 'TitleChanged', from: 'Checkout is down', title: 'alert a1' },
        { type: 'SeverityChanged', from: 'SEV3', severity: 'SEV1', by: 'rules' },
        { type: 'LevelPaged', pagingId: 'p1', level: 1, reason: 'now SEV1: alert a1' },
        { type: 'TriggersEvaluated' },
        { type: 'CandidateProposed' },
        { type: 'PagingStarted', purpose: 'major-incident-manager' },
        { type: 'LevelPaged' },
      );
    expect(state.major).toBe('candidate');
  });

  it('that get milder change nothing: severity rises by itself and falls only by hand', () => {
    ordinary()
      .when(attach(alert('a1', { severity: 'info' })), by)
      .thenNothing();
  });

  it('never overrule a severity that a person set; who is asked hears of it', () => {
    const state = ordinary()
      .and({ type: 'change-severity', severity: 'SEV4', reason: 'only one shop' })
      .when(attach(alert('a1', { severity: 'critical' })), by)
      .then({ type: 'AlertsWorsened' }, { type: 'TitleChanged' }, { type: 'LevelPaged', level: 1 });
    expect(state.severity).toBe('SEV4');
  });

  it('of another service make it affected', () => {
    const state = ordinary().and(attach(alert('b1', { serviceId: 'search', severity: 'warning' })), by).history.now;
    expect(state.affectedServices).toEqual(['checkout', 'search']);
  });

  it('page resolvers when they make it worth waking somebody', () => {
    const quiet = given().and(
      openCommand({ serviceId: 'wiki', alerts: [alert('w', { serviceId: 'wiki', severity: 'warning' })] }),
      by,
    );
    expect(quiet.history.now).toMatchObject({ severity: 'SEV5', pagings: {} });
    quiet
      .when(attach(alert('w', { serviceId: 'wiki', severity: 'critical' })), by)
      .thenAmongOthers({ type: 'PagingStarted', purpose: 'resolver', reason: 'now SEV4' });
  });

  it('so does a severity raised by hand', () => {
    given()
      .and(openCommand({ serviceId: 'wiki', alerts: [alert('w', { serviceId: 'wiki', severity: 'warning' })] }), by)
      .when({ type: 'change-severity', severity: 'SEV3', reason: 'the board reads it now' })
      .then({ type: 'SeverityChanged', by: 'person' }, { type: 'PagingStarted' }, { type: 'LevelPaged' });
  });

  it('are ignored by an incident that has ended', () => {
    const closed = ordinary().and({ type: 'resolve', summary: 'over' }).and({ type: 'close' });
    closed.when(attach(alert('a2')), by).thenNothing();
    closed.when(recover('a1'), by).thenNothing();
  });
});

describe('recovery', () => {
  it('resolves an ordinary incident when that of the last alert has lasted, not before', () => {
    const two = ordinary().and(attach(alert('a2', { severity: 'warning' })), by);
    two
      .when(recover('a1'), by)
      .then({ type: 'AlertsRecovered', stillFiring: 1 }, { type: 'TitleChanged', alertId: 'a2' });
    expect(
      two
        .when(recover('a2'), { ...by, at: 10 })
        .then({ type: 'AlertsRecovered', stillFiring: 0 }, { type: 'IncidentQuietened', until: later(190) }),
    ).toMatchObject({ status: 'open', firing: 0, quiet: { since: later(10), until: later(190) } });
    two.when(conclude, { by: clock, at: 188 }).thenNothing();
    const state = two
      .when(conclude, lasted(10))
      .then({ type: 'PagingStopped' }, { type: 'IncidentResolved', automatic: true });
    expect(state.status).toBe('resolved');
    expect(state.quiet).toBeUndefined();
  });

  it('ends it at once where a configuration wants that', () => {
    givenIn(shopLookup({ recovery: { countsAfterSeconds: 0 } }))
      .and(openCommand({ alerts: [alert('a1', { severity: 'warning' })] }), by)
      .when(recover('a1'), by)
      .then({ type: 'AlertsRecovered' }, { type: 'PagingStopped' }, { type: 'IncidentResolved' });
  });

  it('counts from the last alert, and not at all when anything fires again meanwhile', () => {
    const again = ordinary()
      .and(recover('a1'), by)
      .and(attach(alert('a1', { episode: 2, severity: 'warning' })), { ...by, at: 170 });
    expect(again.history.now).toMatchObject({ status: 'open', relapses: 0, firing: 1 });
    again.when(conclude, lasted(0)).thenNothing();
  });

  it('is not asked for twice, and ends nothing that was declared meanwhile', () => {
    const quiet = ordinary().and(recover('a1'), by);
    quiet.when(recover('a1'), by).thenNothing();
    const declared = given()
      .and(openCommand(), by)
      .and(recover('a1'), by)
      .and({ type: 'accept' }, { by: person('mia') });
    declared.when(conclude, lasted(0)).thenNothing();
    expect(declared.history.now.quiet).toBeUndefined();
  });

  it('is heard once, and only for alerts of the incident', () => {
    const two = ordinary()
      .and(attach(alert('a2')), by)
      .and(recover('a2'), by);
    two.when(recover('a2'), by).thenNothing();
    two.when(recover('unknown'), by).thenNothing();
  });

  it('of an earlier episode says nothing about the one that fires now', () => {
    const again = ordinary().and(attach(alert('a1', { episode: 2, severity: 'warning' })), by);
    again.when(recover('a1'), by).thenNothing();
    expect(again.history.now.firing).toBe(1);
  });

  it('never ends what a person reported', () => {
    const state = given()
      .and(reported())
      .and(attach(alert('a1')), by)
      .when(recover('a1'), by)
      .then({ type: 'AlertsRecovered', stillFiring: 0 });
    expect(state.status).toBe('open');
  });

  it('never ends a major incident', () => {
    given()
      .and(openCommand(), by)
      .and({ type: 'accept' }, { by: person('mia') })
      .when(recover('a1'), by)
      .then({ type: 'AlertsRecovered' });
  });

  it('ends what was demoted', () => {
    const state = given()
      .and(openCommand(), by)
      .and({ type: 'accept' }, { by: person('mia') })
      .and({ type: 'demote', reason: 'small' }, { by: person('mia') })
      .and(recover('a1'), by)
      .when(conclude, lasted(0))
      .thenAmongOthers({ type: 'IncidentResolved', automatic: true });
    expect(state).toMatchObject({ status: 'resolved', major: 'demoted' });
  });
});

/** Recovers and fires again after so many seconds, again and again. */
const flapping = (times: number, seconds: number, severity: 'warning' | 'critical' = 'warning') => {
  const incident = given().and(openCommand({ alerts: [alert('a1', { severity })] }), by);
  for (let flap = 0; flap < times; flap += 1) {
    incident
      .and(
        { type: 'recover-alerts', alerts: [{ alertId: 'a1', episode: flap + 1 }] },
        { ...by, at: (2 * flap + 1) * seconds },
      )
      .and(attach(alert('a1', { episode: flap + 2, severity })), { ...by, at: (2 * flap + 2) * seconds });
  }
  return incident;
};
const pagesIn = (state: IncidentState) => Object.values(state.pagings).flatMap(({ pages }) => pages);

describe('flapping', () => {
  it('pages once, ends nothing and is no relapse', () => {
    const state = flapping(40, 30).history.now;
    expect(state).toMatchObject({ status: 'open', relapses: 0, firing: 1 });
    expect(pagesIn(state)).toMatchObject([{ personId: 'ana', level: 1 }]);
  });

  it.each([
    ['while it fires', 4],
    ['in a gap', 4.5],
  ])('lets the level go on to the next one when its time is over, %s', (_, times) => {
    const incident = flapping(Math.floor(times), 30);
    if (times % 1 > 0)
      incident.and({ type: 'recover-alerts', alerts: [{ alertId: 'a1', episode: 5 }] }, { ...by, at: 270 });
    incident
      .when({ type: 'page-next-level', pagingId: 'p1', afterLevel: 1, afterRound: 0 }, { by: clock, at: 300 })
      .then({ type: 'LevelPaged', level: 2 });
  });

  it('lets the decision about a candidate be asked for by its clock', () => {
    const state = flapping(10, 30, 'critical')
      .when({ type: 'escalate-candidate' }, { by: clock, at: 600 })
      .thenAmongOthers({ type: 'CandidateEscalated', step: 1 });
    expect(state.major).toBe('candidate');
  });

  it('holds back nothing that is worse', () => {
    flapping(1, 1)
      .and({ type: 'recover-alerts', alerts: [{ alertId: 'a1', episode: 2 }] }, { ...by, at: 3 })
      .when(attach(alert('a1', { episode: 3, severity: 'critical' })), { ...by, at: 4 })
      .thenAmongOthers({
        type: 'LevelPaged',
        pagingId: 'p1',
        pages: [{ pageId: 'inc-1.p1.l1.ana.n2', personId: 'ana' }],
        acknowledgeBy: later(300),
      });
  });

  it('is not what another alert does: who was paged for what has gone is paged for it', () => {
    const state = ordinary()
      .and(recover('a1'), { ...by, at: 10 })
      .when(attach(alert('a2', { severity: 'warning', title: 'Different 1' })), { ...by, at: 20 })
      .thenAmongOthers({ type: 'LevelPaged', reason: 'new: Different 1' });
    expect(state).toMatchObject({ title: 'Different 1', relapses: 0 });
  });
});

describe('relapse', () => {
  const over = () => ordinary().and(recover('a1'), by).and(conclude, lasted(0));

  it('reopens what fires again and engages people again', () => {
    const state = over()
      .when(attach(alert('a1', { episode: 2, severity: 'warning' })), { ...by, at: 600 })
      .then(
        { type: 'AlertsAttached' },
        { type: 'IncidentRelapsed', reason: '"alert a1" fires again after the incident was resolved' },
        { type: 'PagingStarted', reason: 'the incident relapsed', occasion: 'relapse' },
        { type: 'LevelPaged', level: 1 },
      );
    expect(state).toMatchObject({ status: 'investigating', relapses: 1, firing: 1 });
    expect(state.stamps.resolved).toBeUndefined();
    expect(state.resolution).toBeUndefined();
  });

  it('is the same condition coming back: what is resolved takes no other alert', () => {
    over()
      .when(attach(alert('a2', { severity: 'warning' })), { ...by, at: 600 })
      .thenNothing();
  });

  it('pages whoever is engaged before level 1, which follows', () => {
    const relapsed = ordinary()
      .and({ type: 'acknowledge' }, { by: person('ben'), at: 10 })
      .and(recover('a1'), { ...by, at: 100 })
      .and(conclude, lasted(100));
    relapsed.when(attach(alert('a1', { episode: 2, severity: 'warning' })), { ...by, at: 600 }).thenAmongOthers({
      type: 'LevelPaged',
      pagingId: 'p2',
      level: 0,
      pages: [{ pageId: 'inc-1.p2.l0.ben', personId: 'ben' }],
      acknowledgeBy: later(900),
    });
    relapsed
      .when({ type: 'page-next-level', pagingId: 'p2', afterLevel: 0, afterRound: 0 }, { by: clock, at: 900 })
      .then({ type: 'LevelPaged', level: 1, pages: [{ pageId: 'inc-1.p2.l1.ana', personId: 'ana' }] });
  });

  it('so does a person who reopens it', () => {
    ordinary()
      .and({ type: 'acknowledge' }, { by: person('ben'), at: 10 })
      .and({ type: 'resolve', summary: 'done' }, { at: 20 })
      .when({ type: 'reopen', reason: 'it is not' }, { at: 30 })
      .thenAmongOthers({
        type: 'LevelPaged',
        level: 0,
        pages: [{ pageId: 'inc-1.p2.l0.ben', personId: 'ben' }],
      });
  });

  it('of what was paged a moment ago is held; the link of that page answers it', () => {
    const held = over().and(attach(alert('a1', { episode: 2, severity: 'warning' })), { ...by, at: 200 });
    expect(held.history.now.pagings).toMatchObject({
      p1: { status: 'stopped' },
      p2: { status: 'paging', level: 0, pages: [], acknowledgeBy: later(300) },
    });
    const answered = { type: 'acknowledge', person: 'ana', pageId: 'inc-1.p1.l1.ana' } as const;
    const state = held
      .when(answered, { by: person('ana'), at: 210 })
      .thenAmongOthers({ type: 'PageAcknowledged', pagingId: 'p2', personId: 'ana' });
    expect(state.pagings.p2?.status).toBe('acknowledged');
  });

  it('that is held is paged when that time is over and it fires still', () => {
    const state = over()
      .and(attach(alert('a1', { episode: 2, severity: 'warning' })), { ...by, at: 200 })
      .when({ type: 'page-next-level', pagingId: 'p2', afterLevel: 0, afterRound: 0 }, { by: clock, at: 300 })
      .then({ type: 'LevelPaged', level: 1 });
    expect(pagesIn(state).map(({ at }) => at)).toEqual([later(0), later(300)]);
  });

  it('that is worse is never held', () => {
    over()
      .when(attach(alert('a1', { episode: 2, severity: 'critical' })), { ...by, at: 200 })
      .thenAmongOthers({ type: 'LevelPaged', pagingId: 'p2', level: 1 });
  });

  it('of what people had said was over pages at once', () => {
    ordinary()
      .and({ type: 'resolve', summary: 'done' })
      .when(attach(alert('a1', { episode: 2, severity: 'warning' })), { ...by, at: 60 })
      .thenAmongOthers({ type: 'LevelPaged' });
  });

  it('wakes nobody for what is not worth a page', () => {
    const quiet = alert('w', { serviceId: 'wiki', severity: 'warning' });
    const state = given()
      .and(openCommand({ serviceId: 'wiki', alerts: [quiet] }), by)
      .and(recover('w'), by)
      .and(conclude, lasted(0))
      .when(attach({ ...quiet, episode: 2 }), by)
      .then({ type: 'AlertsAttached' }, { type: 'IncidentRelapsed' });
    expect(state.severity).toBe('SEV5');
  });

  it('does not come from a late message about an episode known already', () => {
    over()
      .when(attach(alert('a1', { severity: 'critical' })), by)
      .thenNothing();
  });

  it('of a rejected candidate that had recovered is a candidate again', () => {
    const state = given()
      .and(openCommand(), by)
      .and(recover('a1'), by)
      .and(conclude, lasted(0))
      .when(attach(alert('a1', { episode: 2 })), { ...by, at: 200 })
      .thenAmongOthers({ type: 'CandidateProposed' });
    expect(state).toMatchObject({ major: 'candidate', status: 'investigating' });
  });
});

describe('what comes while a recovery is watched', () => {
  const watched = () => ordinary().and({ type: 'mitigate', by: 'workaround', description: 'rolled back' }, { at: 10 });

  it('is a relapse where it is the same condition', () => {
    const state = watched()
      .when(attach(alert('a1', { episode: 2, severity: 'warning' })), { ...by, at: 20 })
      .thenAmongOthers({ type: 'IncidentRelapsed' });
    expect(state.mitigation).toBeUndefined();
  });

  it('joins where it is another: the watch goes on, and people are paged for it', () => {
    const state = watched()
      .when(attach(alert('a2', { severity: 'warning', title: 'Queue grows' })), { ...by, at: 20 })
      .thenAmongOthers({
        type: 'PagingStarted',
        reason: 'another alert fires while the recovery is watched: Queue grows',
      });
    expect(state).toMatchObject({ status: 'mitigated', relapses: 0 });
  });

  it('is told to people where it got worse', () => {
    watched()
      .when(attach(alert('a1', { severity: 'critical' })), { ...by, at: 20 })
      .thenAmongOthers({ type: 'LevelPaged', level: 1 });
  });

  it.each([
    ['that is new', 'w', 1],
    ['that comes back', 'a1', 2],
  ])('is left to the watch where it is a hint %s', (_, alertId, episode) => {
    const state = watched()
      .when(attach(alert(alertId, { episode, serviceId: 'wiki', severity: 'info' })), { ...by, at: 20 })
      .thenAmongOthers({ type: 'AlertsAttached' });
    expect(state).toMatchObject({ status: 'mitigated', mitigation: { watchUntil: later(910) } });
    expect(Object.values(state.pagings).map(({ status }) => status)).toEqual(['stopped']);
  });
});
