import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sortableIds } from '../../../adapters/ids/sortable-ids.ts';
import type { Commit } from '../../../domain/incident/commit.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { listIncidents, readAlerts, readCounts, readIncident } from '../../../usecases/incident/read-incident.ts';
import { advanceIncident } from '../../../usecases/incident/run-process.ts';
import { reconcile } from '../../../usecases/reconcile.ts';
import { isWrite, type Metered, type MeteredStores, meteredStores } from './dynamodb-meter.ts';
import { copied } from './dynamodb-seed.ts';

const ana = { id: 'ana', name: 'Ana', role: 'admin', personId: 'ana' } as const;

/** What one thing asked of the table. */
interface Cost {
  readonly reads: number;
  readonly readUnits: number;
  readonly writes: number;
  readonly writeUnits: number;
}

const costOf = (asked: readonly Metered[]): Cost => {
  const [writes, reads] = [asked.filter(isWrite), asked.filter((one) => !isWrite(one))];
  const units = (of: readonly Metered[]): number => of.reduce((sum, one) => sum + one.units, 0);
  return { reads: reads.length, readUnits: units(reads), writes: writes.length, writeUnits: units(writes) };
};

/** An incident that so many alerts have joined, the last ones one by one. */
const grown = async (alerts: number): Promise<SimulatedPorts> => {
  const ports = shopPorts();
  const send = async (from: number, to: number): Promise<void> => {
    const severity = (n: number) => (n === 0 ? 'critical' : 'error');
    await acceptSignals(
      ports,
      Array.from({ length: to - from }, (_, i) => signal(`alert ${from + i}`, { severity: severity(from + i) })),
    );
  };
  await send(0, 1);
  for (let sent = 1; sent < alerts - 5; ) {
    const next = Math.min(alerts - 5, sent + 125);
    await send(sent, next);
    sent = next;
  }
  for (let sent = alerts - 5; sent < alerts; sent += 1) await send(sent, sent + 1);
  for (const chain of ports.stores.held.commits.values()) for (const commit of chain) await followCommit(ports, commit);
  return ports;
};

const measured = async (metered: MeteredStores, alerts: number): Promise<Record<string, Cost>> => {
  const grew = await grown(alerts);
  await copied(grew.stores.held, metered);
  const ids = sortableIds(() => SIMULATION_START);
  const ports = { ...shopPorts(), ids, stores: metered.stores } as unknown as SimulatedPorts;
  const [incidentId = ''] = grew.stores.held.commits.keys();
  let seq = grew.stores.held.commits.get(incidentId)?.length ?? 0;
  const costs: Record<string, Cost> = {};
  const asked = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    metered.take();
    await work();
    costs[what] = costOf(metered.take());
    expect(ports.collected.failures, what).toEqual([]);
  };
  /** What follows from what has just been committed, commit by commit. */
  const follows = async (what: string): Promise<void> => {
    const since: Commit[] = await metered.stores.commits.read(incidentId, seq);
    seq += since.length;
    await asked(`what follows from ${what}`, async () => {
      for (const commit of since) await followCommit(ports, commit);
    });
  };
  await asked('a new alert', () => acceptSignals(ports, [signal('new', { severity: 'error' })]));
  await follows('a new alert');
  await asked('a duplicate', () => acceptSignals(ports, [signal('alert 3', { severity: 'error' })]));
  await asked('a recovery', () =>
    acceptSignals(ports, [
      signal('alert 3', { severity: 'error', status: 'resolved', occurredAt: SIMULATION_START + 1 }),
    ]),
  );
  await follows('a recovery');
  await asked('an acknowledgement', () => commandIncident(ports, ana, incidentId, { type: 'acknowledge' }));
  await follows('an acknowledgement');
  await asked('a turn of its process', () => advanceIncident(ports, incidentId));
  await asked('a run of the reconciler', () => reconcile(ports));
  await asked('the incident', () => readIncident(ports, incidentId));
  await asked('the list of incidents', () => listIncidents(ports, {}, { limit: 50 }));
  await asked('a page of its alerts', () => readAlerts(ports, incidentId, { limit: 5 }));
  await asked('its counts', () => readCounts(ports, incidentId));
  return costs;
};

describe('what DynamoDB is asked for one thing that happens to an incident', () => {
  const SIZES = [10, 1_000, 50_000] as const;
  const tables: MeteredStores[] = [];
  const costs: Record<string, Cost>[] = [];
  beforeAll(async () => {
    for (const size of SIZES) {
      const metered = await meteredStores(() => SIMULATION_START);
      tables.push(metered);
      costs.push(await measured(metered, size));
    }
  }, 240_000);
  afterAll(() => {
    for (const table of tables) table.close();
  });

  /** At any size: requests that read and their units, requests that write and theirs. They can only fall. */
  const MOST: Readonly<
    Record<string, readonly [reads: number, readUnits: number, writes: number, writeUnits: number]>
  > = {
    'a new alert': [4, 9, 5, 9],
    'what follows from a new alert': [4, 9, 3, 7],
    'a duplicate': [0, 0, 1, 1],
    'a recovery': [5, 15, 4, 10],
    'what follows from a recovery': [4, 9, 3, 6],
    'an acknowledgement': [2, 3, 1, 1],
    'what follows from an acknowledgement': [5, 4, 1, 1],
    'a turn of its process': [2, 3, 0, 0],
    'a run of the reconciler': [47, 11.5, 1, 1],
    'the incident': [2, 3, 0, 0],
    'the list of incidents': [8, 1.5, 0, 0],
    'a page of its alerts': [3, 6.5, 0, 0],
    'its counts': [3, 4, 0, 0],
  };

  it.each(Object.entries(MOST))('%s', (what, most) => {
    for (const [i, size] of SIZES.entries()) {
      const { reads = 0, readUnits = 0, writes = 0, writeUnits = 0 } = costs[i]?.[what] ?? {};
      const asked = [reads, readUnits, writes, writeUnits];
      expect(asked.some((one) => one > 0)).toBe(true);
      expect(
        asked.filter((one, at) => one > (most[at] ?? 0)),
        `${asked} of an incident of ${size} alerts`,
      ).toEqual([]);
    }
  });

  it('grows by nothing from a thousand alerts to fifty thousand', () => {
    const [, thousand = {}, most = {}] = costs;
    for (const [what, { reads, readUnits, writes, writeUnits }] of Object.entries(most)) {
      const before = thousand[what] ?? { reads: 0, readUnits: 0, writes: 0, writeUnits: 0 };
      expect([reads, writes], what).toEqual([before.reads, before.writes]);
      expect(readUnits, what).toBeLessThanOrEqual(before.readUnits);
      expect(writeUnits, what).toBeLessThanOrEqual(before.writeUnits);
    }
  });
});
