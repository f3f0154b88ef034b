import { describe, expect, it } from 'vitest';
import { decideAboutReach, type ReachCommand } from '../../../../domain/incident/decide/about-reach.ts';
import { activePagings } from '../../../../domain/incident/state.ts';
import { shop } from '../../../../simulation/shop-configuration.ts';
import { alert, clock, given, later, monitor, openCommand, person } from '../specification.ts';

const muster = { kind: 'system', id: 'send' } as const;
/** SEV3: pages Ana (300 s), Ben (200 s), then Zoe twice (60 s each). */
const paged = () => given().and(openCommand({ alerts: [alert('a1', { severity: 'warning' })] }), { by: monitor });
const next = (afterLevel: number, afterRound = 0) =>
  ({ type: 'page-next-level', pagingId: 'p1', afterLevel, afterRound }) as const;
const failed = {
  type: 'note-failed-contact',
  pagingId: 'p1',
  pageId: 'inc-1.p1.l1.ana',
  personId: 'ana',
  channel: 'sms',
  reason: 'no such number',
} as const;

describe('a message that did not leave', () => {
  it('is on the record, and waits for nobody’s answer less', () => {
    paged()
      .when({ ...failed, providerDown: true }, { by: muster, at: 5 })
      .then({
        type: 'ContactFailed',
        pagingId: 'p1',
        pageId: 'inc-1.p1.l1.ana',
        personId: 'ana',
        channel: 'sms',
        reason: 'no such number',
        providerDown: true,
      });
    expect(Object.keys(paged().history.asks(failed)[0] ?? {})).not.toContain('metadata');
  });

  it('passes over to the next level at once where nobody of this one can be told', () => {
    paged()
      .when({ ...failed, unreachableLevel: 1 }, { by: muster, at: 5 })
      .then(
        { type: 'ContactFailed' },
        { type: 'LevelUnreachable', pagingId: 'p1', level: 1 },
        { type: 'LevelPaged', level: 2, acknowledgeBy: later(205) },
      );
  });

  it.each([
    ['of a level that is not the last one any more', () => paged().and(next(1), { by: clock, at: 300 }), 1],
    ['of a paging that was answered', () => paged().and({ type: 'acknowledge' }), 1],
    [
      'of a paging that is not known',
      () => given().and(openCommand({ alerts: [alert('a1', { severity: 'info' })] })),
      1,
    ],
    [
      'of the catch-all, after whom nobody comes',
      () => paged().and(next(1), { by: clock, at: 300 }).and(next(2), { by: clock, at: 500 }),
      3,
    ],
  ] as const)('changes nothing else where it is %s', (_, incident, unreachableLevel) => {
    incident()
      .when({ ...failed, unreachableLevel }, { by: muster, at: 510 })
      .then({ type: 'ContactFailed' });
  });
});

describe('a page whose turn came when nobody wanted it any more', () => {
  it('is on the record, and nothing else', () => {
    paged()
      .when(
        { type: 'note-superseded-page', pagingId: 'p1', pageId: 'inc-1.p1.l1.ana', personId: 'ana', ageSeconds: 90 },
        { by: muster, at: 90 },
      )
      .then({
        type: 'PageSuperseded',
        pagingId: 'p1',
        pageId: 'inc-1.p1.l1.ana',
        personId: 'ana',
        ageSeconds: 90,
      });
  });
});

describe('paging that starts over after a silence', () => {
  const startOver = { type: 'start-over', pagingId: 'p1' } as const;

  it('does so only where the catch-all is being asked', () => {
    paged().when(startOver, { by: muster, at: 5 }).thenNothing();
    paged()
      .when({ ...startOver, pagingId: 'p9' }, { by: muster, at: 5 })
      .thenNothing();
    const last = paged().and(next(1), { by: clock, at: 300 }).and(next(2), { by: clock, at: 500 });
    last.and({ type: 'acknowledge', pagingId: 'p1' }, { by: person('zoe'), at: 510 });
    last.when(startOver, { by: muster, at: 520 }).thenNothing();
  });
});

describe('a clock of a paging that was held before anybody was paged', () => {
  /** Resolved by itself, and again after 200 s: Ana’s page of before may still be answered, until 300 s. */
  const held = (who: string) =>
    paged()
      .and({ type: 'acknowledge' }, { by: person(who), at: 10 })
      .and({ type: 'recover-alerts', alerts: [{ alertId: 'a1', episode: 1 }] }, { by: monitor, at: 20 })
      .and({ type: 'conclude-recovery' }, { by: clock, at: 200 })
      .and(
        { type: 'attach-alerts', alerts: [alert('a1', { severity: 'warning', episode: 2 })] },
        { by: monitor, at: 210 },
      );

  it('asks whoever is engaged first, and then the levels', () => {
    const specification = held('ben');
    expect(activePagings(specification.history.now)).toMatchObject([{ pagingId: 'p2', level: 0, pages: [] }]);
    const first = { ...next(0), pagingId: 'p2' };
    specification
      .when(first, { by: clock, at: 300 })
      .then({ type: 'LevelPaged', level: 0, pages: [{ pageId: 'inc-1.p2.l0.ben', personId: 'ben' }] });
    specification
      .when(first, { by: clock, at: 600 })
      .then({ type: 'LevelPaged', level: 1, pages: [{ pageId: 'inc-1.p2.l1.ana', personId: 'ana' }] });
  });

  it('asks the level at once where that is who is engaged', () => {
    held('ana')
      .when({ ...next(0), pagingId: 'p2' }, { by: clock, at: 300 })
      .then({ type: 'LevelPaged', level: 1, pages: [{ pageId: 'inc-1.p2.l1.ana', personId: 'ana' }] });
  });

  it('asks managers by their levels: nobody is engaged in a decision', () => {
    const candidate = given()
      .and(openCommand(), { by: monitor })
      .and({ type: 'acknowledge', pagingId: 'p1' }, { by: person('ben'), at: 5 })
      .and({ type: 'recover-alerts', alerts: [{ alertId: 'a1', episode: 1 }] }, { by: monitor, at: 20 })
      .and({ type: 'conclude-recovery' }, { by: clock, at: 200 })
      .and({ type: 'attach-alerts', alerts: [alert('a1', { episode: 2 })] }, { by: monitor, at: 210 });
    const managers = activePagings(candidate.history.now).find((p) => p.purpose === 'major-incident-manager');
    candidate
      .when({ ...next(0), pagingId: managers?.pagingId ?? '' }, { by: clock, at: 300 })
      .then({ type: 'LevelPaged', level: 1, pages: [{ personId: 'mia' }] } as never);
  });
});

describe('what functions decide that send pages', () => {
  const { history } = paged();
  const command = { ...next(1), metadata: { now: later(300), actor: clock, commandId: 'c' } } as ReachCommand;

  it('is what is decided everywhere', () => {
    expect(decideAboutReach('inc-1', command, history.state, shop)).toMatchObject([{ type: 'LevelPaged', level: 2 }]);
  });

  it('is nothing about an incident that there is not', () => {
    expect(() => decideAboutReach('inc-9', command, undefined, shop)).toThrow('There is no incident "inc-9".');
  });
});
