import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { MEASURES, type Measure, type MeasureName } from '../../domain/measure/measures.ts';
import type { Measuring } from '../../ports/measuring.ts';

type Labels = Readonly<Record<string, string>>;

/** What is asked for when somebody reads, by the names of gauges, and of counters that the store keeps. */
export type Reading = Partial<Record<MeasureName, number | readonly (readonly [Labels, number])[]>>;

export interface PrometheusMeasures extends Measuring {
  readonly contentType: string;
  /** Everything, as Prometheus reads it. */
  text(): Promise<string>;
}

type Kept = Counter | Gauge | Histogram;

const make = (registers: Registry[], name: string, { kind, help, labels = [], buckets }: Measure): Kept => {
  const labelNames = [...labels];
  if (kind === 'histogram') return new Histogram({ name, help, labelNames, registers, buckets: [...(buckets ?? [])] });
  return kind === 'counter'
    ? new Counter({ name, help, labelNames, registers })
    : new Gauge({ name, help, labelNames, registers });
};

/**
 * The numbers of one process, and those of the process itself (`process_…`, `nodejs_…`).
 *
 * @param read what is as it is when somebody asks; what it leaves out is not served
 */
export const prometheusMeasures = (read: () => Promise<Reading>): PrometheusMeasures => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const kept = new Map<string, Kept>(
    Object.entries(MEASURES).map(([name, measure]) => [name, make([registry], name, measure)]),
  );
  // Without this one that nobody has read yet would be 0.
  for (const [name, { kind, labels }] of Object.entries<Measure>(MEASURES)) {
    const one = kept.get(name);
    if (kind === 'gauge' && labels === undefined && one instanceof Gauge) one.remove();
  }
  const set = (name: string, labels: Labels, value: number): void => {
    const one = kept.get(name);
    if (one instanceof Gauge) one.set(labels, value);
    else if (one instanceof Counter) one.inc(labels, value);
  };
  return {
    contentType: registry.contentType,
    count(name, amount = 1, labels = {}) {
      const one = kept.get(name);
      if (one instanceof Counter) one.inc(labels, amount);
    },
    observe(name, value, labels = {}) {
      const one = kept.get(name);
      if (one instanceof Histogram) one.observe(labels, value);
    },
    async text() {
      for (const [name, value] of Object.entries(await read())) {
        kept.get(name)?.reset();
        for (const [labels, one] of typeof value === 'number' ? [[{}, value] as const] : value) set(name, labels, one);
      }
      return registry.metrics();
    },
  };
};
