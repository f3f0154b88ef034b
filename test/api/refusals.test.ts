import { describe, expect, it } from 'vitest';
import { createApi } from '../../api/create-api.ts';
import { simulatedPorts } from '../../simulation/simulated-ports.ts';
import { apiOnFakes, opened, PRINCIPALS } from './api-on-fakes.ts';

const good = { title: 'Payments fail', service: 'checkout' };

describe('a request that cannot be taken', () => {
  it('is 404 for a path that nobody serves', async () => {
    const response = await apiOnFakes().get('/v1/nothing');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it.each([
    ['DELETE', '/v1/incidents/INC-2026-0001', 'GET, HEAD'],
    ['GET', '/v1/incidents/INC-2026-0001/accept', 'POST'],
    ['PUT', '/v1/incidents', 'GET, HEAD, POST'],
  ])('is 405 for %s %s, with what is allowed', async (method, path, allow) => {
    const response = await apiOnFakes().app.request(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
  });

  it('is 413 beyond 256 KB, whatever length it announces', async () => {
    const api = apiOnFakes();
    expect((await api.post('/v1/incidents', { ...good, title: 'x'.repeat(262_200) })).status).toBe(413);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) });
    const response = await api.app.request('/v1/incidents', {
      method: 'POST',
      headers: { authorization: 'Bearer responder' },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
  });

  it.each([['{'], ['nonsense'], ['{"title":"a",}']])('is 400 for %s', async (body) => {
    const response = await apiOnFakes().post('/v1/incidents', body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'malformed-json' });
  });

  it('is 400 for bytes that are not UTF-8, and for JSON that is nested without end', async () => {
    const { app, post } = apiOnFakes();
    const bytes = await app.request('/v1/incidents', {
      method: 'POST',
      headers: { authorization: 'Bearer responder' },
      body: new Uint8Array([0x22, 0xff, 0x22]),
    });
    expect(await bytes.json()).toMatchObject({ status: 400, code: 'malformed-json' });
    expect(await (await post('/v1/incidents', `${'['.repeat(50_000)}${']'.repeat(50_000)}`)).json()).toMatchObject({
      status: 400,
      code: 'too-deeply-nested',
    });
  });

  it('never minds the media type', async () => {
    const response = await apiOnFakes().post('/v1/incidents', good, 'responder', { 'content-type': 'text/xml' });
    expect(response.status).toBe(201);
  });

  it('is 422 where the schema is not kept, with every path and reason', async () => {
    const response = await apiOnFakes().post('/v1/incidents', {
      title: ' ',
      service: 'checkout',
      impact: 'awful',
      extra: 1,
    });
    expect(response.status).toBe(422);
    const { code, errors } = (await response.json()) as { code: string; errors: { path: string; reason: string }[] };
    expect(code).toBe('invalid-command');
    expect(errors.map((e) => e.path).sort()).toEqual(['', 'impact', 'title']);
  });

  it.each([['[]'], ['"text"'], ['null'], ['{"__proto__":{"declare":true},"title":"a","service":"checkout"}']])(
    'is 422 for %s',
    async (body) => {
      expect((await apiOnFakes().post('/v1/incidents', body)).status).toBe(422);
    },
  );

  it.each([
    ['NUL', '{"title":"a\\u0000b","service":"checkout"}'],
    ['half a surrogate pair', '{"title":"a\\ud800b","service":"checkout"}'],
  ])('is 422 for text with %s', async (_, body) => {
    const response = await apiOnFakes().post('/v1/incidents', body);
    expect(await response.json()).toMatchObject({ status: 422, errors: [{ path: 'title' }] });
  });

  it.each(['', 'k'.repeat(201)])('is 400 for an Idempotency-Key that is empty or too long', async (key) => {
    expect((await apiOnFakes().post('/v1/incidents', good, 'responder', { 'idempotency-key': key })).status).toBe(400);
  });

  it.each(['limit=0', 'limit=501', 'limit=x', 'status=lost', 'next='])('is 400 for ?%s', async (query) => {
    const response = await apiOnFakes().get(`/v1/incidents?${query}`);
    expect(await response.json()).toMatchObject({ status: 400, code: 'invalid-request' });
  });

  it('says that a token which is sent and not valid is not valid', async () => {
    const response = await apiOnFakes().get('/v1/incidents', 'wrong');
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('invalid_token');
  });

  it.each(['INC-2026-9999', 'inc-nothing', '..%2f..', '%00', 'a%20b', 'x'.repeat(200)])(
    'is 404 for the incident %s',
    async (incident) => {
      expect((await apiOnFakes().get(`/v1/incidents/${incident}`)).status).toBe(404);
    },
  );

  it('is 409 where the incident is not in a state that allows it', async () => {
    const api = apiOnFakes();
    const { number } = await opened(api);
    const response = await api.post(`/v1/incidents/${number}/close`, {}, 'manager');
    expect(await response.json()).toMatchObject({
      status: 409,
      code: 'illegal-transition',
      incidentStatus: 'open',
      major: 'none',
    });
  });
});

describe('what nobody foresaw', () => {
  const broken = () => {
    const ports = simulatedPorts();
    const failing = {
      ...ports,
      stores: {
        ...ports.stores,
        projections: { ...ports.stores.projections, list: () => Promise.reject(new Error('secret at /var/lib')) },
      },
    };
    return { ports, app: createApi({ ports: failing, authenticate: async () => PRINCIPALS.viewer }) };
  };

  it('is a 500 that says nothing of the inside, with an id that the observer was told', async () => {
    const { app, ports } = broken();
    const response = await app.request('/v1/incidents');
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toMatch(/secret|\.ts|at /);
    const { errorId } = JSON.parse(text) as { errorId: string };
    expect(errorId).not.toBe('');
    expect(ports.collected.failures).toMatchObject([
      { what: 'answering listIncidents', error: { message: 'secret at /var/lib' } },
    ]);
  });

  it('is the same when whoever authenticates fails', async () => {
    const app = createApi({ ports: simulatedPorts(), authenticate: () => Promise.reject(new Error('no keys')) });
    expect((await app.request('/v1/incidents')).status).toBe(500);
  });
});
