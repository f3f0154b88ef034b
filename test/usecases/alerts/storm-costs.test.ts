import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryStores } from '../../../adapters/memory/memory-stores.ts';
import { openSqliteStores } from '../../../adapters/sqlite/sqlite-stores.ts';
import type { Stores } from '../../../ports/stores.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { alertsInIncident, loadIncident } from '../../../usecases/incident/load-incident.ts';

interface Costs {
  /** Of commits, states and rows of one incident, as JSON. */
  bytesWritten: number;
  bytesRead: number;
}

const sizeOf = (value: unknown): number => (value === undefined ? 0 : JSON.stringify(value).length);

/** Counts what passes between use cases and what is kept of incidents. */
const counting = (stores: Stores, costs: Costs): Stores => {
  const counted = <T extends object>(store: T, writes: readonly string[], reads: readonly string[]): T =>
    new Proxy(store, {
      get: (target, key) => {
        const held = Reflect.get(target, key) as unknown;
        if (typeof held !== 'function') return held;
        const call = held as (...args: unknown[]) => Promise<unknown>;
        return async (...args: unknown[]) => {
          const answer = await call.apply(target, args);
          if (writes.includes(String(key))) costs.bytesWritten += sizeOf(args);
          if (reads.includes(String(key))) costs.bytesRead += sizeOf(answer);
          return answer;
        };
      },
    });
  return {
    ...stores,
    commits: counted(stores.commits, ['append'], ['read']),
    // A state in memory costs nothing to read or to offer; here each counts as if it were not.
    heads: counted(stores.heads, ['put'], ['get', 'rows']),
    projections: counted(stores.projections, ['put'], ['get']),
  };
};

const STORES: readonly [name: string, size: number, () => { stores: Stores; close: () => void }][] = [
  ['in memory', 10_000, () => ({ stores: memoryStores(), close: () => {} })],
  [
    'on SQLite',
    10_000,
    () => {
      const directory = mkdtempSync(join(tmpdir(), 'muster-storm-'));
      const stores = openSqliteStores({ path: join(directory, 'muster.db'), now: () => SIMULATION_START });
      const close = (): void => {
        stores.close();
        rmSync(directory, { recursive: true, force: true });
      };
      return { stores, close };
    },
  ],
];

describe.each(STORES)('a storm of distinct alerts of one cause, %s', (_, size, open) => {
  it(`costs each of them the same at 1,000 and at ${size} alerts, and counts exactly`, {
    timeout: 240_000,
  }, async () => {
    const { stores, close } = open();
    try {
      const costs: Costs = { bytesWritten: 0, bytesRead: 0 };
      const ports = { ...shopPorts(), stores: counting(stores, costs) } as unknown as SimulatedPorts;
      let sent = 0;
      let followed = 0;
      let incidentId = '';
      const send = async (count: number): Promise<void> => {
        const from = sent;
        sent += count;
        const batch = Array.from({ length: count }, (__, i) => signal(`alert ${from + i}`, { severity: 'error' }));
        const [accepted] = await acceptSignals(ports, batch);
        incidentId = accepted?.incidentId ?? incidentId;
        for (const commit of await stores.commits.read(incidentId, followed)) {
          await followCommit(ports, commit);
          followed = commit.seq;
        }
      };
      /** What one alert costs, from one time that alerts become rows to the next and beyond. */
      const costOf = async (perCommit: number, commits: number): Promise<Costs> => {
        Object.assign(costs, { bytesWritten: 0, bytesRead: 0 });
        for (let i = 0; i < commits; i += 1) await send(perCommit);
        const alerts = commits * perCommit;
        return { bytesWritten: costs.bytesWritten / alerts, bytesRead: costs.bytesRead / alerts };
      };
      const growTo = async (size: number): Promise<void> => {
        while (sent < size) await send(Math.min(500, size - sent));
      };
      await growTo(1_000);
      const [small, smallBatch] = [await costOf(1, 514), await costOf(50, 24)];
      await growTo(size);
      const [large, largeBatch] = [await costOf(1, 514), await costOf(50, 24)];
      expect(large.bytesWritten / small.bytesWritten).toBeLessThan(1.2);
      expect(large.bytesRead / small.bytesRead).toBeLessThan(1.2);
      expect(largeBatch.bytesWritten / smallBatch.bytesWritten).toBeLessThan(1.3);
      expect(largeBatch.bytesRead / smallBatch.bytesRead).toBeLessThan(1.3);

      const state = await loadIncident({ stores }, incidentId);
      expect(state).toMatchObject({ firing: sent, alerts: { total: sent, firingBy: { 'error checkout': sent } } });
      const ids = new Set<string>();
      if (state) for await (const page of alertsInIncident({ stores }, state)) for (const [id] of page) ids.add(id);
      expect(ids.size).toBe(sent);
    } finally {
      close();
    }
  });
});
