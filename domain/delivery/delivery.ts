import type { ChannelName } from '../channel/index.ts';
import type { CommunicationJob, PageJob } from '../incident/effects.ts';
import type { NoticeJob } from '../incident/notices.ts';
import type { Iso } from '../instant/instant.ts';

/** `held`: it waits for the next digest. `superseded`: it came too late, when nobody wanted it any more, and was not sent. */
export type DeliveryStatus = 'intended' | 'handed-over' | 'failed' | 'held' | 'superseded' | 'acknowledged';

/** In the place of an address that was erased with whoever had it. */
export const ERASED_ADDRESS = 'erased';

/** The person has it in hand, as far as the provider says. */
export const wasHandedOver = ({ status }: Pick<Delivery, 'status'>): boolean =>
  status === 'handed-over' || status === 'acknowledged';

/**
 * One row per (incident, message, recipient, channel), and of a page or notice one for each try: written before the provider is called, so
 * that "who has not been reached" always has an answer.
 */
export interface Delivery {
  /** Unique in its incident; begins with the id of its message. */
  readonly deliveryId: string;
  readonly incidentId: string;
  readonly messageId: string;
  readonly kind: 'page' | 'communication' | 'notice';
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
  readonly supersededAt?: Iso;
  /** Of one that was superseded: how many seconds after it was wanted its turn came. */
  readonly ageSeconds?: number;
  /** When it is tried again; absent where it failed for good. */
  readonly nextTryAt?: Iso;
  readonly acknowledgedAt?: Iso;
  /** What the provider said afterwards, where it says anything (`Receipt`). */
  readonly deliveredAt?: Iso;
  readonly delayedAt?: Iso;
  readonly complainedAt?: Iso;
  /** The provider's name for the message: the handle by which a channel can change what it has sent. */
  readonly providerId?: string;
  readonly failure?: string;
  /** What it was about: "page, level 1", "declared, business". */
  readonly subject: string;
  /** The job that sends it, kept so that a crash between the row and the provider can be repaired from the row alone. */
  readonly job: PageJob | CommunicationJob | NoticeJob;
}
