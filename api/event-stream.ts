import type { FedEntry, FeedSource } from '../ports/feed.ts';

/** A comment is sent when nothing else was for so long, so that proxies keep the connection and a dead one is noticed. */
const HEARTBEAT_MS = 15_000;

/** Streams that a reader may be behind by; beyond that it is told to read everything again. */
const MOST_WAITING = 500;

const RESET = 'event: reset\ndata: {}\n\n';

const written = ({ id, ...entry }: FedEntry): string => `id: ${id}\nevent: changed\ndata: ${JSON.stringify(entry)}\n\n`;

/**
 * Server-sent events of a feed. A reader that is slow costs a bounded amount of memory: only the newest seq of each stream
 * waits for it.
 *
 * @param lastEventId what the reader has seen last, where it was here before
 */
export const eventStream = (
  feed: FeedSource,
  lastEventId: string | undefined,
  ended: () => void,
): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder();
  const waiting = new Map<string, FedEntry>();
  let text = ': connected\n\n';
  let wake = (): void => {};
  const take = (entry: FedEntry): void => {
    // Deleted first: what waits stays in the order of the ids, so that the last one sent is the newest seen.
    waiting.delete(entry.stream);
    waiting.set(entry.stream, entry);
    if (waiting.size > MOST_WAITING) {
      waiting.clear();
      text += RESET;
    }
    wake();
  };
  const missed = lastEventId === undefined ? [] : feed.since(lastEventId);
  if (missed === undefined) text += RESET;
  for (const entry of missed ?? []) take(entry);
  const unsubscribe = feed.subscribe(take);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (text === '' && waiting.size === 0) {
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, HEARTBEAT_MS);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
          wake = () => {};
        }
        const told = text + [...waiting.values()].map(written).join('');
        text = '';
        waiting.clear();
        controller.enqueue(encoder.encode(told === '' ? ': here\n\n' : told));
      },
      cancel() {
        unsubscribe();
        wake();
        ended();
      },
    },
    { highWaterMark: 0 },
  );
};
