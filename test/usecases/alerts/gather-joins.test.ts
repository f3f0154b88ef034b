import { describe, expect, it } from 'vitest';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';

/** Stores whose writes become durable when the test says so. */
const withDurability = (ports: SimulatedPorts) => {
  let waiting: PromiseWithResolvers<void>[] = [];
  const durable = (): Promise<void> => {
    const one = Promise.withResolvers<void>();
    waiting.push(one);
    return one.promise;
  };
  const settle = async (how: (one: PromiseWithResolvers<void>) => void): Promise<void> => {
    while (waiting.length > 0) {
      const now = waiting;
      waiting = [];
      for (const one of now) how(one);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return {
    ports: { ...ports, stores: { ...ports.stores, durable } } as SimulatedPorts,
    becomesDurable: () => settle(({ resolve }) => resolve()),
    isLost: () => settle(({ reject }) => reject(new Error('the disk is full'))),
  };
};

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const commitsOf = (ports: SimulatedPorts) => [...ports.stores.held.commits.values()].map((chain) => chain.length);

describe('alerts of one incident over many connections', () => {
  it('become few commits: all that come while the first is made durable go together', async () => {
    const { ports, becomesDurable } = withDurability(shopPorts());
    const accepted = Array.from({ length: 100 }, (_, i) => acceptSignals(ports, [signal(`a${i}`)]));
    await turn();
    expect(commitsOf(ports)).toEqual([1]);
    await becomesDurable();
    const outcomes = (await Promise.all(accepted)).flat();
    expect(commitsOf(ports)).toEqual([2]);
    expect(new Set(outcomes.map(({ incidentId }) => incidentId))).toEqual(new Set(ports.stores.held.commits.keys()));
    for (const alert of ports.stores.held.alerts.values()) expect(alert.incidentId).toBe(outcomes[0]?.incidentId);
  });

  it('go together again as soon as all have come who were answered just now, though a moment would last longer', async () => {
    const { ports, becomesDurable } = withDurability({ ...shopPorts(), linger: () => new Promise(() => {}) });
    const round = async (n: number, senders: number): Promise<void> => {
      const accepted = Array.from({ length: senders }, (_, i) => acceptSignals(ports, [signal(`a${n}-${i}`)]));
      await turn();
      await becomesDurable();
      await Promise.all(accepted);
    };
    const accepted = Array.from({ length: 16 }, (_, i) => acceptSignals(ports, [signal(`a${i}`)]));
    await turn();
    await becomesDurable();
    // The first was alone and has had its answer: its next alert is what the others wait for.
    const next = acceptSignals(ports, [signal('next')]);
    await turn();
    await becomesDurable();
    await Promise.all([...accepted, next]);
    expect(commitsOf(ports)).toEqual([2]);
    await round(1, 16);
    await round(2, 16);
    expect(commitsOf(ports)).toEqual([4]);
  });

  it('wait a moment for those who were there before, and no longer', async () => {
    const moments: (() => void)[] = [];
    const linger = (): Promise<void> => new Promise((resolve) => moments.push(resolve));
    const { ports, becomesDurable } = withDurability({ ...shopPorts(), linger });
    const passMoments = async (): Promise<void> => {
      while (moments.length > 0) {
        for (const over of moments.splice(0)) over();
        await turn();
        await becomesDurable();
      }
    };
    const first = Array.from({ length: 16 }, (_, i) => acceptSignals(ports, [signal(`a${i}`)]));
    await turn();
    await becomesDurable();
    await passMoments();
    await Promise.all(first);
    expect(commitsOf(ports)).toEqual([2]);
    // Nobody has come since: the next is alone, and waits for nobody.
    const alone = acceptSignals(ports, [signal('alone')]);
    await turn();
    expect(commitsOf(ports)).toEqual([3]);
    await becomesDurable();
    await alone;
    expect(moments).toHaveLength(0);
  });

  it('do not wait for alerts of another incident', async () => {
    const { ports, becomesDurable } = withDurability(shopPorts());
    const accepted = ['checkout', 'search'].map((service) => acceptSignals(ports, [signal(service, { service })]));
    await turn();
    expect(commitsOf(ports)).toEqual([1, 1]);
    await becomesDurable();
    await Promise.all(accepted);
  });

  it('all hear of it when what one of them wrote for all is lost', async () => {
    const { ports, isLost, becomesDurable } = withDurability(shopPorts());
    const first = acceptSignals(ports, [signal('first')]);
    await turn();
    const others = Array.from({ length: 20 }, (_, i) => acceptSignals(ports, [signal(`a${i}`)]));
    await turn();
    await isLost();
    const outcomes = (await Promise.all([first, ...others])).flat();
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['queued']));
    expect(ports.collected.retriedSignals).toHaveLength(21);
    // The line is open again.
    const again = acceptSignals(ports, [signal('next')]);
    await turn();
    await becomesDurable();
    expect((await again)[0]?.incidentId).toBeDefined();
  });

  it('no more than a commit holds go together', async () => {
    const { ports, becomesDurable } = withDurability(shopPorts());
    const accepted = Array.from({ length: 7 }, (_, i) =>
      acceptSignals(
        ports,
        Array.from({ length: 200 }, (_, j) => signal(`a${i}-${j}`)),
      ),
    );
    await turn();
    await becomesDurable();
    await Promise.all(accepted);
    const [chain] = [...ports.stores.held.commits.values()];
    const joined = chain?.map(({ events }) =>
      events.reduce((sum, event) => (event.type === 'AlertsAttached' ? sum + event.alerts.length : sum), 0),
    );
    expect(joined).toEqual([200, 400, 400, 400]);
  });
});

describe('a large batch', () => {
  it('records, attaches and pages part by part, and lets others go first between them', async () => {
    const ports = shopPorts();
    const happened: string[] = [];
    const { alerts, commits } = ports.stores;
    const stores = {
      ...ports.stores,
      alerts: {
        ...alerts,
        record: (records: Parameters<typeof alerts.record>[0]) => {
          happened.push(`records ${records.length}`);
          return alerts.record(records);
        },
      },
      commits: {
        ...commits,
        append: (commit: Parameters<typeof commits.append>[0]) => {
          happened.push('appends');
          return commits.append(commit);
        },
      },
    };
    const pause = async (): Promise<void> => {
      happened.push('pauses');
    };
    const batch = Array.from({ length: 1200 }, (_, i) => signal(`a${i}`));
    await acceptSignals({ ...ports, stores, pause } as SimulatedPorts, batch);
    expect(happened.filter((what) => what === 'appends')).toHaveLength(3);
    expect(happened.lastIndexOf('records 100')).toBeGreaterThan(happened.indexOf('appends'));
    const longest = happened
      .join(',')
      .split('pauses')
      .map((part) => part.split(',').filter(Boolean).length);
    expect(Math.max(...longest)).toBeLessThanOrEqual(2);
    expect([...ports.stores.held.alerts.values()].every(({ incidentId }) => incidentId !== undefined)).toBe(true);
  });

  it('is written in the order of the ids after its first part, so that rows of one part stand together', async () => {
    const ports = shopPorts();
    const written: string[] = [];
    const { alerts } = ports.stores;
    const record: typeof alerts.record = (records) => {
      written.push(...records.map(({ alertId }) => alertId));
      return alerts.record(records);
    };
    const batch = Array.from({ length: 1200 }, (_, i) => signal(`a${i}`));
    const stores = { ...ports.stores, alerts: { ...alerts, record } };
    const accepted = await acceptSignals({ ...ports, stores } as SimulatedPorts, batch);
    const asSent = accepted.map(({ alertId }) => alertId);
    expect(written.slice(0, 500)).toEqual(asSent.slice(0, 500));
    expect(written.slice(500)).toEqual(asSent.slice(500).sort());
    const [opened] = [...ports.stores.held.commits.values()][0] ?? [];
    expect(opened?.events[0]).toMatchObject({ type: 'IncidentOpened', title: batch[0]?.title });
  });

  it('of recoveries is told to its incident in commits of bounded size', async () => {
    const ports = shopPorts();
    const batch = Array.from({ length: 1200 }, (_, i) => signal(`a${i}`));
    await acceptSignals(ports, batch);
    const later = { status: 'resolved', occurredAt: ports.time.now + 1, receivedAt: ports.time.now + 1 } as const;
    await acceptSignals(
      ports,
      batch.map((one) => ({ ...one, ...later })),
    );
    const [chain] = [...ports.stores.held.commits.values()];
    const recovered = chain?.flatMap(({ events }) =>
      events.flatMap((event) => (event.type === 'AlertsRecovered' ? [[event.alertIds.length, event.stillFiring]] : [])),
    );
    expect(recovered).toEqual([
      [500, 700],
      [500, 200],
      [200, 0],
    ]);
    expect(chain?.at(-1)?.events.map(({ type }) => type)).toContain('IncidentQuietened');
  });
});
