import type { EpochMs } from '../../../domain/instant/instant.ts';
import type { Stores } from '../../../ports/stores.ts';

export interface MadeStores {
  readonly stores: Stores;
  /** Lets the time to live do what it has done by this instant, which it is from then on. */
  expireAt(at: EpochMs): Promise<void>;
  close(): Promise<void>;
}

/** Makes empty stores; each call others. */
export type MakeStores = () => Promise<MadeStores>;
