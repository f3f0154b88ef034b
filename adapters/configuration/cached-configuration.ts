import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { Clock, ConfigurationSource } from '../../ports/ports.ts';
import type { ConfigurationStore } from '../../ports/stores.ts';

/** No configuration was ever applied: nothing can be routed and nobody can be paged. */
export class NotConfiguredError extends Error {
  override readonly name = 'NotConfiguredError';
  readonly code = 'not-configured';
}

export interface CachedConfigurationOptions {
  readonly store: ConfigurationStore;
  readonly clock: Clock;
  /** How long a configuration is used before the store is asked again. Default: 10 s. */
  readonly keptMs?: number;
  /** Told when the store failed and the last good configuration is used on. */
  readonly onStale?: (error: unknown) => void;
}

const KEPT_MS = 10_000;

/**
 * The configuration in force, at most `keptMs` old. The same version stays the same object, so that what is indexed per
 * configuration is indexed once. When the store fails, the last good one serves on, for as long as it takes.
 *
 * `latest` asks nobody: what was read last, if anything was.
 *
 * @throws NotConfiguredError from `current` when none was ever applied; what the store threw when there is none to serve
 */
export const cachedConfiguration = (
  options: CachedConfigurationOptions,
): ConfigurationSource & { readonly latest: () => Configuration | undefined } => {
  const { store, clock, keptMs = KEPT_MS, onStale } = options;
  let good: Configuration | undefined;
  let askAgainAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<Configuration> | undefined;

  const ask = async (): Promise<Configuration> => {
    try {
      const found = await store.current();
      if (!found) throw new NotConfiguredError('No configuration has been applied to this deployment; deploy one.');
      if (good?.version !== found.version) good = found;
    } catch (error) {
      if (!good) throw error;
      onStale?.(error);
    }
    askAgainAt = clock.now() + keptMs;
    return good as Configuration;
  };

  return {
    latest: () => good,
    current: async () => {
      if (good && clock.now() < askAgainAt) return good;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
};
