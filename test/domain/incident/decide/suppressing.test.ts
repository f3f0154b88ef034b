import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../../domain/incident/events.ts';
import { activePagings, isSuppressed } from '../../../../domain/incident/state.ts';
import { alert, clock, given, later, monitor, openCommand, person, reported } from '../specification.ts';

const by = { by: monitor, at: 10 };
const named = (...alertIds: string[]) =>
  alertIds.map((alertId) => ({ alertId, episode: 1, title: `alert ${alertId}` }));
const suppress = (...alertIds: string[]) =>
  ({ type: 'suppress-alerts', alerts: named(...alertIds), by: 'the maintenance "Disks"' }) as const;
const lift = (...alertIds: string[]) =>
  ({ type: 'lift-suppression', alerts: named(...alertIds), by: 'the maintenance "Disks"' }) as const;
const recover = (...alertIds: string[]) => ({ type: 'recover-alerts', alerts: named(...alertIds) }) as const;

/** SEV3, ordinary; Ana is paged. */
const firing = (...alertIds: string[]) =>
  given().and(openCommand({ alerts: alertIds.map((id) => alert(id, { severity: 'warning' })) }), { by: monitor });
const PAGED: Partial<IncidentEvent> & Pick<IncidentEvent, 'type'> = { type: 'LevelPaged', level: 1 };

describe('alerts that somebody holds back', () => {
  it('page nobody any more where nothing else fires', () => {
    const state = firing('a', 'b')
      .when({ ...suppress('a', 'b'), until: later(600) }, by)
      .then(
        {
          type: 'AlertsSuppressed',
          alerts: named('a', 'b'),
          by: 'the maintenance "Disks"',
          until: later(600),
        },
        { type: 'PagingStopped', pagingId: 'p1', reason: 'all that fires is held back' },
      );
    expect(isSuppressed(state)).toBe(true);
    expect(state.alerts.suppressed).toBe(2);
  });

  it('have an end only where somebody said when', () => {
    expect(firing('a').history.asks(suppress('a'), by)[0]).not.toHaveProperty('until');
  });

  it('leave the pages for the others as they are', () => {
    const specification = firing('a', 'b');
    expect(specification.when(suppress('a'), by).then({ type: 'AlertsSuppressed' }).pagings.p1?.status).toBe('paging');
    specification
      .when(suppress('b'), by)
      .then({ type: 'AlertsSuppressed', alerts: named('b') }, { type: 'PagingStopped' });
  });

  it.each([
    ['that do not fire any more', recover('b')],
    ['that fire anew', { type: 'attach-alerts', alerts: [alert('b', { episode: 2, severity: 'warning' })] }],
    ['that are held back already', suppress('b')],
  ] as const)('are not those %s', (_, before) => {
    firing('a', 'b').and(before, by).when(suppress('b'), by).thenNothing();
  });

  it('are alerts of the incident, and of one that has not ended', () => {
    firing('a').when(suppress('x'), by).thenNothing();
    const closed = firing('a').and({ type: 'resolve', summary: 's' }).and({ type: 'close' });
    closed.when(suppress('a'), by).thenNothing();
    const merged = firing('a').and({ type: 'merge', into: 'x', intoId: 'inc-2', intoNumber: 'INC-2026-0002' });
    merged.when(suppress('a'), by).thenNothing();
  });

  it('take no page from what people reported or declared', () => {
    const declared = firing('a').and({ type: 'accept' }, { by: person('mia') });
    declared.when(suppress('a'), by).then({ type: 'AlertsSuppressed' });
    const told = given()
      .and(reported())
      .and({ type: 'attach-alerts', alerts: [alert('a', { severity: 'warning' })] }, { by: monitor });
    expect(told.when(suppress('a'), by).then({ type: 'AlertsSuppressed' }).pagings.p1?.status).toBe('paging');
  });

  it('leave nobody to be asked where somebody has all the others, who then has the page', () => {
    const specification = firing('a', 'b').and({ type: 'acknowledge', alerts: ['a'] }, { by: person('ben'), at: 5 });
    specification
      .when(suppress('b'), by)
      .then({ type: 'AlertsSuppressed' }, { type: 'PageAcknowledged', pagingId: 'p1', personId: 'ben' });
  });

  it('answer no page that nobody waits for', () => {
    const specification = firing('a', 'b')
      .and({ type: 'acknowledge' }, { by: person('ana'), at: 4 })
      .and({ type: 'acknowledge', alerts: ['a'] }, { by: person('ben'), at: 5 });
    specification.when(suppress('b'), by).then({ type: 'AlertsSuppressed' });
  });

  it('do so with the recovery of the last of the others, too, however far the pages had got', () => {
    const specification = firing('a', 'b').and({ type: 'acknowledge', alerts: ['a'] }, { by: person('ben'), at: 5 });
    for (const [afterLevel, afterRound, at] of [
      [1, 0, 300],
      [2, 0, 500],
      [3, 1, 560],
    ] as const)
      specification.and({ type: 'page-next-level', pagingId: 'p1', afterLevel, afterRound }, { at, by: clock });
    specification.when(recover('b'), { by: monitor, at: 600 }).thenAmongOthers({
      type: 'PageAcknowledged',
      pagingId: 'p1',
      personId: 'ben',
    });
  });

  it('let the decision about a candidate wait with them', () => {
    const candidate = given().and(openCommand(), { by: monitor });
    const state = candidate
      .when(suppress('a1'), by)
      .then({ type: 'AlertsSuppressed' }, { type: 'PagingStopped' }, { type: 'PagingStopped' });
    expect(state.major).toBe('candidate');
    expect(activePagings(state)).toEqual([]);
  });
});

describe('alerts that are held back no longer', () => {
  const held = (...alertIds: string[]) => firing(...alertIds).and(suppress(...alertIds), by);

  it.each([
    [['a'], '"alert a" still fires, and the maintenance "Disks" is over'],
    [['a', 'b'], '"alert a" and 1 more still fire, and the maintenance "Disks" is over'],
    [['a', 'b', 'c'], '"alert a" and 2 more still fire, and the maintenance "Disks" is over'],
  ])('page whoever is on duty where they still fire: %j', (alertIds, reason) => {
    const state = held(...alertIds)
      .when(lift(...alertIds), { by: clock, at: 600 })
      .then(
        { type: 'SuppressionLifted', alerts: named(...alertIds), by: 'the maintenance "Disks"' },
        { type: 'PagingStarted', policyId: 'on-call', purpose: 'resolver', reason },
        PAGED,
      );
    expect(state.alerts).not.toHaveProperty('suppressed');
  });

  it('page nobody a second time', () => {
    firing('a', 'b')
      .and(suppress('a'), by)
      .when(lift('a'), { by: clock, at: 20 })
      .then({ type: 'SuppressionLifted', alerts: named('a') });
  });

  it('page again where somebody had it before: what was held back is nobody’s', () => {
    firing('a')
      .and({ type: 'acknowledge' }, { by: person('ana'), at: 5 })
      .and(suppress('a'), by)
      .when(lift('a'), { by: clock, at: 20 })
      .then({ type: 'SuppressionLifted' }, { type: 'PagingStarted' }, PAGED);
  });

  it('page nobody for a hint, and for what people say is over', () => {
    const hint = alert('a', { serviceId: 'wiki', severity: 'warning' });
    given()
      .and(openCommand({ serviceId: 'wiki', alerts: [hint] }), { by: monitor })
      .and(suppress('a'), by)
      .when(lift('a'), { by: clock, at: 20 })
      .then({ type: 'SuppressionLifted' });
    held('a')
      .and({ type: 'mitigate', by: 'fix', description: 'restarted' })
      .when(lift('a'), { by: clock, at: 20 })
      .then({ type: 'SuppressionLifted' });
  });

  it('page for the one of them that is worth it', () => {
    const hint = alert('a', { serviceId: 'wiki', severity: 'warning' });
    given()
      .and(openCommand({ serviceId: 'wiki', alerts: [hint, alert('b', { severity: 'warning' })] }), { by: monitor })
      .and(suppress('a', 'b'), by)
      .when(lift('a', 'b'), { by: clock, at: 20 })
      .then({ type: 'SuppressionLifted' }, { type: 'PagingStarted' }, PAGED);
  });

  it.each([
    ['that do not fire any more', recover('a')],
    ['that fire anew', { type: 'attach-alerts', alerts: [alert('a', { episode: 2, severity: 'warning' })] }],
    ['that are not held back', lift('a')],
  ] as const)('are not those %s', (_, before) => {
    held('a', 'b').and(before, by).when(lift('a'), by).thenNothing();
  });

  it('are alerts of an incident that has not ended', () => {
    held('a').when(lift('x'), by).thenNothing();
    held('a').and({ type: 'resolve', summary: 's' }).and({ type: 'close' }).when(lift('a'), by).thenNothing();
  });
});
