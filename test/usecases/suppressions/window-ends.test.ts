import { describe, expect, it } from 'vitest';
import { toIso } from '../../../domain/instant/instant.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, type SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { reconcile } from '../../../usecases/reconcile.ts';
import { cancelSuppression, makeSuppression } from '../../../usecases/suppressions/change-suppression.ts';
import { readSuppressionTimeline } from '../../../usecases/suppressions/read-timeline.ts';
import type { SuppressionRequest } from '../../../usecases/suppressions/requests.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

const by = (ports: SimulatedPorts) => ({
  now: toIso(ports.time.now),
  actor: { kind: 'person' as const, id: 'ana' },
  commandId: ports.ids.next(),
});

const make = (ports: SimulatedPorts, asked: SuppressionRequest) =>
  makeSuppression(ports, 'maintenance', { reason: 'the database moves', id: 'move', ...asked }, by(ports));

/** Time goes by as a deployment sees it: the reconciler looks each minute, and whenever it was asked to. */
const passes = async (ports: SimulatedPorts, until: number): Promise<number[]> => {
  const looks: number[] = [];
  let next = ports.time.now;
  const wakes: number[] = [];
  while (next <= until) {
    ports.time.now = next;
    looks.push(next);
    await reconcile(ports);
    wakes.push(...ports.collected.wakesOfReconciler.splice(0).map((seconds) => next + seconds * SECOND));
    const due = wakes.filter((at) => at > next);
    next = Math.min(next + MINUTE, ...due);
  }
  return looks;
};

const timeline = async (ports: SimulatedPorts): Promise<[string, string][]> =>
  (await readSuppressionTimeline(ports, 'maintenance', 'move')).map(({ at, text }) => [at.slice(11, 19), text]);

describe('the end of a maintenance window', () => {
  it('is acted upon at its instant, not when somebody happens to look', async () => {
    const ports = shopPorts();
    const ends = SIMULATION_START + 30 * MINUTE + 17 * SECOND;
    await make(ports, { services: ['checkout'], to: toIso(ends) });
    await acceptSignals(ports, [signal('a')]);
    await passes(ports, ends - 1);
    expect(ports.stores.held.commits.size).toBe(0);
    const looks = await passes(ports, ends);
    expect(looks).toContain(ends);
    expect(ports.stores.held.commits.size).toBe(1);
    const [chain] = ports.stores.held.commits.values();
    expect(chain?.[0]?.at).toBe(toIso(ends));
  });

  it('of the files is acted upon at its instant too', async () => {
    const ends = SIMULATION_START + 10 * MINUTE + 41 * SECOND;
    const ports = shopPorts({
      maintenanceWindows: [
        {
          id: 'files',
          reason: 'moves',
          from: toIso(SIMULATION_START),
          to: toIso(ends),
          when: [{ fact: 'service', is: 'checkout' }],
        },
      ],
    });
    await acceptSignals(ports, [signal('a')]);
    expect(await passes(ports, ends)).toContain(ends);
    expect(ports.stores.held.commits.size).toBe(1);
  });

  it('is asked for by whoever makes, changes or ends one: nobody waits for the next look', async () => {
    const ports = shopPorts();
    await make(ports, { services: ['checkout'], minutes: 30 });
    expect(ports.collected.wakesOfReconciler.splice(0)).toHaveLength(1);
    await cancelSuppression(ports, 'maintenance', 'move', by(ports));
    expect(ports.collected.wakesOfReconciler.splice(0)).toHaveLength(1);
  });

  it('does not fail because nobody could be asked to look', async () => {
    const ports = shopPorts();
    const queues = { ...ports.queues, wakeReconciler: () => Promise.reject(new Error('no queue')) };
    await makeSuppression(
      { ...ports, queues },
      'maintenance',
      { id: 'move', reason: 'moves', services: ['checkout'], minutes: 30 },
      by(ports),
    );
    expect(ports.collected.failures).toHaveLength(1);
  });
});

describe('the timeline of a maintenance window', () => {
  it('says who made it, when it began and ended, and what still fired then', async () => {
    const ports = shopPorts();
    await make(ports, { services: ['checkout'], from: toIso(SIMULATION_START + 10 * MINUTE), minutes: 20 });
    await passes(ports, SIMULATION_START + 15 * MINUTE);
    await acceptSignals(ports, [
      signal('a', { title: 'Checkout is slow' }),
      signal('b', { title: 'Checkout answers 5xx' }),
    ]);
    await passes(ports, SIMULATION_START + 31 * MINUTE);
    expect(await timeline(ports)).toEqual([
      ['20:00:00', 'Ana made this maintenance window for Checkout, from 2026-11-21 20:10 UTC to 2026-11-21 20:30 UTC'],
      ['20:10:00', 'Began: nobody is paged for what it covers before 2026-11-21 20:30 UTC'],
      ['20:30:00', 'Ended'],
      [
        '20:30:00',
        '2 alerts that it held back still fired and were acted upon: Checkout answers 5xx; Checkout is slow',
      ],
    ]);
  });

  it('says of one that recurs each time that it began and ended', async () => {
    const ports = shopPorts();
    await make(ports, {
      services: ['checkout'],
      timeZone: 'Europe/Berlin',
      start: '2026-11-21T22:00',
      minutes: 60,
      repeat: 'FREQ=DAILY;COUNT=2',
    });
    await passes(ports, SIMULATION_START + 2 * 1440 * MINUTE);
    expect(
      (await readSuppressionTimeline(ports, 'maintenance', 'move')).map(({ at, kind }) => `${at} ${kind}`),
    ).toEqual([
      '2026-11-21T20:00:00.000Z SuppressionMade',
      '2026-11-21T21:00:00.000Z PeriodBegan',
      '2026-11-21T22:00:00.000Z PeriodEnded',
      '2026-11-22T21:00:00.000Z PeriodBegan',
      '2026-11-22T22:00:00.000Z SuppressionEnded',
    ]);
  });

  it('says what a sender told again before anybody looked', async () => {
    const ports = shopPorts();
    await make(ports, { services: ['checkout'], minutes: 30 });
    await acceptSignals(ports, [signal('a', { title: 'Checkout is slow' })]);
    ports.time.now = SIMULATION_START + 30 * MINUTE;
    await acceptSignals(ports, [signal('a', { occurredAt: ports.time.now, receivedAt: ports.time.now })]);
    await reconcile(ports);
    expect((await timeline(ports)).map(([, text]) => text)).toContain(
      'One alert that it held back still fired and was acted upon: Checkout is slow',
    );
  });
});
