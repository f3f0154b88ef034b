import { beforeEach, describe, expect, it } from 'vitest';
import { receiveCompatible } from '../../../intake/receive-compatible.ts';
import { exampleFile } from '../../../simulation/example-configuration.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { ask, compatiblePorts } from '../../fakes/compatible.ts';
import { broken, exampleKeys, keyOf } from '../../fakes/intake.ts';
import { envelope, fakeSns, subscription } from '../../fakes/sns-messages.ts';
import { fixture } from '../../fakes/source-fixtures.ts';

const SOURCES = ['azure-monitor', 'google-cloud-monitoring', 'splunk', 'netdata', 'cloudwatch', 'opsgenie'] as const;

const portsOf = (): SimulatedPorts =>
  compatiblePorts({
    integrations: [
      ...exampleFile.integrations,
      ...SOURCES.map((source) => ({ id: `of-${source}`, source, service: 'search' })),
    ],
  });

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];

const post = (ports: SimulatedPorts, product: string, integrationId: string, body: unknown) =>
  ask(ports, 'POST', `/v1/json/${product}?apiKey=${keyOf(integrationId)}`, body, { headers: {} });

describe('an address that Opsgenie gave to a product', () => {
  it('of netdata takes its key and answers 200, which is all that netdata takes for success', async () => {
    const ports = portsOf();
    const body = { host: 'web-1', alarmId: '7', chart: 'system.cpu', value: '99', unique_id: '1' };
    const send = (status: string) => post(ports, 'integrations/webhooks/netdata', 'of-netdata', { ...body, status });
    expect((await send('CRITICAL')).status).toBe(200);
    expect((await send('CLEAR')).status).toBe(200);
    expect(alertsIn(ports)).toMatchObject([{ status: 'resolved', severity: 'critical', serviceId: 'search' }]);
  });

  it.each([
    ['prometheus', 'prometheus', 'alertmanager', 'firing.am-001'],
    ['azure', 'of-azure-monitor', 'azure-monitor', 'firing'],
    ['azureservicehealth/', 'of-azure-monitor', 'azure-monitor', 'firing'],
    ['googlestackdriver', 'of-google-cloud-monitoring', 'google-cloud-monitoring', 'firing'],
    ['splunk', 'of-splunk', 'splunk', 'firing'],
  ])('%s is read as the source of that product', async (product, integrationId, source, name) => {
    const ports = portsOf();
    const { json, status } = await post(ports, product, integrationId, fixture(source, name).body);
    expect(status).toBe(200);
    expect(json.result).toBe(`Integration [${integrationId}] is successfully processed`);
    expect(alertsIn(ports)[0]).toMatchObject({ source, integrationId });
    expect(ports.stores.held.durableCalls).toBeGreaterThan(0);
  });

  it('keeps what it does not understand, for a replay', async () => {
    const ports = portsOf();
    expect((await post(ports, 'azure', 'of-azure-monitor', { data: 'an older schema' })).status).toBe(200);
    expect([...ports.stores.held.quarantined.values()]).toMatchObject([{ integrationId: 'of-azure-monitor' }]);
  });

  it.each([
    ['without a key', 'azure', '', 401],
    ['with the key of another product', 'azure', keyOf('of-splunk'), 403],
    ['with a key of the alert API', 'splunk', keyOf('of-opsgenie'), 403],
    ['of a product that is not served', 'papertrail', keyOf('of-opsgenie'), 404],
  ])('is refused %s', async (_what, product, key, status) => {
    const ports = portsOf();
    const answer = await ask(ports, 'POST', `/v1/json/${product}?apiKey=${key}`, {}, { headers: {} });
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ message: expect.any(String), requestId: expect.any(String) });
  });

  it('says what is wrong with a body that is no JSON, and asks again for what could not be kept', async () => {
    expect((await post(portsOf(), 'azure', 'of-azure-monitor', 'no json')).status).toBe(400);
    const body = fixture('azure-monitor', 'firing').body;
    expect((await post(broken(portsOf()), 'azure', 'of-azure-monitor', body)).status).toBe(503);
  });
});

describe.each(['amazonsns', 'cloudwatch', 'cloudwatchevents', 'integrations/webhooks/amazonsecurityhub'])(
  'a topic that delivers to /v1/json/%s',
  (product) => {
    let ports: SimulatedPorts;
    let fake: ReturnType<typeof fakeSns>;
    beforeEach(() => {
      ports = portsOf();
      fake = fakeSns();
    });

    const deliver = (body: unknown, key = keyOf('of-cloudwatch')) =>
      receiveCompatible(
        ports,
        exampleKeys(ports),
        {
          method: 'POST',
          path: `/v1/json/${product}`,
          query: { apiKey: key },
          headers: { 'content-type': 'text/plain; charset=UTF-8' },
          body: JSON.stringify(body),
          receivedAt: ports.time.now,
        },
        fake.sns,
      );

    it('is confirmed at SNS after its signature was checked, and once only', async () => {
      expect((await deliver(subscription())).status).toBe(200);
      expect(fake.asked.map((line) => line.split(' ')[0])).toEqual(['certificate', 'confirm']);
    });

    it('is not confirmed elsewhere, nor without a key', async () => {
      expect((await deliver(subscription({ SubscribeURL: 'https://169.254.169.254/' }))).status).toBe(401);
      expect((await deliver(subscription(), 'nobody')).status).toBe(401);
      expect(fake.asked).toEqual([]);
    });

    it('is heard when SNS signed, and not when somebody else did', async () => {
      expect((await deliver(envelope())).status).toBe(200);
      expect(alertsIn(ports)).toMatchObject([{ source: 'cloudwatch', title: 'checkout-5xx' }]);
      expect((await deliver({ ...envelope(), Signature: 'AAAA' })).status).toBe(401);
      expect(alertsIn(ports)).toMatchObject([{ count: 1 }]);
    });

    it('may deliver raw, for the key in the address proves it', async () => {
      expect((await deliver(fixture('cloudwatch', 'firing.topic').body)).status).toBe(200);
      expect(alertsIn(ports)).toMatchObject([{ source: 'cloudwatch' }]);
    });
  },
);
