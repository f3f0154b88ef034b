import type { MeasureName } from '../domain/measure/measures.ts';

type Labels = Readonly<Record<string, string>>;

/** Keeps numbers for whoever watches Muster. */
export interface Measuring {
  /** Adds to a counter. */
  count(name: MeasureName, amount?: number, labels?: Labels): void;
  /** Adds an observation to a histogram. */
  observe(name: MeasureName, value: number, labels?: Labels): void;
}
