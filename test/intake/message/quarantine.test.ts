import { describe, expect, it } from 'vitest';
import { listQuarantine, replayQuarantined } from '../../../intake/message/quarantine.ts';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { keyOf, sendTo } from '../../fakes/intake.ts';
import { fixture } from '../../fakes/source-fixtures.ts';

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];
const quarantinedIn = (ports: SimulatedPorts) => [...ports.stores.held.quarantined.values()];

describe('the quarantine', () => {
  const path = `/in/generic/${keyOf('scripts')}`;

  it('keeps what was not understood once, however often it is repeated, and lists it', async () => {
    const ports = simulatedPorts();
    for (let i = 0; i < 3; i += 1) {
      expect((await sendTo(ports, path, { severity: 'critical' })).json).toMatchObject({ accepted: 0, quarantined: 1 });
    }
    const { items } = await listQuarantine(ports, { limit: 10 });
    expect(items).toMatchObject([
      {
        integrationId: 'scripts',
        source: 'generic',
        body: '{"severity":"critical"}',
        reason: expect.stringContaining('title'),
      },
    ]);
    expect(ports.collected.happenings).toMatchObject([{ kind: 'quarantined' }, {}, {}]);
  });

  it('keeps 500 entries of a request that is too large to be kept whole, and says how many it does not keep', async () => {
    const ports = simulatedPorts();
    const bad = Array.from({ length: 2000 }, (_, i) => ({ note: `${i} ${'x'.repeat(200)}` }));
    const { json } = await sendTo(ports, path, [{ title: 'Disk full' }, ...bad]);
    expect(json).toMatchObject({ accepted: 1, quarantined: 2000 });
    expect(quarantinedIn(ports)).toHaveLength(500);
    expect(quarantinedIn(ports).filter(({ reason }) => reason.includes('1500 more entries'))).toHaveLength(1);
  });

  it('replays what the present code understands, at the time it came', async () => {
    const ports = simulatedPorts();
    await ports.stores.quarantine.put({
      id: 'q-1',
      integrationId: 'scripts',
      source: 'generic',
      receivedAt: '2026-11-21T10:00:00.000Z',
      reason: 'was not understood then',
      body: '[{"title":"Disk full"},{"severity":"info"}]',
    });
    const replayed = await replayQuarantined(ports, 'q-1');
    expect(replayed).toMatchObject({ id: 'q-1', accepted: 1, quarantined: 1, alerts: [{ outcome: 'opened' }] });
    expect(ports.stores.held.quarantined.get('q-1')?.replayedAt).toBe('2026-11-21T20:00:00.000Z');
    expect(alertsIn(ports)).toMatchObject([{ title: 'Disk full', firstSeenAt: Date.parse('2026-11-21T10:00:00Z') }]);
    expect(quarantinedIn(ports)).toHaveLength(2);
  });

  it('refuses to replay what is not there, not understood, or nobody’s any more', async () => {
    const ports = simulatedPorts();
    await expect(replayQuarantined(ports, 'q-0')).rejects.toMatchObject({ code: 'quarantine-not-found' });
    await sendTo(ports, path, { severity: 'critical' });
    const [entry] = quarantinedIn(ports);
    const id = entry?.id as string;
    await expect(replayQuarantined(ports, id)).rejects.toMatchObject({ code: 'invalid-command' });
    expect(ports.stores.held.quarantined.get(id)?.replayedAt).toBeUndefined();
    ports.configured.current = { ...ports.configured.current, integrations: [] };
    await expect(replayQuarantined(ports, id)).rejects.toThrow(/no integration/);
  });

  it('replays an AWS event once a source knows it', async () => {
    const ports = simulatedPorts();
    const base = {
      id: 'q-2',
      integrationId: 'aws',
      source: 'aws.cloudwatch',
      reason: '',
      receivedAt: '2026-11-21T10:00:00.000Z',
    };
    await ports.stores.quarantine.put({ ...base, body: JSON.stringify(fixture('cloudwatch', 'firing').body) });
    expect(await replayQuarantined(ports, 'q-2')).toMatchObject({ accepted: 1, quarantined: 0 });
  });
});
