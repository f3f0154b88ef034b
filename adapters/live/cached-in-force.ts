import { type Lookup, lookupIn } from '../../domain/configuration/lookup.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import { type LiveSet, NOTHING_LIVE } from '../../domain/live/live-record.ts';
import type { Clock, ConfigurationSource } from '../../ports/ports.ts';
import type { LiveStore } from '../../ports/stores.ts';

export interface CachedInForceOptions {
  readonly configuration: ConfigurationSource;
  readonly store: Pick<LiveStore, 'open' | 'version'>;
  readonly clock: Clock;
  /** How long live records are used before the store is asked whether they have changed. 0 where asking costs nothing. */
  readonly keptMs: number;
  /** Told when the store failed and the last records known are used on. */
  readonly onStale?: (error: unknown) => void;
}

/**
 * What is in force: the configuration, and live records at most `keptMs` old. Asking costs one small read at most every
 * `keptMs`, side by side with the configuration's own; the records are read only when they have changed. When the store
 * fails, the last ones known stay in force, or none: then somebody is paged who need not be.
 */
export const cachedInForce = (options: CachedInForceOptions): (() => Promise<Lookup>) => {
  const { configuration, store, clock, keptMs, onStale } = options;
  let live: LiveSet = NOTHING_LIVE;
  let askAgainAt: EpochMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    try {
      // Before the records: what is put in between is read again the next time.
      const version = await store.version();
      if (version !== live.version) live = { version, records: await store.open() };
    } catch (error) {
      onStale?.(error);
    }
  };

  const askTogether = (): Promise<void> => {
    const askedAt = clock.now();
    asking ??= ask().finally(() => {
      askAgainAt = askedAt + keptMs;
      asking = undefined;
    });
    return asking;
  };

  return async () => {
    if (keptMs === 0) {
      await ask();
      return lookupIn(await configuration.current(), live);
    }
    if (clock.now() < askAgainAt) return lookupIn(await configuration.current(), live);
    const [current] = await Promise.all([configuration.current(), askTogether()]);
    return lookupIn(current, live);
  };
};
