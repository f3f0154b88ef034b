import { describe, expect, it } from 'vitest';
import { replayQuarantined } from '../../../intake/message/quarantine.ts';
import { LONGEST_TRACED, listTraces, MOST_TRACES, maskedBeginning } from '../../../intake/message/trace.ts';
import { MAXIMUM_BODY_BYTES } from '../../../intake/request/read-body.ts';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { keyOf, sendTo } from '../../fakes/intake.ts';
import { deliver, portsWithMail } from '../../fakes/mail.ts';

const generic = `/in/generic/${keyOf('scripts')}`;
const tracesIn = async (ports: SimulatedPorts) => (await listTraces(ports, { limit: 500 })).items;
const refusalsIn = (ports: SimulatedPorts) =>
  ports.collected.happenings.filter(({ kind }) => kind === 'message-refused');

const event = (changes: object) => ({
  routing_key: keyOf('monitor'),
  event_action: 'trigger',
  payload: { summary: 'Disk full', source: 'db-1', severity: 'critical' },
  ...changes,
});

describe('what a sender with a key sent that became no alert', () => {
  it.each<[what: string, path: string, body: unknown, status: number, reason: RegExp]>([
    ['nearly JSON', generic, '{"title":"Service "Checkout" is down"}', 400, /not JSON/],
    ['nothing', generic, '', 400, /empty/],
    ['what is nested too deeply', generic, `${'['.repeat(100)}${']'.repeat(100)}`, 400, /nested/],
    ['what is too large', generic, `"${'x'.repeat(MAXIMUM_BODY_BYTES)}"`, 413, /10485760 bytes/],
    ...['/v2/enqueue', '/v2/change/enqueue', '/generic/2010-04-15/create_event.json'].map(
      (path): [string, string, unknown, number, RegExp] => [
        `what is too large for ${path}`,
        path,
        `{"routing_key":"${keyOf('monitor')}","payload":{"summary":"${'x'.repeat(MAXIMUM_BODY_BYTES)}"}}`,
        413,
        /10485760 bytes/,
      ],
    ),
    [
      'a severity that PagerDuty refuses',
      '/v2/enqueue',
      event({ payload: { summary: 'a', source: 'b', severity: 'fatal' } }),
      400,
      /severity/,
    ],
    ['an action that PagerDuty refuses', '/v2/enqueue', event({ event_action: 'escalate' }), 400, /event_action/],
    [
      'nearly JSON for PagerDuty',
      '/v2/enqueue',
      `{"routing_key":"${keyOf('monitor')}","payload":{"summary":"a "b""}}`,
      400,
      /not JSON/,
    ],
    [
      'an event of PagerDuty v1 without a description',
      '/generic/2010-04-15/create_event.json',
      { service_key: keyOf('monitor'), event_type: 'trigger' },
      400,
      /summary/,
    ],
    [
      'a change without a summary',
      '/v2/change/enqueue',
      { routing_key: keyOf('monitor'), payload: {} },
      400,
      /summary/,
    ],
  ])('leaves a trace and is counted: %s', async (_what, path, body, status, reason) => {
    const ports = simulatedPorts();
    expect((await sendTo(ports, path, body)).status).toBe(status);
    const [trace, ...more] = await tracesIn(ports);
    expect(more).toEqual([]);
    expect(trace).toMatchObject({ trace: 'refused', reason: expect.stringMatching(reason) });
    expect(trace?.body.length).toBeLessThanOrEqual(LONGEST_TRACED);
    expect(refusalsIn(ports)).toMatchObject([{ details: { integrationId: trace?.integrationId } }]);
    expect(JSON.stringify(trace)).not.toContain(keyOf('monitor'));
    expect((await ports.stores.quarantine.list({ limit: 10 })).items).toEqual([]);
  });

  it('leaves none where nobody proved who they are', async () => {
    const ports = simulatedPorts();
    await sendTo(ports, '/in/generic/nobody', '{"title":');
    await sendTo(ports, '/v2/enqueue', event({ routing_key: 'x'.repeat(32), event_action: 'y' }));
    await sendTo(ports, '/v2/enqueue', '{"routing_key":"x"');
    expect([await tracesIn(ports), refusalsIn(ports)]).toEqual([[], []]);
  });

  it('is found where it holds a word that nobody knows', async () => {
    const ports = simulatedPorts();
    const { json } = await sendTo(ports, generic, { title: 'Disk full', status: 'wobbly', severity: 'dire' });
    expect(json.warnings).toEqual([
      'The severity "dire" is not known and was taken as error.',
      'The status "wobbly" is not known and was taken as firing.',
    ]);
    expect((await tracesIn(ports)).map(({ reason, trace }) => [trace, reason.slice(0, 14)]).sort()).toEqual([
      ['unclear', 'The severity "'],
      ['unclear', 'The status "wo'],
    ]);
    expect(refusalsIn(ports)).toEqual([]);
  });

  it('is found where a mail was read as the end of nothing, or as an automatic answer', async () => {
    const ports = portsWithMail();
    await deliver(ports, { subject: 'checkout is up', messageId: '1' });
    await deliver(ports, { autoSubmitted: 'auto-replied', messageId: '2' });
    expect((await tracesIn(ports)).map(({ reason, trace }) => [trace, reason])).toEqual(
      expect.arrayContaining([
        ['ignored', 'It says that something is over of which nothing fires.'],
        ['ignored', expect.stringContaining('automatic answer')],
      ]),
    );
  });

  it('fills no more than its places, and is counted when it comes too often', async () => {
    const ports = simulatedPorts();
    for (let i = 0; i < 4 * MOST_TRACES; i += 1) {
      ports.time.now += 2000;
      await sendTo(ports, generic, `{"title":"${i}`);
    }
    const traces = await tracesIn(ports);
    expect(traces.length).toBeGreaterThan(MOST_TRACES / 2);
    expect(traces.length).toBeLessThanOrEqual(MOST_TRACES);
    const before = refusalsIn(ports).length;
    for (let i = 0; i < 500; i += 1) await sendTo(ports, generic, `{"at once":"${i}`);
    expect(refusalsIn(ports).length - before).toBeLessThanOrEqual(31);
    expect(ports.collected.happenings).toContainEqual(expect.objectContaining({ kind: 'traces-left-out' }));
  });

  it('is no request that could be replayed', async () => {
    const ports = simulatedPorts();
    await sendTo(ports, generic, '{"title":');
    const [trace] = await tracesIn(ports);
    await expect(replayQuarantined(ports, trace?.id ?? '')).rejects.toMatchObject({ code: 'quarantine-not-found' });
  });
});

describe('the beginning of a message', () => {
  it.each([
    ['{"routing_key":"abc123","x":1}', '{"routing_key":"•••","x":1}'],
    ['{"password": "hunter2"}', '{"password": "•••"}'],
    ['Authorization: Bearer abcdef', 'Authorization: •••'],
    ['api_key=abcdef&title=x', 'api_key=•••&title=x'],
    ['{"password": "two words, \\"quoted\\"", "x": 1}', '{"password": "•••", "x": 1}'],
    [
      '{"text": "{\\"client_secret\\": \\"hunter2\\", \\"x\\": 1}"}',
      '{"text": "{\\"client_secret\\": \\"•••\\", \\"x\\": 1}"}',
    ],
    ["{'access_key': 'it is long'}", "{'access_key': '•••'}"],
    ['{"apiKey":"k","sessionToken":12345}', '{"apiKey":"•••","sessionToken":•••}'],
    ['Cookie: abc def; path', 'Cookie: ••• path'],
    ['"password": "never closed', '"password": "•••'],
    [`see /in/generic/${'a1'.repeat(16)} there`, 'see /in/generic/••• there'],
    ['{"title":"Disk full"}', '{"title":"Disk full"}'],
  ])('%s shows as %s', (body, shown) => {
    expect(maskedBeginning(body)).toBe(shown);
  });
});
