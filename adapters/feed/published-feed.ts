import type { Feed } from '../../ports/feed.ts';
import type { EventPublisher } from '../../ports/ports.ts';

/** The feed as one more kind of event on the bus, for what will push it to browsers and chats. */
export const publishedFeed = (events: EventPublisher, now: () => number): Feed => ({
  async tell({ stream, seq, list }) {
    const time = new Date(now()).toISOString();
    const detail = { stream, seq, list };
    await events.publish([{ id: `feed-${stream}-${seq}`, detailType: 'Stream Changed', time, detail }]);
  },
});
