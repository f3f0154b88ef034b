import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../../domain/incident/events.ts';
import { activePagings } from '../../../../domain/incident/state.ts';
import { alert, clock, given, later, monitor, openCommand, opened, person, reported } from '../specification.ts';

const muster = { kind: 'system', id: 'merge' } as const;
const by = { by: muster, at: 100 };
const separate = { type: 'separate', reason: 'two causes' } as const;
const merge = { type: 'merge', into: 'INC-2026-0002', intoId: 'inc-2', intoNumber: 'INC-2026-0002' } as const;
const warning = (id: string, changes: Parameters<typeof alert>[1] = {}) =>
  alert(id, { severity: 'warning', ...changes });

describe('what no person can separate', () => {
  it('is what is no part of another incident', () => {
    given(opened())
      .when(separate)
      .thenRefuses('illegal-transition', /INC-2026-0001 is no part of another incident/);
  });

  it('is what leads an outage, whose parts are named', () => {
    const joined = (n: number): IncidentEvent => ({
      type: 'PartJoined',
      partId: `inc-${n}`,
      partNumber: `INC-2026-000${n}`,
      serviceId: 'search',
      reason: 'r',
    });
    given(opened(), joined(2), joined(3))
      .when(separate)
      .thenRefuses('illegal-transition', /INC-2026-0001 leads the outage; its parts are INC-2026-0002, INC-2026-0003/);
  });
});

describe('a merge that is taken back', () => {
  it('makes of it an incident of its own, where it comes from and why', () => {
    const state = given(opened())
      .and(merge)
      .when(separate, { by: person('mia'), at: 60 })
      .thenAmongOthers({
        type: 'IncidentSeparated',
        from: 'inc-2',
        fromNumber: 'INC-2026-0002',
        reason: 'two causes',
      });
    expect(state).toMatchObject({ status: 'open', apart: true });
  });

  it('wakes nobody for alerts, which come back by themselves', () => {
    const state = given()
      .and(openCommand({ alerts: [warning('a')] }), { by: monitor })
      .and(merge)
      .and(separate).history.now;
    expect(activePagings(state)).toEqual([]);
  });

  it.each([
    ['reported', () => given().and(reported())],
    ['declared', () => given(opened()).and({ type: 'accept' }, { by: person('mia') })],
  ] as const)('engages whoever is on it at once for what people %s', (_, incident) => {
    incident()
      .and({ type: 'acknowledge' }, { by: person('ben'), at: 10 })
      .and(merge, { at: 20 })
      .when(separate, { at: 60 })
      .then(
        { type: 'IncidentSeparated' },
        {
          type: 'PagingStarted',
          policyId: 'on-call',
          purpose: 'resolver',
          occasion: 'relapse',
          reason: 'it is no part of INC-2026-0002 any more',
        },
        { type: 'LevelPaged', level: 0, pages: [{ personId: 'ben' }] } as never,
      );
  });

  it('lets what has nothing that fires quieten', () => {
    given()
      .and(openCommand({ alerts: [warning('a')] }), { by: monitor })
      .and(merge)
      .when(separate, { at: 60 })
      .then({ type: 'IncidentSeparated' }, { type: 'IncidentQuietened', until: later(240) });
  });
});

describe('alerts that come back to an incident of its own', () => {
  const back = (...alerts: ReturnType<typeof alert>[]) =>
    ({ type: 'take-back', alerts, fromNumber: 'INC-2026-0002' }) as const;
  const own = () =>
    given()
      .and(openCommand({ alerts: [warning('a')] }), { by: monitor })
      .and(merge, { at: 10 })
      .and(separate, { at: 20 });

  it('page whoever is on duty', () => {
    const state = own()
      .when(back(warning('a')), by)
      .then(
        { type: 'AlertsAttached', alerts: [warning('a')] },
        { type: 'PagingStarted', purpose: 'resolver', reason: 'it is no part of INC-2026-0002 any more' },
        { type: 'LevelPaged', level: 1 },
      );
    expect(state).toMatchObject({ status: 'open', firing: 1 });
    expect(state.quiet).toBeUndefined();
  });

  it('come back once, and again in another episode', () => {
    const specification = own().and(back(warning('a')), by);
    specification.when(back(warning('a')), by).thenNothing();
    specification
      .when(back(warning('a', { episode: 2 }), warning('b')), by)
      .then({ type: 'AlertsAttached', alerts: [warning('a', { episode: 2 }), warning('b')] });
  });

  it('make it worse, name it and propose it as alerts do that join', () => {
    const state = own()
      .when(back(alert('x', { title: 'All down' })), by)
      .thenAmongOthers({ type: 'TitleChanged', title: 'All down' });
    expect(state).toMatchObject({ severity: 'SEV1', major: 'candidate' });
  });

  it('are a relapse of what was resolved when it was merged', () => {
    const resolved = given()
      .and(openCommand({ alerts: [warning('a')] }), { by: monitor })
      .and({ type: 'resolve', summary: 's' }, { at: 5 })
      .and(merge, { at: 10 })
      .and(separate, { at: 20 });
    const state = resolved
      .when(back(warning('a')), by)
      .thenAmongOthers({ type: 'IncidentRelapsed', reason: 'it is no part of INC-2026-0002 any more' });
    expect(state).toMatchObject({ status: 'investigating', relapses: 1 });
  });

  it('come to none that has ended', () => {
    own()
      .and(merge)
      .when(back(warning('a')), by)
      .thenNothing();
    own()
      .and({ type: 'resolve', summary: 's' })
      .and({ type: 'close' })
      .when(back(warning('a')), by)
      .thenNothing();
  });
});

describe('an incident of which a merge is taken back', () => {
  const adopt = (...alerts: ReturnType<typeof alert>[]) =>
    ({ type: 'adopt-child', childId: 'inc-2', childNumber: 'INC-2026-0002', alerts }) as const;
  const release = (...alertIds: string[]) =>
    ({
      type: 'release-child',
      childId: 'inc-2',
      childNumber: 'INC-2026-0002',
      alertIds,
      reason: 'two causes',
    }) as const;
  const search = (id: string, changes: Parameters<typeof alert>[1] = {}) =>
    alert(id, { serviceId: 'search', ...changes });
  /** SEV3 by its own alert; what was merged into it has another, of search. */
  const parent = (...alerts: ReturnType<typeof alert>[]) =>
    given()
      .and(openCommand({ alerts: [warning('a')] }), { by: monitor })
      .and(adopt(...alerts), by);

  it('lets the child go with its alerts and its service', () => {
    const state = parent(search('c', { severity: 'warning' }))
      .when(release('c'), by)
      .then(
        { type: 'ChildReleased', childId: 'inc-2', childNumber: 'INC-2026-0002', reason: 'two causes' },
        {
          type: 'AlertsReleased',
          alertIds: ['c'],
          into: 'inc-2',
          intoNumber: 'INC-2026-0002',
          separated: true,
          servicesToo: true,
        },
      );
    expect(state).toMatchObject({ children: [], firing: 1, affectedServices: ['checkout'], status: 'open' });
    expect(state.quiet).toBeUndefined();
  });

  it('lets it go once, and of its alerts those that fire', () => {
    const specification = parent(search('c'), search('d')).and(
      { type: 'recover-alerts', alerts: [{ alertId: 'c', episode: 1 }] },
      { by: monitor, at: 110 },
    );
    specification.when(release('c', 'd'), by).thenAmongOthers({ type: 'AlertsReleased', alertIds: ['d'] } as never);
    specification.when(release('c', 'd'), by).thenNothing();
  });

  it('lets a child go that brought nothing that fires', () => {
    parent().when(release(), by).then({ type: 'ChildReleased' });
    parent().when(release('unknown'), by).then({ type: 'ChildReleased' });
  });

  it('is as bad as what is left of it, and is called by that', () => {
    const state = parent(alert('c', { title: 'All down' }))
      .when(release('c'), by)
      .thenAmongOthers({
        type: 'SeverityChanged',
        from: 'SEV1',
        severity: 'SEV3',
        by: 'rules',
        reason: expect.stringMatching(/^INC-2026-0002 is no part of it; impact extensive/) as never,
      });
    expect(state).toMatchObject({ title: 'alert a', severity: 'SEV3' });
  });

  it.each<[string, Parameters<ReturnType<typeof given>['and']>[0], string]>([
    ['a person said so', { type: 'change-severity', severity: 'SEV2', reason: 'few shops' }, 'SEV2'],
    ['its own alert is as bad', { type: 'attach-alerts', alerts: [alert('a')] }, 'SEV1'],
  ])('stays as bad as it is where %s', (_, command, severity) => {
    const state = parent(alert('c'))
      .and(command, { at: 120 })
      .and(release('c'), { ...by, at: 130 }).history.now;
    expect(state.severity).toBe(severity);
  });

  it('stays as bad as it is where what goes had not made it so', () => {
    const specification = given(opened({ severity: 'SEV2', urgency: 'high' }))
      .and({ type: 'attach-alerts', alerts: [warning('a')] }, { by: monitor })
      .and(adopt(search('c', { severity: 'warning' })), by);
    specification.when(release('c'), by).then({ type: 'ChildReleased' }, { type: 'AlertsReleased' });
  });

  it('quietens where nothing of its own fires', () => {
    parent(search('c', { severity: 'warning' }))
      .and({ type: 'recover-alerts', alerts: [{ alertId: 'a', episode: 1 }] }, { by: monitor, at: 110 })
      .when(release('c'), { ...by, at: 120 })
      .then({ type: 'ChildReleased' }, { type: 'AlertsReleased' }, { type: 'IncidentQuietened', until: later(300) });
  });

  it('changes nothing else of one that has ended since', () => {
    const closed = parent(alert('c')).and({ type: 'resolve', summary: 's' }).and({ type: 'close' });
    closed.when(release('c'), { by: clock, at: 200 }).then({ type: 'ChildReleased' });
  });
});
