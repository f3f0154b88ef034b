import type { Iso } from '../instant/instant.ts';

/**
 * What a provider says of a message after it has taken it. `failed`: nobody will read it. `delayed`: it has not arrived so far, or is answered by a program. `complained`:
 * it was read, and called unwanted.
 */
export interface Receipt {
  readonly outcome: 'delivered' | 'delayed' | 'failed' | 'complained';
  /** The provider's name for the message, as the ledger has it. */
  readonly providerId: string;
  /** What the ids of its rows in the ledger begin with. */
  readonly deliveryId: string;
  readonly at: Iso;
  /** Why, for those who read the timeline; absent where it was delivered. */
  readonly reason?: string;
}

/** A digest stands for rows of several incidents, and for none alone. */
export const deliveryOfDigest = (recipient: string, window: number): string => `digest.${window}.${recipient}`;

export const digestOfDelivery = (deliveryId: string): { recipient: string; window: number } | undefined => {
  const [, window, recipient] = /^digest\.(\d+)\.(.+)$/s.exec(deliveryId) ?? [];
  return recipient === undefined ? undefined : { recipient, window: Number(window) };
};

/** All ids of rows begin with that of their incident and a dot. */
export const incidentOfDelivery = (deliveryId: string): string => deliveryId.slice(0, deliveryId.indexOf('.'));
