import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { foldCommits } from '../../domain/incident/evolve.ts';
import { toMs } from '../../domain/instant/instant.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { simulatedPorts } from '../../simulation/simulated-ports.ts';
import { keyOf, sendTo } from '../fakes/intake.ts';
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
    ['critical', 'info'],
    ['major', 'info'],
    ['minor', 'info'],
    ['none', 'info'],
    ['odd', 'info'],
  ])('takes an impact of %s for %s: a vendor alone wakes nobody', (impact, severity) => {
    expect(signalOf('statuspage', 'firing', withIncident({ impact })).severity).toBe(severity);
  });

  it('pages nobody by itself, not even for a service of tier 1 whose alerts recovered a moment ago', async () => {
    const integrations = [
      { id: 'vendor', source: 'statuspage', service: 'checkout' },
      { id: 'scripts', source: 'generic', service: 'checkout' },
    ];
    const ports = simulatedPorts({
      configuration: parseConfiguration({ ...structuredClone(exampleFile), integrations }),
    });
    const outage = bodyOf('statuspage', 'firing');
    await sendTo(ports, `/in/statuspage/${keyOf('vendor')}`, outage);
    expect(ports.stores.held.commits.size).toBe(1);
    expect(ports.collected.pages).toEqual([]);
    await sendTo(ports, `/in/generic/${keyOf('scripts')}`, { title: 'Down', severity: 'critical', key: 'a' });
    await sendTo(ports, `/in/generic/${keyOf('scripts')}`, { title: 'Down', status: 'ok', key: 'a' });
    await sendTo(ports, `/in/statuspage/${keyOf('vendor')}`, bodyOf('statuspage', 'resolved'));
    const paged = ports.collected.pages.length;
    expect(paged).toBeGreaterThan(0);
    const next = { ...outage, incident: { ...(outage.incident as object), id: 'the next' } };
    expect((await sendTo(ports, `/in/statuspage/${keyOf('vendor')}`, next)).status).toBe(202);
    expect([...ports.stores.held.commits.values()].map((commits) => foldCommits(commits))).toMatchObject([
      // Another condition is no relapse: it joins what is not over yet.
      { relapses: 0, alerts: { total: 3 } },
    ]);
    expect(ports.collected.pages).toHaveLength(paged);
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
      severity: 'info',
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
