import { describe, expect, it } from 'vitest';
import { allHold, type Condition, check, condition, type Facts } from '../../../domain/condition/condition.ts';
import { evaluateTriggers, type TriggerRule } from '../../../domain/trigger/trigger.ts';

const facts: Facts = { severity: 2, service: 'Checkout-EU', production: true, users: 0, empty: '' };

describe('a condition', () => {
  it.each<[Condition, boolean]>([
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
  ])('%j: %s', (asked, expected) => {
    expect(allHold([asked], facts)).toBe(expected);
    expect(check([asked], facts)[0]?.holds).toBe(expected);
  });

  it('must test something', () => {
    expect(condition.safeParse({ fact: 'x' }).success).toBe(false);
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

describe('trigger rules', () => {
  const rule = (id: string, action: TriggerRule['action'], ...when: Condition[]): TriggerRule => ({
    id,
    action,
    when,
    active: true,
  });
  const bad: Condition = { fact: 'severity', atMost: 2 };
  const many: Condition = { fact: 'users', atLeast: 100 };
  const evaluate = (...rules: TriggerRule[]) => evaluateTriggers({ version: 'v7', rules }, facts);

  it('the first that matches wins, and the explanation names it, the version and the facts', () => {
    expect(evaluate(rule('first', 'promote', bad), rule('second', 'propose', bad))).toEqual({
      action: 'promote',
      ruleSetVersion: 'v7',
      ruleId: 'first',
      matched: [{ condition: bad, actual: 2, holds: true }],
      nearMisses: [],
    });
  });

  it('an inactive one is passed over, and is no near miss', () => {
    const inactive = { ...rule('off', 'promote', bad, many), active: false };
    expect(evaluate(inactive, rule('on', 'propose', bad))).toMatchObject({ ruleId: 'on', nearMisses: [] });
  });

  it('one that failed by exactly one of several conditions is a near miss, with what was found', () => {
    expect(
      evaluate(
        rule('near', 'promote', bad, many),
        rule('far', 'promote', many, { fact: 'x', is: 1 }),
        rule('alone', 'promote', many),
      ),
    ).toEqual({
      action: 'none',
      ruleSetVersion: 'v7',
      matched: [],
      nearMisses: [{ ruleId: 'near', failed: { condition: many, actual: 0, holds: false } }],
    });
  });

  it('an exception before the rule keeps it from deciding', () => {
    expect(
      evaluate(rule('never', 'none', { fact: 'production', is: true }), rule('bad', 'promote', bad)),
    ).toMatchObject({ action: 'none', ruleId: 'never' });
  });
});
