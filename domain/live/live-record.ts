import type { Iso } from '../instant/instant.ts';

/**
 * What people made by day, as it is now: the newest state of one stream, for lists and for whoever asks what is in force. It
 * wins over a file's entry of the same id until it ends.
 */
export interface LiveRecord<State = unknown> {
  /** Of its stream. */
  readonly kind: string;
  readonly id: string;
  readonly seq: number;
  /** Of no force any more; kept to be looked at. */
  readonly ended: boolean;
  readonly changedAt: Iso;
  readonly state: State;
}

/** Every live record that has not ended. */
export interface LiveSet {
  /** Another number for every other set. */
  readonly version: number;
  readonly records: readonly LiveRecord[];
}

export const NOTHING_LIVE: LiveSet = { version: 0, records: [] };

/** A file's entries and live ones as one list: a live one stands in the place of the file's entry of the same id. */
export const overlaid = <T extends { readonly id: string }>(files: readonly T[], live: readonly T[]): readonly T[] => {
  if (live.length === 0) return files;
  const taken = new Set(live.map(({ id }) => id));
  return [...files.filter(({ id }) => !taken.has(id)), ...live];
};
