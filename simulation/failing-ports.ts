import type { SimulatedPorts } from './simulated-ports.ts';

/** What goes wrong at one call: only it fails, or the process is gone from there on. */
export type Accident = 'fails' | 'crashes';
export type Moment = 'before' | 'after';

export class InjectedError extends Error {
  override readonly name = 'InjectedError';
}

export interface Injected {
  readonly ports: SimulatedPorts;
  /** Every call so far, by its name. */
  readonly calls: string[];
}

/** What only observes or computes: a crash there is a crash before the next call. */
const HARMLESS = new Set([
  'clock',
  'ids',
  'observer',
  'collected',
  'time',
  'configured',
  'provider',
  'rates',
  'providers',
  'pause',
  // It answers at once, with what takes it back.
  'timer',
  'held',
  // Of this process, and gone with it.
  'remembered',
  'publicUrl',
]);

/** The ports, but at the `at`th call of a set of accidents something goes wrong before or after its effect. */
export const failingPorts = (
  ports: SimulatedPorts,
  accidents: readonly { at: number; moment: Moment; accident: Accident }[],
): Injected => {
  const calls: string[] = [];
  let gone = false;
  const guard = (name: string, call: (...args: unknown[]) => unknown) => {
    return async (...args: unknown[]): Promise<unknown> => {
      if (gone) throw new InjectedError(`the process is gone: ${name}`);
      calls.push(name);
      const here = accidents.find((a) => a.at === calls.length);
      if (!here) return call(...args);
      gone = here.accident === 'crashes';
      if (here.moment === 'after') await call(...args);
      throw new InjectedError(`${here.accident} ${here.moment} call ${here.at}, ${name}`);
    };
  };
  const wrap = <T extends object>(target: T, path: string): T =>
    new Proxy(target, {
      get(object, key) {
        const value: unknown = Reflect.get(object, key);
        if (typeof key === 'symbol' || HARMLESS.has(key)) return value;
        if (typeof value === 'function')
          return guard(`${path}${key}`, value.bind(object) as (...args: unknown[]) => unknown);
        return typeof value === 'object' && value !== null ? wrap(value, `${path}${key}.`) : value;
      },
    });
  return { ports: wrap(ports, ''), calls };
};
