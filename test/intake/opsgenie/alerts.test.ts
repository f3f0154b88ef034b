import { describe, expect, it } from 'vitest';
import type { EventOf } from '../../../domain/incident/events.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { ask, compatiblePorts, replay } from '../../fakes/compatible.ts';
import { broken, keyOf } from '../../fakes/intake.ts';

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];

/** People's words stand beside the chain. */
const wordsOf = (ports: SimulatedPorts, { text, words }: EventOf<'NoteAdded'>): string =>
  words === undefined ? text : (ports.stores.held.personal.get(words.personal)?.held?.data.note ?? '');

const notesIn = (ports: SimulatedPorts): string[] =>
  [...ports.stores.held.commits.values()]
    .flat()
    .flatMap(({ events }) => events.flatMap((event) => (event.type === 'NoteAdded' ? [wordsOf(ports, event)] : [])));

const create = (ports: SimulatedPorts, changes: object = {}) =>
  ask(ports, 'POST', '/v2/alerts', { message: 'Checkout is down', alias: 'checkout/5xx', priority: 'P1', ...changes });

const statusOf = async (ports: SimulatedPorts, answer: { readonly json: { readonly [name: string]: unknown } }) =>
  (await ask(ports, 'GET', `/v2/alerts/requests/${answer.json.requestId}`)).json.data as Record<string, unknown>;

const read = async (ports: SimulatedPorts, alias = 'checkout/5xx') =>
  (await ask(ports, 'GET', `/v2/alerts/${alias}?identifierType=alias`)).json.data as Record<string, unknown>;

describe('creating an alert', () => {
  it('is answered word for word, when the page is on its way and all of it is durable', async () => {
    const ports = compatiblePorts();
    const answer = await create(ports);
    expect(answer.status).toBe(202);
    expect(answer.json).toEqual({ result: 'Request will be processed', took: 0, requestId: expect.any(String) });
    expect(answer.headers['x-request-id']).toBe(answer.json.requestId);
    expect(ports.collected.pages.map(({ job }) => job.personId)).toContain('ana');
    expect(ports.stores.held.durableCalls).toBeGreaterThan(0);
  });

  it('has a status that is readable at once, as Zabbix asks for it', async () => {
    const ports = compatiblePorts();
    const answer = await create(ports);
    const [alert] = alertsIn(ports);
    for (let poll = 0; poll < 9; poll += 1) {
      expect(await statusOf(ports, answer)).toEqual({
        success: true,
        action: 'Create',
        processedAt: '2026-11-21T20:00:00.000Z',
        integrationId: 'genie',
        isSuccess: true,
        status: 'Created alert',
        alertId: alert?.alertId,
        alias: 'checkout/5xx',
      });
    }
  });

  it('is refused for a priority that there is none of, as Opsgenie does, and kept for whoever runs it', async () => {
    const ports = compatiblePorts();
    const answer = await create(ports, { priority: 'P9' });
    expect([answer.status, answer.json.errors]).toEqual([422, { priority: 'should be one of [ P1, P2, P3, P4, P5 ]' }]);
    expect(alertsIn(ports)).toEqual([]);
    const [kept] = [...ports.stores.held.quarantined.values()];
    expect(kept).toMatchObject({ integrationId: 'genie', reason: expect.stringContaining('"P9"') });
    for (const priority of ['p1', '', null]) expect((await create(ports, { priority })).status).toBe(202);
  });

  it('ends the alert where its message says that it is over, also one that a person has ended already', async () => {
    const ports = compatiblePorts();
    await create(ports);
    const over = { message: 'RESOLVED: Checkout is down' };
    expect((await create(ports, over)).status).toBe(202);
    expect(await read(ports)).toMatchObject({ status: 'closed', message: 'Checkout is down', count: 1 });
    expect((await create(ports, over)).status).toBe(202);
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved', episode: 1 }]);
    expect((await create(ports, { ...over, alias: 'unknown' })).status).toBe(202);
    expect(alertsIn(ports)).toHaveLength(1);
  });

  it('gives the request an id by which the alert can be named, by its own integration', async () => {
    const ports = compatiblePorts();
    const { requestId } = (await create(ports)).json;
    await ask(ports, 'POST', `/v2/alerts/${requestId}/notes?identifierType=id`, { note: 'seen' });
    await ask(ports, 'POST', `/v2/alerts/${requestId}/acknowledge`);
    expect((await ask(ports, 'GET', `/v2/alerts/${requestId}`)).json.data).toMatchObject({ acknowledged: true });
    const headers = { authorization: `GenieKey ${keyOf('other')}` };
    expect((await ask(ports, 'GET', `/v2/alerts/${requestId}`, undefined, { headers })).status).toBe(404);
    await ask(ports, 'POST', `/v2/alerts/${requestId}/close?identifierType=id`, {});
    expect(await read(ports)).toMatchObject({ status: 'closed' });
  });

  it('counts an equal alias while it is open, and opens a new episode after it was closed', async () => {
    const ports = compatiblePorts();
    await create(ports);
    await create(ports, { message: 'again' });
    expect(await read(ports)).toMatchObject({ count: 2, message: 'Checkout is down', status: 'open' });
    ports.time.now += 1000;
    await ask(ports, 'POST', '/v2/alerts/checkout/5xx/close?identifierType=alias', {});
    ports.time.now += 1000;
    await create(ports, { message: 'anew' });
    expect(await read(ports)).toMatchObject({ count: 1, message: 'anew', status: 'open' });
    expect(alertsIn(ports)).toMatchObject([{ episode: 2 }]);
  });

  it('without an alias has its id for one', async () => {
    const ports = compatiblePorts();
    const status = await statusOf(ports, await create(ports, { alias: undefined }));
    expect(status.alias).toBe(status.alertId);
    expect(await read(ports, String(status.alertId))).toMatchObject({ id: status.alertId, alias: status.alertId });
    await ask(ports, 'POST', `/v2/alerts/${status.alertId}/close?identifierType=alias`);
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved' }]);
  });

  it('cuts what is too long instead of refusing it', async () => {
    const ports = compatiblePorts();
    const long = { message: 'm'.repeat(500), description: 'd'.repeat(20_000), tags: Array(50).fill('t'.repeat(90)) };
    expect((await create(ports, long)).status).toBe(202);
    const alert = (await read(ports)) as { message: string; description: string; tags: string[] };
    expect(alert.message).toHaveLength(130);
    expect(alert.description).toHaveLength(15_000);
    expect(alert.tags).toHaveLength(20);
    expect(alert.tags[0]).toHaveLength(50);
    expect(alertsIn(ports)[0]?.title).toHaveLength(500);
  });

  it('maps the priority, and routes by the service in the details', async () => {
    const ports = compatiblePorts();
    for (const priority of ['P1', 'P2', 'P3', 'P4', 'P5', undefined])
      await create(ports, { alias: String(priority), priority, details: { service: 'search' } });
    const severities = ['critical', 'error', 'warning', 'info', 'info', 'warning'];
    expect(alertsIn(ports).map(({ severity }) => severity)).toEqual(severities);
    expect(alertsIn(ports)[0]?.serviceId).toBe('search');
  });
});

describe('refusals', () => {
  it.each([
    ['no message', { alias: 'x' }, 422, { errors: { message: 'may not be empty' } }],
    ['no JSON', '{', 400, {}],
    ['a list', '[]', 400, {}],
  ])('of %s', async (_what, body, status, more) => {
    const answer = await ask(compatiblePorts(), 'POST', '/v2/alerts', body);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ message: expect.any(String), took: 0, requestId: expect.any(String), ...more });
    expect(answer.headers['x-request-id']).toBe(answer.json.requestId);
  });

  it('of a wrong key, and of a key of another source', async () => {
    const ports = compatiblePorts();
    const wrong = await ask(ports, 'GET', '/v2/alerts', undefined, { headers: { authorization: 'GenieKey no' } });
    expect([wrong.status, wrong.json.message]).toEqual([401, 'Could not authenticate']);
    const headers = { authorization: `GenieKey ${keyOf('monitor')}` };
    const other = await ask(ports, 'GET', '/v2/alerts', undefined, { headers });
    expect([other.status, other.json.code]).toEqual([403, 40_301]);
  });

  it.each([
    ['Bearer', { headers: { authorization: `Bearer ${keyOf('genie')}` } }],
    ['?apiKey=', { headers: {}, query: { apiKey: keyOf('genie') } }],
  ])('none where the key comes as %s', async (_how, changes) => {
    expect((await ask(compatiblePorts(), 'GET', '/v2/alerts', undefined, changes)).status).toBe(200);
  });

  it('are 503 when nothing could be made durable', async () => {
    expect((await create(broken(compatiblePorts()))).status).toBe(503);
  });

  it('keep one integration from reading or closing the alerts of another', async () => {
    const ports = compatiblePorts();
    const { alertId } = await statusOf(ports, await create(ports));
    const headers = { authorization: `GenieKey ${keyOf('other')}` };
    expect((await ask(ports, 'GET', `/v2/alerts/${alertId}`, undefined, { headers })).status).toBe(404);
    await ask(ports, 'POST', `/v2/alerts/${alertId}/close`, {}, { headers });
    expect(alertsIn(ports)).toMatchObject([{ status: 'firing' }]);
  });
});

describe('actions', () => {
  const act = (ports: SimulatedPorts, verb: string, body: object = {}, method = 'POST') =>
    ask(ports, method, `/v2/alerts/checkout/5xx/${verb}?identifierType=alias`, body);

  it('acknowledge the page, and close the incident', async () => {
    const ports = compatiblePorts();
    await create(ports);
    expect(await statusOf(ports, await act(ports, 'acknowledge'))).toMatchObject({ success: true });
    expect(await read(ports)).toMatchObject({ acknowledged: true });
    const events = () => [...ports.stores.held.commits.values()].flat().flatMap((commit) => commit.events);
    expect(events().map(({ type }) => type)).toContain('PageAcknowledged');
    await act(ports, 'close', { note: 'recovered', user: 'ana' });
    expect(await read(ports)).toMatchObject({ status: 'closed' });
    expect(notesIn(ports)).toContain('ana: recovered');
  });

  it('say in Zabbix’ words why they cannot be done', async () => {
    const ports = compatiblePorts();
    const status = async (verb: string) => (await statusOf(ports, await act(ports, verb))).status;
    expect(await status('close')).toBe('There is no open alert with alias [checkout/5xx]');
    await create(ports);
    await act(ports, 'acknowledge');
    expect(await status('acknowledge')).toBe('Alert is already acknowledged');
    await act(ports, 'close');
    expect(await status('close')).toBe('Alert is already closed');
    expect(await status('acknowledge')).toContain('There is no open alert');
  });

  it('of what Muster does not do are answered as Opsgenie does, and stand on the incident', async () => {
    const ports = compatiblePorts();
    await create(ports);
    const asked: [string, object, RegExp][] = [
      ['snooze', { endTime: '2026-11-21T21:00:00Z' }, /Snooze until 2026-11-21T21:00:00.000Z/],
      ['escalate', { escalation: { name: 'esc' } }, /"esc"/],
      ['assign', { owner: { username: 'a@example.com' } }, /Assigned to a@example.com/],
      ['actions/Restart', { note: 'go' }, /"Restart"[\s\S]*go/],
      ['tags', { tags: ['x'] }, /Tags added: x/],
      ['details', { details: { k: 'v' } }, /k: v/],
      ['responders', { responder: { name: 'sre', type: 'team' } }, /"sre"/],
      ['teams', { team: { name: 'dba' } }, /"dba"/],
      ['unacknowledge', {}, /took the acknowledgement back/],
    ];
    for (const [verb, body, told] of asked) {
      const answer = await act(ports, verb, body);
      expect(answer.status, verb).toBe(202);
      expect(await statusOf(ports, answer), verb).toMatchObject({ success: true });
      expect(notesIn(ports).at(-1), verb).toMatch(told);
    }
    expect(await read(ports)).toMatchObject({
      owner: 'a@example.com',
      tags: ['x'],
      details: { k: 'v' },
      snoozed: true,
    });
    await ask(ports, 'DELETE', '/v2/alerts/checkout/5xx/tags?identifierType=alias&tags=x');
    expect(await read(ports)).toMatchObject({ tags: [] });
  });

  it('of a priority that is worse make the alert worse, without counting it', async () => {
    const ports = compatiblePorts();
    await create(ports, { priority: 'P4' });
    await act(ports, 'priority', { priority: 'P1' }, 'PUT');
    expect(alertsIn(ports)).toMatchObject([{ severity: 'critical', count: 1 }]);
    expect(await read(ports)).toMatchObject({ priority: 'P1' });
  });

  it('delete what then is nowhere to be found, and is over', async () => {
    const ports = compatiblePorts();
    await create(ports);
    const path = '/v2/alerts/checkout%2F5xx?identifierType=alias';
    expect((await ask(ports, 'DELETE', path)).status).toBe(202);
    expect((await ask(ports, 'GET', path)).status).toBe(404);
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved' }]);
  });

  it('find an alert by its tiny id', async () => {
    const ports = compatiblePorts();
    await create(ports);
    const { tinyId } = await read(ports);
    await ask(ports, 'POST', `/v2/alerts/${tinyId}/close?identifierType=tiny`);
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved' }]);
  });

  it('close what was recorded by a request that crashed before its own row was', async () => {
    const ports = compatiblePorts();
    const fail = () => Promise.reject(new Error('gone'));
    const crashing = { ...ports, stores: { ...ports.stores, opsgenie: { ...ports.stores.opsgenie, putAlert: fail } } };
    expect((await create(crashing)).status).toBe(503);
    expect(alertsIn(ports)).toMatchObject([{ status: 'firing' }]);
    expect(await statusOf(ports, await act(ports, 'close'))).toMatchObject({ success: true });
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved' }]);
  });
});

describe('the very requests of real clients', () => {
  it('of Alertmanager: create, PUT, PUT, partly resolved, close: one incident, one page', async () => {
    const ports = compatiblePorts();
    for (const name of ['am-005', 'am-007', 'am-009', 'am-014', 'am-016', 'am-018', 'am-023']) {
      const answer = await replay(ports, name);
      expect(answer.status, name).toBe(202);
      expect(await statusOf(ports, answer), name).toMatchObject({ success: true });
      ports.time.now += 2;
    }
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved', count: 2, serviceId: 'checkout' }]);
    expect(ports.stores.held.commits.size).toBe(1);
    expect(ports.collected.pages.map(({ job }) => job.personId)).toEqual(['ana', 'mia']);
    // Its own note once, however often Alertmanager repeats it.
    expect(notesIn(ports).filter((text) => text.includes('from alertmanager'))).toHaveLength(1);
  });

  it('of Alertmanager: a PUT that comes before its create is accepted', async () => {
    const ports = compatiblePorts();
    expect((await replay(ports, 'am-007')).status).toBe(202);
    expect(alertsIn(ports)).toEqual([]);
  });

  it('of opsgenie-sdk: aliases with slashes, trailing slashes, every call', async () => {
    const ports = compatiblePorts();
    const expected: Record<string, number> = {
      'sdk-012': 200,
      'sdk-013': 200,
      'sdk-014': 404,
      'sdk-018': 201,
    };
    for (let n = 1; n <= 18; n += 1) {
      const name = `sdk-${String(n).padStart(3, '0')}`;
      const answer = await replay(ports, name);
      expect(answer.status, name).toBe(expected[name] ?? 202);
      ports.time.now += 5;
    }
    expect(alertsIn(ports)).toMatchObject([{ dedupKey: 'host1/postgres', status: 'resolved' }]);
    expect(ports.collected.failures).toEqual([]);
  });

  it('of opsgenie-sdk: an incident of P1 is a major incident, and is closed again', async () => {
    const ports = compatiblePorts();
    const created = await replay(ports, 'sdk-019');
    expect(created.status).toBe(202);
    const path = `/opsgenie/v1/incidents/requests/${created.json.requestId}`;
    const { incidentId } = (await ask(ports, 'GET', path)).json.data as { incidentId: string };
    const shown = async () => (await ask(ports, 'GET', `/opsgenie/v1/incidents/${incidentId}`)).json.data;
    expect(await shown()).toMatchObject({ message: 'Major', status: 'open', priority: 'P1' });
    const events = [...ports.stores.held.commits.values()].flat().flatMap((commit) => commit.events);
    expect(events.map(({ type }) => type)).toContain('MajorIncidentDeclared');
    await ask(ports, 'POST', `/opsgenie/v1/incidents/${incidentId}/notes`, { note: 'looking' });
    await ask(ports, 'POST', `/opsgenie/v1/incidents/${incidentId}/resolve?identifierType=id`, { note: 'x' });
    expect(await shown()).toMatchObject({ status: 'resolved' });
    expect((await replay(ports, 'sdk-020', '/opsgenie')).status).toBe(202);
  });
});

describe('lists', () => {
  const fill = async (): Promise<SimulatedPorts> => {
    const ports = compatiblePorts();
    for (const [i, priority] of ['P1', 'P3', 'P3'].entries()) {
      ports.time.now += 1000;
      await create(ports, { alias: `a${i}`, message: `number ${i}`, priority, tags: [`t${i}`] });
    }
    await ask(ports, 'POST', '/v2/alerts/a1/close?identifierType=alias');
    return ports;
  };

  it.each([
    ['', ['a2', 'a1', 'a0']],
    ['query=status%3Aopen&limit=5', ['a2', 'a0']],
    ['query=status%3Dclosed', ['a1']],
    ['query=priority:P3 AND status:open', ['a2']],
    ['query=tag:t0', ['a0']],
    ['query="number 1"', ['a1']],
    ['query=-alias:a1', ['a2', 'a0']],
    ['limit=1&offset=1', ['a1']],
    ['order=asc', ['a0', 'a1', 'a2']],
  ])('%s', async (query, aliases) => {
    const ports = await fill();
    const { data } = (await ask(ports, 'GET', `/v2/alerts/?${query}`)).json;
    expect((data as { alias: string }[]).map(({ alias }) => alias)).toEqual(aliases);
  });

  it('name the pages around them, without a key that stands in the address', async () => {
    const ports = await fill();
    const headers = {
      authorization: `GenieKey ${keyOf('genie')}`,
      host: 'muster.example',
      'x-forwarded-proto': 'https',
    };
    const page = async (query: string) => ask(ports, 'GET', `/v2/alerts?${query}`, undefined, { headers });
    const first = await page('query=priority:P3&limit=1&apiKey=secret');
    const at = (offset: number) => `https://muster.example/v2/alerts?query=priority%3AP3&limit=1&offset=${offset}`;
    expect(first.json.paging).toEqual({ next: at(1), first: at(0), last: at(1) });
    expect(first.headers).toMatchObject({ 'x-paging-next': at(1), 'x-paging-first': at(0), 'x-paging-last': at(1) });
    const second = await page(String(new URL(String((first.json.paging as { next: string }).next)).searchParams));
    expect(second.json.paging).toEqual({ prev: at(0), first: at(0), last: at(1) });
    expect((second.json.data as { alias: string }[]).map(({ alias }) => alias)).toEqual(['a1']);
  });

  it.each([
    ['query=status:(open', 'query'],
    ['query=nothing:x', 'query'],
    ['sort=colour', 'sort'],
    ['order=up', 'order'],
    ['limit=many', 'limit'],
    ['offset=-1', 'offset'],
  ])('are refused in words where %s cannot be understood', async (query, field) => {
    for (const path of ['/v2/alerts', '/opsgenie/v1/incidents']) {
      const { status, json } = await ask(await fill(), 'GET', `${path}?${query}`);
      expect([status, json.message, Object.keys(json.errors as object)]).toEqual([
        422,
        'Request parameters are not processable. Please check the errors.',
        [field],
      ]);
    }
  });

  it('are sorted by numbers as numbers', async () => {
    const ports = compatiblePorts();
    for (let i = 0; i < 11; i += 1) await create(ports, { alias: `a${i}` });
    const { data } = (await ask(ports, 'GET', '/v2/alerts?sort=tinyId&order=asc&limit=100')).json;
    expect((data as { tinyId: string }[]).map(({ tinyId }) => Number(tinyId))).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
  });

  it('count', async () => {
    const ports = await fill();
    expect((await ask(ports, 'GET', '/v2/alerts/count?query=status:open')).json.data).toEqual({ count: 2 });
  });

  it('hold notes and a log per alert', async () => {
    const ports = await fill();
    await ask(ports, 'POST', '/v2/alerts/a0/notes?identifierType=alias', { note: 'first', user: 'ana' });
    const notes = (await ask(ports, 'GET', '/v2/alerts/a0/notes?identifierType=alias')).json.data;
    expect(notes).toMatchObject([{ note: 'first', owner: 'ana', offset: '0' }]);
    const logs = (await ask(ports, 'GET', '/v2/alerts/a0/logs?identifierType=alias&order=asc')).json.data;
    expect(logs).toMatchObject([{ log: 'Alert created via API' }, { log: 'Added note' }]);
  });
});
