import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, readWith, signalOf } from '../fakes/signal-of.ts';

const withIncident = (changes: Record<string, unknown>) => {
  const { incident } = bodyOf('statuspage', 'firing') as { incident: object };
  return { incident: { ...incident, ...changes } };
};

describe('Statuspage', () => {
  it('reads an outage of a vendor, by the newest update', () => {
    expect(signalOf('statuspage', 'firing')).toMatchObject({
      dedupKey: 'w3tf1k4jm0ml:lbkhbwn21v5q',
      status: 'firing',
      title: 'DB delays',
      description: 'We look into it.',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      resource: 'Database',
    });
  });

  it.each([
    ['critical', 'warning'],
    ['major', 'warning'],
    ['minor', 'info'],
    ['none', 'info'],
    ['odd', 'info'],
  ])('takes an impact of %s for %s: a vendor alone wakes nobody', (impact, severity) => {
    expect(signalOf('statuspage', 'firing', withIncident({ impact })).severity).toBe(severity);
  });

  it('lets the integration say otherwise', () => {
    const integration = { severityOverrides: { major: 'critical' as const } };
    expect(signalOf('statuspage', 'firing', {}, { integration }).severity).toBe('critical');
  });

  it.each([
    ['investigating', 'firing'],
    ['identified', 'firing'],
    ['monitoring', 'firing'],
    ['resolved', 'resolved'],
    ['postmortem', 'resolved'],
    ['completed', 'resolved'],
    ['scheduled', 'unknown'],
    ['in_progress', 'unknown'],
  ])('takes the status %s for %s', (state, status) => {
    expect(signalOf('statuspage', 'firing', withIncident({ status: state })).status).toBe(status);
  });

  it('reads a component', () => {
    expect(signalOf('statuspage', 'firing.component')).toMatchObject({
      dedupKey: 'w3tf1k4jm0ml:component:c1',
      status: 'firing',
      severity: 'warning',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
    });
    const component_update = { new_status: 'operational' };
    expect(signalOf('statuspage', 'firing.component', { component_update }).status).toBe('resolved');
  });

  it.each([[{ page: { id: 'p' } }], [{ incident: { id: 'i' } }], [{ page: { id: 'p' }, component: {} }]])(
    'does not understand %j',
    (body) => {
      expect(() => readWith('statuspage', body)).toThrow();
    },
  );
});
