import { describe, expect, it } from 'vitest';
import { receiveRequest } from '../../../intake/receive-request.ts';
import { simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { exampleKeys, keyOf } from '../../fakes/intake.ts';

const asks = async (path: string, headers: Record<string, string>, ports = simulatedPorts()) => {
  const request = { method: 'OPTIONS', path, query: {}, headers, body: '', receivedAt: ports.time.now };
  const answer = await receiveRequest(ports, exampleKeys(ports), request);
  expect(ports.stores.held.alerts.size + ports.stores.held.quarantined.size).toBe(0);
  return answer;
};

const ORIGIN = { 'webhook-request-origin': 'eventgrid.azure.net' };
const GRANTED = { 'webhook-allowed-origin': 'eventgrid.azure.net', 'webhook-allowed-rate': '*' };

describe('a sender that asks whether its events are wanted', () => {
  it.each([
    ['in the address', `/in/generic/${keyOf('scripts')}`, ORIGIN],
    ['as a token', '/in/generic', { ...ORIGIN, authorization: `Bearer ${keyOf('scripts')}` }],
  ])('is told that they are, when it brings the key %s', async (_where, path, headers) => {
    const answer = await asks(path, { ...headers, 'webhook-request-rate': '120' });
    expect(answer).toEqual({ status: 200, headers: { allow: 'POST, PUT, OPTIONS', ...GRANTED }, body: '' });
  });

  it.each([
    ['without a key', '/in/generic'],
    ['with a key of nobody', '/in/generic/0123456789abcdef0123456789abcdef'],
    ['with the key of another source', `/in/alertmanager/${keyOf('scripts')}`],
  ])('is not told so %s', async (_what, path) => {
    const { headers, status } = await asks(path, ORIGIN);
    expect(status).toBe(401);
    expect(headers).not.toHaveProperty('webhook-allowed-origin');
  });

  it('is not answered with what could not stand in a header', async () => {
    const { headers } = await asks(`/in/generic/${keyOf('scripts')}`, {
      'webhook-request-origin': 'a\r\nset-cookie: b',
    });
    expect(headers).toEqual({ allow: 'POST, PUT, OPTIONS' });
  });

  it('hears which methods there are when it names no origin', async () => {
    expect(await asks('/in/uptimerobot', {})).toMatchObject({
      status: 200,
      headers: { allow: 'POST, PUT, GET, OPTIONS' },
    });
    expect((await asks('/in/nothing', ORIGIN)).status).toBe(404);
  });

  it('is asked to come again when the configuration cannot be read', async () => {
    const ports = simulatedPorts();
    const configuration = { current: () => Promise.reject(new Error('no table')) };
    const headers = { ...ORIGIN, authorization: `Bearer ${keyOf('scripts')}` };
    expect((await asks('/in/generic', headers, { ...ports, configuration })).status).toBe(503);
  });
});
