import type { Stores } from '../../../ports/stores.ts';

export interface MadeStores {
  readonly stores: Stores;
  close(): Promise<void>;
}

/** Makes empty stores; each call others. */
export type MakeStores = () => Promise<MadeStores>;
