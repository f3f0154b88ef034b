import { describe, expect, it } from 'vitest';
import { ALERT_WINDOWS, FACT_NAMES, isFactOf } from '../../../domain/condition/fact-names.ts';
import { factsOfIncident } from '../../../domain/incident/facts.ts';
import { factsOfSignal } from '../../../domain/service/routing.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { signal } from '../../../simulation/shop-system.ts';
import { given, opened, START } from '../incident/specification.ts';

describe('the facts that conditions may ask about', () => {
  it('of a signal are those that a signal has', () => {
    const said = signal('a', { resource: 'web-1' });
    const facts = factsOfSignal(FACT_NAMES.signal, said);
    for (const name of FACT_NAMES.signal) expect(facts[name], name).toBeDefined();
    expect([...FACT_NAMES.signal]).toEqual([
      'source',
      'integration',
      'severity',
      'title',
      'resource',
      'service',
      'environment',
    ]);
  });

  it('of an incident are those that an incident has, and no others', () => {
    const state = given(opened({ affectedUsers: 1 })).history.now;
    expect(Object.keys(factsOfIncident(state, shop, START)).sort()).toEqual([...FACT_NAMES.incident].sort());
  });

  it('of an incident count its alerts in each of the windows', () => {
    expect(ALERT_WINDOWS).toEqual([1, 5, 10, 15, 30, 60]);
    for (const minutes of ALERT_WINDOWS) expect(isFactOf('incident', `alerts.last${minutes}Minutes`)).toBe(true);
    expect(isFactOf('incident', 'alerts.last2Minutes')).toBe(false);
  });

  it.each([
    ['signal', 'title', true],
    ['signal', 'labels.team', true],
    ['signal', 'labels.', false],
    ['signal', 'labels', false],
    ['signal', 'team.labels.', false],
    ['signal', 'production', false],
    ['incident', 'production', true],
    ['incident', 'labels.team', true],
    ['incident', 'title', false],
    ['incident', '', false],
  ] as const)('of kind %s: %s is one: %s', (kind, name, expected) => {
    expect(isFactOf(kind, name)).toBe(expected);
  });
});
