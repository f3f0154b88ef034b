import { expect, test } from 'vitest';
import { alertsUntil, expectOneIncidentAndPage, resolvedByItself } from '../outcome.ts';
import type { OnStage } from '../stage.ts';

/** A real rule over a scraped metric, through Alertmanager. */
export const prometheus = (onStage: OnStage): void => {
  test('Prometheus: a rule that fires for two shards, then for one, then for none', async () => {
    const { muster, prometheus } = onStage();
    prometheus.measure('east', 9);
    prometheus.measure('west', 7);
    const { incidentId } = await muster.incidentOf('measured');
    await muster.page(incidentId, 'first');
    const alerts = await alertsUntil(muster, incidentId, 'both shards', ({ length }) => length === 2);
    expect(alerts.map(({ title }) => title).toSorted()).toEqual([
      'Orders fail in shard east',
      'Orders fail in shard west',
    ]);
    await muster.until(incidentId, 'both fire', ({ firing }) => firing === 2);

    prometheus.measure('east', 0);
    const half = await muster.until(incidentId, 'one shard fires', ({ firing }) => firing === 1);
    expect(half.status).toBe('open');

    prometheus.measure('west', 0);
    await resolvedByItself(muster, incidentId);
    await expectOneIncidentAndPage(muster, 'measured');
  });
};
