import { describe, expect, it } from 'vitest';
import { shopPorts, signal } from '../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';
import { followCommit } from '../../usecases/incident/follow-commit.ts';
import { pageResponder } from '../../usecases/reach/page-responder.ts';
import { reconcile } from '../../usecases/reconcile.ts';

const followed = async (ports: SimulatedPorts) => {
  for (const chain of ports.stores.held.commits.values()) for (const commit of chain) await followCommit(ports, commit);
};

describe('reconciling', () => {
  it('finds nothing where nothing is wrong, however often it runs', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a')]);
    await followed(ports);
    for (const { job } of ports.collected.pages.splice(0)) await pageResponder(ports, job, false);
    ports.time.now += 60_000;
    for (const _ of [1, 2, 3])
      expect(await reconcile(ports)).toEqual({
        commits: 0,
        unfollowed: 0,
        alerts: 0,
        deliveries: 0,
        workflows: 0,
        pages: 0,
        heartbeats: 0,
        suppressions: 0,
        failed: 0,
      });
    expect(ports.collected.pages).toEqual([]);
  });

  it('sends pages that were decided and lost, but leaves fresh alerts to whoever accepts them', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a')]);
    await followed(ports);
    ports.collected.pages.splice(0);
    expect(await reconcile(ports)).toMatchObject({ pages: 2, alerts: 0 });
    expect(ports.collected.pages.map((p) => p.job.personId)).toEqual(['ana', 'mia']);
  });

  it('starts workflows that should run and do not', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a')]);
    const noWorkflows = { ...ports, workflows: { ...ports.workflows, ensureRunning: async () => 'running' as const } };
    await followed(noWorkflows);
    expect(await reconcile(ports)).toMatchObject({ workflows: 3 });
  });

  it('sends pages that somebody waits for before it looks at alerts, which may be very many', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a')]);
    await followed(ports);
    ports.collected.pages.splice(0);
    const looked = Promise.withResolvers<void>();
    const unattached = async () => {
      looked.resolve();
      return new Promise<never>(() => {});
    };
    void reconcile({ ...ports, stores: { ...ports.stores, alerts: { ...ports.stores.alerts, unattached } } });
    await looked.promise;
    expect(ports.collected.pages.map((p) => p.job.personId)).toEqual(['ana', 'mia']);
  });

  it('comes to every incident within a few runs where one run has time for some only, and leaves the rest its turn', async () => {
    const ports = shopPorts();
    const incidents = Array.from({ length: 40 }, (_, at) => `inc-${at}`);
    const looked = new Set<string>();
    const slow = {
      ...ports,
      stores: {
        ...ports.stores,
        projections: { ...ports.stores.projections, pending: async () => incidents },
        commits: {
          ...ports.stores.commits,
          read: async (incidentId: string) => {
            if (incidents.includes(incidentId)) looked.add(incidentId);
            ports.time.now += 4_000;
            return [];
          },
        },
      },
    };
    let tended = 0;
    const heartbeats = {
      ...ports.stores.heartbeats,
      due: async () => {
        tended += 1;
        return [];
      },
    };
    for (let run = 1; run <= 12; run += 1) {
      const before = ports.time.now;
      await reconcile({ ...slow, stores: { ...slow.stores, heartbeats } });
      expect(ports.time.now - before).toBeLessThan(60_000);
      expect(tended).toBe(run);
      ports.time.now = before + 60_000;
    }
    expect(looked.size).toBe(incidents.length);
  });

  it('goes on when one part fails', async () => {
    const ports = shopPorts();
    await acceptSignals(ports, [signal('a')]);
    await followed(ports);
    ports.collected.pages.splice(0);
    const alerts = { ...ports.stores.alerts, unattached: () => Promise.reject(new Error('down')) };
    expect(await reconcile({ ...ports, stores: { ...ports.stores, alerts } })).toMatchObject({
      pages: 2,
      heartbeats: 0,
      suppressions: 0,
    });
    expect(ports.collected.failures).toMatchObject([{ what: 'reconciling alerts' }]);
  });
});
