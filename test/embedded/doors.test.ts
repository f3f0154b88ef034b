import { request as httpRequest } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes as apiRoutes } from '../../api/table.ts';
import { NodeSha256 } from '../../intake/aws/node-sha256.ts';
import { ROUTES } from '../../intake/routes.ts';
import { fixture } from '../fakes/source-fixtures.ts';
import { Bench, type MusterProcess, type ReadyLine } from './muster-process.ts';

interface Asked {
  readonly method: string;
  readonly path: string;
}

const exampleOf = (path: string): string => path.replace('{proxy+}', 'generic').replace(/\{\w+\}/g, 'x');

/** Every address that there is, as somebody asks there. */
const ADDRESSES: readonly (Asked & {
  readonly open: boolean;
  readonly openHere?: boolean;
  readonly pagerduty?: boolean;
})[] = [
  ...ROUTES.map(({ method, noSignIn = '', path, served }) => ({
    pagerduty: served.startsWith('pagerduty'),
    method: method === 'ANY' ? 'POST' : method,
    path: exampleOf(path),
    open: ['public', 'leads-on'].includes(noSignIn),
    openHere: noSignIn === 'this-machine',
  })),
  ...apiRoutes.map(({ method, path, role }) => ({
    method: method.toUpperCase(),
    path: exampleOf(path),
    // A link is looked at by whoever holds it; this one is none.
    open: role === 'anybody' && !path.includes('{token}'),
  })),
];

/** What a stranger may send along, and no key. */
const STRANGERS: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['from this machine', {}],
  [
    'through a proxy',
    { 'x-forwarded-for': '203.0.113.66', 'x-forwarded-host': 'localhost', forwarded: 'for=203.0.113.66' },
  ],
  ['from a page of another origin', { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }],
  ['with a key that is none', { authorization: `Bearer mst_${'a'.repeat(40)}` }],
];

const EVENTS = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' };

describe('A running Muster', () => {
  const bench = new Bench();
  let muster: MusterProcess;
  let ready: ReadyLine;
  beforeAll(async () => {
    muster = bench.start({ MUSTER_DATA: bench.directory() });
    ready = await muster.whenReady();
  });
  afterAll(() => bench.clear());

  const ask = (
    { method, path }: Asked,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<{ readonly status: number; readonly text: string }> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(ready.url);
      const sent = httpRequest({ port, host: '127.0.0.1', method, path, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (data) => {
          text += data;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      });
      sent.on('error', reject);
      sent.end(body ?? (method === 'POST' ? '{}' : undefined));
    });

  it.each(STRANGERS)('does nothing anywhere for whoever asks %s', async (_how, headers) => {
    const isHere = headers.origin === undefined && headers.forwarded === undefined;
    for (const { open, openHere, pagerduty, ...address } of ADDRESSES) {
      const { status } = await ask(address, headers);
      const said = `${address.method} ${address.path} ${status}`;
      if (open || (openHere && isHere)) expect(said).toMatch(/ (?:200|302)$/);
      // PagerDuty answers an event without a key of its own kind so, and its clients know it.
      else expect(said).toMatch(pagerduty ? / (?:400|404)$/ : / (?:401|403|404|405)$/);
    }
    expect((await muster.get<{ items: unknown[] }>('/v1/incidents')).items).toEqual([]);
  });

  it('answers nothing, anywhere, under a name that is not its own, whatever key is brought', async () => {
    const authorization = `Bearer ${ready.token}`;
    for (const address of ADDRESSES) {
      const { status, text } = await ask(address, { host: 'rebind.evil.example', authorization });
      expect(`${address.method} ${address.path} ${status}`).toMatch(/ 421$/);
      expect(JSON.parse(text)).toMatchObject({ code: 'misdirected' });
    }
    const generic = new URL(
      ready.integrations.api?.url ??
        Object.values(ready.integrations).find(({ url }) => url?.includes('/in/generic/'))?.url ??
        '',
    );
    const body = JSON.stringify({ title: 'x', severity: 'critical' });
    expect((await ask({ method: 'POST', path: generic.pathname }, { host: 'evil.example' }, body)).status).toBe(421);
  });

  it('answers TRACE with 405 everywhere', async () => {
    for (const { path } of ADDRESSES)
      expect((await ask({ method: 'TRACE', path }, { authorization: `Bearer ${ready.token}` })).status).toBe(405);
  });

  const signed = async (body: string, date = new Date()): Promise<Record<string, string>> => {
    const signer = new SignatureV4({
      credentials: { accessKeyId: 'cloudwatch', secretAccessKey: ready.integrations.cloudwatch?.key ?? '' },
      region: 'eu-west-1',
      service: 'events',
      sha256: NodeSha256,
    });
    const { host, hostname } = new URL(ready.url);
    const { headers } = await signer.sign(
      { method: 'POST', protocol: 'http:', hostname, path: '/', query: {}, headers: { host, ...EVENTS }, body },
      { signingDate: date },
    );
    return headers;
  };
  const alarm = (name: string): string => {
    const { body } = fixture('cloudwatch', 'firing') as {
      body: { source: string; 'detail-type': string; detail: object };
    };
    const Detail = JSON.stringify({ ...body.detail, alarmName: name });
    return JSON.stringify({ Entries: [{ Source: body.source, DetailType: body['detail-type'], Detail }] });
  };
  const ROOT = { method: 'POST', path: '/' };

  it('takes a signed event once, however often it comes', async () => {
    const body = alarm('signed-once');
    const headers = await signed(body);
    const first = await ask(ROOT, headers, body);
    expect([first.status, JSON.parse(first.text)]).toMatchObject([200, { FailedEntryCount: 0 }]);
    const { incident } = await muster.told(
      ({ kind, text }) => kind === 'IncidentOpened' && text.includes('signed-once'),
    );
    expect(await ask(ROOT, headers, body)).toEqual(first);
    const { items } = await muster.get<{ items: { alertId: string }[] }>(`/v1/incidents/${incident}/alerts`);
    expect(await muster.get(`/v1/alerts/${items[0]?.alertId}`)).toMatchObject({ count: 1 });
  });

  it.each([
    ['x-forwarded-for', '203.0.113.66'],
    ['forwarded', 'for=203.0.113.66'],
    ['x-forwarded-proto', 'https'],
    ['via', '1.1 proxy'],
    ['x-real-ip', '203.0.113.66'],
    ['origin', 'null'],
    ['sec-fetch-site', 'same-origin'],
  ])('refuses at its root what a browser or a proxy brings, signed or not: %s', async (name, value) => {
    const body = alarm(`brought-by-${name}`);
    const answer = await ask(ROOT, { ...(await signed(body)), [name]: value }, body);
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([403, { __type: 'AccessDeniedException' }]);
    const form = { 'content-type': 'application/x-www-form-urlencoded', [name]: value };
    const published = await ask(ROOT, form, 'Action=Publish&Message=x');
    expect([published.status, published.text]).toEqual([403, expect.stringContaining('<Code>AccessDeniedException')]);
  });

  it('refuses at its root what says nothing of its body, or is of another hour', async () => {
    const body = alarm('unsigned-body');
    const unsigned = { ...(await signed(body)), 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    expect((await ask(ROOT, unsigned, body)).status).toBe(403);
    for (const minutes of [-6, 6]) {
      const headers = await signed(body, new Date(Date.now() + minutes * 60_000));
      expect((await ask(ROOT, headers, body)).status).toBe(403);
    }
  });

  it('shows the key pair of an integration to an administrator', async () => {
    const { items } = await muster.get<{ items: { id: string; addresses: object[] }[] }>('/v1/integrations');
    expect(items.find(({ id }) => id === 'cloudwatch')?.addresses).toMatchObject([
      { url: ready.url, accessKeyId: 'cloudwatch', key: ready.integrations.cloudwatch?.key },
    ]);
  });
});
