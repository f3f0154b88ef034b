import { beforeEach, describe, expect, it } from 'vitest';
import { snsEndpoint } from '../../../adapters/http/sns-endpoint.ts';
import { derivedIntegrationKeys } from '../../../adapters/secrets/derived-integration-keys.ts';
import { receiveRequest } from '../../../intake/receive-request.ts';
import type { SnsEndpoint } from '../../../ports/sns-endpoint.ts';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { keyOf } from '../../fakes/intake.ts';
import { envelope, fakeSns, subscription, TOPIC } from '../../fakes/sns-messages.ts';
import { fixture } from '../../fakes/source-fixtures.ts';

describe('a topic that delivers to a key', () => {
  let ports: SimulatedPorts;
  let asked: readonly string[];
  let sns: SnsEndpoint;
  beforeEach(() => {
    ports = simulatedPorts();
    ({ asked, sns } = fakeSns());
  });

  const deliver = async (body: unknown, path = `/integration/${keyOf('aws')}/enqueue`) => {
    const keys = derivedIntegrationKeys(
      async () => new TextEncoder().encode('a master key for tests, 32 bytes'),
      ports.configuration,
    );
    const request = {
      method: 'POST',
      path,
      query: {},
      headers: { 'content-type': 'text/plain; charset=UTF-8' },
      body: JSON.stringify(body),
      receivedAt: ports.time.now,
    };
    const answer = await receiveRequest(ports, keys, request, sns);
    return { status: answer.status, json: JSON.parse(answer.body) as Record<string, unknown> };
  };
  const alerts = () => [...ports.stores.held.alerts.values()];

  it.each([`/integration/${keyOf('aws')}/enqueue`, `/in/cloudwatch/${keyOf('aws')}`])(
    'opens an alert at %s',
    async (path) => {
      expect(await deliver(envelope(), path)).toMatchObject({ status: 202, json: { accepted: 1 } });
      expect(alerts()).toMatchObject([
        { source: 'cloudwatch', title: 'checkout-5xx', labels: { region: 'eu-west-1' } },
      ]);
    },
  );

  it('is about the same alert as the event that EventBridge delivers', async () => {
    await deliver(envelope());
    await deliver(fixture('cloudwatch', 'firing').body);
    expect(alerts()).toMatchObject([{ count: 2 }]);
  });

  it('makes an alert of a text, which AWS Budgets sends', async () => {
    await deliver(
      envelope({ Subject: 'AWS Budgets: shop has exceeded your alert threshold', Message: 'Dear AWS Customer, …' }),
    );
    expect(alerts()).toMatchObject([
      { source: 'generic', title: 'AWS Budgets: shop has exceeded your alert threshold' },
    ]);
  });

  it('is confirmed after the checks, once, at SNS only', async () => {
    expect((await deliver(subscription())).status).toBe(200);
    expect(asked.filter((line) => line.startsWith('confirm'))).toHaveLength(1);
    expect(ports.collected.happenings).toMatchObject([{ kind: 'subscription-confirmed' }]);
  });

  it('is not confirmed elsewhere, and nothing is fetched', async () => {
    const answer = await deliver(subscription({ SubscribeURL: 'https://169.254.169.254/latest/' }));
    expect([answer.status, asked]).toEqual([401, []]);
  });

  it('is not confirmed with a forged signature', async () => {
    const answer = await deliver({ ...subscription(), Signature: 'AAAA' });
    expect(answer.status).toBe(401);
    expect(asked.filter((line) => line.startsWith('confirm'))).toEqual([]);
  });

  it('is refused without a key, before anything is fetched', async () => {
    expect((await deliver(envelope(), '/integration/0123456789abcdef0123456789abcdef/enqueue')).status).toBe(401);
    expect(asked).toEqual([]);
  });

  it('is asked to send again when the certificate cannot be had', async () => {
    sns = { ...sns, certificateAt: () => Promise.reject(new Error('no route')) };
    expect((await deliver(envelope())).status).toBe(503);
    expect(alerts()).toEqual([]);
  });

  it('is not taken for another topic than the configured ones', async () => {
    const integrations = ports.configured.current.integrations.map((one) => ({ ...one, topicArns: [`${TOPIC}-2`] }));
    ports.configured.current = { ...ports.configured.current, integrations };
    expect((await deliver(envelope())).status).toBe(401);
  });
});

describe('the endpoint of SNS', () => {
  const endpoint = (answers: { status: number; body: string }[]) => {
    const asked: string[] = [];
    const get = async (address: string) => {
      asked.push(address);
      return answers[asked.length - 1] ?? { status: 500, body: '' };
    };
    return { asked, sns: snsEndpoint({ get }) };
  };

  it('fetches a certificate once, and again after a failure', async () => {
    const { asked, sns } = endpoint([
      { status: 503, body: '' },
      { status: 200, body: 'pem' },
    ]);
    await expect(sns.certificateAt('a')).rejects.toMatchObject({ code: 'sns-unreachable' });
    expect([await sns.certificateAt('a'), await sns.certificateAt('a')]).toEqual(['pem', 'pem']);
    expect(asked).toHaveLength(2);
  });

  it('follows no redirect', async () => {
    const { sns } = endpoint([
      { status: 302, body: '' },
      { status: 302, body: '' },
    ]);
    await expect(sns.certificateAt('a')).rejects.toThrow('302');
    await expect(sns.confirmAt('b')).rejects.toThrow('302');
  });
});
