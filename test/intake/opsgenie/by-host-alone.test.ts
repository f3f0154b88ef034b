import { describe, expect, it } from 'vitest';
import { servedTo } from '../../../intake/routes.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { ask, compatiblePorts } from '../../fakes/compatible.ts';
import { keyOf, sendTo } from '../../fakes/intake.ts';

/** A client that is given a host and a key, and nothing else. */
const call = (ports: SimulatedPorts, method: string, address: string, body?: unknown) => {
  const [path = '', query = ''] = address.split('?');
  const headers = { authorization: `GenieKey ${keyOf('genie')}` };
  return sendTo(ports, path, body ?? '', { method, headers, query: Object.fromEntries(new URLSearchParams(query)) });
};

const declared = async (ports: SimulatedPorts) => {
  const { json } = await call(ports, 'POST', '/v1/incidents/create', { message: 'Checkout down', priority: 'P1' });
  const requestId = String(json.requestId);
  const status = (await call(ports, 'GET', `/v1/incidents/requests/${requestId}`)).json.data;
  return { requestId, incidentId: (status as { incidentId: string }).incidentId };
};

describe("Opsgenie's incident API at the addresses of Muster's own", () => {
  it('lives through an incident: declared, found, listed, noted, resolved, closed', async () => {
    const ports = compatiblePorts();
    const { requestId, incidentId } = await declared(ports);
    for (const name of [incidentId, requestId]) {
      expect((await call(ports, 'GET', `/v1/incidents/${name}?identifierType=id`)).json.data).toMatchObject({
        id: incidentId,
        message: 'Checkout down',
        status: 'open',
      });
    }
    expect((await call(ports, 'POST', `/v1/incidents/${incidentId}/notes`, { note: 'looking' })).status).toBe(202);
    expect((await call(ports, 'POST', `/v1/incidents/${requestId}/resolve`, { note: 'fixed' })).status).toBe(202);
    expect((await call(ports, 'GET', `/v1/incidents/${incidentId}`)).json.data).toMatchObject({ status: 'resolved' });
  });

  it('lists what came through this integration, as the query says', async () => {
    const ports = compatiblePorts();
    const { incidentId } = await declared(ports);
    const headers = { authorization: `GenieKey ${keyOf('other')}` };
    await ask(ports, 'POST', '/v1/incidents/create', { message: 'Search down', priority: 'P1' }, { headers });
    const { followCommit } = await import('../../../usecases/incident/follow-commit.ts');
    for (const commits of ports.stores.held.commits.values())
      for (const commit of commits) await followCommit(ports, commit);
    const listed = async (query: string) =>
      (
        (await call(ports, 'GET', `/v1/incidents?query=${encodeURIComponent(query)}`)).json.data as { id: string }[]
      ).map(({ id }) => id);
    expect(await listed('')).toEqual([incidentId]);
    expect(await listed('status: open AND message: checkout')).toEqual([incidentId]);
    expect(await listed('status: resolved')).toEqual([]);
  });

  it.each([
    ['GET', '/v1/incidents/nothing', 404],
    ['GET', '/v1/services', 404],
    ['GET', '/v1/configuration', 404],
    ['POST', '/v1/maintenance', 403],
    ['GET', '/v2/teams', 404],
    ['POST', '/v2/alerts/a/attachments', 403],
    ['GET', '/v2/alerts/a/attachments/1', 403],
    ['POST', '/v2/alerts/saved-searches', 403],
  ])('answers %s %s, which is not served, in the words of its clients', async (method, address, status) => {
    const answer = await call(compatiblePorts(), method, address);
    expect([answer.status, answer.json]).toEqual([
      status,
      expect.objectContaining({ message: expect.any(String), took: 0, requestId: expect.any(String) }),
    ]);
  });

  it.each(['/v1/incidents', '/v1/maintenance', '/v2/account', '/v2/alerts'])(
    'answers %s with a key that is nobody’s in those words, too',
    async (path) => {
      const headers = { authorization: 'GenieKey nobody' };
      const answer = await sendTo(compatiblePorts(), path, '', { method: 'GET', headers });
      expect([answer.status, answer.json.message]).toEqual([401, 'Could not authenticate']);
    },
  );

  it('says that a key is good where clients ask for that', async () => {
    const ports = compatiblePorts();
    expect(await call(ports, 'GET', '/v1/maintenance')).toMatchObject({ status: 200, json: { data: [] } });
    expect(await call(ports, 'GET', '/v2/account')).toMatchObject({ status: 200, json: { data: { name: 'Muster' } } });
    expect(await call(ports, 'GET', '/v2/alerts/saved-searches')).toMatchObject({ status: 200, json: { data: [] } });
  });

  it('is meant by a key of Opsgenie alone, and under /v1 alone', () => {
    const served = (path: string, authorization?: string) =>
      servedTo({ method: 'GET', path, headers: { authorization } });
    expect(served('/v1/incidents', 'GenieKey k')).toBe('opsgenie');
    expect(served('/v1/incidents', 'geniekey k')).toBe('opsgenie');
    expect(served('/v1/incidents', 'Bearer k')).toBe('api');
    expect(served('/v1/incidents')).toBe('api');
    expect(served('/healthz', 'GenieKey k')).toBe('api');
    expect(served('/in/generic/k', 'GenieKey k')).toBe('source');
  });
});

describe('every answer', () => {
  it('says how the rate limit stands and how long it took', async () => {
    const ports = compatiblePorts();
    for (const [method, address] of [
      ['GET', '/v2/alerts'],
      ['GET', '/v2/alerts/unknown'],
      ['POST', '/v2/alerts'],
    ] as const) {
      const { headers } = await call(ports, method, address);
      expect(headers).toMatchObject({ 'x-ratelimit-state': 'OK', 'x-response-time': '0' });
    }
  });

  it.each(['TRACE', 'OPTIONS'])('to %s names the methods that there are', async (method) => {
    const { status, headers, json } = await call(compatiblePorts(), method, '/v2/alerts');
    expect([status, headers.allow, json.message]).toEqual([
      405,
      'GET, HEAD, POST, PUT, PATCH, DELETE',
      'Method not allowed',
    ]);
  });

  it('of attachments is an empty list, however the alert is named', async () => {
    const ports = compatiblePorts();
    await call(ports, 'POST', '/v2/alerts', { message: 'm', alias: 'a' });
    for (const name of ['identifierType', 'alertIdentifierType']) {
      const answer = await call(ports, 'GET', `/v2/alerts/a/attachments?${name}=alias`);
      expect(answer).toMatchObject({ status: 200, json: { data: [] } });
    }
  });
});
