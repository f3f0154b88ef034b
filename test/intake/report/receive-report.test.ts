import { describe, expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import { foldCommits } from '../../../domain/incident/evolve.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import type { StoredReport } from '../../../domain/report/report.ts';
import { receiveCompatible } from '../../../intake/receive-compatible.ts';
import { receiveReport } from '../../../intake/report/receive-report.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { executeCommand } from '../../../usecases/incident/execute-command.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { readIncident, readReports, verifyIncident } from '../../../usecases/incident/read-incident.ts';
import { erasePerson } from '../../../usecases/personal/erase-person.ts';
import { broken, exampleKeys, keyOf, sendTo } from '../../fakes/intake.ts';
import { PORTAL_ORIGIN, portalPorts, reportTo } from '../../fakes/reports.ts';

const SAID = { what: 'I cannot pay', service: 'Online shop', impact: 'cannot-work' };

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];
const incidentsIn = (ports: SimulatedPorts) =>
  [...ports.stores.held.commits.values()].map((commits) => foldCommits(commits));
const pagesIn = (ports: SimulatedPorts) => ports.collected.pages.map(({ job }) => job.personId);

/** So many people, each with an address of their own. */
const crowd = async (ports: SimulatedPorts, people: number, said: object = SAID, from = 0) => {
  for (let i = from; i < from + people; i += 1) {
    expect((await reportTo(ports, said, { address: `203.0.${i >> 8}.${i & 255}` })).status).toBe(202);
  }
};

/** What the stream does. */
const follow = async (ports: SimulatedPorts) => {
  for (const chain of [...ports.stores.held.commits.values()])
    for (const commit of chain) await followCommit(ports, commit);
};

describe('a report', () => {
  it('is an alert of its service that wakes nobody, and is answered kindly', async () => {
    const ports = portalPorts();
    const { headers, json, status } = await reportTo(ports, { ...SAID, since: 'an hour', contact: 'kim@example.net' });
    expect(status).toBe(202);
    expect(json).toEqual({
      reference: expect.stringMatching(/^R-[0-9A-V]{4}-[0-9A-V]{4}$/),
      message: expect.stringContaining('Thank you'),
    });
    expect(headers['cache-control']).toBe('no-store');
    expect(alertsIn(ports)).toMatchObject([{ serviceId: 'checkout', severity: 'info', count: 1, status: 'firing' }]);
    const [state] = incidentsIn(ports);
    expect(state).toMatchObject({ title: 'Reported: Online shop', severity: 'SEV5', major: 'none' });
    expect(await readIncident(ports, state?.incidentId ?? '')).toMatchObject({
      title: 'Reported: Online shop: I cannot pay',
      description: expect.stringContaining('Since: an hour'),
    });
    expect(pagesIn(ports)).toEqual([]);
  });

  it('of twenty people is one alert with their number, and somebody is paged, once', async () => {
    const ports = portalPorts();
    await crowd(ports, 20);
    expect(alertsIn(ports)).toMatchObject([{ count: 20, severity: 'warning' }]);
    expect(incidentsIn(ports)).toMatchObject([{ serviceId: 'checkout', severity: 'SEV3' }]);
    expect(pagesIn(ports)).toEqual(['ana']);
  });

  it('pages when the tenth says so and not before, and blemishes never do', async () => {
    const ports = portalPorts();
    await crowd(ports, 9);
    await crowd(ports, 40, { ...SAID, impact: 'cosmetic' }, 100);
    expect(pagesIn(ports)).toEqual([]);
    await crowd(ports, 1, SAID, 9);
    expect(pagesIn(ports)).toEqual(['ana']);
  });

  it('is as severe as the form lets it be', async () => {
    const ports = portalPorts({
      severityFrom: [
        { reporters: 2, severity: 'error' },
        { reporters: 3, severity: 'critical' },
      ],
      maximumSeverity: 'error',
    });
    await crowd(ports, 5);
    expect(alertsIn(ports)).toMatchObject([{ severity: 'error' }]);
  });

  it('may page by itself only where somebody decided so', async () => {
    const ports = portalPorts({}, { severityOverrides: { 'cannot-work': 'critical' } });
    await reportTo(ports, SAID);
    // The cap of the form holds for that, too.
    expect(alertsIn(ports)).toMatchObject([{ severity: 'warning' }]);
    expect(pagesIn(ports)).toEqual(['ana']);
  });

  it('counts a reporter once an hour, by address and contact', async () => {
    const ports = portalPorts({ perAddress: { perMinute: 600, burst: 600 } });
    for (let i = 0; i < 5; i += 1) await reportTo(ports, SAID);
    expect(alertsIn(ports)).toMatchObject([{ count: 1 }]);
    await reportTo(ports, { ...SAID, contact: 'Kim@example.net' });
    await reportTo(ports, { ...SAID, contact: 'kim@EXAMPLE.net' });
    await reportTo(ports, SAID, { address: '198.51.100.8' });
    expect(alertsIn(ports)).toMatchObject([{ count: 3 }]);
    ports.time.now += 3_600_000;
    await reportTo(ports, SAID);
    expect(alertsIn(ports)).toMatchObject([{ count: 4, severity: 'info' }]);
  });

  it('does not become severe by one person who says it every hour', async () => {
    const ports = portalPorts({ severityFrom: [{ reporters: 2, severity: 'warning' }] });
    for (let hour = 0; hour < 12; hour += 1) {
      await reportTo(ports, SAID);
      ports.time.now += 3_600_000;
    }
    expect(alertsIn(ports)).toMatchObject([{ count: 12, severity: 'info' }]);
  });

  it('after people resolved its incident is new', async () => {
    const ports = portalPorts();
    await crowd(ports, 3);
    const [incident] = incidentsIn(ports);
    const metadata = { now: toIso(ports.time.now), actor: { kind: 'person', id: 'ana' }, commandId: 'x' } as const;
    const command = { type: 'resolve', summary: 'over', metadata } as const;
    await executeCommand(ports, lookupIn(ports.configured.current), incident?.incidentId ?? '', command);
    await follow(ports);
    ports.time.now += 86_400_000;
    await crowd(ports, 1);
    expect(alertsIn(ports)).toMatchObject([{ episode: 2, count: 1, severity: 'info', status: 'firing' }]);
    expect(incidentsIn(ports)).toHaveLength(2);
  });

  it('by a form without a script is answered with a page', async () => {
    const ports = portalPorts();
    const { body, headers, status } = await reportTo(
      ports,
      'what=I+cannot+pay&service=online+shop&impact=slow&contact=',
      {
        headers: {
          accept: 'text/html,*/*',
          'content-type': 'application/x-www-form-urlencoded',
          origin: PORTAL_ORIGIN,
        },
      },
    );
    expect(status).toBe(202);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(body).toMatch(/Thank you.*R-/s);
    expect(alertsIn(ports)).toHaveLength(1);
  });

  it.each<[string, number, (ports: SimulatedPorts) => Promise<unknown>, object]>([
    ['accepted', 202, async () => {}, SAID],
    ['refused', 400, async () => {}, { service: 'Online shop' }],
    ['too many', 429, (ports) => Promise.all(Array.from({ length: 5 }, () => reportTo(ports, SAID))), SAID],
    ['too long', 413, async () => {}, { ...SAID, what: 'x'.repeat(9000) }],
  ])('of a browser is answered with a page when it is %s: %i', async (_, expected, before, said) => {
    const ports = portalPorts();
    await before(ports);
    const { status, headers, body } = await reportTo(ports, said, { headers: { accept: 'text/html' } });
    expect([status, headers['content-type']]).toEqual([expected, 'text/html; charset=utf-8']);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(body).toMatch(/^<!doctype html><html lang="en">[\s\S]*<h1>[^<]+<\/h1>/);
    expect(body).not.toMatch(/[{]"|urn:muster|<script/);
  });

  it('of a form that is not connected is a page too, and JSON for a script', async () => {
    const ports = portalPorts();
    const request = { method: 'POST', path: '/in/report/unknown', query: {}, body: '{}', receivedAt: ports.time.now };
    const ask = (accept: string) =>
      receiveReport(ports, exampleKeys(ports), { ...request, headers: { accept } }, 'unknown');
    const page = await ask('text/html');
    expect([page.status, page.headers['content-type']]).toEqual([401, 'text/html; charset=utf-8']);
    expect((await ask('application/json')).headers['content-type']).toBe('application/problem+json');
  });

  it('is read by responders with its contact, which is nowhere else', async () => {
    const ports = portalPorts();
    const { json } = await reportTo(ports, { ...SAID, contact: 'kim@example.net', since: 'noon' });
    await follow(ports);
    const incidentId = incidentsIn(ports)[0]?.incidentId ?? '';
    expect(await readReports(ports, incidentId, 10)).toEqual([
      {
        reference: json.reference,
        at: toIso(ports.time.now),
        what: 'I cannot pay',
        impact: 'cannot-work',
        since: 'noon',
        contact: 'kim@example.net',
      },
    ]);
    const { alerts, commits, heads, projectionRows, reports } = ports.stores.held;
    const elsewhere = [
      ...alerts.values(),
      ...commits.values(),
      ...heads.values(),
      ...projectionRows.values(),
      ports.collected,
    ];
    expect(JSON.stringify(elsewhere)).not.toMatch(/kim@|198\.51\.100\.7/);
    expect(JSON.stringify([...reports.values()])).not.toMatch(/198\.51\.100\.7|kim@|cannot pay|noon/);
  });

  it.each([
    ['by the contact', { contact: 'Kim@example.net' }, () => 'kim@example.net'],
    ['by the reference that they were told', {}, (reference: string) => reference],
  ])('goes with whoever sent it, %s, and counts as before', async (_, said, personOf) => {
    const ports = portalPorts();
    const { json } = await reportTo(ports, { ...SAID, since: 'noon', ...said });
    await reportTo(ports, { ...SAID, contact: 'lee@example.net' }, { address: '198.51.100.8' });
    await follow(ports);
    const incidentId = incidentsIn(ports)[0]?.incidentId ?? '';
    const metadata = { now: toIso(ports.time.now), actor: { kind: 'person', id: 'root' } as const, commandId: 'c' };
    expect(await erasePerson(ports, personOf(String(json.reference)), metadata)).toMatchObject({ rows: 2 });
    const [erased, other] = await readReports(ports, incidentId, 10);
    expect([erased, other].map((one) => one?.what).toSorted()).toEqual(['', 'I cannot pay']);
    expect((await readReports(ports, incidentId, 10)).find(({ erased: is }) => is)).toEqual({
      reference: json.reference,
      at: toIso(ports.time.now),
      impact: 'cannot-work',
      what: '',
      erased: true,
    });
    expect(await readIncident(ports, incidentId)).toMatchObject({ title: 'Reported: Online shop' });
    expect(await verifyIncident(ports, incidentId)).toMatchObject({ ok: true, personal: { erased: 1 } });
    expect(alertsIn(ports)).toMatchObject([{ count: 2 }]);
  });

  it('that an earlier version stored says everything itself, and is read all the same', async () => {
    const ports = portalPorts();
    await reportTo(ports, SAID);
    await follow(ports);
    const [[key, stored] = ['', undefined]] = [...ports.stores.held.reports];
    const { words: _, ...old } = { ...stored, what: 'as before', contact: 'kim@example.net' };
    ports.stores.held.reports.set(key, old as StoredReport);
    expect(await readReports(ports, incidentsIn(ports)[0]?.incidentId ?? '', 10)).toMatchObject([
      { what: 'as before', contact: 'kim@example.net' },
    ]);
  });
});

describe('the form learns nothing', () => {
  it('whether a report opened, joined, was counted before or was thrown away', async () => {
    const ports = portalPorts();
    const answers = [
      await reportTo(ports, SAID),
      await reportTo(ports, SAID, { address: '198.51.100.8' }),
      await reportTo(ports, SAID),
      await reportTo(ports, { ...SAID, website: 'https://spam.example' }),
    ];
    const shapes = answers.map(({ headers, json, status }) => ({ status, headers, ...json, reference: '' }));
    for (const shape of shapes) expect(shape).toEqual(shapes[0]);
    expect(new Set(answers.map(({ json }) => json.reference)).size).toBe(4);
    expect(alertsIn(ports)).toMatchObject([{ count: 2 }]);
    expect(ports.stores.held.reports.size).toBe(2);
  });

  it('and its key opens no other door', async () => {
    const ports = portalPorts();
    const key = keyOf('portal');
    const event = { event_action: 'trigger', payload: { summary: 'x', source: 'x', severity: 'critical' } };
    const doors = [
      await sendTo(ports, `/in/generic/${key}`, { title: 'x' }),
      await sendTo(ports, '/in/generic', { title: 'x' }, { headers: { authorization: `Bearer ${key}` } }),
      await sendTo(ports, `/integration/${key}/enqueue`, { title: 'x' }),
      await sendTo(ports, '/v2/enqueue', { routing_key: key, ...event }),
      await receiveCompatible(ports, exampleKeys(ports), {
        method: 'POST',
        path: '/v2/alerts',
        query: {},
        headers: { authorization: `GenieKey ${key}` },
        body: '{"message":"x"}',
        receivedAt: ports.time.now,
      }),
    ];
    for (const { body, status } of doors) {
      expect([400, 401]).toContain(status);
      expect(body).not.toContain('portal');
    }
    expect(alertsIn(ports)).toEqual([]);
    expect((await reportTo(ports, SAID, { path: `/in/report/${keyOf('scripts', 2)}` })).status).toBe(401);
    expect((await reportTo(ports, SAID, { path: '/in/report' })).status).toBe(401);
  });

  it.each(['GET', 'PUT', 'DELETE'])('by %s', async (method) => {
    const answer = await reportTo(portalPorts(), SAID, { method });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'POST, OPTIONS' } });
  });
});

describe('a page of another origin', () => {
  it('that is listed may ask first, send, and read every answer', async () => {
    const ports = portalPorts();
    const headers = { origin: PORTAL_ORIGIN };
    const cors = { 'access-control-allow-origin': PORTAL_ORIGIN, vary: 'origin' };
    const preflight = await reportTo(ports, '', { method: 'OPTIONS', headers });
    expect(preflight).toMatchObject({
      status: 204,
      body: '',
      headers: { ...cors, 'access-control-allow-methods': 'POST', 'access-control-allow-headers': 'content-type' },
    });
    for (const body of [SAID, {}, 'x'.repeat(9000), '{']) {
      expect((await reportTo(ports, body, { headers })).headers).toMatchObject(cors);
    }
    for (let i = 0; i < 5; i += 1) await reportTo(ports, SAID, { headers });
    expect(await reportTo(ports, SAID, { headers })).toMatchObject({ status: 429, headers: cors });
    const { stores, queues } = broken(ports);
    const failing = {
      ...ports,
      queues,
      stores: { ...stores, reports: { ...stores.reports, put: async () => Promise.reject(new Error('down')) } },
    };
    expect(await reportTo(failing, SAID, { headers, address: '198.51.100.9' })).toMatchObject({
      status: 503,
      headers: cors,
    });
  });

  it.each(['https://evil.example', 'null', `${PORTAL_ORIGIN}.evil.example`, 'http://status.example.com'])(
    'that is not (%s) may neither ask nor send',
    async (origin) => {
      const ports = portalPorts();
      for (const method of ['OPTIONS', 'POST']) {
        const { headers, status } = await reportTo(ports, SAID, { method, headers: { origin } });
        expect(status).toBe(403);
        expect(headers).not.toHaveProperty('access-control-allow-origin');
      }
      expect(alertsIn(ports)).toEqual([]);
    },
  );
});

describe('too many reports', () => {
  it('from one address are refused with when to come back, and from another are not', async () => {
    const ports = portalPorts();
    for (let i = 0; i < 5; i += 1) expect((await reportTo(ports, SAID)).status).toBe(202);
    const { headers, json, status } = await reportTo(ports, SAID);
    expect(status).toBe(429);
    expect(headers['retry-after']).toBe('60');
    expect(json).toMatchObject({ code: 'too-many-requests', detail: expect.stringContaining('60 seconds') });
    expect((await reportTo(ports, SAID, { address: '198.51.100.8' })).status).toBe(202);
    ports.time.now += 60_000;
    expect((await reportTo(ports, SAID)).status).toBe(202);
  });

  it('from one network of IPv6 are from one', async () => {
    const ports = portalPorts();
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      statuses.push((await reportTo(ports, SAID, { address: `2001:db8:1:2:${i}::${i}` })).status);
    }
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
    expect((await reportTo(ports, SAID, { address: '2001:db8:1:3::1' })).status).toBe(202);
    expect(alertsIn(ports)).toMatchObject([{ count: 2 }]);
  });

  it('from nowhere that can be told share one limit', async () => {
    const ports = portalPorts();
    const statuses: number[] = [];
    for (let i = 0; i < 6; i += 1) statuses.push((await reportTo(ports, SAID, { address: undefined })).status);
    expect(statuses.at(-1)).toBe(429);
  });

  it('at one form are refused, but never the first about a service', async () => {
    const ports = portalPorts({}, { rateLimit: { perMinute: 1, burst: 3 } });
    await crowd(ports, 3);
    const fourth = await reportTo(ports, SAID, { address: '192.0.2.4' });
    expect(fourth).toMatchObject({ status: 429, headers: { 'retry-after': '60' } });
    expect((await reportTo(ports, { ...SAID, service: 'Search' }, { address: '192.0.2.5' })).status).toBe(202);
    expect(alertsIn(ports).map(({ count, serviceId }) => [serviceId, count])).toEqual([
      ['checkout', 3],
      ['search', 1],
    ]);
  });

  it('do not make it remember every address', async () => {
    const ports = portalPorts({}, { rateLimit: { perMinute: 1_000_000, burst: 1_000_000 } });
    for (let i = 0; i < 21_000; i += 1)
      ports.rates.take(`reports of portal from 10.${i >> 8}.${i & 255}.1`, 1, { perMinute: 1, burst: 5 });
    for (let i = 0; i < 5; i += 1) await reportTo(ports, SAID);
    expect((await reportTo(ports, SAID)).status).toBe(429);
  });
});

describe('a report that is not one', () => {
  it.each<[string, unknown, string]>([
    ['without words', { ...SAID, what: '  ' }, 'Say in "what"'],
    ['of nothing that can be seen', { ...SAID, what: '\u202e\u2066\u200b\u0007' }, 'Say in "what"'],
    ['too long', { ...SAID, what: 'x'.repeat(1001) }, '1000 characters'],
    ['of an unknown service', { ...SAID, service: 'checkout' }, 'Choose the "service": Online shop, Search.'],
    ['of no service', { what: 'I cannot pay' }, 'Choose the "service"'],
    ['as bad as it likes', { ...SAID, impact: 'critical' }, 'cannot-work, slow, cosmetic'],
    ['with a contact that is none', { ...SAID, contact: 'call me' }, 'e-mail address'],
    ['with a contact that is two', { ...SAID, contact: 'a@b.example,c@d.example' }, 'e-mail address'],
    ['with more than is asked', { ...SAID, severity: 'critical' }, 'There is no field "severity"'],
    ['with objects for words', { ...SAID, what: { a: 1 } }, '"what" must be text'],
    ['of several', [SAID, SAID], 'JSON object'],
  ])('%s is refused in words', async (_what, body, detail) => {
    const ports = portalPorts();
    const { json, status } = await reportTo(ports, body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'invalid-request', detail: expect.stringContaining(detail) });
    expect(JSON.stringify(json)).not.toMatch(/portal|stack|zod/i);
    expect(alertsIn(ports)).toEqual([]);
    expect(ports.stores.held.quarantined.size).toBe(0);
  });

  it.each<[string, string | Uint8Array, number]>([
    ['larger than 8 KB', `{"what":"${'x'.repeat(8192)}"}`, 413],
    ['empty', '', 400],
    ['no JSON and no form', '{"what":', 400],
    ['nested', `${'['.repeat(500)}${']'.repeat(500)}`, 400],
  ])('%s is refused', async (_what, body, status) => {
    const ports = portalPorts();
    expect((await reportTo(ports, body)).status).toBe(status);
    expect(ports.stores.held.quarantined.size).toBe(0);
  });
});

describe('a crash', () => {
  it('between the report and its alert loses neither: the next report finishes it', async () => {
    const ports = portalPorts({ severityFrom: [{ reporters: 2, severity: 'warning' }] });
    const { queues, stores } = broken(ports);
    expect((await reportTo({ ...ports, queues, stores }, SAID)).status).toBe(503);
    expect(alertsIn(ports)).toEqual([]);
    expect((await reportTo(ports, SAID)).status).toBe(202);
    expect(alertsIn(ports)).toMatchObject([{ count: 1 }]);
  });

  it('before it became severe is mended by the next report', async () => {
    const ports = portalPorts({ severityFrom: [{ reporters: 2, severity: 'warning' }] });
    await crowd(ports, 1);
    const down = async () => Promise.reject(new Error('down'));
    const failing = { ...ports, stores: { ...ports.stores, reports: { ...ports.stores.reports, ofAlert: down } } };
    expect((await reportTo(failing, SAID)).status).toBe(503);
    expect(alertsIn(ports)).toMatchObject([{ severity: 'info' }]);
    await crowd(ports, 1, SAID, 9);
    expect(alertsIn(ports)).toMatchObject([{ severity: 'warning' }]);
  });
});
