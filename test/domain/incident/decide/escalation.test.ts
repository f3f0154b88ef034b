import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../../domain/incident/events.ts';
import { activePagings } from '../../../../domain/incident/state.ts';
import { outageLookup } from '../../../../simulation/outage-shop.ts';
import { shopFile, shopLookup } from '../../../../simulation/shop-configuration.ts';
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
  reported,
  type Specification,
} from '../specification.ts';

const mia = person('mia');
const warning = (id: string, changes: Parameters<typeof alert>[1] = {}) =>
  alert(id, { severity: 'warning', ...changes });
/** SEV3: pages Ana (300 s), Ben (200 s), then Zoe twice (60 s each). */
const paged = (lookup = shopLookup({})) =>
  givenIn(lookup).and(openCommand({ alerts: [warning('a1')] }), { by: monitor });
const attach = (...alerts: ReturnType<typeof alert>[]) => ({ type: 'attach-alerts', alerts }) as const;
const recover = (alertId: string, episode = 1) => ({ type: 'recover-alerts', alerts: [{ alertId, episode }] }) as const;
const next = (pagingId: string, afterLevel: number, afterRound = 0) =>
  ({ type: 'page-next-level', pagingId, afterLevel, afterRound }) as const;
const lastPaged = ({ history }: Specification) =>
  history.commits.at(-1)?.events.findLast((event): event is EventOf<'LevelPaged'> => event.type === 'LevelPaged');
const peopleIn = (event: EventOf<'LevelPaged'> | undefined) => event?.pages.map(({ personId }) => personId);

/** Nobody answers, until everybody was asked. */
const asksEverybody = (specification: Specification, pagingId = 'p1'): EventOf<'PagingExhausted'> | undefined => {
  for (let turn = 0; turn < 9; turn += 1) {
    const paging = specification.history.now.pagings[pagingId];
    if (!paging) return undefined;
    const at = (Date.parse(paging.acknowledgeBy) - Date.parse(later(0))) / 1000;
    const events = specification.history.asks(next(pagingId, paging.level, paging.round), { at, by: clock });
    const exhausted = events.find((event): event is EventOf<'PagingExhausted'> => event.type === 'PagingExhausted');
    if (exhausted) return exhausted;
  }
  return undefined;
};

describe('paging that has asked everybody', () => {
  it.each<[string, () => Specification]>([
    ['something fires', () => paged()],
    ['what fires has only just recovered', () => paged().and(recover('a1'), { by: monitor, at: 900 })],
    ['a person has reported it', () => given().and(reported())],
    ['it was declared', () => paged().and({ type: 'accept' }, { by: mia }).and(recover('a1'), { by: monitor, at: 5 })],
  ])('goes on, more rarely, while %s', (_, incident) => {
    expect(asksEverybody(incident())?.until).toBeDefined();
  });

  it.each<[string, () => Specification]>([
    ['it is not worth a page', () => paged().and({ type: 'change-severity', severity: 'SEV5', reason: 'one shop' })],
    [
      'what a person reported does not fire any more',
      () =>
        given()
          .and(reported())
          .and(attach(warning('a1')), { by: monitor })
          .and(recover('a1'), { by: monitor }),
    ],
  ])('is over where %s', (_, incident) => {
    const specification = incident();
    const exhausted = asksEverybody(specification);
    expect(exhausted).toBeDefined();
    expect(exhausted).not.toHaveProperty('until');
    expect(specification.history.now.pagings.p1?.status).toBe('exhausted');
  });
});

describe('the catch-all that is asked for a decision', () => {
  const deciding = (seconds: number) => shopLookup({ candidate: { decideWithinSeconds: seconds } });
  /** The managers were asked in vain; when the catch-all has to answer, in seconds after it was asked. */
  const catchAllOf = (specification: Specification, pagingId: string): number => {
    let answer = 0;
    for (const level of [0, 1, 2]) {
      const paging = specification.history.now.pagings[pagingId];
      if (!paging || (level === 0 && paging.level > 0)) continue;
      const at = (Date.parse(paging.acknowledgeBy) - Date.parse(later(0))) / 1000;
      specification.and(next(pagingId, level), { at, by: clock });
      answer = (Date.parse(lastPaged(specification)?.acknowledgeBy ?? '') - Date.parse(later(at))) / 1000;
    }
    return answer;
  };
  const candidate = (seconds: number) => givenIn(deciding(seconds)).and(openCommand(), { by: monitor });

  it('has until a minute after the clock of the candidate has turned, and as long as usual at least', () => {
    const patient = candidate(7200);
    const asked = catchAllOf(patient, 'p2');
    expect(patient.history.now.pagings.p2).toMatchObject({ catchAll: true, acknowledgeBy: later(7260) });
    expect(asked).toBeGreaterThan(60);
    expect(catchAllOf(candidate(10), 'p2')).toBe(60);
  });

  it('has as long as usual for anything else', () => {
    expect(catchAllOf(candidate(7200), 'p1')).toBe(60);
    const declared = givenIn(
      deciding(7200),
      opened(),
      { type: 'CandidateProposed', reason: 'r', decideBy: later(7200) },
      { type: 'PagingStarted', pagingId: 'p1', policyId: 'managers', purpose: 'major-incident-manager', reason: 'r' },
      { type: 'MajorIncidentDeclared', reason: 'it is' },
    );
    expect(catchAllOf(declared, 'p1')).toBe(60);
  });
});

describe('whoever is being asked hears of what is worse', () => {
  it('each time by a page of its own', () => {
    const specification = paged();
    for (const severity of ['error', 'critical'] as const)
      specification.and(attach(alert('a1', { severity })), { by: monitor, at: 10 });
    expect(specification.history.now.pagings.p1?.pages.map(({ pageId }) => pageId)).toEqual([
      'inc-1.p1.l1.ana',
      'inc-1.p1.l1.ana.n2',
      'inc-1.p1.l1.ana.n3',
    ]);
  });

  it('the level that is asked now, and nobody who was asked before', () => {
    const specification = paged()
      .and(next('p1', 1), { at: 300, by: clock })
      .and(attach(alert('a1')), { by: monitor, at: 310 });
    expect(specification.history.commits.at(-1)?.events).toContainEqual(
      expect.objectContaining({
        type: 'LevelPaged',
        pagingId: 'p1',
        pages: [expect.objectContaining({ personId: 'ben' })],
      }),
    );
  });

  it.each([
    [299, 1, 'ana'],
    [300, 2, 'ben'],
    [301, 2, 'ben'],
  ])('at second %i level %i, for the time of the first is over at 300', (at, level, who) => {
    paged()
      .when(attach(alert('a2', { severity: 'error' })), { by: monitor, at })
      .thenAmongOthers({
        type: 'LevelPaged',
        pagingId: 'p1',
        level,
        reason: 'now SEV2: alert a2',
        pages: [expect.objectContaining({ personId: who })] as never,
      });
  });

  it('at once where their page was held until now', () => {
    paged()
      .and(recover('a1'), { by: monitor, at: 10 })
      .and({ type: 'conclude-recovery' }, { by: clock, at: 190 })
      .and(attach(warning('a1', { episode: 2 })), { by: monitor, at: 200 })
      .when(attach(alert('a2', { severity: 'error' })), { by: monitor, at: 210 })
      .thenAmongOthers({ type: 'LevelPaged', pagingId: 'p2', level: 1, reason: 'now SEV2: alert a2' });
  });
});

describe('whoever is on it is asked before the first level', () => {
  const reopen = { type: 'reopen', reason: 'it is not over' } as const;
  const over = (specification: Specification) => specification.and({ type: 'resolve', summary: 's' }, { at: 50 });
  const asked = (specification: Specification) => lastPaged(over(specification).and(reopen, { at: 60 }));

  it('who answered last, then who leads the incident and the work; not who tells or writes', () => {
    const specification = given(opened())
      .and({ type: 'accept' }, { by: mia })
      .and({ type: 'acknowledge' }, { by: person('ben'), at: 10 });
    for (const [role, who] of [
      ['incident-commander', 'max'],
      ['communications-lead', 'cleo'],
      ['technical-lead', 'zoe'],
      ['scribe', 'mia'],
    ] as const)
      specification.and({ type: 'assign-role', role, person: who }, { by: mia, at: 20 });
    const first = asked(specification);
    expect(first).toMatchObject({ level: 0, catchAll: false, round: 0, acknowledgeBy: later(360) });
    expect(peopleIn(first)).toEqual(['ben', 'max', 'zoe']);
  });

  it('with the first level where that is all among them', () => {
    const specification = given(opened())
      .and({ type: 'accept' }, { by: mia })
      .and({ type: 'acknowledge' }, { by: person('ana'), at: 10 })
      .and({ type: 'assign-role', role: 'incident-commander', person: 'max' }, { by: mia, at: 20 });
    const first = asked(specification);
    expect(first?.level).toBe(1);
    expect(peopleIn(first)).toEqual(['ana', 'max']);
  });

  it('without it where only some of that are among them', () => {
    const both = shopLookup({
      escalationPolicies: shopFile.escalationPolicies.map((policy) =>
        policy.id === 'on-call' ? { ...policy, levels: [{ people: ['ana', 'ben'] }] } : policy,
      ),
    });
    const first = asked(paged(both).and({ type: 'acknowledge' }, { by: person('ana'), at: 10 }));
    expect(first?.level).toBe(0);
    expect(peopleIn(first)).toEqual(['ana']);
  });

  it('not who has answered nothing, nor what is no person', () => {
    const byRota = givenIn(
      shopLookup({ triggerRules: [{ id: 'd', when: [{ fact: 'severity', atMost: 1 }], action: 'promote' }] }),
    )
      .and(openCommand(), { by: monitor })
      .and({ type: 'organise' }, { at: 1, by: clock });
    expect(asked(byRota)).toMatchObject({ level: 1, pages: [{ personId: 'ana' }] });
    const bySender = paged().and({ type: 'acknowledge' }, { by: monitor, at: 10 });
    expect(asked(bySender)).toMatchObject({ level: 1, pages: [{ personId: 'ana' }] });
  });
});

describe('paging begins', () => {
  it('for nobody in what is over, though it was declared', () => {
    const over = given(opened({ severity: 'SEV4' })).and({ type: 'resolve', summary: 's' });
    over.and({
      type: 'adopt-child',
      childId: 'c',
      childNumber: 'INC-2026-0003',
      alerts: [],
      major: {
        decision: 'accepted',
        reason: 'declared',
        assessment: { impact: 'extensive', urgency: 'critical', severity: 'SEV1', severityBy: 'person' },
        worked: false,
        roles: {},
      },
    });
    expect(activePagings(over.history.now).map(({ purpose }) => purpose)).toEqual(['communications-lead']);
  });

  it('for nobody who communicates in what is closed', () => {
    given(opened())
      .and({ type: 'accept' }, { by: mia })
      .and({ type: 'resolve', summary: 's' })
      .and({ type: 'close' })
      .when({
        type: 'note-missed-stakeholders',
        messageId: 'm',
        occasion: 'resolved',
        audience: 'business',
        after: 'refusal',
        names: ['Ann'],
        failure: 'no such mailbox',
      })
      .then({ type: 'StakeholdersMissed' });
  });

  it('for resolvers of what is watched where a manager decides about it', () => {
    const state = given(opened())
      .and({ type: 'mitigate', by: 'fix', description: 'restarted' })
      .and({ type: 'propose', reason: 'many calls' }).history.now;
    expect(activePagings(state).map(({ purpose }) => purpose)).toEqual(['major-incident-manager', 'resolver']);
  });

  it('beside that for other purposes, and beside another that still asks for help', () => {
    const specification = paged();
    expect(asksEverybody(specification)).toBeDefined();
    for (const need of ['a look', 'a second look'])
      specification.and({ type: 'ask-for-help', need }, { by: person('ana'), at: 1300 });
    specification.and({ type: 'propose', reason: 'many calls' }, { at: 1310 });
    expect(activePagings(specification.history.now).map(({ purpose }) => purpose)).toEqual([
      'helper',
      'helper',
      'major-incident-manager',
      'resolver',
    ]);
  });
});

describe('paging that is held', () => {
  const heldIn = ({ history }: Specification) =>
    history.commits.flatMap(({ events }) => events).find((event) => event.type === 'PagingHeld');
  const back = (at: number, specification = paged()) =>
    specification
      .and(recover('a1'), { by: monitor, at: 10 })
      .and({ type: 'conclude-recovery' }, { by: clock, at: 190 })
      .and(attach(warning('a1', { episode: 2 })), { by: monitor, at });

  it('says why, where it is to gather an outage', () => {
    const gathering = givenIn(outageLookup()).and(openCommand({ serviceId: 'db' }), { by: monitor });
    expect(heldIn(gathering)).toEqual({ type: 'PagingHeld', pagingId: 'p2', until: later(3), reason: 'gathering' });
    expect(heldIn(back(200))).toEqual({ type: 'PagingHeld', pagingId: 'p2', until: later(300) });
  });

  it.each([
    [299, 'held'],
    [300, 'paged'],
  ])('is so as long as the page of before may be answered: at second %i %s', (at, what) => {
    expect(heldIn(back(at)) === undefined ? 'paged' : 'held').toBe(what);
  });

  it('is not for a page that asked for something else', () => {
    const helped = paged().and({ type: 'ask-for-help', need: 'a look' }, { by: person('ana'), at: 5 });
    helped.and(next('p2', 2), { by: clock, at: 205 });
    expect(activePagings(helped.history.now).map(({ purpose }) => purpose)).toContain('helper');
    helped
      .and(recover('a1'), { by: monitor, at: 206 })
      .and({ type: 'conclude-recovery' }, { by: clock, at: 386 })
      .and(attach(warning('a1', { episode: 2 })), { by: monitor, at: 390 });
    expect(heldIn(helped)).toBeUndefined();
  });
});
