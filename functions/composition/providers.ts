import { providerHealth } from '../../adapters/health/provider-health.ts';
import type { Ports } from '../../ports/ports.ts';

/** For so long a function does not know that a provider is down which another one has found so. */
const KEPT_MS = 5_000;

/** How those do who take messages, for functions that send, and for the one that tells how they do. */
export const providersOf = ({ clock, observer, stores }: Pick<Ports, 'clock' | 'observer' | 'stores'>) =>
  providerHealth({
    now: clock.now,
    store: stores.live,
    keptMs: KEPT_MS,
    onFailed: (error) => observer.failed('keeping or reading the health of providers', error),
  });
