import { describe, expect, it } from 'vitest';
import { compatiblePorts, replay } from '../fakes/compatible.ts';
import type { FakePorts } from '../fakes/fake-ports.ts';
import { keyOf, sendTo } from '../fakes/intake.ts';
import { fixture } from '../fakes/source-fixtures.ts';

/** The PagerDuty integration routes elsewhere, so that only the group can bring its events to the incident. */
const setUp = () =>
  compatiblePorts({
    integrations: [
      { id: 'prometheus', source: 'alertmanager' },
      { id: 'monitor', source: 'pagerduty', service: 'search' },
      { id: 'genie', source: 'opsgenie', service: 'search' },
    ],
    routing: [{ id: 'feeds', when: [{ fact: 'source', is: ['pagerduty', 'opsgenie'] }], service: 'search' }],
  });

const webhook = (ports: FakePorts, name: string) =>
  sendTo(ports, `/in/alertmanager/${keyOf('prometheus')}`, fixture('alertmanager', name).rawBody as string);

const pagerduty = (ports: FakePorts, name: string, change: (raw: string) => string = (raw) => raw) => {
  const raw = fixture('pagerduty', name).rawBody as string;
  return sendTo(ports, '/v2/enqueue', change(raw.replace('0123456789abcdef0123456789abcdef', keyOf('monitor'))));
};

const incidents = (ports: FakePorts) => new Set([...ports.stores.held.alerts.values()].map((a) => a.incidentId)).size;

describe('one Alertmanager over several feeds', () => {
  it('is one incident and pages nobody twice: webhook, PagerDuty, Opsgenie', async () => {
    const ports = setUp();
    await webhook(ports, 'firing.am-001');
    const pages = ports.collected.pages.length;
    await pagerduty(ports, 'firing.am-003');
    await replay(ports, 'am-005');
    expect(incidents(ports)).toBe(1);
    expect(ports.stores.held.commits.size).toBe(1);
    expect(ports.collected.pages).toHaveLength(pages);
    await webhook(ports, 'partly-resolved.am-011');
    await webhook(ports, 'resolved.am-020');
    await pagerduty(ports, 'resolved.am-019');
    await replay(ports, 'am-023');
    expect([...ports.stores.held.alerts.values()].map(({ status }) => status)).toEqual(Array(4).fill('resolved'));
    const events = [...ports.stores.held.commits.values()].flat().flatMap((commit) => commit.events);
    expect(events.map(({ type }) => type).at(-1)).toMatch(/IncidentResolved|CandidateRejected/);
  });

  it('stays apart where PagerDuty’s event is of another Alertmanager with the same configuration', async () => {
    const ports = setUp();
    await webhook(ports, 'firing.am-001');
    await pagerduty(ports, 'firing.am-003', (raw) => raw.replaceAll('http://vm:29612', 'http://staging:9093'));
    expect(incidents(ports)).toBe(2);
  });

  it('stays apart where the event does not say who sent it', async () => {
    const ports = setUp();
    await webhook(ports, 'firing.am-001');
    await pagerduty(ports, 'firing.am-003', (raw) => raw.replaceAll('client_url', 'other'));
    expect(incidents(ports)).toBe(2);
  });

  it('never takes alerts away from their own service: whoever is first pages, and the service is paged', async () => {
    const ports = setUp();
    await pagerduty(ports, 'firing.am-003');
    await webhook(ports, 'firing.am-001');
    expect(incidents(ports)).toBe(2);
    expect([...ports.stores.held.alerts.values()].map(({ serviceId }) => serviceId)).toContain('checkout');
  });

  it('is one incident in either order where both feeds name one service', async () => {
    const ports = compatiblePorts();
    await pagerduty(ports, 'firing.am-003');
    await webhook(ports, 'firing.am-001');
    expect(incidents(ports)).toBe(1);
  });
});
