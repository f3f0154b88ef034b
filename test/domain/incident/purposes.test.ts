import { describe, expect, it } from 'vitest';
import type { PagingPurpose } from '../../../domain/incident/events.ts';
import { activePagings, type IncidentState } from '../../../domain/incident/state.ts';
import { shopFile, shopLookup } from '../../../simulation/shop-configuration.ts';
import {
  alert,
  clock,
  given,
  givenIn,
  History,
  monitor,
  openCommand,
  opened,
  person,
  Specification,
} from './specification.ts';

const mia = person('mia');

/** For what people are being paged right now, in order. */
const pagedFor = (state: IncidentState): PagingPurpose[] => activePagings(state).map(({ purpose }) => purpose);

const pagingOf = (state: IncidentState, purpose: PagingPurpose) => {
  const [paging] = activePagings(state).filter((p) => p.purpose === purpose);
  if (!paging) throw new Error(`nobody is paged as ${purpose}`);
  return paging;
};

/** Nobody answers a paging until nobody is left to page. */
const exhaust = (history: History, purpose: PagingPurpose): void => {
  const { pagingId } = pagingOf(history.now, purpose);
  for (let turn = 0; !history.now.pagings[pagingId]?.exhausted; turn += 1) {
    if (turn > 20) throw new Error(`${pagingId} never runs out`);
    const { acknowledgeBy, level, round } = pagingOf(history.now, purpose);
    const at = (Date.parse(acknowledgeBy) - Date.parse(history.now.openedAt)) / 1000;
    history.asks({ type: 'page-next-level', pagingId, afterLevel: level, afterRound: round }, { at, by: clock });
  }
};

describe('nobody is paged for a purpose that is over', () => {
  const promoted = shopLookup({
    triggerRules: [{ id: 'down', when: [{ fact: 'severity', atMost: 1 }], action: 'promote' }],
  });

  it('neither managers nor communications leads after a demotion; resolvers go on', () => {
    const specification = givenIn(promoted).and(openCommand(), { by: monitor });
    const before = specification.history.now;
    expect(pagedFor(before)).toEqual(['resolver', 'major-incident-manager', 'communications-lead']);
    const over = [pagingOf(before, 'major-incident-manager'), pagingOf(before, 'communications-lead')];
    const state = specification
      .when({ type: 'demote', reason: 'one customer' }, { by: mia, at: 60 })
      .then(
        { type: 'MajorIncidentDemoted', reason: 'one customer' },
        ...over.map(({ pagingId }) => ({ type: 'PagingStopped', pagingId, reason: 'demoted' }) as const),
      );
    expect(pagedFor(state)).toEqual(['resolver']);
    for (const { pagingId, level, round } of over) {
      specification
        .when({ type: 'page-next-level', pagingId, afterLevel: level, afterRound: round }, { at: 3600, by: clock })
        .thenNothing();
    }
  });

  it('no manager after a rejection, nobody at all after a mitigation', () => {
    const candidate = () => given().and(openCommand(), { by: monitor });
    expect(pagedFor(candidate().history.now)).toEqual(['resolver', 'major-incident-manager']);
    const rejected = candidate().and({ type: 'reject', reason: 'a test' }, { by: mia });
    expect(pagedFor(rejected.history.now)).toEqual(['resolver']);
    const mitigated = candidate().and({ type: 'mitigate', by: 'fix', description: 'restarted' }, { by: mia });
    expect(pagedFor(mitigated.history.now)).toEqual([]);
  });
});

describe('a manager is paged once for a candidate that recovers and comes back', () => {
  const flapped = (severity: 'critical' | 'error', again: 'critical' | 'error'): Specification =>
    given()
      .and(openCommand({ alerts: [alert('a1', { severity })] }), { by: monitor })
      .and({ type: 'recover-alerts', alerts: [{ alertId: 'a1', episode: 1 }] }, { by: monitor, at: 20 })
      .and({ type: 'conclude-recovery' }, { by: clock, at: 200 })
      .and({ type: 'attach-alerts', alerts: [alert('a1', { episode: 2, severity: again })] }, { by: monitor, at: 220 });

  const managersPagedSince = ({ history }: Specification): string[] =>
    history.commits
      .at(-1)
      ?.events.flatMap((event) => (event.type === 'LevelPaged' ? event.pages.map(({ personId }) => personId) : []))
      .filter((personId) => personId === 'mia' || personId === 'max') ?? [];

  it('not again while the page of a moment ago may still be answered, and then if it still fires', () => {
    const specification = flapped('critical', 'critical');
    const state = specification.history.now;
    expect(state).toMatchObject({ major: 'candidate', firing: 1 });
    expect(managersPagedSince(specification)).toEqual([]);
    const first = Object.values(state.pagings).find(({ purpose }) => purpose === 'major-incident-manager');
    const held = pagingOf(state, 'major-incident-manager');
    expect(held).toMatchObject({ level: 0, pages: [], acknowledgeBy: first?.acknowledgeBy });
    specification
      .when(
        { type: 'page-next-level', pagingId: held.pagingId, afterLevel: 0, afterRound: 0 },
        { at: (Date.parse(held.acknowledgeBy) - Date.parse(state.openedAt)) / 1000, by: clock },
      )
      .then({ type: 'LevelPaged', level: 1, pages: [{ personId: 'mia' }] } as never);
  });

  it('again at once where it comes back worse', () => {
    expect(managersPagedSince(flapped('error', 'critical'))).toEqual(['mia']);
  });

  it('again at once where a person proposes it', () => {
    const specification = given()
      .and(openCommand(), { by: monitor })
      .and({ type: 'recover-alerts', alerts: [{ alertId: 'a1', episode: 1 }] }, { by: monitor, at: 20 })
      .and({ type: 'conclude-recovery' }, { by: clock, at: 200 })
      .and({ type: 'reopen', reason: 'it is not over' }, { at: 210 })
      .and({ type: 'propose', reason: 'many calls' }, { at: 220 });
    expect(managersPagedSince(specification)).toEqual(['mia']);
  });
});

describe('a manager who was paged in vain', () => {
  const rules = shopLookup({
    triggerRules: [
      { id: 'wide', when: [{ fact: 'services.affected', atLeast: 2 }], action: 'promote' },
      ...shopFile.triggerRules,
    ],
  });
  const wider = { type: 'attach-alerts', alerts: [alert('a2', { serviceId: 'search' })] } as const;

  it('leads nothing: a declaration pages a commander anew', () => {
    const history = new History(rules);
    history.asks(openCommand(), { by: monitor });
    exhaust(history, 'major-incident-manager');
    const state = new Specification(history)
      .when(wider, { by: monitor, at: 3000 })
      .thenAmongOthers({ type: 'PagingStarted', purpose: 'major-incident-manager' });
    expect(state.major).toBe('accepted');
    expect(pagingOf(state, 'major-incident-manager').level).toBe(1);
  });

  it('is not paged beside one who is being paged', () => {
    const state = givenIn(rules)
      .and(openCommand(), { by: monitor })
      .when(wider, { by: monitor, at: 30 })
      .thenAmongOthers({ type: 'MajorIncidentDeclared' });
    expect(pagedFor(state).filter((purpose) => purpose === 'major-incident-manager')).toHaveLength(1);
    expect(pagingOf(state, 'major-incident-manager').startedAt).toBe(state.openedAt);
  });
});

describe('a promised update that is late', () => {
  it('pages who communicates once more, and no longer for the reason of before', () => {
    const specification = given(opened()).and({ type: 'accept', reason: 'no orders' }, { by: mia });
    const first = pagingOf(specification.history.now, 'communications-lead');
    specification.and({ type: 'post-update', message: 'We are on it.', nextUpdateInMinutes: 2 }, { by: mia });
    const state = specification
      .when({ type: 'miss-update' }, { at: 120, by: clock })
      .then(
        { type: 'UpdateMissed' },
        { type: 'PagingStopped', pagingId: first.pagingId },
        { type: 'PagingStarted', purpose: 'communications-lead' },
        { type: 'LevelPaged', level: 1, pages: [{ personId: 'cleo' }] } as never,
      );
    expect(pagedFor(state).filter((purpose) => purpose === 'communications-lead')).toHaveLength(1);
  });
});

describe('an incident that another one was merged into', () => {
  const adopts = (alerts: ReturnType<typeof alert>[]) =>
    ({ type: 'adopt-child', childId: 'inc-2', childNumber: 'INC-2026-0002', alerts }) as const;
  const quiet = opened({
    serviceId: 'wiki',
    environment: 'staging',
    severity: 'SEV5',
    impact: 'minor',
    urgency: 'low',
  });

  it('pages its people where the other still fires and nobody was asked yet', () => {
    const state = given(quiet)
      .when(adopts([alert('c1')]), { by: clock, at: 10 })
      .thenAmongOthers({ type: 'PagingStarted', purpose: 'resolver', reason: 'INC-2026-0002 was merged into it' });
    expect(pagingOf(state, 'resolver').pages.map(({ personId }) => personId)).toEqual(['ana']);
  });

  it('pages nobody where the other was over', () => {
    const specification = given(quiet);
    specification
      .when(adopts([]), { by: clock, at: 10 })
      .then({ type: 'ChildAdopted', alerts: [] }, { type: 'TriggersEvaluated' });
    expect(pagedFor(specification.history.now)).toEqual([]);
  });

  it('pages nobody a second time', () => {
    const state = given()
      .and(openCommand(), { by: monitor })
      .when(adopts([alert('c1')]), { by: clock, at: 10 })
      .thenAmongOthers({ type: 'ChildAdopted' });
    expect(pagedFor(state).filter((purpose) => purpose === 'resolver')).toHaveLength(1);
  });
});
