import type { Scheduler } from 'fast-check';
import type { SimulatedPorts } from './simulated-ports.ts';

/** The ports, but the scheduler decides which of the calls to the stores that are under way goes on next. */
export const scheduledPorts = (ports: SimulatedPorts, scheduler: Scheduler): SimulatedPorts => {
  const wrap = <T extends object>(target: T, path: string): T =>
    new Proxy(target, {
      get(object, key) {
        const value: unknown = Reflect.get(object, key);
        if (typeof key === 'symbol' || key === 'held') return value;
        if (typeof value === 'function') {
          return async (...args: unknown[]) => {
            await scheduler.schedule(Promise.resolve(), `${path}${key}`);
            return (value as (...given: unknown[]) => unknown).apply(object, args);
          };
        }
        return typeof value === 'object' && value !== null ? wrap(value, `${path}${key}.`) : value;
      },
    });
  return { ...ports, stores: wrap(ports.stores, '') };
};
