import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NodeSha256 } from '../../intake/aws/node-sha256.ts';
import { fixture } from '../fakes/source-fixtures.ts';
import { Bench, type MusterProcess, type ReadyLine } from './muster-process.ts';

/** That each address of another product leads to what serves it, in the real process. */
describe('A running Muster', () => {
  const bench = new Bench();
  let muster: MusterProcess;
  let ready: ReadyLine;
  beforeAll(async () => {
    muster = bench.start({ MUSTER_DATA: bench.directory() });
    ready = await muster.whenReady();
  });
  afterAll(() => bench.clear());

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${ready.url}${path}`, { redirect: 'manual', signal: AbortSignal.timeout(10_000), ...init });
  const alertmanager = () =>
    Object.entries(ready.integrations).find(([, { url }]) => url?.includes('/in/alertmanager'))?.[1].key as string;

  it('grants the handshake of CloudEvents to who brings the key', async () => {
    const headers = { 'webhook-request-origin': 'eventgrid.azure.net' };
    const granted = await ask(`/in/alertmanager/${alertmanager()}`, { method: 'OPTIONS', headers });
    expect(granted.status).toBe(200);
    expect(granted.headers.get('webhook-allowed-origin')).toBe('eventgrid.azure.net');
    const refused = await ask('/in/alertmanager', { method: 'OPTIONS', headers });
    expect([refused.status, refused.headers.get('webhook-allowed-origin')]).toEqual([401, null]);
  });

  it("takes Alertmanager's webhook at the address that Opsgenie gives it, and shows the alert at its link", async () => {
    const body = JSON.stringify(fixture('alertmanager', 'firing.am-001').body);
    const answer = await ask(`/v1/json/prometheus?apiKey=${alertmanager()}`, { method: 'POST', body });
    expect(answer.status).toBe(200);
    const { incident } = await muster.told(({ kind }) => kind === 'AlertsAttached');
    const authorization = { authorization: `Bearer ${ready.token}` };
    const alerts = await ask(`/v1/incidents/${incident}/alerts`, { headers: authorization });
    const { items } = (await alerts.json()) as { items: { alertId: string }[] };
    const link = await ask(`/alert/detail/${items[0]?.alertId}`);
    expect(link.status).toBe(302);
    const to = link.headers.get('location') as string;
    expect((await ask(to)).status).toBe(401);
    expect(await (await ask(to, { headers: authorization })).json()).toMatchObject(items[0] as object);
  });

  it('publishes to topics at its root only, and to those that an integration names', async () => {
    const body = 'Action=Publish&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A111122223333%3Anobody&Message=hello';
    const signer = new SignatureV4({
      credentials: { accessKeyId: 'cloudwatch', secretAccessKey: ready.integrations.cloudwatch?.key ?? '' },
      region: 'eu-west-1',
      service: 'sns',
      sha256: NodeSha256,
    });
    const { host, hostname } = new URL(ready.url);
    const { headers } = await signer.sign({
      method: 'POST',
      protocol: 'http:',
      hostname,
      path: '/',
      query: {},
      headers: { host, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
    const answer = await ask('/', { method: 'POST', headers, body });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'text/xml']);
    expect(await answer.text()).toContain('<Code>NotFound</Code>');
    expect((await ask('/sns/', { method: 'POST', headers, body })).headers.get('content-type')).not.toBe('text/xml');
  });
});
