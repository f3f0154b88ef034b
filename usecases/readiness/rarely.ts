import type { Ports } from '../../ports/ports.ts';

/** Does something at most once in so many milliseconds, and once at a time; whoever asks in between gets the same. */
export const rarely = <T>(ms: number, work: (ports: Ports) => Promise<T>): ((ports: Ports) => Promise<T>) => {
  const last = new WeakMap<Ports, { readonly until: number; readonly result: Promise<T> }>();
  return (ports) => {
    const now = ports.clock.now();
    const known = last.get(ports);
    if (known !== undefined && now < known.until) return known.result;
    const result = work(ports);
    last.set(ports, { until: now + ms, result });
    return result;
  };
};
