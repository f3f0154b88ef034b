import { afterEach, describe, expect, it } from 'vitest';
import { definitionOf } from '../../domain/heartbeat/heartbeat.ts';
import { hearHeartbeat } from '../../usecases/heartbeats/watch-heartbeat.ts';
import { listIncidents } from '../../usecases/incident/read-incident.ts';
import { Drill } from '../statemachines/drill.ts';

const SECOND = 1000;

describe('A heartbeat that falls silent, on the embedded target', () => {
  let drill: Drill | undefined;
  afterEach(() => drill?.end());

  const beating = async (intervalSeconds: number): Promise<{ drill: Drill; beat: () => Promise<void> }> => {
    const begun = await Drill.begin({
      configured: {
        heartbeats: [{ id: 'backup', service: 'search', intervalSeconds, severity: 'error' }],
        // A recovery counts at once here: that it has to last elsewhere is longer than some of these intervals.
        recovery: { watchSeconds: 900, relapseWithinSeconds: 3600, countsAfterSeconds: 0 },
      },
    });
    drill = begun;
    const beat = async () => {
      const { ports, stores } = begun.embedded;
      const [configured] = (await ports.configuration.current()).heartbeats;
      if (!configured) throw new Error('no heartbeat is configured');
      await stores.unitOfWork(() => hearHeartbeat(ports, definitionOf(configured)));
    };
    return { drill: begun, beat };
  };
  const incidents = async ({ embedded }: Drill) => (await listIncidents(embedded.ports, {}, { limit: 10 })).items;

  it.each([1, 10, 60, 3600, 86_400])('of %d s raises an incident within a tenth and five seconds', async (interval) => {
    const { drill, beat } = await beating(interval);
    await beat();
    await drill.clock.advanceBy(interval * SECOND);
    await beat();
    await drill.clock.advanceBy(interval * 1100 - SECOND / 2);
    expect(await incidents(drill)).toEqual([]);
    await drill.clock.advanceBy(5.5 * SECOND);
    expect(await incidents(drill)).toMatchObject([{ serviceId: 'search', status: 'open' }]);
    expect(drill.sent.map(({ address }) => address)).toContain('+491700000');
    await beat();
    await drill.clock.advanceBy(SECOND);
    expect(await incidents(drill)).toMatchObject([{ status: 'resolved' }]);
    expect(drill.failures).toEqual([]);
  });

  it('raises it as soon as the process runs again, when it fell silent while the process did not', async () => {
    const { drill, beat } = await beating(60);
    await beat();
    await drill.restartAfter(2);
    await drill.clock.advanceBy(SECOND);
    expect(await incidents(drill)).toMatchObject([{ serviceId: 'search' }]);
  });

  it('is looked for at its own time after a restart', async () => {
    const { drill, beat } = await beating(600);
    await beat();
    await drill.restartAfter(5);
    await drill.clock.advanceBy(359 * SECOND);
    expect(await incidents(drill)).toEqual([]);
    await drill.clock.advanceBy(6 * SECOND);
    expect(await incidents(drill)).toHaveLength(1);
  });
});
