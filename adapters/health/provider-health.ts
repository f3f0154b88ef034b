import { afterAnswer, type ProviderHealth, providerOf } from '../../domain/delivery/provider.ts';
import { type EpochMs, toIso } from '../../domain/instant/instant.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import type { Providers } from '../../ports/ports.ts';
import type { LiveStore } from '../../ports/stores.ts';

export interface ProviderHealthOptions {
  readonly now: () => EpochMs;
  /** Where all processes of a Muster see what one of them has found, and a process what it knew before it ended. */
  readonly store: Pick<LiveStore, 'put' | 'ofKind' | 'version'>;
  /** How long what others found is used before the store is asked whether it has changed. 0 where asking costs nothing. */
  readonly keptMs: number;
  /** Told when the store failed: pages go on by what is known here. */
  readonly onFailed?: (error: unknown) => void;
}

export const PROVIDER_KIND = 'provider';

/** As many are remembered as a large deployment has; which are forgotten does not matter, for each is soon known again. */
const MOST_PROVIDERS = 2000;

/** Nobody asks a provider that is in no configuration any more: what was found of it is of no use after a day. */
const USED_FOR_MS = 86_400_000;

const PAGE_SIZE = 100;

interface Known {
  readonly health: ProviderHealth;
  /** Of the row that says so; 0 where there is none. */
  readonly seq: number;
}

/**
 * The health of providers: each answer is counted here, and a row is written only when it makes a provider another, so that
 * other processes, and this one after a restart, know it. It advises, and holds nothing back: no message waits for a guess.
 */
export const providerHealth = ({ now, store, keptMs, onFailed }: ProviderHealthOptions): Providers => {
  const known = new Map<string, Known>();
  const toKeep = new Set<string>();
  let version: number | undefined;
  let askAgainAt: EpochMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const isAnyDown = (): boolean => [...known.values()].some(({ health }) => health.status === 'down');

  /** Beside one that is down it matters which others take messages: whoever reads the rows has to know that there are some. */
  const markUnkept = (): void => {
    if (isAnyDown()) for (const [id, { seq }] of known) if (seq === 0) toKeep.add(id);
  };

  const adopt = ({ id, seq, state }: LiveRecord): void => {
    if (seq <= (known.get(id)?.seq ?? now() - USED_FOR_MS)) return;
    known.set(id, { health: state as ProviderHealth, seq });
    toKeep.delete(id);
  };

  const ask = async (): Promise<void> => {
    const askedAt = now();
    try {
      // Before the rows: what is put in between is read again the next time.
      const newest = await store.version();
      if (newest !== version) {
        let next: string | undefined;
        do {
          const page = await store.ofKind(PROVIDER_KIND, { limit: PAGE_SIZE, ...(next !== undefined && { next }) });
          page.items.forEach(adopt);
          ({ next } = page);
        } while (next !== undefined);
        version = newest;
        markUnkept();
      }
    } catch (error) {
      onFailed?.(error);
    }
    askAgainAt = askedAt + keptMs;
  };

  const keepOne = async (id: string): Promise<void> => {
    const one = known.get(id);
    if (!one) return;
    const seq = Math.max(now(), one.seq + 1);
    const { health } = one;
    // The mark goes first: what an answer changes meanwhile is kept after it.
    known.set(id, { health, seq });
    await store.put({
      kind: PROVIDER_KIND,
      id,
      seq,
      ended: health.status === 'up',
      changedAt: health.since,
      state: health,
    });
  };

  return {
    answered(channel, address, isTaken) {
      const provider = providerOf(channel, address);
      const before = known.get(provider.id);
      const health = afterAnswer(before?.health, provider, isTaken, toIso(now()));
      if (before === undefined && known.size >= MOST_PROVIDERS) known.clear();
      known.set(provider.id, { health, seq: before?.seq ?? 0 });
      const changed = health.status === (before?.health.status ?? 'up') ? undefined : health.status;
      if (changed !== undefined) toKeep.add(provider.id);
      // Whether one is down has changed, or there is one more to know beside it.
      if (changed !== undefined || before === undefined) markUnkept();
      return changed;
    },
    isDown: (channel, address) => known.get(providerOf(channel, address).id)?.health.status === 'down',
    list: () => [...known.values()].map(({ health }) => health).sort((a, b) => (a.id < b.id ? -1 : 1)),
    async look() {
      if (now() < askAgainAt) return;
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      await asking;
    },
    async keep() {
      const ids = [...toKeep];
      toKeep.clear();
      for (const id of ids) {
        try {
          await keepOne(id);
        } catch (error) {
          toKeep.add(id);
          onFailed?.(error);
        }
      }
    },
  };
};
