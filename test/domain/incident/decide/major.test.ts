import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../../domain/incident/events.ts';
import { activePagings } from '../../../../domain/incident/state.ts';
import { outageFile } from '../../../../simulation/outage-shop.ts';
import { shopFile, shopLookup } from '../../../../simulation/shop-configuration.ts';
import { alert, clock, given, givenIn, later, monitor, openCommand, opened, person } from '../specification.ts';

const mia = person('mia');
const ofDatabase = openCommand({ serviceId: 'db', alerts: [alert('a1', { serviceId: 'db' })] });
const outages = (changes: Record<string, unknown> = {}) => shopLookup({ ...outageFile(), ...changes });
const promote = { triggerRules: [{ ...shopFile.triggerRules[0], action: 'promote' }] };
const undecided = { type: 'escalate-candidate' } as const;

describe('what may be an outage is gathered before a manager is asked', () => {
  it('for some seconds, while its resolvers are asked at once', () => {
    const state = givenIn(outages()).and(ofDatabase, { by: monitor }).history.now;
    expect(state.pagings).toMatchObject({
      p1: { purpose: 'resolver', level: 1 },
      p2: { purpose: 'major-incident-manager', level: 0, pages: [], acknowledgeBy: later(3) },
    });
  });

  it.each([
    ['nothing depends on its service', outages(), openCommand({ serviceId: 'wiki' })],
    ['nothing is gathered', outages({ outage: { gatherSeconds: 0 } }), ofDatabase],
    ['nothing is one outage', outages({ outage: { withinSeconds: 0 } }), ofDatabase],
  ] as const)('not where %s', (_, lookup, command) => {
    const specification = givenIn(lookup).and(command, { by: monitor });
    if (specification.history.now.major === 'none')
      specification.and({ type: 'propose', reason: 'r' }, { by: monitor });
    const asked = activePagings(specification.history.now).find((p) => p.purpose === 'major-incident-manager');
    expect(asked?.level).toBe(1);
  });

  it('not where a person proposes it', () => {
    const specification = givenIn(outages(), opened({ serviceId: 'db' })).and({
      type: 'propose',
      reason: 'many calls',
    });
    expect(activePagings(specification.history.now)[0]).toMatchObject({
      purpose: 'major-incident-manager',
      level: 1,
    });
  });
});

describe('what a rule declares', () => {
  it('waits as long for what else begins of one outage, and asks nobody to decide', () => {
    const specification = givenIn(outages(promote));
    const proposed = specification.history
      .asks(ofDatabase, { by: monitor })
      .find((event): event is EventOf<'CandidateProposed'> => event.type === 'CandidateProposed');
    expect(proposed).toMatchObject({ ruleId: 'critical', decideBy: later(3), promotes: true });
    expect(activePagings(specification.history.now).map(({ purpose }) => purpose)).toEqual(['resolver']);
    specification.when(undecided, { by: clock, at: 1 }).thenNothing();
    const state = specification.when(undecided, { by: clock, at: 3 }).thenAmongOthers({
      type: 'MajorIncidentDeclared',
      reason: 'rule critical: a critical service is down',
      ruleId: 'critical',
    });
    expect(state.major).toBe('accepted');
  });

  it('is declared once: more alerts wait with it', () => {
    const specification = givenIn(outages(promote)).and(ofDatabase, { by: monitor });
    const more = { type: 'attach-alerts', alerts: [alert('a2', { serviceId: 'db' })] } as const;
    specification.when(more, { by: monitor, at: 1 }).then({ type: 'AlertsAttached' });
  });
});

describe('a candidate that nobody decides about', () => {
  const sev2 = opened({ severity: 'SEV2', urgency: 'high' });
  const proposed = () => given(sev2).and({ type: 'propose', reason: 'many calls' });

  it('pages with the next manager whoever was told by no message so far', () => {
    const [paged] = proposed()
      .history.asks({ ...undecided, unreached: ['mia'] }, { at: 600, by: clock })
      .filter((event): event is EventOf<'LevelPaged'> => event.type === 'LevelPaged');
    expect(paged?.pages.map(({ personId }) => personId)).toEqual(['max', 'mia']);
  });

  it('is counted as due within a second, for clocks differ', () => {
    proposed().when(undecided, { at: 599, by: clock }).thenAmongOthers({ type: 'CandidateEscalated', step: 1 });
  });

  it('lapses and says who was asked, the first first, and which rules hold', () => {
    const specification = proposed();
    for (const at of [600, 1200, 2400]) specification.and(undecided, { at, by: clock });
    specification.when(undecided, { at: 3600, by: clock }).thenAmongOthers({
      type: 'CandidateLapsed',
      reason: 'nobody decided within 60 min',
      rules: ['critical', 'severity'],
      asked: ['mia', 'max', 'zoe'],
    });
  });

  it('asks of those who were asked before a rejection nobody to hear that it lapsed', () => {
    const specification = proposed();
    specification.and(undecided, { at: 600, by: clock }).and({ type: 'reject', reason: 'small' }, { by: mia, at: 700 });
    specification.and({ type: 'propose', reason: 'more calls' }, { at: 5000 });
    for (const at of [5600, 6200, 7400]) specification.and(undecided, { at, by: clock });
    const lapsed = specification.history.asks(undecided, { at: 8600, by: clock })[0];
    expect(lapsed).toMatchObject({ type: 'CandidateLapsed', asked: ['mia', 'max', 'zoe'] });
  });

  it('is left alone where it has ended', () => {
    proposed()
      .and({ type: 'merge', into: 'x', intoId: 'inc-2', intoNumber: 'INC-2026-0002' })
      .when(undecided, { at: 600, by: clock })
      .thenNothing();
  });
});

describe('a decision that is refused says why', () => {
  const declared = () => given(opened()).and({ type: 'accept' }, { by: mia, at: 65 });
  const ended = { type: 'resolve', summary: 's' } as const;

  it('and what to do instead', () => {
    declared()
      .when({ type: 'reject', reason: 'r' }, { by: mia })
      .thenRefuses(
        'illegal-transition',
        /INC-2026-0001 was declared by Mia at 20:01 UTC\. To end the major incident: `muster incident demote INC-2026-0001 --reason …`/,
      );
    given(opened(), { type: 'MajorIncidentDeclared', reason: 'rule' })
      .when({ type: 'reject', reason: 'r' }, { by: mia })
      .thenRefuses('illegal-transition', /declared by Muster at 20:00 UTC/);
    given(opened())
      .when({ type: 'reject', reason: 'r' }, { by: mia })
      .thenRefuses('illegal-transition', /no candidate \(none\)/);
    given(opened())
      .when({ type: 'demote', reason: 'r' }, { by: mia })
      .thenRefuses('illegal-transition', /no major incident \(none\)/);
    declared()
      .when({ type: 'accept' }, { by: mia })
      .thenRefuses('illegal-transition', /a major incident already/);
    declared()
      .and({ type: 'demote', reason: 'small' }, { by: mia })
      .when({ type: 'accept' }, { by: mia })
      .thenRefuses('illegal-transition', /was demoted; propose it again with a reason/);
    given(opened())
      .and(ended)
      .when({ type: 'accept' })
      .thenRefuses('illegal-transition', /is resolved; reopen it first/);
    given(opened())
      .and({ type: 'propose', reason: 'r' })
      .when({ type: 'propose', reason: 'r' })
      .thenRefuses('illegal-transition', /a candidate already; accept or reject it/);
    declared()
      .when({ type: 'propose', reason: 'r' })
      .thenRefuses('illegal-transition', /a major incident already/);
    given(opened())
      .and(ended)
      .when({ type: 'propose', reason: 'r' })
      .thenRefuses('illegal-transition', /is resolved; reopen it first/);
  });
});
