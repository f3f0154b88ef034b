import { describe, expect, it } from 'vitest';
import { allHold, type Condition, check, condition, type Facts, holds } from '../../../domain/condition/condition.ts';

const facts: Facts = {
  environment: 'prod-eu',
  severity: 2,
  service: 'Checkout-EU',
  production: true,
  users: 0,
  empty: '',
};

describe('a condition', () => {
  it.each<[Condition, boolean]>([
    [{ fact: 'environment', is: 'production-EU' }, true],
    [{ fact: 'environment', is: 'production*' }, true],
    [{ fact: 'environment', not: ['staging', 'EU-PROD'] }, false],
    [{ fact: 'environment', is: ['prod', 'prod-us'] }, false],
    [{ fact: 'severity', is: 2 }, true],
    [{ fact: 'severity', is: '2' }, true],
    [{ fact: 'severity', is: [1, 3] }, false],
    [{ fact: 'service', is: 'checkout-eu' }, true],
    [{ fact: 'service', is: 'checkout*' }, true],
    [{ fact: 'service', is: '*eu' }, false],
    [{ fact: 'service', is: 'checkout' }, false],
    [{ fact: 'service', not: ['search', 'wiki'] }, true],
    [{ fact: 'service', not: 'check*' }, false],
    [{ fact: 'production', is: true }, true],
    [{ fact: 'severity', atLeast: 2, atMost: 2 }, true],
    [{ fact: 'severity', atMost: 1 }, false],
    [{ fact: 'severity', atLeast: 3 }, false],
    [{ fact: 'service', atLeast: 1 }, false],
    [{ fact: 'users', atMost: 0 }, true],
    [{ fact: 'users', present: true }, true],
    [{ fact: 'missing', present: false }, true],
    [{ fact: 'missing', present: true }, false],
    [{ fact: 'missing', not: 'x' }, true],
    [{ fact: 'missing', is: 'x' }, false],
    [{ fact: 'missing', atMost: 5 }, false],
    [{ fact: 'empty', present: true }, true],
    [{ fact: 'empty', present: false }, false],
    [{ fact: 'service', is: 'checkout-us*' }, false],
    [{ fact: 'service', not: 'checkout-us*' }, true],
    [{ fact: 'missing', not: 'x', is: 'y' }, false],
    [{ fact: 'missing', atLeast: 0 }, false],
    [{ fact: 'severity', present: true, is: 3 }, false],
    [{ fact: 'severity', is: 2, not: 2 }, false],
    [{ fact: 'severity', not: 3, atMost: 1 }, false],
  ])('%j: %s', (asked, expected) => {
    expect(allHold([asked], facts)).toBe(expected);
    expect(check([asked], facts)[0]?.holds).toBe(expected);
  });

  it('asks for any of a list, also of one that holds what a fact is and what it is not', () => {
    expect(holds({ fact: 'service', is: ['search', 'checkout*'] }, facts)).toBe(true);
    expect(holds({ fact: 'service', not: ['search', 'checkout*'] }, facts)).toBe(false);
  });

  it('explains itself with what was found, and with nothing where nothing was', () => {
    const asked: Condition[] = [
      { fact: 'severity', atMost: 1 },
      { fact: 'missing', present: true },
    ];
    expect(check(asked, facts)).toEqual([
      { condition: asked[0], actual: 2, holds: false },
      { condition: asked[1], actual: null, holds: false },
    ]);
  });

  it('must test something', () => {
    expect(condition.safeParse({ fact: 'x' }).success).toBe(false);
    expect(condition.safeParse({ fact: 'x', present: true }).success).toBe(true);
    expect(condition.safeParse({ fact: 'x', is: [] }).success).toBe(false);
    expect(condition.safeParse({ fact: 'x', matches: '.*' }).success).toBe(false);
  });

  it('all of them must hold; none at all always holds', () => {
    expect(
      allHold(
        [
          { fact: 'severity', is: 2 },
          { fact: 'production', is: false },
        ],
        facts,
      ),
    ).toBe(false);
    expect(allHold([], facts)).toBe(true);
  });
});
