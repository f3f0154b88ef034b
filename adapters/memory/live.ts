import { streamKey } from '../../domain/stream/commit.ts';
import type { LiveStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';
import { pageOf, sortedBy } from './pages.ts';

export const memoryLive = (held: Pick<Held, 'live'>): LiveStore => {
  let liveVersion = 0;
  return {
    async put(record) {
      const key = streamKey(record);
      if ((held.live.get(key)?.seq ?? 0) <= record.seq) held.live.set(key, record);
      liveVersion += 1;
    },
    async get(kind, id) {
      return held.live.get(streamKey({ kind, id }));
    },
    async ofKind(kind, page) {
      const found = [...held.live.values()].filter((record) => record.kind === kind);
      return pageOf(
        sortedBy(found, ({ id }) => id),
        page,
      );
    },
    async open() {
      return sortedBy(
        [...held.live.values()].filter(({ ended }) => !ended),
        streamKey,
      );
    },
    async version() {
      return liveVersion;
    },
  };
};
