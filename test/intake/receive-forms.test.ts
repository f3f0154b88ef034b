import { describe, expect, it } from 'vitest';
import type { SimulatedPorts } from '../../simulation/simulated-ports.ts';
import { keyOf, sendTo } from '../fakes/intake.ts';
import { portsWith } from '../fakes/intake-of-sources.ts';
import { bodyOf } from '../fakes/signal-of.ts';

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];

const ROBOT = `/in/uptimerobot/${keyOf('uptimerobot-1')}`;
const KUMA = `/in/uptime-kuma/${keyOf('uptime-kuma-1')}`;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const multipart = (field: string, value: string): string =>
  [
    '--------------------------a1b2',
    'Content-Disposition: form-data; name="other"',
    '',
    'first',
    '--------------------------a1b2',
    `Content-Disposition: form-data; name="${field}"`,
    '',
    value,
    '--------------------------a1b2--',
    '',
  ].join('\r\n');

describe('forms and queries', () => {
  it('are read from a sender that fills in a form', async () => {
    const ports = portsWith('uptimerobot');
    const form = new URLSearchParams(bodyOf('uptimerobot', 'firing') as Record<string, string>).toString();
    const { json } = await sendTo(ports, ROBOT, form, { headers: FORM });
    expect(json).toMatchObject({ accepted: 1, quarantined: 0 });
    expect(alertsIn(ports)).toMatchObject([{ title: 'Shop' }]);
  });

  it('are read whatever the content type says, and JSON before a form', async () => {
    const ports = portsWith('uptimerobot');
    const body = bodyOf('uptimerobot', 'firing');
    const form = new URLSearchParams(body as Record<string, string>).toString();
    await sendTo(ports, ROBOT, form, { headers: { 'content-type': 'application/json' } });
    await sendTo(ports, ROBOT, body, { headers: FORM });
    expect(alertsIn(ports)).toMatchObject([{ count: 2 }]);
  });

  it('are read from the query of a GET, of which the key is no part', async () => {
    const ports = portsWith('uptimerobot');
    const query = { ...(bodyOf('uptimerobot', 'firing.query') as Record<string, string>), token: 'secret' };
    const { status, json } = await sendTo(ports, ROBOT, '', { method: 'GET', query });
    expect([status, json.accepted]).toEqual([202, 1]);
    expect(JSON.stringify(alertsIn(ports))).not.toContain('secret');
  });

  it('are read from a field of a multipart form that holds JSON', async () => {
    const ports = portsWith('uptime-kuma');
    const text = multipart('data', JSON.stringify(bodyOf('uptime-kuma', 'firing')));
    expect((await sendTo(ports, KUMA, text)).json).toMatchObject({ accepted: 1 });
    expect(alertsIn(ports)).toMatchObject([{ title: 'Checkout' }]);
  });

  it('are read from a url-encoded form with one field of JSON', async () => {
    const ports = portsWith('github');
    const payload = JSON.stringify(bodyOf('github', 'firing.workflow-run'));
    const path = `/in/github/${keyOf('github-1')}`;
    const { json } = await sendTo(ports, path, new URLSearchParams({ payload }).toString(), { headers: FORM });
    expect(json).toMatchObject({ accepted: 1 });
  });

  it.each([
    ['an empty body without a query', '', {}],
    ['a query of nothing but the key', '', { token: 'x' }],
    ['text that is no form', 'hello', {}],
    ['a multipart form without parts', '--x\r\n\r\n--x--', {}],
  ])('are not found in %s', async (_what, body, query) => {
    expect((await sendTo(portsWith('uptimerobot'), ROBOT, body, { query })).status).toBe(400);
  });

  it('are read as plain alerts: Apprise, which resolves by its title', async () => {
    const ports = portsWith('generic');
    const path = `/in/generic/${keyOf('generic-1')}`;
    const apprise = (type: string) =>
      new URLSearchParams({ version: '1.0', title: 'DB down', message: 'on db-1', type });
    await sendTo(ports, path, apprise('failure').toString(), { headers: FORM });
    expect(alertsIn(ports)).toMatchObject([{ title: 'DB down', severity: 'error', status: 'firing' }]);
    await sendTo(ports, path, apprise('success').toString(), { headers: FORM });
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved' }]);
  });

  it('are not what begins like JSON: a body that was cut is refused as such', async () => {
    const path = `/in/generic/${keyOf('generic-1')}`;
    const { status, json } = await sendTo(portsWith('generic'), path, '{"title":"a=b');
    expect([status, json.detail]).toEqual([400, 'The body is not JSON.']);
  });

  it('refuse JSON in a field that is none', async () => {
    expect((await sendTo(portsWith('uptime-kuma'), KUMA, 'data=%7Bbroken')).status).toBe(400);
  });

  it('are of no source that does not ask for them', async () => {
    const ports = portsWith();
    const path = `/in/alertmanager/${keyOf('prometheus')}`;
    expect((await sendTo(ports, path, 'title=Disk+full', { headers: FORM })).status).toBe(400);
    expect((await sendTo(ports, path, '', { method: 'GET', query: { title: 'Disk full' } })).status).toBe(405);
  });

  it('of thousands of fields cost no more than their bytes', async () => {
    const many = Array.from({ length: 200_000 }, (_, i) => `f${i}=x`).join('&');
    expect((await sendTo(portsWith('uptimerobot'), ROBOT, many)).json).toMatchObject({ quarantined: 1 });
  });
});
