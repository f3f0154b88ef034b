import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RATE_LIMIT, type RateLimit } from '../../domain/configuration/rate-limit.ts';
import { foldCommits } from '../../domain/incident/evolve.ts';
import type { AlertSeverity, Signal } from '../../domain/signal/signal.ts';
import { failingPorts } from '../../simulation/failing-ports.ts';
import { ShopSystem, shopPorts, signal } from '../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';
import { writeShed } from '../../usecases/alerts/shed-counts.ts';
import { followCommit } from '../../usecases/incident/follow-commit.ts';

/** Of one version, whatever the limit: evaluations name it, and commits are hashed. */
const portsWith = (rateLimit: RateLimit): SimulatedPorts => {
  const ports = shopPorts({ integrations: [{ id: 'prometheus', source: 'alertmanager', rateLimit }] });
  ports.configured.current = { ...ports.configured.current, version: 'of-this-test' };
  return ports;
};

interface Said {
  readonly key: string;
  readonly status: 'firing' | 'resolved' | 'acknowledged';
  readonly severity: AlertSeverity;
  /** By how much the sender's time is before the arrival, for senders that tell a time. */
  readonly ago: number;
  readonly after: number;
}

const said: fc.Arbitrary<Said> = fc.record({
  // Of these two the sender tells the time, of the others it does not.
  key: fc.constantFrom('timed-a', 'timed-b', 'c', 'd'),
  status: fc.constantFrom('firing', 'firing', 'firing', 'resolved', 'acknowledged'),
  severity: fc.constantFrom('critical', 'error', 'warning', 'info'),
  ago: fc.integer({ min: 0, max: 5 }),
  after: fc.constantFrom(0, 1, 300, 999, 1000, 5000, 70_000),
});

const limit: fc.Arbitrary<RateLimit> = fc.record({
  perMinute: fc.constantFrom(1, 60),
  burst: fc.integer({ min: 1, max: 4 }),
});

const signalOf = ({ ago, key, severity, status }: Said, now: number): Signal =>
  signal(key, {
    status,
    severity,
    service: key.endsWith('b') || key === 'd' ? 'search' : 'checkout',
    occurredAt: key.startsWith('timed') ? Math.floor(now / 1000) * 1000 - ago * 1000 : now,
    receivedAt: now,
  });

/** How many messages each alert stands for, those that were too late included. */
const countsIn = ({ stores: { held } }: SimulatedPorts): Record<string, number> =>
  Object.fromEntries([...held.alerts.values()].map(({ alertId, count, lateCount }) => [alertId, count + lateCount]));

/** The alerts and incidents, without what a limit may delay: counts, and when an alert was last heard of. */
const standing = ({ stores: { held } }: SimulatedPorts) => ({
  alerts: [...held.alerts.values()]
    .map(({ alertId, episode, incidentId, severity, status, suppressedBy }) => ({
      alertId,
      episode,
      incidentId,
      severity,
      status,
      suppressedBy,
    }))
    .sort((a, b) => (a.alertId < b.alertId ? -1 : 1)),
  incidents: [...held.commits.values()].map((commits) => foldCommits(commits)),
});

describe('whatever is sent, at whatever limit', () => {
  it('leaves the same alerts, counts, incidents and pages as without a limit', async () => {
    let shed = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(said, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 25 }),
        limit,
        async (batches, rateLimit) => {
          const limited = portsWith(rateLimit);
          const unlimited = portsWith({ perMinute: 1_000_000, burst: 1_000_000 });
          for (const ports of [limited, unlimited]) {
            for (const batch of batches) {
              ports.time.now += batch[0]?.after ?? 0;
              const signals = batch.map((one) => signalOf(one, ports.time.now));
              const accepted = await acceptSignals(ports, signals, { limited: true });
              shed += accepted.filter(({ outcome }) => outcome === 'shed').length;
            }
          }
          expect(standing(limited)).toEqual(standing(unlimited));
          await writeShed(limited);
          expect(countsIn(limited)).toEqual(countsIn(unlimited));
          expect(limited.collected.pages).toEqual(unlimited.collected.pages);
        },
      ),
      { numRuns: 500 },
    );
    expect(shed).toBeGreaterThan(300);
  });

  it('loses no alert to an accident: what fires last is firing and on an incident', async () => {
    const accident = fc.record({
      at: fc.integer({ min: 1, max: 60 }),
      moment: fc.constantFrom('before' as const, 'after' as const),
      accident: fc.constantFrom('fails' as const, 'crashes' as const),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(said, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 12 }),
        fc.array(accident, { maxLength: 3 }),
        async (batches, accidents) => {
          const ports = portsWith({ perMinute: 1, burst: 1 });
          const system = new ShopSystem(ports);
          system.through = failingPorts(ports, accidents).ports;
          for (const batch of batches) {
            system.passes(2);
            await system.sends(
              batch.map((one) => signalOf({ ...one, status: 'firing', severity: 'error' }, ports.time.now)),
              { limited: true },
            );
          }
          await system.heals();
          const { alerts, incidents } = standing(ports);
          expect(alerts).toHaveLength(new Set(batches.flat().map(({ key }) => key)).size);
          for (const { alertId, incidentId, status } of alerts) {
            expect(status).toBe('firing');
            const incident = incidents.find((state) => state?.incidentId === incidentId);
            expect(incident?.alerts.recent[alertId]).toMatchObject({ firing: true });
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('holds for senders that race: repeats, news and first alerts at once', async () => {
    const ports = portsWith({ perMinute: 1, burst: 1 });
    await acceptSignals(ports, [signal('a', { severity: 'warning' }), signal('b', { severity: 'warning' })]);
    const racing = Array.from({ length: 40 }, (_, i) => {
      if (i === 20) return signal('a', { severity: 'critical' });
      if (i === 30) return signal('new', { severity: 'error' });
      return signal(i % 2 === 0 ? 'a' : 'b', { severity: 'warning' });
    });
    await Promise.all(racing.map((one) => acceptSignals(ports, [one], { limited: true })));
    await acceptSignals(ports, ports.collected.retriedSignals.splice(0));
    const { incidents } = standing(ports);
    expect(incidents).toHaveLength(1);
    expect(
      Object.values(incidents[0]?.alerts.recent ?? {})
        .map((held) => held?.severity)
        .sort(),
    ).toEqual(['critical', 'error', 'warning']);
  });
});

describe('a sender whose key differs each time', () => {
  it('is one incident with one page each to the resolver and the manager, and loses nothing', async () => {
    const ports = portsWith(DEFAULT_RATE_LIMIT);
    const total = DEFAULT_RATE_LIMIT.burst + 1000;
    const follow = async (from: number) => {
      for (const chain of ports.stores.held.commits.values())
        for (const commit of chain.slice(from)) await followCommit(ports, commit);
      return Math.max(...[...ports.stores.held.commits.values()].map((chain) => chain.length));
    };
    let followed = 0;
    const size = 50;
    for (let from = 0; from < total; from += size) {
      const batch = Array.from({ length: size }, (_, i) => signal(`order failed at ${SIMULATION_START + from + i}`));
      const accepted = await acceptSignals(ports, batch, { limited: true });
      expect(accepted.every(({ incidentId, outcome }) => outcome === 'opened' && incidentId !== undefined)).toBe(true);
      followed = await follow(followed);
    }
    const { alerts, incidents } = standing(ports);
    expect(incidents).toHaveLength(1);
    expect(incidents[0]).toMatchObject({ firing: total });
    expect(alerts).toHaveLength(total);
    expect(new Set(ports.collected.pages.map(({ job }) => job.pageId)).size).toBe(2);
  });
});
