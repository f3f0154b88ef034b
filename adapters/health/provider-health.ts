import { afterAnswer, type ProviderHealth, providerOf } from '../../domain/delivery/provider.ts';
import { type EpochMs, toIso } from '../../domain/instant/instant.ts';
import type { Providers } from '../../ports/ports.ts';

/** As many are remembered as a large deployment has; which are forgotten does not matter, for each is soon known again. */
const MOST_PROVIDERS = 2000;

/** The health of providers as this process sees it. It advises, and holds nothing back: no message waits for a guess. */
export const providerHealth = (now: () => EpochMs): Providers => {
  const known = new Map<string, ProviderHealth>();
  return {
    answered(channel, address, isTaken) {
      const provider = providerOf(channel, address);
      const before = known.get(provider.id);
      const after = afterAnswer(before, provider, isTaken, toIso(now()));
      if (before === undefined && known.size >= MOST_PROVIDERS) known.clear();
      known.set(provider.id, after);
      return after.status === (before?.status ?? 'up') ? undefined : after.status;
    },
    isDown: (channel, address) => known.get(providerOf(channel, address).id)?.status === 'down',
    list: () => [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
};
