import { describe, expect, it } from 'vitest';
import type { ProjectionRow } from '../../../ports/projection-store.ts';
import { alertCounts } from '../../../projections/alert-counts.ts';
import { incidentList } from '../../../projections/incident-list.ts';
import { projections } from '../../../projections/index.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { listIncidents } from '../../../usecases/incident/read-incident.ts';
import { readRow } from '../../../usecases/projections/read-rows.ts';
import {
  listProjections,
  makeAnew,
  rebuildProjections,
  UNITS_A_SECOND,
} from '../../../usecases/projections/rebuild.ts';

const COUNT = 50;

/** Incidents that were followed once. */
const incidents = async () => {
  const ports = shopPorts();
  for (let i = 0; i < COUNT; i += 1) {
    await acceptSignals(ports, [signal(`a${i}`, { service: 'checkout', environment: `e${i}` })]);
  }
  for (const chain of ports.stores.held.commits.values()) for (const one of chain) await followCommit(ports, one);
  return ports;
};

/** As an earlier version left them. */
const outdated = (ports: SimulatedPorts, name: string) => {
  for (const [id, row] of ports.stores.held.projectionRows)
    if (row.name === name) ports.stores.held.projectionRows.set(id, { ...row, version: 0, row: { title: 'as once' } });
};

const versions = (ports: SimulatedPorts) =>
  Map.groupBy(ports.stores.held.projectionRows.values(), ({ name, version }) => `${name} ${version}`);

describe('rebuilding projections', () => {
  it('makes every row of an earlier version anew, in slices that go on where the last run stopped', async () => {
    const ports = await incidents();
    // Those in no list are made of first commits when somebody asks.
    for (const incidentId of ports.stores.held.commits.keys()) await readRow(ports, alertCounts, incidentId);
    const rows = structuredClone(new Map(ports.stores.held.projectionRows));
    outdated(ports, 'incident-list');
    const at = '2026-11-20T00:00:00.000Z';
    const finished = { name: 'incident-list', version: 0, startedAt: at, rows: COUNT, finishedAt: at };
    await ports.stores.projections.saveCheckpoint(finished);
    expect(await listProjections(ports)).toMatchObject([
      { name: 'incident-list', version: incidentList.version, state: 'rebuilding', rows: 0 },
      { name: 'alert-counts', state: 'rebuilding' },
    ]);
    let runs = 0;
    const impatient = {
      ...ports,
      clock: { now: () => ports.time.now },
      stores: {
        ...ports.stores,
        durable: async () => {
          ports.time.now += 11_000;
        },
      },
    };
    for (; (await rebuildProjections(impatient)) > 0; runs += 1) expect(runs).toBeLessThan(20);
    expect(runs).toBeGreaterThan(3);
    expect(ports.stores.held.projectionRows).toEqual(rows);
    for (const { name, state, rows: made } of await listProjections(ports))
      expect([name, state, made]).toEqual([name, 'current', COUNT]);
  });

  it('writes no faster than a tenth of what one partition takes, in any second', async () => {
    const ports = await incidents();
    outdated(ports, 'incident-list');
    const begun = ports.time.now;
    const written: { at: number; units: number }[] = [];
    const reckoning = {
      ...ports,
      timer: (ms: number, work: () => void) => {
        ports.time.now += ms;
        work();
        return () => {};
      },
      stores: {
        ...ports.stores,
        projections: {
          ...ports.stores.projections,
          put: async (row: ProjectionRow, first: boolean, spent?: (units: number) => void) => {
            await ports.stores.projections.put(row, first);
            written.push({ at: ports.time.now, units: 4 });
            spent?.(4);
          },
        },
      },
    };
    while ((await rebuildProjections(reckoning)) > 0) expect(ports.time.now).toBeLessThan(begun + 60_000);
    expect(written.length).toBeGreaterThanOrEqual(COUNT);
    // A slice is written at once, and the next waits.
    const slice = 20 * 4;
    for (const { at } of written) {
      const inSecond = written.filter((one) => one.at >= at && one.at < at + 1000);
      expect(inSecond.reduce((sum, { units }) => sum + units, 0)).toBeLessThanOrEqual(UNITS_A_SECOND + slice);
      const before = written.filter((one) => one.at < at).reduce((sum, { units }) => sum + units, 0);
      expect(before).toBeLessThanOrEqual(((at - begun) / 1000) * UNITS_A_SECOND);
    }
  });

  it('serves every list and row correctly meanwhile', async () => {
    const ports = await incidents();
    const before = await listIncidents(ports, { service: 'checkout' }, { limit: 10 });
    outdated(ports, 'incident-list');
    expect(await listIncidents(ports, { service: 'checkout' }, { limit: 10 })).toEqual(before);
    expect(versions(ports).get(`incident-list ${incidentList.version}`)).toHaveLength(10);
  });

  it('leaves alone what is made already, unless somebody doubts it', async () => {
    const ports = await incidents();
    await rebuildProjections(ports);
    expect(await rebuildProjections(ports)).toBe(0);
    for (const [id, row] of ports.stores.held.projectionRows)
      ports.stores.held.projectionRows.set(id, { ...row, row: { title: 'damaged' } });
    expect(await rebuildProjections(ports)).toBe(0);
    expect(await makeAnew(ports, 'incident-list')).toMatchObject({ state: 'rebuilding', rows: 0 });
    expect(await rebuildProjections(ports)).toBe(COUNT);
    expect((await listIncidents(ports, {}, { limit: COUNT })).items.map(({ title }) => title)).not.toContain('damaged');
  });

  it('knows a projection that there is not', async () => {
    await expect(makeAnew(shopPorts(), 'weather')).rejects.toMatchObject({ code: 'projection-not-found' });
  });

  it('fails alone: one that cannot be made holds up no other, and goes on where it stood', async () => {
    const ports = await incidents();
    const [first, second] = projections;
    const put: typeof ports.stores.projections.put = (row, isFirst) =>
      row.name === first?.name ? Promise.reject(new Error('too large')) : ports.stores.projections.put(row, isFirst);
    ports.stores.held.projectionRows.clear();
    const broken = { ...ports, stores: { ...ports.stores, projections: { ...ports.stores.projections, put } } };
    await rebuildProjections(broken);
    expect([...versions(ports).keys()]).toEqual([`${second?.name} ${second?.version}`]);
    expect(ports.collected.failures).toMatchObject([{ what: `rebuilding the projection ${first?.name}` }]);
    await rebuildProjections(ports);
    expect(ports.stores.held.projectionRows.size).toBe(projections.length * COUNT);
  });
});
