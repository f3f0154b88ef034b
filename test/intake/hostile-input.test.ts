import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { acceptEvents } from '../../intake/aws/accept-events.ts';
import { isExcessive, MAXIMUM_BODY_BYTES, MAXIMUM_DEPTH, MAXIMUM_VALUES } from '../../intake/request/read-body.ts';
import { SIMULATION_START, type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { keyOf, sendTo } from '../fakes/intake.ts';
import { fixture } from '../fakes/source-fixtures.ts';

const path = `/in/generic/${keyOf('scripts')}`;

const heldBy = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];

const nothingHappened = (ports: SimulatedPorts): void => {
  expect(heldBy(ports)).toEqual([]);
  expect(ports.stores.held.commits.size).toBe(0);
  // A trace is what people see of it, and nothing that could be replayed.
  expect([...ports.stores.held.quarantined.values()].filter(({ trace }) => trace === undefined)).toEqual([]);
  expect(ports.collected.pages).toEqual([]);
};

/** `[[[ … ]]]` */
const deep = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('bad input', () => {
  it.each([
    ['no token', '/in/generic', {}],
    ['a wrong token', `/in/generic/${'a'.repeat(32)}`, {}],
    ['a wrong header', '/in/generic', { authorization: `Bearer ${'a'.repeat(32)}` }],
    ['a header of nonsense', '/in/generic', { authorization: 'Basic %%%%' }],
    ['an unknown scheme', '/in/generic', { authorization: `Digest ${keyOf('scripts')}` }],
    ['a token of a megabyte', '/in/generic', { 'x-api-key': 'x'.repeat(1024 * 1024) }],
  ])('is refused with %s', async (_what, where, headers) => {
    const ports = simulatedPorts();
    const answer = await sendTo(ports, where, { title: 'Disk full' }, { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'www-authenticate': expect.any(String),
    });
    expect(answer.json).toMatchObject({ code: 'unauthenticated', type: 'urn:muster:problem:unauthenticated' });
    nothingHappened(ports);
  });

  it('is refused with the token of another source, and told which', async () => {
    const ports = simulatedPorts();
    const answer = await sendTo(ports, `/in/alertmanager/${keyOf('scripts')}`, {});
    expect(answer.status).toBe(404);
    expect(answer.json).toMatchObject({ code: 'source-mismatch', detail: expect.stringContaining('/in/generic') });
    nothingHappened(ports);
  });

  it('is refused with the token of an integration that is gone', async () => {
    const ports = simulatedPorts();
    ports.configured.current = {
      ...ports.configured.current,
      integrations: ports.configured.current.integrations.slice(0, 1),
    };
    expect((await sendTo(ports, path, { title: 'Disk full' })).status).toBe(401);
  });

  it.each(['', '{', '{"title":"a"', "{'title':'a'}", 'title a', '=a', 'undefined', '{"title":"a"}{"title":"b"}', '\0'])(
    'is refused as malformed: %j',
    async (body) => {
      const ports = simulatedPorts();
      const answer = await sendTo(ports, path, body);
      expect(answer.status).toBe(400);
      expect(answer.json.code).toBe('malformed-json');
      nothingHappened(ports);
    },
  );

  it('is refused beyond 10 MB without being parsed', async () => {
    const ports = simulatedPorts();
    // Not JSON: had it been parsed, the answer would say so.
    for (const body of ['x'.repeat(11 * 1024 * 1024), new Uint8Array(11 * 1024 * 1024), 'ü'.repeat(6 * 1024 * 1024)]) {
      const answer = await sendTo(ports, path, body);
      expect(answer.status).toBe(413);
      expect(answer.json.code).toBe('body-too-large');
    }
    nothingHappened(ports);
  });

  it('is refused when it grows beyond 10 MB out of a few bytes, and when it is no gzip at all', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, 32));
    expect((await sendTo(simulatedPorts(), path, bomb, { headers })).status).toBe(413);
    expect((await sendTo(simulatedPorts(), path, new Uint8Array([1, 2, 3]), { headers })).status).toBe(400);
  });

  it('is refused at a depth of 10,000 and of a million, wherever it is deep', async () => {
    const ports = simulatedPorts();
    for (const depth of [10_000, 1_000_000]) {
      for (const body of [
        deep(depth),
        `{"title":"a","x":${deep(depth)}}`,
        `{"title":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`,
      ]) {
        if (body.length > MAXIMUM_BODY_BYTES) continue;
        const answer = await sendTo(ports, path, body);
        expect(answer.status).toBe(400);
        expect(answer.json.code).toBe('too-deeply-nested');
      }
    }
    nothingHappened(ports);
    expect((await sendTo(ports, '/v2/enqueue', deep(10_000))).json).toMatchObject({ status: 'invalid event' });
    expect(await acceptEvents(ports, 'aws', [deep(10_000)])).toMatchObject({ accepted: 0, quarantined: 1 });
  });

  it('is refused at exactly the limits of depth and count, not before', () => {
    expect(isExcessive(JSON.parse(deep(MAXIMUM_DEPTH)))).toBe(false);
    expect(isExcessive(JSON.parse(deep(MAXIMUM_DEPTH + 1)))).toBe(true);
    expect(isExcessive(new Array(MAXIMUM_VALUES).fill(0))).toBe(false);
    expect(isExcessive(new Array(MAXIMUM_VALUES + 1).fill(0))).toBe(true);
    expect(isExcessive(new Array(1000).fill({ a: new Array(MAXIMUM_VALUES / 1000).fill(0) }))).toBe(true);
  });

  it('counts the last of equal names, as JSON.parse does', async () => {
    const ports = simulatedPorts();
    await sendTo(ports, path, '{"title":"first","key":"k1","title":"last","key":"k2"}');
    expect(heldBy(ports)).toMatchObject([{ title: 'last', dedupKey: 'k2' }]);
  });

  it('cannot reach a prototype by name', async () => {
    const ports = simulatedPorts();
    const body =
      '{"title":"a","__proto__":{"status":"resolved"},"constructor":{"prototype":{"x":1}},"labels":{"__proto__":"p","constructor":"c"}}';
    expect((await sendTo(ports, path, body)).status).toBe(202);
    expect(heldBy(ports)).toMatchObject([{ status: 'firing', labels: { constructor: 'c' } }]);
    expect(Object.keys(heldBy(ports)[0]?.labels ?? {})).toEqual(['constructor']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
    expect(({} as Record<string, unknown>).status).toBeUndefined();
  });

  it('loses NUL and half characters before anything is stored or paged', async () => {
    const ports = simulatedPorts();
    await sendTo(
      ports,
      path,
      '{"title":"a\\u0000b\\ud800","key":"k\\u0000\\udfff","labels":{"l\\u0000":"\\ud83d"},"severity":"critical"}',
    );
    const everything = JSON.stringify([heldBy(ports), [...ports.stores.held.commits.values()], ports.collected.pages]);
    expect(everything).not.toMatch(/\\u0000|\\ud[89a-f]/i);
    expect(heldBy(ports)).toMatchObject([{ title: 'ab\ufffd', dedupKey: 'k\ufffd' }]);
  });

  it('takes bytes that are not UTF-8 for what can be read of them', async () => {
    const ports = simulatedPorts();
    const bytes = new Uint8Array([...new TextEncoder().encode('{"title":"a'), 0xff, ...new TextEncoder().encode('"}')]);
    expect((await sendTo(ports, path, bytes)).status).toBe(202);
    expect(heldBy(ports)).toMatchObject([{ title: 'a\ufffd' }]);
  });

  it.each([
    ['2026-11-21T19:43:12.000', Date.parse('2026-11-21T19:43:12Z')],
    ['9999-12-31T23:59:59Z', SIMULATION_START],
    ['-000001-01-01T00:00:00Z', SIMULATION_START],
    ['tomorrow', SIMULATION_START],
  ])('cannot claim to have happened in the future, or in another zone: %s', async (occurred_at, expected) => {
    const ports = simulatedPorts();
    await sendTo(ports, path, { title: 'a', occurred_at });
    expect(heldBy(ports)).toMatchObject([{ occurredAt: expected }]);
  });

  it('of an unknown type is kept, not acted upon', async () => {
    const ports = simulatedPorts();
    await acceptEvents(ports, 'aws', [
      { source: 'aws.cloudwatch', 'detail-type': 'CloudWatch Alarm Dream', detail: {} },
    ]);
    await sendTo(ports, `/in/alertmanager/${keyOf('prometheus')}`, { version: '5', things: [] });
    expect(ports.stores.held.quarantined.size).toBe(2);
    expect(heldBy(ports)).toEqual([]);
  });

  it('that resolves what never fired opens nothing, and a firing that comes after it neither', async () => {
    const ports = simulatedPorts();
    const answer = await sendTo(ports, path, {
      title: 'a',
      key: 'k',
      status: 'resolved',
      occurred_at: '2026-11-21T19:00:00Z',
    });
    expect(answer.status).toBe(202);
    expect(answer.json.alerts).toMatchObject([{ outcome: 'ignored' }]);
    await sendTo(ports, path, { title: 'a', key: 'k', status: 'firing', occurred_at: '2026-11-21T18:00:00Z' });
    expect(ports.stores.held.commits.size).toBe(0);
  });

  it('costs only itself among 5,000 alerts', async () => {
    const ports = simulatedPorts();
    const notification = fixture('alertmanager', 'firing.am-001').body as { alerts: Record<string, unknown>[] };
    const alerts: unknown[] = Array.from({ length: 5000 }, (_, i) => ({
      ...notification.alerts[0],
      fingerprint: `f${i}`,
    }));
    alerts[2500] = { status: 'on fire' };
    const answer = await sendTo(ports, `/in/alertmanager/${keyOf('prometheus')}`, { ...notification, alerts });
    expect(answer.status).toBe(202);
    expect(answer.json).toMatchObject({ received: 5000, accepted: 4999, quarantined: 1 });
    expect(heldBy(ports)).toHaveLength(4999);
    expect(ports.stores.held.commits.size).toBe(1);
    expect(ports.stores.held.quarantined.size).toBe(1);
  });

  it('is kept as one request when most of its entries are bad', async () => {
    const ports = simulatedPorts();
    const alerts = [{ title: 'good' }, ...Array.from({ length: 4000 }, () => ({ severity: 'info' }))];
    expect((await sendTo(ports, path, alerts)).json).toMatchObject({ received: 4001, accepted: 1, quarantined: 4000 });
    expect(ports.stores.held.quarantined.size).toBe(1);
  });

  it('that is neither understood nor small enough to keep is refused, not half kept', async () => {
    const ports = simulatedPorts();
    const answer = await sendTo(ports, path, { text: 'x'.repeat(400 * 1024), more: { title: 'inside' } });
    expect(answer.status).toBe(413);
    nothingHappened(ports);
  });
});
