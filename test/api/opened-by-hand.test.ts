import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { keyOf, sendTo } from '../fakes/intake.ts';
import { type ApiOnFakes, apiOnFakes, opened } from './api-on-fakes.ts';

/** The example, where alerts of the search are grouped by these facts. */
const grouping = (...groupBy: string[]): ApiOnFakes => {
  const api = apiOnFakes();
  const services = exampleFile.services.map((service) => (service.id === 'search' ? { ...service, groupBy } : service));
  api.ports.configured.current = parseConfiguration({ ...structuredClone(exampleFile), services });
  return api;
};

let alerts = 0;
/** Sends an alert on the search to the API. @returns the incident that it came to */
const alertFrom = async (
  { ports }: ApiOnFakes,
  region: string | undefined,
  changes: Record<string, unknown> = {},
): Promise<string> => {
  alerts += 1;
  const { status, json } = await sendTo(ports, `/in/generic/${keyOf('scripts')}`, {
    title: `Latency is high in ${region}`,
    key: `latency ${alerts}`,
    status: 'firing',
    severity: 'critical',
    service: 'search',
    labels: region === undefined ? {} : { region },
    ...changes,
  });
  expect(status).toBe(202);
  const [{ alertId }] = json.alerts as [{ alertId: string }];
  return (await ports.stores.alerts.get(alertId))?.incidentId as string;
};

const commits = ({ ports }: ApiOnFakes): number => ports.stores.held.commits.size;

describe.each<[string, string[]]>([
  ['groups its alerts no further', []],
  ['groups its alerts by a label', ['labels.region']],
  ['groups its alerts by what they say of themselves', ['title', 'severity', 'labels.region']],
])('an incident opened by hand, of a service that %s', (_, groupBy) => {
  it('is joined by the alerts of the service that fire afterwards, whatever they are grouped by', async () => {
    const api = grouping(...groupBy);
    const { incidentId } = await opened(api);
    expect(await alertFrom(api, 'eu')).toBe(incidentId);
    expect(await alertFrom(api, 'us')).toBe(incidentId);
    expect(await alertFrom(api, 'eu')).toBe(incidentId);
    expect(await alertFrom(api, undefined)).toBe(incidentId);
    expect(commits(api)).toBe(1);
  });

  it('takes nothing from an incident that the alerts had opened before', async () => {
    const api = grouping(...groupBy);
    const first = await alertFrom(api, 'eu', { title: 'Latency' });
    const { incidentId } = await opened(api);
    expect(incidentId).not.toBe(first);
    expect(await alertFrom(api, 'eu', { title: 'Latency' })).toBe(first);
    expect(commits(api)).toBe(2);
  });

  it('is not joined by the alerts of another environment or service', async () => {
    const api = grouping(...groupBy);
    const { incidentId } = await opened(api);
    expect(await alertFrom(api, 'eu', { environment: 'staging' })).not.toBe(incidentId);
    expect(await alertFrom(api, 'eu', { service: 'checkout' })).not.toBe(incidentId);
  });

  it('takes no more alerts once it is over', async () => {
    const api = grouping(...groupBy);
    const { incidentId, number } = await opened(api);
    expect(await alertFrom(api, 'eu')).toBe(incidentId);
    await api.post(`/v1/incidents/${number}/resolve`, { summary: 'restarted' }, 'manager');
    expect((await api.post(`/v1/incidents/${number}/close`, {}, 'manager')).status).toBe(200);
    const next = await alertFrom(api, 'eu');
    expect(next).not.toBe(incidentId);
    expect(await alertFrom(api, 'eu', { title: 'Latency is high in eu' })).toBe(next);
  });
});

describe('an incident opened by hand beside one that alerts of one group opened', () => {
  it('is joined by the alerts of the other groups, wherever it was merged', async () => {
    const api = grouping('labels.region');
    const eu = await alertFrom(api, 'eu');
    const byHand = await opened(api);
    const parent = await opened(api, { service: 'checkout' });
    expect(await alertFrom(api, 'us')).toBe(byHand.incidentId);
    const merged = await api.post(`/v1/incidents/${byHand.number}/merge`, { into: parent.incidentId }, 'manager');
    expect(merged.status).toBe(200);
    expect(await alertFrom(api, 'asia')).toBe(parent.incidentId);
    expect(await alertFrom(api, 'eu')).toBe(eu);
  });

  it('is joined by all the alerts of a new group that race', async () => {
    const api = grouping('labels.region');
    const { incidentId } = await opened(api);
    const joined = await Promise.all(Array.from({ length: 8 }, () => alertFrom(api, 'us')));
    expect(new Set(joined)).toEqual(new Set([incidentId]));
    expect(commits(api)).toBe(1);
  });
});
