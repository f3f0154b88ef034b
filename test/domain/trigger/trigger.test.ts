import { describe, expect, it } from 'vitest';
import type { Condition, Facts } from '../../../domain/condition/condition.ts';
import { evaluateTriggers, type TriggerRule, triggerRule } from '../../../domain/trigger/trigger.ts';

const facts: Facts = { severity: 2, service: 'Checkout-EU', production: true, users: 0 };

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

  it('tells of the near misses before the winner, and of none after it', () => {
    const near = rule('near', 'promote', bad, many);
    expect(evaluate(near, rule('wins', 'propose', bad), { ...near, id: 'after' }).nearMisses).toEqual([
      { ruleId: 'near', failed: { condition: many, actual: 0, holds: false } },
    ]);
  });

  it('are active unless they say otherwise, and ask for something', () => {
    const written = { id: 'r', when: [bad], action: 'propose' };
    expect(triggerRule.parse(written).active).toBe(true);
    expect(triggerRule.safeParse({ ...written, when: [] }).success).toBe(false);
  });
});
