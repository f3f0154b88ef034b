import { liveKindOf } from '../../domain/live/kinds.ts';
import type { StreamName } from '../../domain/stream/commit.ts';
import type { Ports } from '../../ports/ports.ts';

/**
 * Keeps a live record as its stream makes it, for lists and for whoever asks what is in force. Done at once by whoever
 * changed it, and again by the guaranteed path: an older state never replaces a newer one.
 */
export const keepLive = async (ports: Pick<Ports, 'stores'>, { kind, id }: StreamName): Promise<void> => {
  const record = liveKindOf(kind)?.recordOf(id, await ports.stores.commits.ofStream({ kind, id }, 0));
  if (record) await ports.stores.live.put(record);
  await ports.stores.durable();
};
