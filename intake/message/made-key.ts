import type { Signal } from '../../domain/signal/signal.ts';
import { conditionOf } from '../../sources/reading/signal.ts';

/**
 * Of a message whose door made a key, for its sender gave none: the key is that of this one alert, and not of its condition. An
 * integration may take the key from a field of its own choosing all the same.
 */
export const withMadeKey =
  (key: string) =>
  (signal: Signal): Signal =>
    signal.dedupKey === key ? { ...signal, condition: conditionOf(signal) } : signal;
