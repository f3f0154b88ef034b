import type { CounterStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';

export const memoryCounters = (held: Pick<Held, 'counters'>): CounterStore => ({
  async next(name) {
    const value = (held.counters.get(name) ?? 0) + 1;
    held.counters.set(name, value);
    return value;
  },
});
