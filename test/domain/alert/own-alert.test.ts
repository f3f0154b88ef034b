import { describe, expect, it } from 'vitest';
import { type OwnCondition, ownSignal } from '../../../domain/alert/own-alert.ts';
import { OWN_SERVICE, OWN_SOURCE } from '../../../domain/service/own-service.ts';

const NOON = Date.parse('2026-11-28T12:00:00Z');
const CONDITIONS: readonly OwnCondition[] = ['configuration', 'record'];

describe('what Muster says about itself', () => {
  it.each(CONDITIONS)('is of the %s one condition, about Muster, by nobody else', (condition) => {
    const firing = ownSignal(condition, 'firing', NOON, 'line 3 is broken');
    expect(firing).toMatchObject({
      source: OWN_SOURCE,
      scope: OWN_SOURCE,
      service: OWN_SERVICE,
      status: 'firing',
      severity: 'critical',
      dedupKey: condition,
      resource: condition,
      occurredAt: NOON,
      receivedAt: NOON,
      description: 'line 3 is broken',
      labels: {},
      links: [],
    });
    const over = ownSignal(condition, 'resolved', NOON + 1);
    expect(over).toMatchObject({ status: 'resolved', dedupKey: condition, title: firing.title, occurredAt: NOON + 1 });
    expect(over).not.toHaveProperty('description');
  });

  it('is called by what is wrong', () => {
    const titles = CONDITIONS.map((condition) => ownSignal(condition, 'firing', NOON).title);
    expect(titles[0]).toMatch(/configuration/);
    expect(titles[1]).toMatch(/record of incidents/);
  });
});
