import type { Iso } from '../instant/instant.ts';

export type ChannelName = 'sms' | 'email' | 'webhook' | 'topic';

export type DeliveryStatus = 'intended' | 'handed-over' | 'delivered' | 'failed' | 'acknowledged';

/**
 * One row per (incident, message, recipient, channel): written before the provider is called, so that "who has not been
 * reached" always has an answer.
 */
export interface Delivery {
  /** `<messageId>/<recipient>/<channel>`; the provider's idempotency key is derived from it. */
  readonly deliveryId: string;
  readonly incidentId: string;
  readonly messageId: string;
  readonly kind: 'page' | 'communication';
  /** Person or stakeholder id, or the name of a topic. */
  readonly recipient: string;
  readonly recipientName: string;
  readonly channel: ChannelName;
  readonly address: string;
  readonly status: DeliveryStatus;
  /** How often the provider was called, or was about to be. */
  readonly attempts: number;
  readonly intendedAt: Iso;
  readonly handedOverAt?: Iso;
  readonly failedAt?: Iso;
  readonly acknowledgedAt?: Iso;
  readonly providerId?: string;
  readonly failure?: string;
  /** What it was about: "page, level 1", "declared, business". */
  readonly subject: string;
}
