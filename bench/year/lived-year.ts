import { cachedInForce } from '../../adapters/live/cached-in-force.ts';
import { openSqliteStores } from '../../adapters/sqlite/sqlite-stores.ts';
import type { PublicCommand } from '../../domain/incident/commands.ts';
import { activePagings } from '../../domain/incident/state.ts';
import { DEFAULT_RETENTION } from '../../domain/retention/retention.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { Stores } from '../../ports/stores.ts';
import { shopPorts, signal } from '../../simulation/shop-system.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';
import { commandIncident } from '../../usecases/incident/command-incident.ts';
import { followCommit } from '../../usecases/incident/follow-commit.ts';
import { loadIncident } from '../../usecases/incident/load-incident.ts';
import { pageResponder } from '../../usecases/reach/page-responder.ts';

/** Of each incident. */
const ALERTS = 10;

const LABELS = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`label-${i}`, `value of label ${i}`]));

/** That of the defaults, but what would stay for 400 days goes within the year as well, so that its end shows how it goes on. */
const RETENTION = { ...DEFAULT_RETENTION, slots: 90, deliveries: 90 };

const ana = { id: 'ana', name: 'Ana', role: 'admin', personId: 'ana' } as const;

/** The alerts of the nth incident, as their sender tells of them. */
export const alertsOf = (n: number, at: number, status: Signal['status']): Signal[] =>
  Array.from({ length: ALERTS }, (_, i) =>
    signal(`${n}-${i}`, {
      service: 'search',
      severity: 'error',
      status,
      groupKey: `group ${n}`,
      title: 'High request latency on search-web',
      description: '99th percentile latency of a pod is 2.31s, above the objective of 500ms for 5 minutes.',
      occurredAt: at,
      receivedAt: at,
      labels: LABELS,
      links: [{ href: 'https://prometheus.example.com/graph?g0.expr=latency', text: 'Prometheus' }],
    }),
  );

export interface Year {
  /** Lives one incident from its first alert to its end, with all that follows from its commits. @returns its id */
  liveOne(): Promise<string>;
  /** @returns how many rows were removed; call again while it is > 0 */
  removeSlice(): Promise<number>;
  passes(ms: number): void;
  readonly stores: Stores;
  close(): void;
}

/** The use cases on a database, a turned clock, and nobody who fails. */
export const openYear = (path: string): Year => {
  const simulated = shopPorts();
  const { collected, time } = simulated;
  const stores = openSqliteStores({ path, now: () => time.now, retention: () => RETENTION });
  const { clock, configuration } = simulated;
  const inForce = cachedInForce({ configuration, store: stores.live, clock, keptMs: 0 });
  // A year in an hour: what would be a COMMIT of its own for each answer is one for a day.
  const ports = { ...simulated, stores: { ...stores, durable: () => Promise.resolve() }, inForce };
  let lived = 0;
  const page = async (): Promise<void> => {
    for (const { job } of collected.pages.splice(0)) await pageResponder(ports, job, false);
  };
  return {
    stores,
    async liveOne() {
      lived += 1;
      const began = time.now;
      const [accepted] = await acceptSignals(ports, alertsOf(lived, time.now, 'firing'));
      const incidentId = accepted?.incidentId ?? '';
      let followed = 0;
      const follow = async (): Promise<void> => {
        for (const commit of await stores.commits.read(incidentId, followed)) {
          await followCommit(ports, commit);
          followed = commit.seq;
        }
      };
      await follow();
      await page();
      time.now += 60_000;
      const ask = async (command: PublicCommand): Promise<void> => {
        await commandIncident(ports, ana, incidentId, command);
        await follow();
      };
      const state = await loadIncident(ports, incidentId);
      if (state && activePagings(state).length > 0) await ask({ type: 'acknowledge' });
      await ask({ type: 'identify', description: 'a slow query' });
      time.now += 20 * 60_000;
      await acceptSignals(ports, alertsOf(lived, time.now, 'resolved'));
      await follow();
      const open = (await loadIncident(ports, incidentId))?.status;
      if (open !== 'resolved') await ask({ type: 'resolve', summary: 'The query has an index now.' });
      await ask({ type: 'close', reason: 'done' });
      for (const happened of Object.values(collected)) happened.splice(0);
      // Days pass between them, not minutes: what one incident takes is not what the next one waits for.
      time.now = began;
      return incidentId;
    },
    async removeSlice() {
      const removed = stores.removeExpired();
      await stores.durable();
      return removed;
    },
    passes: (ms) => {
      time.now += ms;
    },
    close: () => stores.close(),
  };
};
