import { describe, expect, it } from 'vitest';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { keyOf, sendTo } from '../../fakes/intake.ts';

const notified = async (
  ports: SimulatedPorts,
  externalURL: string | undefined,
  changes: object = {},
): Promise<unknown> => {
  const alert = {
    status: 'firing',
    fingerprint: 'f',
    labels: { alertname: 'A', severity: 'error' },
    annotations: {},
    startsAt: '2026-11-21T19:00:00Z',
    ...changes,
  };
  const body = {
    version: '4',
    groupKey: 'g',
    receiver: 'r',
    status: 'firing',
    ...(externalURL && { externalURL }),
    alerts: [alert],
  };
  return (await sendTo(ports, `/in/alertmanager/${keyOf('prometheus')}`, body)).json.warnings;
};

describe('rules 12: alerts of one integration', () => {
  it('from a second address are told of, in the answer and to whoever runs it', async () => {
    const ports = simulatedPorts();
    expect(await notified(ports, 'http://a.example:9093')).toBeUndefined();
    expect(await notified(ports, 'http://b.example:9093')).toEqual([
      'Alerts of "prometheus" come from a second address, "alertmanager http://b.example:9093" after "alertmanager http://a.example:9093": what one ends the other leaves open. Give both one external URL.',
    ]);
    expect(ports.collected.happenings).toContainEqual(
      expect.objectContaining({ kind: 'incomplete-message', text: expect.stringContaining('second address') }),
    );
  });

  it.each([
    ['the same address', 'http://a.example:9093', {}],
    ['the same address with a slash', 'http://a.example:9093/', {}],
    ['another alert of another address', 'http://b.example:9093', { fingerprint: 'another' }],
    ['none, for none is said', undefined, { fingerprint: 'another' }],
  ])('are not told of from %s', async (_, externalURL, changes) => {
    const ports = simulatedPorts();
    await notified(ports, 'http://a.example:9093');
    expect(await notified(ports, externalURL, changes)).toBeUndefined();
  });

  it('are told of each time that the address is another than before', async () => {
    const ports = simulatedPorts();
    const said: unknown[] = [];
    for (const host of ['a', 'a', 'b', 'b', 'a']) said.push(await notified(ports, `http://${host}.example:9093`));
    expect(said.map((warnings) => warnings !== undefined)).toEqual([false, false, true, false, true]);
  });

  it('that two integrations send from two addresses are each their own', async () => {
    const [ports, other] = [simulatedPorts(), simulatedPorts()];
    await notified(ports, 'http://a.example:9093');
    expect(await notified(other, 'http://b.example:9093')).toBeUndefined();
  });
});
