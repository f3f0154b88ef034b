import { describe, expect, it } from 'vitest';
import { nextLevelOf, pageIdOf } from '../../../domain/incident/decide/escalation.ts';
import { shop, shopLookup } from '../../../simulation/shop-configuration.ts';
import { clock, given, later, monitor, openCommand } from './specification.ts';

const policy = shop.policy('on-call');
const NOW = '2026-11-29T03:00:00.000Z';

/** Who is asked after a level and a round, as `kind level/round people within seconds`. */
const next = (level: number, round: number, of = policy): string => {
  const found = nextLevelOf(of, level, round, shop, NOW);
  if (found.kind === 'exhausted') return found.kind;
  const rounds = found.kind === 'catch-all' ? `/${found.round}` : '';
  return `${found.kind} ${found.level}${rounds} ${found.people.join()} within ${found.seconds}`;
};

describe('who is asked next', () => {
  it.each([
    [0, 0, 'level 1 ana within 300'],
    [1, 0, 'level 2 ben within 200'],
    [2, 0, 'catch-all 3/1 zoe within 60'],
    [3, 1, 'catch-all 3/2 zoe within 60'],
    [3, 2, 'exhausted'],
    // The levels are not gone through again after the catch-all, whatever the level.
    [0, 1, 'catch-all 3/2 zoe within 60'],
    [0, 2, 'exhausted'],
  ])('after level %i and round %i: %s', (level, round, expected) => {
    expect(next(level, round)).toBe(expected);
  });

  it('is the catch-all at once where no policy is known', () => {
    expect(nextLevelOf(undefined, 0, 0, shop, NOW)).toMatchObject({ kind: 'catch-all', level: 1, round: 1 });
  });

  it('is nobody after the catch-all where it is asked once', () => {
    const once = shopLookup({ catchAll: { people: ['zoe'], repeat: 1 } });
    expect(nextLevelOf(policy, 2, 0, once, NOW).kind).toBe('catch-all');
    expect(nextLevelOf(policy, 3, 1, once, NOW).kind).toBe('exhausted');
  });
});

describe('a page', () => {
  it('has a name that says what it is, and one of its own in each round', () => {
    expect(pageIdOf('inc-1', 'p1', 2, 0, 'ana')).toBe('inc-1.p1.l2.ana');
    expect(pageIdOf('inc-1', 'p1', 3, 2, 'zoe')).toBe('inc-1.p1.l3r2.zoe');
  });
});

describe('a clock that speaks of a level', () => {
  const paged = () => given().and(openCommand({ serviceId: 'search' }), { by: monitor });
  const nextAfter = (afterLevel: number, afterRound: number, pagingId = 'p1') =>
    ({ type: 'page-next-level', pagingId, afterLevel, afterRound }) as const;

  it('changes nothing where that level is not the last one, not due, or of no paging', () => {
    paged().when(nextAfter(0, 0), { at: 300, by: clock }).thenNothing();
    paged().when(nextAfter(1, 1), { at: 300, by: clock }).thenNothing();
    paged().when(nextAfter(1, 0), { at: 298, by: clock }).thenNothing();
    paged()
      .when(nextAfter(1, 0, 'p9'), { at: 300, by: clock })
      .thenNothing();
  });

  it('counts as due within a second, for clocks differ', () => {
    paged()
      .when(nextAfter(1, 0), { at: 299, by: clock })
      .then({ type: 'LevelPaged', level: 2, round: 0, catchAll: false, acknowledgeBy: later(499) });
  });

  it('changes nothing once somebody has acknowledged', () => {
    paged().and({ type: 'acknowledge' }).when(nextAfter(1, 0), { at: 300, by: clock }).thenNothing();
  });
});
