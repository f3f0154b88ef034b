import { describe, expect, it } from 'vitest';
import type { Signal } from '../../../domain/signal/signal.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import { SIMULATION_START, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { keyOf, sendTo } from '../../fakes/intake.ts';

const MINUTE = 60_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** A Prometheus whose clock is so far from ours. */
const prometheus = (off: number) => {
  const ports = simulatedPorts();
  const own = (): number => ports.time.now + off;
  const post = async (startsAt: string | undefined, endsAt: string): Promise<unknown> => {
    const alert = { labels: { alertname: 'Down', service: 'checkout', severity: 'critical' }, startsAt, endsAt };
    const { json, status } = await sendTo(ports, `/in/alertmanager/${keyOf('prometheus')}/api/v2/alerts`, [alert]);
    expect(status).toBe(200);
    return (json.alerts as { outcome: string }[])[0]?.outcome;
  };
  return {
    ports,
    own,
    post,
    /** As Prometheus has it: four minutes from its now. */
    firing: (since: number) => post(iso(since), iso(own() + 4 * MINUTE)),
    over: (since: number, at: number) => post(iso(since), iso(at)),
    pass: (ms: number) => {
      ports.time.now += ms;
    },
    alert: () => [...ports.stores.held.alerts.values()][0],
  };
};

describe('an end that has passed by our clock', () => {
  it.each([-5, -17, -90, -3 * 24 * 60])(
    'is moved on by a Prometheus that is %i minutes off: it fires, and ends',
    async (behind) => {
      const { alert, firing, over, own, pass } = prometheus(behind * MINUTE);
      const since = own();
      await firing(since);
      pass(MINUTE);
      expect(await firing(since)).toBe('opened');
      for (let i = 0; i < 5; i++) {
        pass(MINUTE);
        expect(await firing(since)).toBe('repeated');
      }
      pass(15_000);
      const at = own();
      expect(await over(since, at)).toBe('resolved');
      for (let i = 0; i < 3; i++) {
        pass(MINUTE);
        await over(since, at);
        expect(alert()?.status).toBe('resolved');
      }
      pass(20 * MINUTE);
      const again = own();
      await firing(again);
      pass(MINUTE);
      expect(await firing(again)).toBe('opened');
    },
  );

  it('of what was delivered twice counts once, also where it is moved on', async () => {
    const ports = shopPorts();
    const began = SIMULATION_START;
    const endingAt = (minutes: number, message: string): Signal =>
      signal('a', {
        occurredAt: began,
        receivedAt: began + (minutes + 10) * MINUTE,
        saidAt: began + minutes * MINUTE,
        endsUnlessMoved: { beganAt: began },
        status: minutes === 1 ? 'firing' : 'resolved',
        delivered: { delivery: `of ${minutes}`, message },
      });
    const counts: unknown[] = [];
    for (const [minutes, message] of [
      [1, 'first'],
      [2, 'second'],
      [3, 'second'],
      [4, 'third'],
    ] as const) {
      await acceptSignals(ports, [endingAt(minutes, message)]);
      counts.push([...ports.stores.held.alerts.values()].map(({ count, status }) => `${status} ${count}`));
    }
    expect(counts).toEqual([['firing 1'], ['firing 2'], ['firing 2'], ['firing 3']]);
  });

  it('comes after a silence, and is told once more: then it is over', async () => {
    const { alert, firing, over, own, pass } = prometheus(-10 * MINUTE);
    const since = own();
    await firing(since);
    pass(MINUTE);
    await firing(since);
    pass(10 * MINUTE);
    const at = own();
    await over(since, at);
    pass(MINUTE);
    await over(since, at);
    expect(alert()?.status).toBe('resolved');
  });

  it.each([0, -1, 2])('is the end of a Prometheus that is %i minutes off', async (off) => {
    const { alert, firing, over, own, pass } = prometheus(off * MINUTE);
    const since = own();
    expect(await firing(since)).toBe('opened');
    pass(MINUTE);
    expect(await firing(since)).toBe('repeated');
    pass(15_000);
    const at = own();
    for (let i = 0; i < 4; i++) {
      await over(since, at);
      pass(MINUTE);
    }
    expect(alert()?.status).toBe('resolved');
    expect(alert()?.episode).toBe(1);
  });

  it('opens nothing where nothing was heard of before, however often it is told, and whatever its job runs', async () => {
    const { alert, over, own, pass, post } = prometheus(0);
    const since = own() - 10 * MINUTE;
    const at = own() - MINUTE;
    for (let i = 0; i < 15; i++) {
      expect(await over(since, at)).toBe('ignored');
      pass(MINUTE);
    }
    for (let i = 0; i < 5; i++) {
      pass(MINUTE);
      expect(await post(undefined, iso(own()))).toBe('ignored');
      // Each run begins after the last one ended.
      pass(MINUTE);
      expect(await post(iso(own() - 1000), iso(own()))).toBe('ignored');
    }
    expect(alert()?.status).toBe('resolved');
  });

  it('is no reason to open again what a person ended and its sender then ends too', async () => {
    const { alert, firing, over, own, pass, ports } = prometheus(0);
    const since = own();
    await firing(since);
    pass(MINUTE);
    const { alerts } = ports.stores.held;
    for (const [key, row] of alerts) alerts.set(key, { ...row, status: 'resolved', saidAt: (row.saidAt ?? 0) + 1 });
    pass(MINUTE);
    await over(since, own());
    expect(alert()?.status).toBe('resolved');
  });
});
