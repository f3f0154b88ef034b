import * as z from 'zod';
import { allHold, type Checked, check, condition, type Facts } from '../condition/condition.ts';

/** A rule that proposes (a person decides) or promotes (declares at once). Ordered; the first that matches wins. */
export const triggerRule = /* @__PURE__ */ (() =>
  z
    .strictObject({
      id: z.string().min(1).describe('shown with every decision that it made'),
      description: z.string().optional().describe('why, as people who are asked to decide read it'),
      active: z.boolean().default(true).describe('whether it is asked'),
      when: z.array(condition).min(1).describe('facts of the incident, all of which must hold'),
      action: z
        .enum(['propose', 'promote', 'none'])
        .describe(
          'propose: a person decides; promote: declared at once, or with what begins within `outage.gatherSeconds` where services depend on each other; none: no later rule is asked',
        ),
    })
    .meta({ id: 'TriggerRule' }))();
export type TriggerRule = z.infer<typeof triggerRule>;

export interface TriggerRuleSet {
  readonly version: string;
  readonly rules: readonly TriggerRule[];
}

/** Why an incident did or did not become a candidate: the rule, its version, the facts, and the rules that nearly matched. */
export interface TriggerEvaluation {
  readonly action: 'none' | 'propose' | 'promote';
  readonly ruleSetVersion: string;
  readonly ruleId?: string;
  readonly matched: Checked[];
  /** Active rules before the winner of which exactly one condition failed. */
  readonly nearMisses: { readonly ruleId: string; readonly failed: Checked }[];
}

/**
 * Every rule that would propose or promote by itself, in the order of the set: those behind a rule of which the action is
 * `none` do not count, because that one has the last word.
 */
export const rulesThatHold = ({ rules }: TriggerRuleSet, facts: Facts): string[] => {
  const held: string[] = [];
  for (const { active, when, action, id } of rules) {
    if (!active || !allHold(when, facts)) continue;
    if (action === 'none') break;
    held.push(id);
  }
  return held;
};

export const evaluateTriggers = (ruleSet: TriggerRuleSet, facts: Facts): TriggerEvaluation => {
  const nearMisses: { ruleId: string; failed: Checked }[] = [];
  for (const rule of ruleSet.rules) {
    if (!rule.active) continue;
    if (allHold(rule.when, facts)) {
      return {
        action: rule.action,
        ruleSetVersion: ruleSet.version,
        ruleId: rule.id,
        matched: check(rule.when, facts),
        nearMisses,
      };
    }
    const failed = check(rule.when, facts).filter((c) => !c.holds);
    if (failed.length === 1 && rule.when.length > 1) nearMisses.push({ ruleId: rule.id, failed: failed[0] as Checked });
  }
  return { action: 'none', ruleSetVersion: ruleSet.version, matched: [], nearMisses };
};
