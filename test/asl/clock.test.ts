import { afterEach, describe, expect, it, vi } from 'vitest';
import { SystemClock, VirtualClock } from '../../asl/clock/index.ts';

describe('VirtualClock', () => {
  it('fires timers in the order they are due, then in the order they were set', async () => {
    const clock = new VirtualClock({ startMs: 0 });
    const fired: string[] = [];
    const set = (atMs: number, name: string) => clock.setTimer(atMs, () => fired.push(`${name}@${clock.now()}`));
    set(30, 'c');
    set(10, 'a1');
    const cancel = set(20, 'b');
    set(10, 'a2');
    set(-5, 'past');
    cancel();
    cancel();
    await clock.advanceTo(29);
    expect(fired).toEqual(['past@0', 'a1@10', 'a2@10']);
    expect(clock.now()).toBe(29);
    await clock.advanceBy(1);
    expect(fired.at(-1)).toBe('c@30');
    expect(clock.pendingTimers).toBe(0);
  });

  it('agrees with a sorted list, whatever is set and cancelled', async () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const clock = new VirtualClock({ startMs: 0, settle: async () => {} });
    const fired: number[] = [];
    const kept: number[] = [];
    for (let n = 0; n < 500; n++) {
      const atMs = Math.floor(random() * 1_000);
      const cancel = clock.setTimer(atMs, () => fired.push(atMs));
      if (random() < 0.5) cancel();
      else kept.push(atMs);
    }
    await clock.runUntilIdle();
    expect(fired).toEqual(kept.toSorted((a, b) => a - b));
  });

  it('lets what a firing set off come to rest before the next one', async () => {
    const clock = new VirtualClock({ startMs: 0 });
    const seen: string[] = [];
    const rest = async (): Promise<void> => {
      for (let hop = 0; hop < 50; hop++) await null;
      seen.push('rested');
      clock.setTimer(2, () => seen.push('inserted'));
    };
    clock.setTimer(1, () => void rest());
    clock.setTimer(3, () => seen.push('next'));
    await clock.runUntilIdle();
    expect(seen).toEqual(['rested', 'inserted', 'next']);
  });

  it('stops at untilMs, never turns back, and says so when it never gets idle', async () => {
    const clock = new VirtualClock({ startMs: 0 });
    const again = () => void clock.setTimer(clock.now() + 10, again);
    again();
    await clock.runUntilIdle({ untilMs: 35 });
    expect(clock.now()).toBe(30);
    expect(clock.nextDueMs).toBe(40);
    await expect(clock.runUntilIdle({ maxFirings: 5 })).rejects.toThrow('Not idle after 5 timers');
    await expect(clock.advanceBy(-1)).rejects.toThrow(RangeError);
  });

  it('refuses to be turned by two at once', async () => {
    const clock = new VirtualClock();
    const turning = clock.advanceBy(1);
    await expect(clock.advanceBy(1)).rejects.toThrow('already turning');
    await turning;
  });
});

describe('SystemClock', () => {
  afterEach(() => vi.useRealTimers());

  it('keeps timers far beyond 2^31 ms', async () => {
    vi.useFakeTimers();
    const clock = new SystemClock();
    const fired: number[] = [];
    const dueMs = clock.now() + 2 ** 31 + 5_000;
    clock.setTimer(dueMs, () => fired.push(clock.now()));
    await vi.advanceTimersByTimeAsync(2 ** 31);
    expect(fired).toEqual([]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(fired).toEqual([dueMs]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fires soon after the machine has slept past a timer', async () => {
    vi.useFakeTimers();
    const clock = new SystemClock();
    let fired = false;
    clock.setTimer(clock.now() + 3_600_000, () => (fired = true));
    vi.setSystemTime(Date.now() + 7_200_000);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(fired).toBe(true);
  });

  it('never goes back with the wall clock: no wait begins anew, and the two come together again', () => {
    let [wall, passed] = [1_000_000_000, 0];
    const clock = new SystemClock({ wall: () => wall, monotonic: () => passed });
    const turn = (ms: number): number => {
      wall += ms;
      passed += ms;
      return clock.now();
    };
    const before = turn(0);
    wall -= 600_000;
    expect(turn(0)).toBe(before);
    const level = turn(300_000) - before;
    expect(level).toBeGreaterThanOrEqual(296_999);
    expect(level).toBeLessThanOrEqual(300_000);
    let last = clock.now();
    for (let hours = 0; hours < 20; hours += 1) {
      const now = turn(3_600_000);
      expect(now).toBeGreaterThan(last);
      last = now;
    }
    expect(clock.now()).toBe(wall);
    wall += 7_200_000;
    expect(clock.now()).toBe(wall);
  });

  it('fires in time when the wall clock is set back', async () => {
    vi.useFakeTimers();
    const wall = { by: 0 };
    const clock = new SystemClock({ wall: () => Date.now() + wall.by });
    let fired = false;
    clock.setTimer(clock.now() + 300_000, () => (fired = true));
    wall.by = -3_600_000;
    await vi.advanceTimersByTimeAsync(304_000);
    expect(fired).toBe(true);
  });

  it('goes on when a callback throws, and holds no timer once all are cancelled', async () => {
    vi.useFakeTimers();
    const errors: unknown[] = [];
    const clock = new SystemClock({ onError: (error) => errors.push(error), unref: true });
    const fired: string[] = [];
    clock.setTimer(clock.now() + 10, () => {
      throw new Error('one bad timer');
    });
    clock.setTimer(clock.now() + 10, () => fired.push('other'));
    const cancel = clock.setTimer(clock.now() + 20, () => fired.push('cancelled'));
    await vi.advanceTimersByTimeAsync(10);
    cancel();
    expect(fired).toEqual(['other']);
    expect(errors).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
