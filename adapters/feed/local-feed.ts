import type { FedEntry, Feed, FeedSource } from '../../ports/feed.ts';

/** How many entries are remembered for those who were away for a moment. */
const REMEMBERED = 1_000;

/**
 * The feed of one process.
 *
 * @param epoch names this life of the process: ids of another one are not known
 */
export const localFeed = (epoch: string): Feed & FeedSource => {
  const entries: FedEntry[] = [];
  const listeners = new Set<(entry: FedEntry) => void>();
  let count = 0;
  return {
    async tell(entry) {
      count += 1;
      const fed = { ...entry, id: `${epoch}.${count}` };
      entries.push(fed);
      if (entries.length > REMEMBERED) entries.shift();
      for (const listener of listeners) listener(fed);
    },
    since(id) {
      const at = Number(id.slice(epoch.length + 1));
      const oldest = count - entries.length;
      const isKnown = id.startsWith(`${epoch}.`) && Number.isInteger(at) && at >= oldest && at <= count;
      return isKnown ? entries.slice(at - oldest) : undefined;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
