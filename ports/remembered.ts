import type { AlertRecord } from '../domain/alert/alert.ts';
import type { EpochMs } from '../domain/instant/instant.ts';
import type { UnknownWord } from '../domain/signal/signal.ts';

/** What one process remembers of what came to it, and loses when it ends: made once at its start. */
export interface Remembered {
  /** The newest repeat of each alert that was only counted, with how many of them there were, by the id of the alert. */
  readonly shed: Map<string, AlertRecord>;
  /** Since when something is in `shed`. */
  since: EpochMs;
  /** From which address an alert was told last. */
  readonly toldFrom: Map<string, string>;
  /** What nobody reads in each kind of message. */
  readonly unread: Map<string, readonly UnknownWord[]>;
}

export const nothingRemembered = (): Remembered => ({
  shed: new Map(),
  since: 0,
  toldFrom: new Map(),
  unread: new Map(),
});
