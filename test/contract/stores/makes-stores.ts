import type { EpochMs } from '../../../domain/instant/instant.ts';
import type { Stores } from '../../../ports/stores.ts';

export interface MadeStores {
  readonly stores: Stores;
  /** Lets the time to live do what it has done by this instant. */
  expireAt(at: EpochMs): Promise<void>;
  /** Rows that age out are looked at before they go, as a time to live does not. */
  readonly asksWhatIsOpen: boolean;
  close(): Promise<void>;
}

/** Makes empty stores; each call others. */
export type MakeStores = () => Promise<MadeStores>;
