import { deliveryTag } from '../../adapters/ses/delivery-tag.ts';
import said from '../fixtures/ses/sending-events.json' with { type: 'json' };

export type SesEventName = keyof typeof said.events;
export const SES_EVENTS = Object.keys(said.events) as SesEventName[];

/** One of the events of SES, about a mail of ours. */
export const sesEvent = (
  name: SesEventName,
  { deliveryId, providerId, address }: { deliveryId?: string; providerId?: string; address?: string } = {},
): { source: string; detail: object } => {
  const event = JSON.parse(
    JSON.stringify(said.events[name]).replaceAll('recipient@example.com', address ?? 'recipient@example.com'),
  );
  if (deliveryId !== undefined) event.detail.mail.tags['muster-delivery'] = [deliveryTag(deliveryId)];
  if (providerId !== undefined) event.detail.mail.messageId = providerId;
  return event;
};
