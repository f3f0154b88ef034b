import { describe, expect, it } from 'vitest';
import type { CommandOf, MajorChild } from '../../../domain/incident/commands.ts';
import { alert, given, later, monitor, openCommand, opened, person } from './specification.ts';

type Adopt = Omit<CommandOf<'adopt-child'>, 'metadata'>;

const muster = { kind: 'system', id: 'merge' } as const;

const child = (changes: Partial<MajorChild> = {}): MajorChild => ({
  decision: 'accepted',
  reason: 'declared',
  assessment: { impact: 'extensive', urgency: 'critical', severity: 'SEV1', severityBy: 'person' },
  worked: true,
  roles: {},
  ...changes,
});

const adopt = (major?: MajorChild, changes: Partial<Adopt> = {}): Adopt => ({
  type: 'adopt-child',
  childId: 'c1',
  childNumber: 'INC-2026-0003',
  alerts: [],
  major,
  ...changes,
});

/** An incident that nobody would call major. */
const ordinary = () => given(opened({ severity: 'SEV4', impact: 'minor', environment: 'staging' }));

const purposesPaged = (pagings: Readonly<Record<string, { readonly purpose: string; readonly status: string }>>) =>
  Object.values(pagings)
    .filter(({ status }) => status === 'paging')
    .map(({ purpose }) => purpose)
    .sort();

describe('an incident that a declared major incident is merged into', () => {
  it('is major from then on, as bad as that one was, and whoever must lead is paged', () => {
    const state = ordinary()
      .when(adopt(child({ businessImpact: 'no orders' })), { by: muster })
      .thenAmongOthers({
        type: 'MajorIncidentDeclared',
        reason: 'INC-2026-0003, a major incident, was merged into it',
        businessImpact: 'no orders',
      });
    expect(state).toMatchObject({ major: 'accepted', severity: 'SEV1', severityBy: 'person' });
    expect(purposesPaged(state.pagings)).toEqual(['communications-lead', 'major-incident-manager', 'resolver']);
  });

  it('is led by whoever led that one: nobody is paged to take what somebody has', () => {
    const state = ordinary().and(
      adopt(child({ roles: { 'incident-commander': 'mia', 'communications-lead': 'cleo' } })),
    ).history.now;
    expect(state.roles).toMatchObject({
      'incident-commander': { personId: 'mia' },
      'communications-lead': { personId: 'cleo' },
    });
    expect(purposesPaged(state.pagings)).toEqual(['resolver']);
  });

  it('keeps its own people, severity and business impact where it has them', () => {
    const state = given(opened())
      .and({ type: 'accept', businessImpact: 'its own' }, { by: person('mia') })
      .and({ type: 'assign-role', role: 'incident-commander', person: 'max' })
      .and(
        adopt(
          child({
            businessImpact: 'the other',
            roles: { 'incident-commander': 'mia', gone: 'mia' },
            assessment: { impact: 'minor', urgency: 'low', severity: 'SEV3', severityBy: 'person' },
          }),
        ),
      ).history.now;
    expect(state).toMatchObject({ severity: 'SEV1', businessImpact: 'its own' });
    expect(Object.fromEntries(Object.entries(state.roles).map(([id, { personId }]) => [id, personId]))).toEqual({
      'incident-commander': 'max',
    });
  });

  it('keeps the earlier of both promises of an update, and says what was said last', () => {
    const promised = { message: 'theirs', at: later(60), nextUpdateBy: later(1000) };
    const adopted = (own: number | undefined) =>
      given(opened())
        .and({ type: 'accept' }, { by: person('mia') })
        .and({ type: 'post-update', message: 'ours', nextUpdateInMinutes: own }, { at: 120 })
        .and(adopt(child({ lastUpdate: promised })), { at: 130 }).history.now.lastUpdate;
    expect(adopted(5)).toMatchObject({ message: 'ours', at: later(120), nextUpdateBy: later(420) });
    expect(adopted(undefined)).toMatchObject({ message: 'ours', at: later(120), nextUpdateBy: later(1000) });
    const quiet = ordinary().and(adopt(child({ lastUpdate: promised }))).history.now;
    expect(quiet.lastUpdate).toMatchObject(promised);
  });

  it('is worked on again when that one was, and stays as it is when that one was over', () => {
    const resolved = () => ordinary().and({ type: 'resolve', summary: 'over' });
    expect(resolved().and(adopt(child())).history.now).toMatchObject({ status: 'investigating', major: 'accepted' });
    const over = resolved().and(adopt(child({ worked: false }))).history.now;
    expect(over).toMatchObject({ status: 'resolved', major: 'accepted' });
  });

  it('adopts once: what was demoted since is not declared again', () => {
    const specification = ordinary()
      .and(adopt(child()))
      .and({ type: 'demote', reason: 'smaller than thought' }, { by: person('mia') });
    specification.when(adopt(child())).thenNothing();
  });
});

describe('an incident that a candidate is merged into', () => {
  const candidate = child({ decision: 'candidate', reason: 'many calls' });

  it('is itself to be decided, by its own clock, and is not declared by that', () => {
    const state = ordinary()
      .when(adopt(candidate))
      .thenAmongOthers({
        type: 'CandidateProposed',
        reason: 'INC-2026-0003, which was proposed, was merged into it: many calls',
        decideBy: later(600),
      });
    expect(state).toMatchObject({ major: 'candidate', severity: 'SEV4' });
    expect(purposesPaged(state.pagings)).toContain('major-incident-manager');
  });

  it.each(['propose', 'accept'] as const)('is left alone where it is decided about already: %s', (type) => {
    const decided = given(opened()).and({ type, reason: 'own' }, { by: person('mia') });
    const { major, candidate: own } = decided.history.now;
    expect(decided.and(adopt(candidate)).history.now).toMatchObject({ major, ...(own && { candidate: own }) });
  });

  it('is proposed once where its own rules propose it for the alerts', () => {
    const events = given()
      .and(openCommand({ serviceId: 'search', alerts: [alert('s', { serviceId: 'search', severity: 'warning' })] }), {
        by: monitor,
      })
      .history.asks(adopt(candidate, { alerts: [alert('x')] }));
    expect(events.filter(({ type }) => type === 'CandidateProposed')).toHaveLength(1);
  });
});

describe('a sender', () => {
  const release = { type: 'release-group', group: 'g', intoId: 'inc-2', intoNumber: 'INC-2026-0002' } as const;
  const whole = () => given().and(openCommand({ group: { key: 'g', whole: true } }), { by: monitor });

  it('may merge what is proposed, which goes on being proposed there', () => {
    const state = whole().when(release, { by: monitor }).thenAmongOthers({ type: 'IncidentMerged', into: 'inc-2' });
    expect(state).toMatchObject({ status: 'merged', major: 'candidate' });
  });

  it('may not merge what was declared: only its alerts move', () => {
    const state = whole()
      .and({ type: 'accept' }, { by: person('mia') })
      .when(release, { by: monitor })
      .then({ type: 'AlertsReleased', alertIds: ['a1'] });
    expect(state).toMatchObject({ status: 'open', major: 'accepted', firing: 0 });
  });
});
