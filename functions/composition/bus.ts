import { clientSettings } from '../../adapters/aws/client-settings.ts';
import { eventBridge } from '../../adapters/aws/services.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { eventBridgePublisher } from '../../adapters/eventbridge/event-bridge-publisher.ts';
import { publishedFeed } from '../../adapters/feed/published-feed.ts';
import type { Ports } from '../../ports/ports.ts';

/** Domain events and the feed, both on the bus that a function's environment names. */
export const busOf = ({ EVENT_BUS_NAME }: { readonly EVENT_BUS_NAME: string }): Pick<Ports, 'events' | 'feed'> => {
  const events = eventBridgePublisher({ client: eventBridge(clientSettings()), busName: EVENT_BUS_NAME });
  return { events, feed: publishedFeed(events, systemClock.now) };
};
