import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, compatiblePorts } from '../../fakes/compatible.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'nonsense'];

const segment = fc.oneof(
  fc.constantFrom('v2', 'v1', 'alerts', 'heartbeats', 'incidents', 'create', 'requests', 'ping', 'close', 'tags', '..'),
  fc.constantFrom(
    'constructor',
    '__proto__',
    'toString',
    '%',
    '%00',
    '%ff',
    '',
    'x'.repeat(5000),
    'actions',
    'priority',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const prefix = fc.constantFrom(
  '/v2/alerts',
  '/v2/heartbeats',
  '/v1/incidents',
  '/opsgenie/v2/alerts',
  '/ping',
  '/v1/json',
);

const body = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.record(
    {
      message: fc.jsonValue({ maxDepth: 1 }),
      alias: fc.oneof(fc.constantFrom('a', '\0', '\ud800', 'x'.repeat(9000), 7), fc.jsonValue({ maxDepth: 1 })),
      tags: fc.jsonValue({ maxDepth: 2 }),
      details: fc.jsonValue({ maxDepth: 2 }),
      responders: fc.jsonValue({ maxDepth: 2 }),
      note: fc.jsonValue({ maxDepth: 1 }),
      name: fc.jsonValue({ maxDepth: 1 }),
      interval: fc.oneof(fc.double(), fc.integer(), fc.string()),
      intervalUnit: fc.constantFrom('minutes', 'hours', 'constructor', 7),
      owner: fc.jsonValue({ maxDepth: 2 }),
      endTime: fc.oneof(fc.string(), fc.double()),
      priority: fc.constantFrom('P1', 'P9', null, 3),
    },
    { requiredKeys: [] },
  ),
);

const answered = [200, 201, 202, 400, 401, 403, 404, 405, 409, 413, 422];

describe('hostile requests', () => {
  it('are answered, and nothing but an answer happens', async () => {
    const ports = compatiblePorts();
    await ask(ports, 'POST', '/v2/alerts', { message: 'm', alias: 'a' });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...METHODS),
        prefix,
        fc.array(segment, { maxLength: 4 }),
        body,
        fc.dictionary(fc.constantFrom('query', 'limit', 'identifierType', 'order', 'sort'), fc.string()),
        async (method, start, segments, sent, query) => {
          const address = [start, ...segments.map((one) => one.replaceAll('?', ''))].join('/');
          const answer = await ask(ports, method, address, JSON.stringify(sent), { query });
          expect(answered).toContain(answer.status);
          expect(JSON.stringify(answer.headers)).not.toMatch(/[\r\n\0]/);
        },
      ),
      { numRuns: 1500 },
    );
    expect(ports.collected.failures).toEqual([]);
    expect(({} as { polluted?: string }).polluted).toBeUndefined();
  });

  it('of a query of any length are refused before they are read', async () => {
    const ports = compatiblePorts();
    await ask(ports, 'POST', '/v2/alerts', { message: 'm', alias: 'a' });
    for (const query of ['"'.repeat(100_000), 'a'.repeat(100_000), '-'.repeat(100_000), 'a:'.repeat(50_000)]) {
      expect((await ask(ports, 'GET', '/v2/alerts', undefined, { query: { query } })).status).toBe(422);
    }
  });

  it.each([
    ['GET', '/v2/alerts?query=constructor:x', undefined],
    ['GET', '/v2/alerts?query=__proto__=x', undefined],
    ['POST', '/v2/alerts/a/responders?identifierType=alias', { responder: { name: 'n', type: { toString: 1 } } }],
    ['POST', '/v2/heartbeats', { name: 'h', interval: { valueOf: 1, toString: 1 }, intervalUnit: 'minutes' }],
    ['POST', '/v2/heartbeats', { name: 'h', interval: 5, intervalUnit: { toString: 1 } }],
    ['POST', '/v2/heartbeats', { name: 'h', interval: 5, intervalUnit: 'constructor' }],
    ['POST', '/v2/alerts', { message: 'm', alias: 'b', actions: [{ toString: 1 }, [{ toString: 1 }], 'Restart'] }],
  ])('with what is no text where one belongs are no failure of ours: %s %s', async (method, address, sent) => {
    const ports = compatiblePorts();
    await ask(ports, 'POST', '/v2/alerts', { message: 'm', alias: 'a' });
    expect((await ask(ports, method, address, sent)).status).toBeLessThan(500);
    expect(ports.collected.failures).toEqual([]);
  });

  it('of an address of slashes are read in linear time', async () => {
    const ports = compatiblePorts();
    const started = performance.now();
    for (const start of ['/v2/alerts', '/v2/heartbeats', '/v1/json']) {
      await ask(ports, 'POST', `${start}${'/'.repeat(1_000_000)}x`, {});
    }
    // A quadratic reading takes minutes.
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
