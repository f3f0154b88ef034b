import type { EpochMs } from '../instant/instant.ts';

interface Lasting {
  readonly id: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * What stands over the layers for a time. One person covers for another wherever that one is on call, and nowhere else; is on call
 * besides; is not on call; or others are, instead of a layer or of all of them.
 */
export type Override =
  | (Lasting & { readonly kind: 'cover'; readonly person: string; readonly by: string })
  | (Lasting & { readonly kind: 'add'; readonly person: string })
  | (Lasting & { readonly kind: 'remove'; readonly person: string })
  | (Lasting & { readonly kind: 'instead'; readonly people: readonly string[]; readonly layer?: string })
  /** Bound to the turn, not to instants: where its hours are moved, it moves along. */
  | {
      readonly kind: 'swap';
      readonly id: string;
      readonly layer: string;
      readonly turn: number;
      readonly person: string;
      readonly by: string;
    };

export type LastingOverride = Exclude<Override, { kind: 'swap' }>;
