import { describe, expect, it } from 'vitest';
import { PRIORITIES, priorityOf, SEVERITY_OF } from '../../../domain/opsgenie/opsgenie-alert.ts';
import { isWorse } from '../../../domain/signal/signal.ts';

describe("a priority of Opsgenie's", () => {
  it.each(PRIORITIES)('%s is itself', (priority) => {
    expect(priorityOf(priority)).toBe(priority);
  });

  it('is itself in small letters too, for no page is lost for that', () => {
    expect(PRIORITIES.map((priority) => priorityOf(` ${priority.toLowerCase()} `))).toEqual([...PRIORITIES]);
  });

  it.each(['P0', 'P6', 'P 1', '', 1, null, undefined, ['P1']])('is not %j', (value) => {
    expect(priorityOf(value)).toBeUndefined();
  });

  it('is as severe as this says, and never more severe than the priority before it', () => {
    expect(PRIORITIES.map((priority) => SEVERITY_OF[priority])).toEqual([
      'critical',
      'error',
      'warning',
      'info',
      'info',
    ]);
    for (const [i, priority] of PRIORITIES.entries()) {
      for (const lesser of PRIORITIES.slice(i)) expect(isWorse(SEVERITY_OF[lesser], SEVERITY_OF[priority])).toBe(false);
    }
  });
});
