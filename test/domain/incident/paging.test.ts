import { describe, expect, it } from 'vitest';
import { nextLevelOf } from '../../../domain/incident/decide/escalation.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { alert, clock, given, monitor, openCommand, person, reported } from './specification.ts';

const NOW = '2026-11-29T03:00:00.000Z';

/** SEV3: pages Ana (300 s), Ben (200 s), then Zoe twice (60 s each). */
const paged = () => given().and(openCommand({ alerts: [alert('a1', { severity: 'warning' })] }), { by: monitor });
const candidate = () => given().and(openCommand(), { by: monitor });
const next = (afterLevel: number, afterRound = 0, pagingId = 'p1') =>
  ({ type: 'page-next-level', pagingId, afterLevel, afterRound }) as const;
const acknowledge = (names: { person?: string; pageId?: string; pagingId?: string } = {}) =>
  ({ type: 'acknowledge', ...names }) as const;

describe('escalation', () => {
  it('goes level by level, then to the catch-all in rounds, then is exhausted', () => {
    const policy = shop.policy('on-call');
    expect(nextLevelOf(policy, 0, 0, shop, NOW)).toEqual({
      kind: 'level',
      level: 1,
      round: 0,
      people: ['ana'],
      seconds: 300,
      passed: 0,
    });
    expect(nextLevelOf(policy, 1, 0, shop, NOW)).toEqual({
      kind: 'level',
      level: 2,
      round: 0,
      people: ['ben'],
      seconds: 200,
      passed: 0,
    });
    expect(nextLevelOf(policy, 2, 0, shop, NOW)).toEqual({
      kind: 'catch-all',
      level: 3,
      round: 1,
      people: ['zoe'],
      seconds: 60,
      passed: 0,
    });
    expect(nextLevelOf(policy, 3, 1, shop, NOW)).toEqual({
      kind: 'catch-all',
      level: 3,
      round: 2,
      people: ['zoe'],
      seconds: 60,
      passed: 0,
    });
    expect(nextLevelOf(policy, 3, 2, shop, NOW)).toEqual({ kind: 'exhausted' });
    expect(nextLevelOf(undefined, 0, 0, shop, NOW)).toMatchObject({ kind: 'catch-all', people: ['zoe'] });
  });

  it('pages everybody in turn while nobody answers', () => {
    const unanswered = paged();
    unanswered.when(next(1), { at: 300, by: clock }).then({
      type: 'LevelPaged',
      level: 2,
      catchAll: false,
      round: 0,
      pages: [{ pageId: 'inc-1.p1.l2.ben', personId: 'ben' }],
      acknowledgeBy: '2026-11-21T20:08:20.000Z',
    });
    unanswered.when(next(2), { at: 500, by: clock }).then({
      type: 'LevelPaged',
      level: 3,
      catchAll: true,
      round: 1,
      pages: [{ pageId: 'inc-1.p1.l3r1.zoe', personId: 'zoe' }],
    });
    unanswered
      .when(next(3, 1), { at: 560, by: clock })
      .then({ type: 'LevelPaged', round: 2, pages: [{ pageId: 'inc-1.p1.l3r2.zoe', personId: 'zoe' }] });
  });

  it('rests when everybody was asked, and goes on with the catch-all for as long as something fires', () => {
    const exhausted = paged();
    for (const [level, round, at] of [
      [1, 0, 300],
      [2, 0, 500],
      [3, 1, 560],
    ] as const)
      exhausted.and(next(level, round), { at, by: clock });
    exhausted
      .when(next(3, 2), { at: 620, by: clock })
      .then({ type: 'PagingExhausted', pagingId: 'p1', until: '2026-11-21T20:25:20.000Z' });
    exhausted.when(next(3, 2), { at: 1000, by: clock }).thenNothing();
    for (const round of [2, 3, 4]) {
      const state = exhausted
        .when(next(3, round), { at: 620 + (round - 1) * 900, by: clock })
        .then({ type: 'LevelPaged', catchAll: true, round: round + 1, pages: [{ personId: 'zoe' }] } as never);
      expect(state.pagings.p1?.pages.filter(({ personId }) => personId === 'zoe').length).toBeLessThanOrEqual(3);
    }
    exhausted
      .when({ type: 'acknowledge', pageId: 'inc-1.p1.l3r3.zoe' }, { at: 3400, by: person('zoe') })
      .thenAmongOthers({ type: 'PageAcknowledged', personId: 'zoe' });
  });

  it('is over when everybody was asked and nothing fires any more', () => {
    const quiet = paged();
    for (const [level, round, at] of [
      [1, 0, 300],
      [2, 0, 500],
      [3, 1, 560],
      [3, 2, 620],
    ] as const)
      quiet.and(next(level, round), { at, by: clock });
    quiet.and({ type: 'recover-alerts', alerts: [{ alertId: 'a1', episode: 1 }] }, { at: 630, by: monitor });
    const state = quiet.and({ type: 'conclude-recovery' }, { at: 810, by: clock }).history.now;
    expect(state.pagings.p1?.status).toBe('stopped');
    quiet.when(next(3, 2), { at: 9999, by: clock }).thenNothing();
  });

  it('does not count a round of which no message was handed over', () => {
    const silent = paged();
    for (const [level, round, at] of [
      [1, 0, 300],
      [2, 0, 500],
    ] as const)
      silent.and(next(level, round), { at, by: clock });
    for (let round = 1; round < 30; round += 1)
      silent
        .when({ ...next(3, round), silent: true }, { at: 500 + round * 60, by: clock })
        .then({ type: 'LevelPaged', catchAll: true, round: round + 1, silent: true } as never);
  });

  it('starts over with the first level when a message gets through after a silence', () => {
    const silent = paged();
    for (const [level, round, at] of [
      [1, 0, 300],
      [2, 0, 500],
    ] as const)
      silent.and(next(level, round), { at, by: clock });
    silent.and({ ...next(3, 1), silent: true }, { at: 560, by: clock });
    const state = silent
      .when({ type: 'start-over', pagingId: 'p1' }, { at: 565 })
      .then({ type: 'PagingStartedOver', pagingId: 'p1' }, {
        type: 'LevelPaged',
        level: 1,
        catchAll: false,
        round: 0,
        pages: [{ pageId: 'inc-1.p1.l1.ana.n2', personId: 'ana' }],
      } as never);
    expect(state.pagings.p1).toMatchObject({ status: 'paging', level: 1, round: 0 });
    expect(state.pagings.p1).not.toHaveProperty('silentRounds');
    silent.when({ type: 'start-over', pagingId: 'p1' }, { at: 570 }).thenNothing();
  });

  it('waits for its deadline, and moves on once for it', () => {
    const unanswered = paged();
    unanswered.when(next(1), { at: 298, by: clock }).thenNothing();
    unanswered.and(next(1), { at: 300, by: clock });
    unanswered.when(next(1), { at: 301, by: clock }).thenNothing();
    unanswered.when(next(1), { at: 9999, by: clock }).thenNothing();
  });

  it('ends with an answer, a mitigation, a resolution, a merge', () => {
    const ends = [
      acknowledge(),
      { type: 'mitigate', by: 'fix', description: 'done' },
      { type: 'resolve', summary: 'done' },
      { type: 'merge', into: 'x', intoId: 'inc-2', intoNumber: 'INC-2026-0002' },
    ] as const;
    for (const end of ends) paged().and(end).when(next(1), { at: 300, by: clock }).thenNothing();
  });

  it('knows no paging that was never started', () => {
    paged()
      .when(next(1, 0, 'p9'), { at: 9999, by: clock })
      .thenNothing();
  });

  it('pages nobody below the severity worth waking somebody for', () => {
    const state = given()
      .when(openCommand({ alerts: [alert('a1', { severity: 'info' })] }), { by: monitor })
      .then({ type: 'IncidentOpened', severity: 'SEV5' }, { type: 'AlertsAttached' }, { type: 'TriggersEvaluated' });
    expect(state.pagings).toEqual({});
  });
});

describe('an acknowledgement', () => {
  it('by the person paged stops the page and starts the work', () => {
    const state = paged()
      .when(acknowledge(), { by: person('ana'), at: 30 })
      .then(
        { type: 'PageAcknowledged', pagingId: 'p1', personId: 'ana', via: 'person' },
        { type: 'InvestigationStarted' },
      );
    expect(state.pagings.p1).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'ana' });
    expect(state.stamps.acknowledged?.at).toBe('2026-11-21T20:00:30.000Z');
    expect(state.stamps.engaged?.at).toBe('2026-11-21T20:00:30.000Z');
  });

  it('repeated changes nothing, whoever else is being paged', () => {
    const both = candidate().and(acknowledge(), { by: person('ana') });
    both.when(acknowledge(), { by: person('ana') }).thenNothing();
    both.when(acknowledge({ person: 'ana' }), { by: monitor }).thenNothing();
    both.when(acknowledge(), { by: monitor }).thenNothing();
    expect(both.history.now.pagings.p2?.status).toBe('paging');
  });

  it('of one page by its link answers that paging only', () => {
    const state = candidate()
      .when(acknowledge({ pageId: 'inc-1.p2.l1.mia', person: 'mia' }), { by: person('mia') })
      .thenAmongOthers({ type: 'PageAcknowledged', pagingId: 'p2', personId: 'mia', pageId: 'inc-1.p2.l1.mia' });
    expect(state.pagings.p1?.status).toBe('paging');
    expect(state.stamps.engaged).toBeUndefined();
    candidate()
      .when(acknowledge({ pageId: 'inc-9.p9.l1.mia' }))
      .thenNothing();
  });

  it('of one paging may come from somebody who was not paged', () => {
    paged()
      .when(acknowledge({ pagingId: 'p1' }), { by: person('max') })
      .thenAmongOthers({ type: 'PageAcknowledged', personId: 'max' });
  });

  it('by somebody who was not paged answers for the resolvers, never for the manager', () => {
    const state = candidate()
      .when(acknowledge(), { by: person('ben') })
      .thenAmongOthers({ type: 'PageAcknowledged', pagingId: 'p1' });
    expect(state.pagings.p2?.status).toBe('paging');
  });

  it('in the name of a person needs that person to exist', () => {
    paged()
      .when(acknowledge({ person: 'nobody' }))
      .thenRefuses('unknown-person', /nobody/);
  });

  it('by the monitoring tool says via what it came', () => {
    paged()
      .when(acknowledge(), { by: monitor })
      .thenAmongOthers({ type: 'PageAcknowledged', personId: 'prometheus', via: 'integration' });
  });

  it('where nobody was paged is the first one all the same, once', () => {
    const quiet = given().and(openCommand({ alerts: [alert('a1', { severity: 'info' })] }), { by: monitor });
    const state = quiet
      .when(acknowledge(), { at: 60 })
      .then({ type: 'PageAcknowledged', pagingId: 'none' }, { type: 'InvestigationStarted' });
    expect(state.stamps.acknowledged?.at).toBe('2026-11-21T20:01:00.000Z');
    quiet.when(acknowledge(), { at: 61 }).thenNothing();
  });

  it('that comes after everybody stayed silent still counts', () => {
    const silent = paged()
      .and(next(1), { at: 300 })
      .and(next(2), { at: 500 })
      .and(next(3, 1), { at: 560 })
      .and(next(3, 2), { at: 620 });
    const state = silent
      .when(acknowledge({ pageId: 'inc-1.p1.l1.ana', person: 'ana' }), { by: person('ana'), at: 700 })
      .thenAmongOthers({ type: 'PageAcknowledged', personId: 'ana' });
    expect(state.pagings.p1?.status).toBe('acknowledged');
  });

  it('moves the first stamp never', () => {
    const state = candidate()
      .and(acknowledge(), { by: person('ana'), at: 10 })
      .and(acknowledge(), { by: person('mia'), at: 20 }).history.now;
    expect(state.stamps.acknowledged?.at).toBe('2026-11-21T20:00:10.000Z');
  });

  it('of a report by hand starts the work too', () => {
    given()
      .and(reported())
      .when(acknowledge(), { by: person('ana') })
      .thenAmongOthers({ type: 'InvestigationStarted' });
  });
});

describe('an acknowledgement said twice', () => {
  it('by the manager does not answer for the resolvers', () => {
    const answered = candidate().and(acknowledge({ person: 'mia' }), { by: person('mia'), at: 10 });
    answered.when(acknowledge({ person: 'mia' }), { by: person('mia'), at: 11 }).thenNothing();
    expect(answered.history.now.pagings).toMatchObject({ p1: { status: 'paging' }, p2: { status: 'acknowledged' } });
  });

  it('counts again for a page that began afterwards', () => {
    paged()
      .and(acknowledge(), { by: person('max'), at: 10 })
      .and({ type: 'resolve', summary: 'over' })
      .and({ type: 'reopen', reason: 'not over' }, { at: 100 })
      .when(acknowledge(), { by: person('max'), at: 110 })
      .thenAmongOthers({ type: 'PageAcknowledged', pagingId: 'p2', personId: 'max' });
  });
});
