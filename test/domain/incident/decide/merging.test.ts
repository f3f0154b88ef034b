import { describe, expect, it } from 'vitest';
import { alert, given, monitor, openCommand, opened, person } from '../specification.ts';

const muster = { kind: 'system', id: 'merge' } as const;
const by = { by: muster, at: 100 };
const warning = (id: string, changes: Parameters<typeof alert>[1] = {}) =>
  alert(id, { severity: 'warning', ...changes });
const adopt = (
  alerts: ReturnType<typeof alert>[],
  more: { groups?: Record<string, string[]>; hadBy?: string; broughtBy?: string } = {},
) => ({ type: 'adopt-child', childId: 'c', childNumber: 'INC-2026-0003', alerts, ...more }) as const;
const recover = (alertId: string) => ({ type: 'recover-alerts', alerts: [{ alertId, episode: 1 }] }) as const;
/** SEV3 of checkout. */
const parent = () => given().and(openCommand({ alerts: [warning('a')] }), { by: monitor });

describe('a merged incident whose alerts come in parts', () => {
  it('is adopted with the first, and the others bring their alerts', () => {
    const specification = parent().and(adopt([warning('c1')]), by);
    const state = specification
      .when(adopt([warning('c2')]), by)
      .then({ type: 'AlertsAttached', alerts: [warning('c2')] });
    expect(state).toMatchObject({ firing: 3, children: [{ incidentId: 'c', number: 'INC-2026-0003' }] });
  });

  it('brings each of them once, whatever has become of it since', () => {
    const specification = parent().and(adopt([warning('c1'), warning('c2')]), by);
    specification.when(adopt([warning('c1'), warning('c2')]), by).thenNothing();
    specification.and(recover('c1'), { by: monitor, at: 110 });
    specification.when(adopt([warning('c1')]), by).thenNothing();
    specification
      .when(adopt([warning('c1', { episode: 2 }), warning('c2')]), by)
      .then({ type: 'AlertsAttached', alerts: [warning('c1', { episode: 2 })] });
  });

  it('brings back nothing that the incident has let go since', () => {
    parent()
      .and(adopt([warning('c1')]), by)
      .and({ type: 'release-child', childId: 'x', childNumber: 'X', alertIds: ['c1'], reason: 'r' }, by)
      .when(adopt([warning('c1')]), by)
      .thenNothing();
  });
});

describe('a merged incident that has what stands for a group', () => {
  const groups = { g: ['w'] };

  it('brings it as that, beside its own alerts', () => {
    const state = parent()
      .when(adopt([warning('c1'), warning('w')], { groups }), by)
      .then(
        { type: 'ChildAdopted', alerts: [warning('c1')] },
        { type: 'AlertsAttached', alerts: [warning('w')], group: { key: 'g', whole: true } },
      );
    expect(state).toMatchObject({ firing: 3, groups: { g: { listed: false, whole: { w: 1 } } } });
  });

  it('brings it once', () => {
    const specification = parent().and(adopt([warning('c1'), warning('w')], { groups }), by);
    specification.when(adopt([warning('w')], { groups }), by).thenNothing();
    specification.when(adopt([], { groups }), by).thenNothing();
  });

  it('brings nothing that counts where the group’s alerts are listed here: they are what it stands for', () => {
    const listed = parent().and(
      { type: 'attach-alerts', alerts: [warning('b')], group: { key: 'g', whole: false } },
      { by: monitor, at: 5 },
    );
    const state = listed
      .when(adopt([warning('w')], { groups }), by)
      .then(
        { type: 'ChildAdopted', alerts: [] },
        { type: 'AlertsFolded', alerts: [{ alertId: 'w', episode: 1 }], group: 'g' },
      );
    expect(state.firing).toBe(2);
    listed.when(adopt([warning('w')], { groups }), by).thenNothing();
  });
});

describe('an incident that something is merged into', () => {
  it('that has ended keeps what comes on the record, and wakes nobody', () => {
    const closed = parent().and({ type: 'resolve', summary: 's' }).and({ type: 'close' });
    closed.when(adopt([alert('c1')]), by).then({ type: 'ChildAdopted' });
  });

  it('is worked on again where that still fires, and says why', () => {
    parent()
      .and({ type: 'resolve', summary: 's' })
      .when(adopt([warning('c1')]), by)
      .thenAmongOthers({
        type: 'IncidentRelapsed',
        reason: 'INC-2026-0003, which still fires, was merged after the incident was resolved',
      });
  });

  it('is news to whoever has it, unless they have that, too, or brought it', () => {
    const acknowledged = () => parent().and({ type: 'acknowledge' }, { by: person('ben'), at: 10 });
    const search = [warning('s', { serviceId: 'search' })];
    const seen = (more: Parameters<typeof adopt>[1]) => acknowledged().history.asks(adopt(search, more), by)[0];
    expect(seen({})).not.toHaveProperty('seen');
    expect(seen({ broughtBy: 'mia' })).not.toHaveProperty('seen');
    expect(seen({ broughtBy: 'ben' })).toHaveProperty('seen', true);
    expect(seen({ hadBy: 'mia' })).toHaveProperty('seen', true);
    expect(parent().history.asks(adopt(search, { broughtBy: 'ben' }), by)[0]).not.toHaveProperty('seen');
  });
});

describe('a merge that is refused', () => {
  const merge = { type: 'merge', into: 'INC-2026-0002', intoId: 'inc-2', intoNumber: 'INC-2026-0002' } as const;

  it('is that of what has ended, and says where it stands', () => {
    given(opened())
      .and(merge)
      .when(merge)
      .thenRefuses('illegal-transition', /Not merged: INC-2026-0001 is merged/);
    given(opened())
      .and({ type: 'resolve', summary: 's' })
      .and({ type: 'close' })
      .when(merge)
      .thenRefuses('illegal-transition', /is closed/);
  });

  it('is that into what is half known', () => {
    given(opened())
      .when({ ...merge, intoNumber: undefined })
      .thenRefuses('incident-not-found', /no incident "INC-2026-0002" to merge into/);
  });
});
